"""An upload through the eyes of a client that speaks S3."""

import base64
import hashlib
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from studio import Studio

S3 = "{http://s3.amazonaws.com/doc/2006-03-01/}"
DATA = bytes(range(250)) * 10
CHECKSUM = base64.b64encode(hashlib.sha256(DATA).digest()).decode()


@pytest.fixture
def begun(sqlite_studio: Studio) -> Any:
    answer = sqlite_studio.client.post("/api/v1/uploads", json={"filename": "take.mov", "bytes": len(DATA)})
    return answer.json()


def send(studio: Studio, begun: Any, number: int, data: bytes | None = None) -> str:
    signed = studio.client.post(f"/api/v1/uploads/{begun['id']}/parts/{number}/url").json()
    piece = data or DATA[(number - 1) * begun["part_bytes"] :][: begun["part_bytes"]]
    answer = studio.client.put(signed["url"], content=piece)
    assert answer.status_code == 200, answer.text
    return str(answer.headers["etag"].strip('"'))


def complete(studio: Studio, begun: Any, checksum: str = CHECKSUM) -> Any:
    return studio.client.post(
        f"/api/v1/uploads/{begun['id']}/multipart",
        headers={"x-amz-checksum-sha256": checksum, "content-type": "application/xml"},
        content=b"<CompleteMultipartUpload></CompleteMultipartUpload>",
    )


def test_the_parts_that_arrived_are_listed_as_s3_lists_them(sqlite_studio: Studio, begun: Any) -> None:
    etags = [send(sqlite_studio, begun, number) for number in (1, 3)]
    answer = sqlite_studio.client.get(f"/api/v1/uploads/{begun['id']}/multipart")
    listed = ET.fromstring(answer.content)  # noqa: S314 - our own answer
    found = [
        (part.findtext(f"{S3}PartNumber"), part.findtext(f"{S3}ETag")) for part in listed.iter(f"{S3}Part")
    ]
    assert found == [("1", etags[0]), ("3", etags[1])]


def test_completing_verifies_the_hash_and_names_the_original(sqlite_studio: Studio, begun: Any) -> None:
    for number in range(1, begun["parts"] + 1):
        send(sqlite_studio, begun, number)
    for _again in range(2):
        answer = complete(sqlite_studio, begun)
        assert answer.status_code == 200, answer.text
        told = ET.fromstring(answer.content)  # noqa: S314 - our own answer
        assert told.findtext(f"{S3}Key") == hashlib.sha256(DATA).hexdigest()
        assert told.findtext(f"{S3}Location") == f"/api/v1/originals/{hashlib.sha256(DATA).hexdigest()}"


def test_a_damaged_part_is_refused_in_words(sqlite_studio: Studio, begun: Any) -> None:
    for number in range(1, begun["parts"] + 1):
        send(sqlite_studio, begun, number)
    send(sqlite_studio, begun, 2, bytes(begun["part_bytes"]))
    answer = complete(sqlite_studio, begun)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong-sha256")


@pytest.mark.parametrize("checksum", ["", "abc", "=" * 44, "é"])
def test_a_checksum_that_is_none_is_refused(sqlite_studio: Studio, begun: Any, checksum: str) -> None:
    headers = {"x-amz-checksum-sha256": checksum.encode()}
    answer = sqlite_studio.client.post(f"/api/v1/uploads/{begun['id']}/multipart", headers=headers)
    assert answer.status_code == 422
