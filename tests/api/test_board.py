"""The list of classes as the board shows it: what stands in a row, how it is found, what it costs."""

from collections import Counter
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from studio import BEATS_S, CERTAIN, told

from cms.db import clock_s, writing
from cms.models import (
    Account,
    BeatRevision,
    Build,
    DanceClass,
    Dancer,
    Output,
    Pack,
    Presence,
    Release,
    Song,
    Step,
    Stopwatch,
    utcnow,
)


def listed(studio, **given):
    return told(studio.client.get("/api/v1/classes", params=given), 200)["items"]


def slugs(studio, **given):
    return [item["slug"] for item in listed(studio, **given)]


def account(studio, name="Jiwoo", **given):
    with writing(studio.house.engine) as session:
        made = Account(login=name.lower(), name=name, role="author", **given)
        session.add(made)
        session.flush()
        return made.id


def edit(studio, slug, status=200, **changes):
    answer = studio.client.patch(f"/api/v1/classes/{slug}", json=changes, headers={"If-Match": "*"})
    return told(answer, status)


def test_a_row_of_the_board_says_whose_it_is_and_how_it_looks(studio):
    owner = account(studio)
    studio.dance_class(owner_id=owner)
    assert listed(studio)[0]["thumbnail"] is None
    studio.build()
    row = listed(studio)[0]
    assert row["thumbnail"] == studio.get("/classes/uniform/material")["files"]["thumbnail.jpg"]["url"]
    assert (row["song_artist"], row["owner"]) == ("Tarush", {"id": owner, "name": "Jiwoo"})
    assert (row["problems"], row["open_by"], row["active_s"]) == ([], [], {})
    assert edit(studio, "uniform", take=studio.original(b"another"))["thumbnail"] is None
    assert edit(studio, "uniform", owner_id=None)["owner"] is None


@pytest.mark.parametrize("disabled", [True, False])
def test_only_who_works_here_can_own_a_class(sqlite_studio, disabled):
    sqlite_studio.dance_class()
    gone = account(sqlite_studio, disabled_at=utcnow()) if disabled else "0" * 22
    problem = edit(sqlite_studio, "uniform", 422, owner_id=gone)
    assert problem["errors"][0]["field"] == "owner_id"
    assert "Choose an owner" in problem["detail"]


def test_problems_of_beats_alignment_take_and_poses_stand_in_the_row_worst_first(studio):
    studio.alignment = CERTAIN | {
        "verdict": "check",
        "problems": [{"severity": "warning", "code": "ambiguous", "sentence": "The song repeats itself."}],
    }
    studio.dance_class()
    studio.beats()
    studio.build()
    studio.beats(beats_s=[*BEATS_S[:-1], 500.0])
    found = listed(studio)[0]["problems"]
    assert [(each["severity"], each["code"]) for each in found] == [
        ("error", "beyond_song"),
        ("error", "alignment_to_check"),
        ("warning", "part_count"),
        ("warning", "uneven_step"),
        ("warning", "ambiguous"),
    ]
    assert all(each["sentence"].endswith(".") for each in found)
    studio.post("/classes/uniform/alignment/accept", {}, 200)
    assert "ambiguous" not in [each["code"] for each in listed(studio)[0]["problems"]]


def test_it_is_told_whether_it_is_known_that_a_class_can_be_judged(studio):
    studio.dance_class()
    studio.beats()
    assert not listed(studio)[0]["judged"]
    assert "judging_not_known" not in codes(studio)  # there is nothing to publish yet
    studio.refusal = {"judge": "The routine cannot be read."}
    build = studio.build()
    assert not listed(studio)[0]["judged"]
    assert "judging_not_known" in codes(studio)
    studio.refusal = {}
    studio.post(f"/builds/{build['id']}/retry", status=200)
    assert "judging_not_known" not in codes(studio)  # it is being found out
    studio.work()
    assert listed(studio)[0]["judged"]
    assert "judging_not_known" not in codes(studio)


def codes(studio):
    return {problem["code"] for problem in listed(studio)[0]["problems"]}


def test_classes_are_found_by_owner_states_song_artist_and_dancer(studio):
    owner = account(studio)
    song = studio.song(title="Blue Monday", artist="The Eights")
    dancer = studio.dancer(name="Mina 미나")
    studio.dance_class("one", song_id=song["id"], owner_id=owner)
    studio.dance_class("two", dancer_id=dancer["id"], take=False)
    studio.dance_class("three")
    studio.build("three")
    edit(studio, "one", take=studio.original(b"a take that nothing is known of"))
    studio.post("/classes/one/builds", {})
    assert slugs(studio, owner_id=owner) == ["one"]
    assert slugs(studio, q="monday") == slugs(studio, q="EIGHTS") == ["one"]
    assert slugs(studio, q="미나") == ["two"]
    assert slugs(studio, q="100%") == slugs(studio, q="o_e") == []
    assert slugs(studio, state=["needs_take", "building"]) == ["one", "two"]
    assert slugs(studio, state=["needs_take", "needs_beats"], q="t") == ["two", "three"]


