"""No connection to the database is held while a store is asked, which may be slow."""

import hashlib

import asked_alone
import pytest

from cms import documents, step_facts

DATA = b"a take of some bytes" * 100
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def asked(sqlite_studio, monkeypatch):
    """What was asked meanwhile."""
    return asked_alone.watch(sqlite_studio.house, monkeypatch)


def test_an_upload(sqlite_studio, asked):
    studio = sqlite_studio
    begin = {"filename": "take.mov", "bytes": len(DATA), "sha256": SHA256}
    upload = studio.post("/uploads", begin, Idempotency_Key="once")
    path = f"/uploads/{upload['id']}"
    assert studio.post("/uploads", begin, Idempotency_Key="once") == upload
    assert len(list((studio.folder / "store/uploads").iterdir())) == 1  # the second one's room was given back
    for number in (1, 2):
        url = studio.post(f"{path}/parts/{number}/url", status=200)["url"]
        studio.client.put(url, content=DATA[(number - 1) * 1024 : number * 1024]).raise_for_status()
    assert len(studio.get(f"{path}/parts")["items"]) == 2
    assert b"<PartNumber>2<" in studio.client.get(f"/api/v1{path}/multipart").content
    studio.post(f"{path}/complete", {"sha256": SHA256}, status=200)
    assert studio.post("/uploads", begin)["state"] == "complete"
    left = studio.post("/uploads", {**begin, "sha256": None})
    for _ in range(2):
        assert studio.client.delete(f"/api/v1/uploads/{left['id']}").status_code == 204
    assert list((studio.folder / "store/uploads").iterdir()) == []
    assert asked == []


def test_a_class_from_its_beats_to_its_release(sqlite_studio, asked):
    """With nothing remembered, as in a process that has just begun."""
    studio = sqlite_studio

    def forget():
        documents._remembered.clear()
        step_facts._known.clear()

    def work():
        studio.work()
        asked.clear()  # a worker swaps a pointer while it holds the channel, and that is meant

    def get(path):
        forget()
        return studio.get(path)

    def send(method, path, **given):
        forget()
        answer = studio.client.request(method, f"/api/v1{path}", **given)
        assert answer.status_code < 300, answer.text
        return answer

    version = studio.dance_class()["version"]
    studio.beats()
    build = studio.post("/classes/uniform/builds", {})
    work()
    studio.post("/classes/uniform/builds", {}, Idempotency_Key="again")
    beats = get("/classes/uniform/beats")
    assert get("/classes")["items"][0]["state"]
    version = get("/classes/uniform")["version"]
    send("PATCH", "/classes/uniform", json={"tags": ["new"]}, headers={"If-Match": f'"{version}"'})
    moved = {"format": 1, "beats_s": [*beats["beats_s"][:-1], beats["beats_s"][-1] + 0.01]}
    send("PUT", "/classes/uniform/beats", json=moved, headers={"If-Match": f'"{beats["revision"]}"'})
    send("POST", "/classes/uniform/beats/revisions/1/restore", headers={"If-Match": '"2"'})
    get("/classes/uniform/alignment")
    send("POST", "/classes/uniform/alignment/accept", json={})
    send("PUT", "/classes/uniform/alignment", json={"offset_s": 1.5})
    send("DELETE", "/classes/uniform/alignment")
    get("/classes/uniform/material")
    pack = get("/packs?class=uniform")["items"][0]
    for path in (
        f"/packs/{pack['id']}",
        f"/packs/{pack['id']}/diff",
        "/classes/uniform/diff?channel=staging",
    ):
        get(path)
    send("GET", f"/packs/{pack['id']}/files/routine")
    original = studio.original(b"take")
    send("GET", f"/originals/{original}/content")
    forget()
    studio.post("/classes/uniform/releases", {"channel": "staging"})
    assert get(f"/builds/{build['id']}")["state"] == "done"
    assert asked == []
