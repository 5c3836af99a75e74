"""Every change leaves an entry, whoever made it and by whatever route."""

import re

import practices
import pytest
import small_class
from signed_in import PASSWORD, SAME_ORIGIN, account, browser, person, sign_in
from sqlalchemy import select, update
from studio import BEATS_S, told

from cms import audit
from cms.api.deps import rules
from cms.db import reading, writing
from cms.models import AuditEntry, Base, Build, DanceClass, Song

#: Routes that change nothing of what people made, and why.
LEAVE_NOTHING = {
    "POST /api/v1/uploads/{id}/parts/{number}/url": "it signs an address",
    "PUT /api/v1/storage/uploads/{upload}/parts/{number}": "bytes on their way; the upload tells of them",
    "POST /api/v1/channels/{channel}/access": "it signs an address",
    "POST /api/v1/classes/{class_name}/beats/read": "it reads a file and saves nothing",
    "POST /api/v1/classes/{class_name}/presence": "who is here now",
    "DELETE /api/v1/classes/{class_name}/presence/{tab}": "who is here now",
}
ANY = {"If-Match": "*"}


def entries(studio, query=""):
    return studio.get(f"/audit{query}")["items"]


def count(studio):
    with reading(studio.house.engine) as session:
        return len(session.scalars(select(AuditEntry.id)).all())


def uploaded(studio, client):
    """An upload with all its parts sent; its id."""
    begun = told(client.post("/api/v1/uploads", json={"filename": "a.mov", "bytes": 5}), 201)
    signed = told(client.post(f"/api/v1/uploads/{begun['id']}/parts/1/url"), 200)
    assert studio.client_of(None).put(signed["url"], content=b"hello").status_code == 200
    return begun["id"]