def test_who_has_it_open_and_how_long_it_took(studio):
    made = studio.dance_class()
    with writing(studio.house.engine) as session:
        now_s = clock_s(session)
        for tab, name, stage, ago_s in (
            ("a", "Mina", "beats", 5),
            ("b", "Mina", "beats", 1),
            ("c", "Old", "align", 31),
        ):
            session.add(
                Presence(
                    class_id=made["id"], actor_id=name, tab=tab, name=name, stage=stage,
                    since_s=now_s - 60, seen_s=now_s - ago_s,
                )
            )  # fmt: skip
        for actor, stage, active_s in (("x", "beats", 40.0), ("y", "beats", 2.54), ("x", "align", 3.0)):
            session.add(Stopwatch(class_id=made["id"], actor_id=actor, stage=stage, active_s=active_s))
    row = listed(studio)[0]
    assert row["open_by"] == [{"name": "Mina", "stage": "beats"}]
    assert row["active_s"] == {"align": 3.0, "beats": 42.5}


@contextmanager
def counted(engine):
    """How many statements of each kind go to the database meanwhile."""
    seen = Counter()

    def count(_connection, _cursor, statement, *_rest):
        seen[statement.split()[0]] += 1

    event.listen(engine, "before_cursor_execute", count)
    yield seen
    event.remove(engine, "before_cursor_execute", count)


def fill(studio, first, count):
    """Classes in every state, with builds, beats, releases, owners and people who look at them."""
    house = studio.house
    take, song = studio.original(b"take"), studio.original(b"song")
    facts = house.storage.put_bytes(b'{"verdict": "certain", "song_duration_s": 100.0}').sha256
    with writing(house.engine) as session:
        now_s = clock_s(session)
        owner = session.query(Account).first()
        for number in range(first, first + count):
            made = DanceClass(
                slug=f"class-{number}", titles={"en": "C"}, tags=[], owner=owner,
                song=Song(title=f"Song {number}", artist="A"), dancer=Dancer(name=f"Dancer {number}"),
            )  # fmt: skip
            session.add(made)
            session.flush()
            if number % 4 == 0:
                continue
            made.take_sha256, made.song.sound_sha256 = take, song
            session.add(BeatRevision(class_id=made.id, number=1, beats={"format": 1, "beats_s": BEATS_S}))
            build = Build(
                class_id=made.id, state="done", revision=1, fingerprint="f", pack_sha256=f"{number:064x}",
                inputs={"take": made.take_sha256, "song": made.song.sound_sha256, "class.json": "c"},
            )  # fmt: skip
            session.add(build)
            session.flush()
            key = f"{number:x}-align"
            session.add(Output(key=key, step="audio_align", files={"alignment.json": {"sha256": facts}}))
            session.add(
                Step(
                    build_id=build.id, name="audio_align", position=1, queue="media", key=key, params={},
                    inputs={"take": made.take_sha256, "song": made.song.sound_sha256}, state="done",
                )
            )  # fmt: skip
            pack = Pack(
                class_id=made.id, build_id=build.id, manifest_sha256=f"{number:064x}",
                manifest_bytes=1, revision=1, bytes=1,
            )  # fmt: skip
            session.add(pack)
            session.add(Release(channel="staging", class_id=made.id, pack=pack, kind="publish", state="live"))
            session.add(
                Presence(
                    class_id=made.id,
                    actor_id="x",
                    tab="t",
                    name="X",
                    stage="beats",
                    since_s=now_s,
                    seen_s=now_s,
                )
            )
            session.add(Stopwatch(class_id=made.id, actor_id="x", stage="beats", active_s=1.0))


def test_a_page_of_a_hundred_classes_costs_as_many_queries_as_one_of_five(studio):
    account(studio)
    fill(studio, 100, 105)
    listed(studio, limit=1)  # the key's own look-up is made, files are read
    costs = {}
    for limit in (5, 100):
        with counted(studio.house.engine) as seen:
            assert len(listed(studio, limit=limit)) == limit
        costs[limit] = seen["SELECT"]
    assert costs[5] == costs[100] <= 25


def test_a_state_is_found_among_a_thousand_classes(sqlite_studio):
    account(sqlite_studio)
    fill(sqlite_studio, 4000, 1000)
    page = told(
        sqlite_studio.client.get("/api/v1/classes", params={"state": "needs_take", "limit": 200}), 200
    )
    assert len(page["items"]) == 200
    rest = listed(sqlite_studio, state="needs_take", limit=200, after=page["next"])
    assert len({item["slug"] for item in [*page["items"], *rest]}) == 250


def test_a_state_is_looked_for_in_few_queries_however_small_the_page(sqlite_studio):
    account(sqlite_studio)
    fill(sqlite_studio, 1, 60)
    with counted(sqlite_studio.house.engine) as seen:
        assert listed(sqlite_studio, state="failed", limit=1) == []
        first, second = (slugs(sqlite_studio, state="needs_take", limit=count)[-1] for count in (1, 2))
    assert (first, second) == ("class-4", "class-8")
    assert seen["SELECT"] <= 3 * 25
