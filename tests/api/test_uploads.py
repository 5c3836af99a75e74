import dataclasses
import hashlib
import re
import threading
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from cms.accounts import create_key
from cms.api.app import create_app
from cms.bootstrap import build_house
from cms.db import writing
from cms.settings import Settings
from cms.storage.local import LocalStorage

UPLOADS = "/api/v1/uploads"
DATA = bytes(range(250)) * 10
SHA256 = hashlib.sha256(DATA).hexdigest()


def key_for(engine, *scopes):
    with writing(engine) as session:
        return {"Authorization": f"Bearer {create_key(session, 'test', scopes)[1]}"}


@pytest.fixture
def house(tmp_path, sqlite_url):
    return build_house(
        Settings(data=tmp_path / "data", database_url=sqlite_url, part_bytes=1000, max_upload_bytes=10_000)
    )


@pytest.fixture
def app(house):
    return create_app(house)


@pytest.fixture
def author(house, app):
    with TestClient(app, headers=key_for(house.engine, "read", "author")) as client:
        yield client


@pytest.fixture
def anybody(app):
    with TestClient(app) as client:
        yield client


def local(url: str) -> str:
    """A signed URL as the test client takes it."""
    return url.removeprefix("http://127.0.0.1:8080")


def begin(author, **more):
    answer = author.post(UPLOADS, json={"filename": "take.mov", "bytes": len(DATA)} | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def sign(author, upload, number):
    answer = author.post(f"{UPLOADS}/{upload['id']}/parts/{number}/url")
    assert answer.status_code == 200, answer.text
    return answer.json()


def send(author, anybody, upload, data=DATA, only=None):
    for number in only or range(1, upload["parts"] + 1):
        piece = data[(number - 1) * 1000 : number * 1000]
        answer = anybody.put(local(sign(author, upload, number)["url"]), content=piece)
        assert answer.status_code == 200, answer.text
        assert answer.headers["etag"] == f'"{hashlib.md5(piece, usedforsecurity=False).hexdigest()}"'


def complete(author, upload, sha256=SHA256):
    return author.post(f"{UPLOADS}/{upload['id']}/complete", json={"sha256": sha256})


def problem(answer, status, code):
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (answer.status_code, told["code"]) == (status, code), told
    assert re.search(r"[.]$", told["detail"])
    assert "/data" not in told["detail"]
    return told


def test_a_file_comes_in_and_is_an_original(author, anybody):
    begun = author.post(UPLOADS, json={"filename": "take.mov", "bytes": 2500})
    upload = begun.json()
    assert begun.headers["location"] == f"{UPLOADS}/{upload['id']}"
    assert (upload["state"], upload["parts"], upload["part_bytes"]) == ("open", 3, 1000)
    assert [sign(author, upload, number)["bytes"] for number in (1, 2, 3)] == [1000, 1000, 500]
    assert author.get(f"{UPLOADS}/{upload['id']}/parts").json() == {"items": []}

    send(author, anybody, upload, only=[3, 1])
    items = author.get(f"{UPLOADS}/{upload['id']}/parts").json()["items"]
    assert [(part["number"], part["bytes"]) for part in items] == [(1, 1000), (3, 500)]
    told = problem(complete(author, upload), 409, "parts-missing")
    assert told["facts"] == {"missing": [2]}

    send(author, anybody, upload, only=[2])
    done = complete(author, upload)
    assert done.status_code == 200
    assert (done.json()["sha256"], done.json()["bytes"]) == (SHA256, 2500)
    assert complete(author, upload).json() == done.json()
    shown = author.get(f"{UPLOADS}/{upload['id']}").json()
    assert (shown["state"], shown["original"]) == ("complete", done.json())


def test_a_wrong_hash_leaves_the_upload_open(author, anybody):
    upload = begin(author)
    send(author, anybody, upload, data=b"x" + DATA[1:])
    problem(complete(author, upload), 422, "wrong-sha256")
    assert author.get(f"{UPLOADS}/{upload['id']}").json()["state"] == "open"
    send(author, anybody, upload, only=[1])
    assert complete(author, upload).status_code == 200


def test_a_known_file_is_complete_at_once(author, anybody):
    first = begin(author)
    send(author, anybody, first)
    original = complete(author, first).json()
    again = begin(author, sha256=SHA256, filename="again.mov")
    assert (again["state"], again["original"]) == ("complete", original)
    assert complete(author, again).json() == original


def test_begin_sent_twice_with_one_key_begins_once(author):
    answers = [
        author.post(UPLOADS, json={"filename": "f", "bytes": 9}, headers={"Idempotency-Key": "once"})
        for _ in range(2)
    ]
    assert answers[0].status_code == answers[1].status_code == 201
    assert answers[0].json() == answers[1].json()
    assert answers[0].headers["location"] == answers[1].headers["location"]


def test_abort_is_final(author, anybody):
    upload = begin(author)
    url = local(sign(author, upload, 1)["url"])
    for _ in range(2):
        assert author.delete(f"{UPLOADS}/{upload['id']}").status_code == 204
    problem(anybody.put(url, content=DATA[:1000]), 404, "upload-not-open")
    problem(complete(author, upload), 409, "aborted")
    problem(author.post(f"{UPLOADS}/{upload['id']}/parts/1/url"), 409, "aborted")


def test_a_part_url_that_was_changed_takes_nothing(author, anybody):
    upload, other = begin(author), begin(author)
    url = local(sign(author, upload, 1)["url"])
    strange = local(sign(author, other, 1)["url"])
    for changed in (
        url.replace(urlsplit(url).path, urlsplit(strange).path),
        url.replace("/parts/1?", "/parts/2?"),
        url.replace("bytes=1000", "bytes=999"),
        re.sub(r"expires=(\d+)", lambda found: f"expires={int(found[1]) + 1}", url),
        url[:-1] + ("0" if url[-1] != "0" else "1"),
    ):
        assert changed != url
        problem(anybody.put(changed, content=DATA[:1000]), 403, "part-url-refused")
    for one in (upload, other):
        assert author.get(f"{UPLOADS}/{one['id']}/parts").json() == {"items": []}


def test_a_part_url_expires(author, anybody, house):
    upload = house.storage.begin_upload()
    url = local(house.storage.part_url(upload, 1, total=3, expires_s=-1))
    problem(anybody.put(url, content=b"abc"), 403, "part-url-refused")


def in_pieces(data):
    """A body whose length is not announced."""
    yield from (data[start : start + 100] for start in range(0, len(data), 100))


def test_a_part_of_another_length_is_refused_and_leaves_nothing(author, anybody, house):
    upload = begin(author)
    url = local(sign(author, upload, 1)["url"])
    for length in (0, 999, 1001, 5000):
        data = b"x" * length
        problem(anybody.put(url, content=data), 422, "part-length")
        problem(anybody.put(url, content=in_pieces(data)), 422, "part-length")
    assert author.get(f"{UPLOADS}/{upload['id']}/parts").json() == {"items": []}
    assert list((house.settings.data / "store" / "uploads").rglob(".incoming*")) == []
    assert anybody.put(url, content=in_pieces(DATA[:1000])).status_code == 200


def test_what_cannot_be_uploaded_is_told(author):
    for body in (
        {"filename": "f", "bytes": 0},
        {"filename": "f", "bytes": 10_001},
        {"filename": "f", "bytes": -1},
        {"filename": "", "bytes": 5},
        {"filename": "f"},
        {"filename": "f", "bytes": 5, "sha256": "short"},
        {"filename": "f", "bytes": 5, "colour": "red"},
    ):
        problem(author.post(UPLOADS, json=body), 422, "invalid")


def test_who_may_what(house, app, author, anybody):
    upload = begin(author)
    one = f"{UPLOADS}/{upload['id']}"
    reader = TestClient(app, headers=key_for(house.engine, "read"))
    body = {"filename": "f", "bytes": 5, "sha256": SHA256}
    writes = [
        ("POST", UPLOADS, body),
        ("POST", f"{one}/parts/1/url", None),
        ("POST", f"{one}/complete", {"sha256": SHA256}),
        ("DELETE", one, None),
    ]
    reads = [("GET", one, None), ("GET", f"{one}/parts", None)]
    for method, path, json in writes + reads:
        problem(anybody.request(method, path, json=json), 401, "unauthorized")
    for method, path, json in writes:
        problem(reader.request(method, path, json=json), 403, "forbidden")
    for method, path, _ in reads:
        assert reader.request(method, path).status_code == 200


def test_an_unknown_upload_and_part_are_told(author):
    upload = begin(author)
    for method, path in [
        ("GET", f"{UPLOADS}/{'0' * 22}"),
        ("GET", f"{UPLOADS}/{'0' * 22}/parts"),
        ("DELETE", f"{UPLOADS}/{'0' * 22}"),
        ("POST", f"{UPLOADS}/{upload['id']}/parts/4/url"),
    ]:
        problem(author.request(method, path), 404, "not-found")


def test_while_a_large_file_is_verified_others_write(house):
    hashing, go_on = threading.Event(), threading.Event()

    class Slow(LocalStorage):
        def complete_upload(self, upload, *, sha256, total):
            hashing.set()
            assert go_on.wait(20)
            return super().complete_upload(upload, sha256=sha256, total=total)

    slow = Slow(house.storage.folder, house.storage.base_url, house.storage.secret)
    app = create_app(dataclasses.replace(house, storage=slow))
    with TestClient(app, headers=key_for(house.engine, "read", "author")) as author:
        upload = begin(author)
        send(author, author, upload)
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(complete(author, upload)))
        waiting.start()
        assert hashing.wait(20)
        begin(author)  # a write, which would wait for the lock of another
        assert answers == []
        go_on.set()
        waiting.join(20)
    assert answers[0].status_code == 200


def test_what_may_be_uploaded_is_told_beforehand(author):
    assert author.get(f"{UPLOADS}/limits").json() == {"max_bytes": 10_000, "max_duration_s": 600.0}
