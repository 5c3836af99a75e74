"""No connection to the database is held while a store is asked, which may be slow."""

import hashlib

import asked_alone
import pytest

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