class Everything:
    """A request for every route that changes something, each in a state in which it does."""

    def __init__(self, studio, client):
        self.studio, self.client = studio, client
        self.number = 0
        studio.alignment = {**studio.alignment, "verdict": "check", "confidence": 0.5}
        studio.dance_class()
        studio.beats()
        self.revisions = 1

    def send(self, method, path, body=None, client=None, **headers):
        """`before`: how many entries there were before the last request that was sent."""
        self.before = count(self.studio)
        return (client or self.client).request(method, f"/api/v1{path}", json=body, headers=headers)

    def of(self, name):
        """The answer to a request by that route that changes something."""
        self.number += 1
        method, path = name.split()
        path = path.removeprefix("/api/v1")
        made = re.sub(r"\W+", "_", f"{method.lower()}{path}").strip("_")
        assert hasattr(self, made), f"try {name} here, or name it in LEAVE_NOTHING with the reason"
        return getattr(self, made)(method, path.replace("{class_name}", "uniform"))

    def post_session(self, method, path):
        login = f"other{self.number}"
        account(self.studio, login=login)
        body = {"login": login, "password": PASSWORD}
        return self.send(method, path, body, client=browser(self.studio))

    def delete_session(self, method, path):
        return self.send(method, path, client=person(self.studio))

    def put_session_password(self, method, path):
        change = {"old": PASSWORD, "new": "eight louder trumpets"}
        return self.send(method, path, change, client=person(self.studio))

    def patch_session_account(self, method, path):
        return self.send(method, path, {"language": "ko"})

    def post_songs(self, method, path):
        return self.send(method, path, {"title": "A"})

    def patch_songs_id(self, method, _path):
        return self.send(method, f"/songs/{self.studio.song()['id']}", {"title": "B"}, **ANY)

    def post_dancers(self, method, path):
        return self.send(method, path, {"name": "A"})

    def patch_dancers_id(self, method, _path):
        return self.send(method, f"/dancers/{self.studio.dancer()['id']}", {"name": "B"}, **ANY)

    def post_classes(self, method, path):
        song, dancer = self.studio.song()["id"], self.studio.dancer()["id"]
        body = {"slug": f"c-{self.number}", "titles": {"en": "C"}, "song_id": song, "dancer_id": dancer}
        return self.send(method, path, body)

    def patch_classes_class_name(self, method, path):
        return self.send(method, path, {"difficulty": 5}, **ANY)

    def post_uploads(self, method, path):
        return self.send(method, path, {"filename": "a.mov", "bytes": 5})

    def post_uploads_id_complete(self, method, path):
        path = path.replace("{id}", uploaded(self.studio, self.client))
        sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        return self.send(method, path, {"sha256": sha256})

    def post_uploads_id_multipart(self, method, path):
        path = path.replace("{id}", uploaded(self.studio, self.client))
        checksum = {"x-amz-checksum-sha256": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="}
        return self.send(method, path, **checksum)

    def delete_uploads_id(self, method, path):
        return self.send(method, path.replace("{id}", uploaded(self.studio, self.client)))

    def built(self):
        """The class as it is now, built."""
        return self.studio.build()["id"]

    def post_classes_class_name_alignment_accept(self, method, path):
        self.built()
        return self.send(method, path, {})

    def put_classes_class_name_alignment(self, method, path):
        return self.send(method, path, {"offset_s": small_class.OFFSET_S + self.number / 1000})

    def delete_classes_class_name_alignment(self, method, path):
        self.put_classes_class_name_alignment("PUT", path)
        return self.send(method, path)

    def put_classes_class_name_beats(self, method, path):
        times = [*BEATS_S[:-1], BEATS_S[-1] + self.number / 1000]
        self.revisions += 1
        return self.send(method, path, {"format": 1, "beats_s": times}, **ANY)

    def post_classes_class_name_beats_revisions_number_restore(self, method, path):
        self.put_classes_class_name_beats("PUT", "/classes/uniform/beats")
        return self.send(method, path.replace("{number}", "1"), **ANY)

    def post_classes_class_name_taps(self, method, path):
        return self.send(method, path, {"rate": 1, "latency_ms": 80, "taps_s": [1.0, 2.0]})

    def post_classes_class_name_practices(self, method, path):
        self.built()
        return self.send(method, path, practices.of_built(self.studio))

    def delete_classes_class_name_practices_id(self, method, path):
        self.built()
        made = self.studio.post("/classes/uniform/practices", practices.of_built(self.studio))
        return self.send(method, path.replace("{id}", made["id"]))

    def post_classes_class_name_builds(self, method, path):
        self.patch_classes_class_name("PATCH", "/classes/uniform")
        return self.send(method, path, {})

    def running(self):
        self.send("PATCH", "/classes/uniform", {"tags": [f"t{self.number}"]}, **ANY)
        return told(self.send("POST", "/classes/uniform/builds", {}), 201)["id"]

    def post_builds_id_abort(self, method, path):
        return self.send(method, path.replace("{id}", self.running()))

    def post_builds_id_retry(self, method, path):
        build = self.running()
        told(self.send("POST", f"/builds/{build}/abort"), 200)
        return self.send(method, path.replace("{id}", build))

    def published(self):
        self.put_classes_class_name_alignment("PUT", "/classes/uniform/alignment")
        self.put_classes_class_name_beats("PUT", "/classes/uniform/beats")
        self.built()
        self.studio.publish("staging")

    def post_classes_class_name_releases(self, method, path):
        self.put_classes_class_name_alignment("PUT", "/classes/uniform/alignment")
        self.built()
        answer = self.send(method, path, {"channel": "staging"})
        self.studio.work()
        return answer

    def post_classes_class_name_rollback(self, method, path):
        self.published()
        self.published()
        answer = self.send(method, path, {"channel": "staging"})
        self.studio.work()
        return answer

    def post_classes_class_name_withdraw(self, method, path):
        self.published()
        return self.send(method, path, {"channel": "staging"})

    def post_accounts(self, method, path):
        body = {"login": f"new{self.number}", "name": "New", "role": "author", "password": PASSWORD}
        return self.send(method, path, body)

    def patch_accounts_id(self, method, path):
        return self.send(method, path.replace("{id}", account(self.studio)), {"disabled": True})

    def post_keys(self, method, path):
        return self.send(method, path, {"name": "import", "scopes": ["read"]})

    def delete_keys_id(self, method, path):
        made = told(self.send("POST", "/keys", {"name": "import", "scopes": ["read"]}), 201)
        return self.send(method, path.replace("{id}", made["id"]))


def test_every_route_that_changes_something_leaves_an_entry(sqlite_studio):
    """A new route must be tried here, or be named above with the reason why it leaves nothing."""
    everything = Everything(sqlite_studio, person(sqlite_studio, "admin"))
    for name in rules(sqlite_studio.app):
        if " /api/v1" not in name or name.startswith(("GET", "HEAD")) or name in LEAVE_NOTHING:
            continue
        answer = everything.of(name)
        assert answer.status_code < 300, (name, answer.text)
        left = count(sqlite_studio) - everything.before
        assert left > 0, name
        newest = entries(sqlite_studio, f"?limit={left}")
        assert all(entry["actor"].startswith("account:") for entry in newest), name
        noun = name.split("/")[3]
        expected = OF_CLASSES if noun == "classes" else {"session": {"account"}}.get(noun, {noun[:-1]})
        assert any(entry["noun"] in expected for entry in newest), (name, newest)


OF_CLASSES = {"class", "alignment", "beats", "taps", "practice", "build", "release"}


def test_every_table_is_logged_or_named_with_the_reason_why_not():
    tables = {mapper.class_ for mapper in Base.registry.mappers}
    assert tables == set(audit.AUDITED) | set(audit.NOT_AUDITED)
    assert not set(audit.AUDITED) & set(audit.NOT_AUDITED)


def test_every_column_of_a_logged_table_is_told_or_known_to_be_bookkeeping():
    bookkeeping = {"id", "created_at", "created_by", "version", "updated_at", "class_id"}
    untold = {
        "TapPass": {"taps_s", "song_sha256"},  # raw data that never change
        "Build": {"fingerprint", "inputs", "pack_sha256", "finished_at"},  # what the build itself keeps
        "Release": {"state", "channel_version", "live_at"},  # what the worker records
        "Upload": {"part_bytes", "storage_upload"},
        "Practice": {"session", "total", "sheet"},  # the result; the practice goes, and the log stays
    }
    for row, told_of in audit.AUDITED.items():
        if told_of.instead is None:
            known = {*told_of.columns, *told_of.secret, *bookkeeping, *untold.get(row.__name__, ())}
            assert {column.key for column in row.__table__.columns} <= known, row.__name__
        assert not {"password_hash", "secret_sha256", "token_sha256"} & set(told_of.columns)


def test_an_entry_tells_who_when_from_and_to(studio):
    studio.dance_class()
    mina = account(studio, "author", "mina")
    client = sign_in(studio, "mina")
    edit = {"difficulty": 5, "titles": {"en": "Uniform", "ko": "유니폼"}, "tags": []}
    shown = told(client.patch("/api/v1/classes/uniform", json=edit, headers=ANY), 200)
    newest = entries(studio, "?class=uniform")[0]
    assert newest["changes"] == [
        {"field": "titles", "from": {"en": "Uniform"}, "to": {"en": "Uniform", "ko": "유니폼"}},
        {"field": "difficulty", "from": 3, "to": 5},
    ]
    assert newest["at"] <= shown["updated_at"] or newest["at"].startswith(shown["updated_at"][:16])
    assert {
        name: newest[name] for name in ("actor", "actor_name", "action", "noun", "noun_id", "class_slug")
    } == {
        "actor": f"account:{mina}",
        "actor_name": "Mina",
        "action": "edit",
        "noun": "class",
        "noun_id": shown["id"],
        "class_slug": "uniform",
    }


def test_an_edit_that_changes_nothing_and_one_that_is_refused_leave_nothing(studio):
    studio.dance_class()
    before = count(studio)
    told(studio.client.patch("/api/v1/classes/uniform", json={"difficulty": 3}, headers=ANY), 200)
    stale = studio.client.patch(
        "/api/v1/classes/uniform", json={"difficulty": 5}, headers={"If-Match": '"77"'}
    )
    told(stale, 412)
    studio.post("/songs", {"title": "A", "sound": "0" * 64}, 422)
    assert count(studio) == before


def test_beats_are_told_by_what_moved(studio):
    studio.dance_class()
    studio.beats()
    moved = [*BEATS_S[:-2], BEATS_S[-2] + 0.01, BEATS_S[-1] + 0.02]
    studio.beats(beats_s=moved)
    studio.beats(beats_s=moved[1:])
    third, second, first = entries(studio, "?class=uniform&noun=beats")
    assert [entry["noun_id"] for entry in (first, second, third)] == ["1", "2", "3"]
    assert {"field": "beats_added", "from": None, "to": len(BEATS_S)} in first["changes"]
    assert {"field": "confirmed", "from": None, "to": True} in first["changes"]
    assert second["changes"] == [
        {"field": "revision", "from": 1, "to": 2},
        {"field": "beats_moved", "from": None, "to": 2},
    ]
    assert {"field": "beats_removed", "from": None, "to": 1} in third["changes"]
    studio.beats(beats_s=moved[1:])  # saved again, it is the same revision
    assert len(entries(studio, "?class=uniform&noun=beats")) == 3


def test_a_judged_alignment_is_told_with_the_place(studio):
    studio.dance_class()
    studio.build()
    path = "/classes/uniform/alignment"
    studio.post(f"{path}/accept", {"note": "by ear"}, 200)
    told(studio.client.put(f"/api/v1{path}", json={"offset_s": 1.5}), 200)
    corrected, accepted = entries(studio, "?class=uniform&noun=alignment")
    assert {"field": "kind", "from": None, "to": "accepted"} in accepted["changes"]
    assert {"field": "note", "from": None, "to": "by ear"} in accepted["changes"]
    assert {"field": "kind", "from": "accepted", "to": "corrected"} in corrected["changes"]
    offset_s = studio.alignment["offset_s"]
    assert {"field": "offset_s", "from": offset_s, "to": 1.5} in corrected["changes"]


def test_what_workers_do_is_not_logged(studio):
    studio.dance_class()
    studio.beats()
    build = studio.post("/classes/uniform/builds", {})
    before = count(studio)
    studio.work()
    assert studio.get(f"/builds/{build['id']}")["state"] == "done"
    assert count(studio) == before


def test_secrets_are_told_to_have_changed_and_never_shown(studio):
    admin = person(studio, "admin")
    mina = account(studio, "author", "mina")
    told(admin.patch(f"/api/v1/accounts/{mina}", json={"password": "eight louder trumpets"}), 200)
    made = told(admin.post("/api/v1/keys", json={"name": "import", "scopes": ["read"]}), 201)
    everything = entries(studio)
    changed = next(entry for entry in everything if entry["noun"] == "account" and entry["action"] == "edit")
    assert changed["changes"] == [{"field": "password", "from": None, "to": "changed"}]
    assert "argon2" not in str(everything)
    assert made["secret"] not in str(everything)
    with reading(studio.house.engine) as session:
        assert "secret_sha256" not in str(session.scalars(select(AuditEntry.changes)).all())


def test_the_log_of_a_class_is_for_readers_and_all_of_it_for_admins(studio):
    studio.dance_class()
    studio.dance_class("other")
    reviewer, admin = person(studio, "reviewer"), person(studio, "admin")
    of_class = told(reviewer.get("/api/v1/audit?class=uniform"), 200)["items"]
    assert {entry["class_slug"] for entry in of_class} == {"uniform"}
    assert "'admin'" in told(reviewer.get("/api/v1/audit"), 403)["detail"]
    told(reviewer.get("/api/v1/audit?noun=account"), 403)
    told(reviewer.get("/api/v1/audit?class=nothing"), 404)
    songs = told(admin.get("/api/v1/audit?noun=song"), 200)["items"]
    assert len(songs) == 2
    one = songs[0]["noun_id"]
    assert [e["noun_id"] for e in told(admin.get(f"/api/v1/audit?id={one}"), 200)["items"]] == [one]
    assert told(admin.get("/api/v1/audit?actor=key:nobody"), 200)["items"] == []


def test_the_log_comes_in_pages_newest_first(sqlite_studio):
    for title in "ABCDE":
        sqlite_studio.post("/songs", {"title": title})
    titles, after = [], ""
    while after is not None:
        page = sqlite_studio.get(f"/audit?noun=song&limit=2{after and f'&after={after}'}")
        titles += [entry["changes"][0]["to"] for entry in page["items"]]
        after = page["next"]
    assert titles == list("EDCBA")


def test_a_change_by_nobody_and_one_past_the_log_are_refused(engine):
    by_nobody = pytest.raises(LookupError, match="not known changed a song")
    with by_nobody, writing(engine) as session:
        audit.watch(session, lambda: None)
        session.add(Song(title="A", artist=""))
    past_the_log = pytest.raises(LookupError, match="one by one")
    for statement in (update(Build).values(state="done"), update(DanceClass).values(difficulty=1)):
        with past_the_log, writing(engine) as session:
            audit.watch(session, lambda: audit.COMMAND_LINE)
            session.execute(statement)
    with reading(engine) as session:
        assert session.scalars(select(Song)).all() == []


def test_a_request_of_another_site_leaves_nothing(sqlite_studio):
    client = person(sqlite_studio, "admin")
    before = count(sqlite_studio)
    headers = {**SAME_ORIGIN, "Sec-Fetch-Site": "cross-site"}
    told(client.post("/api/v1/songs", json={"title": "A"}, headers=headers), 403)
    assert count(sqlite_studio) == before
