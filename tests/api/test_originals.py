import hashlib

import pytest
from studio import Studio

from cms.originals import media_type

PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(200)) * 20


@pytest.fixture
def picture(sqlite_studio: Studio) -> str:
    """A picture that lies here; its sha256."""
    studio = sqlite_studio
    begun = studio.client.post("/api/v1/uploads", json={"filename": "mina.jpg", "bytes": len(PICTURE)}).json()
    for number in range(1, begun["parts"] + 1):
        signed = studio.client.post(f"/api/v1/uploads/{begun['id']}/parts/{number}/url").json()
        piece = PICTURE[(number - 1) * begun["part_bytes"] :][: begun["part_bytes"]]
        assert studio.client.put(signed["url"], content=piece).status_code == 200
    sha256 = hashlib.sha256(PICTURE).hexdigest()
    answer = studio.client.post(f"/api/v1/uploads/{begun['id']}/complete", json={"sha256": sha256})
    assert answer.status_code == 200, answer.text
    return sha256


def test_an_original_is_told_and_given_as_it_was(sqlite_studio: Studio, picture: str) -> None:
    told = sqlite_studio.client.get(f"/api/v1/originals/{picture}").json()
    assert (told["filename"], told["bytes"]) == ("mina.jpg", len(PICTURE))
    whole = sqlite_studio.client.get(f"/api/v1/originals/{picture}/content")
    assert (whole.content, whole.headers["content-type"]) == (PICTURE, "image/jpeg")
    piece = sqlite_studio.client.get(f"/api/v1/originals/{picture}/content", headers={"Range": "bytes=4-9"})
    assert (piece.status_code, piece.content) == (206, PICTURE[4:10])


def test_a_browser_may_run_nothing_of_it(sqlite_studio: Studio, picture: str) -> None:
    headers = sqlite_studio.client.get(f"/api/v1/originals/{picture}/content").headers
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"


def test_what_is_not_here_is_a_404(sqlite_studio: Studio) -> None:
    for path in ("", "/content"):
        answer = sqlite_studio.client.get(f"/api/v1/originals/{'0' * 64}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", "audio/wav"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (b"\0\0\0\x14ftypqt  ", "video/mp4"),
        (b"\xff\xfb\x90\x00........", "audio/mpeg"),
        (b"ID3\x04........", "audio/mpeg"),
        (b"<html><scrip", "application/octet-stream"),
        (b"<svg xmlns=", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_only_pictures_sounds_and_films_get_a_kind(first: bytes, kind: str) -> None:
    assert media_type(first) == kind
