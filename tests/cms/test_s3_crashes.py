"""A process that dies in the middle of an upload to a bucket: whoever comes next goes on from there."""

import hashlib
import time
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from seaweed import S3Server

from cms.storage import ChecksumError, MissingError, s3_bucket
from cms.storage.s3 import Bucket, Place, S3Storage, connect

MIB = 1024**2
RIGHT = [b"a" * (5 * MIB), b"bb", b"last"]


class KilledError(BaseException):
    """The process is gone; nothing of it may catch this."""


@dataclass
class Mortal:
    """A client that dies after its `at`th request, which is as before the next one."""

    client: Any
    at: int
    asked: int = 0

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.client, name)
        if name == "generate_presigned_url":
            return method

        def call(**given: Any) -> Any:
            self.asked += 1
            answer = method(**given)
            if self.asked == self.at:
                raise KilledError
            return answer

        return call


@pytest.fixture(scope="module")
def bucket(s3_server: S3Server) -> Bucket:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in s3_server.owner.environment.items():
            patch.setenv(name, value)
        client = connect(Place(s3_server.endpoint, s3_server.region))
    return Bucket(s3_server.fresh_bucket("crashes"), client, client)


def send_what_lacks(storage: S3Storage, upload: str, pieces: list[bytes]) -> int:
    """As clients do: the parts that are not there, or differ. How many those were."""
    there = {part.number: part.etag for part in storage.parts(upload)}
    sent = 0
    for number, piece in enumerate(pieces, start=1):
        if there.get(number) != hashlib.md5(piece, usedforsecurity=False).hexdigest():
            url = storage.part_url(upload, number, total=len(piece), expires_s=60)
            httpx.put(url, content=piece, timeout=60).raise_for_status()
            sent += 1
    return sent


def resume(storage: S3Storage, upload: str, pieces: list[bytes]) -> None:
    """Send until nothing lacks: what came twice within a second may count as not sent (tests/contract)."""
    until_s = time.monotonic() + 30
    while send_what_lacks(storage, upload, pieces):
        assert time.monotonic() < until_s
        time.sleep(0.3)


@pytest.mark.parametrize("wrong", [False, True])
def test_completing_can_die_at_every_request(bucket: Bucket, *, wrong: bool) -> None:
    storage = S3Storage(bucket)
    pieces = RIGHT[1:2] if not wrong else RIGHT[2:]
    data = b"".join(pieces)
    sha256 = hashlib.sha256(data).hexdigest()
    for at in range(1, 60):
        storage.delete(sha256)
        upload = storage.begin_upload()
        send_what_lacks(storage, upload, [b"X" * len(data)] if wrong else pieces)
        mortal = Mortal(bucket.client, at)
        died = False
        try:
            S3Storage(replace(bucket, client=mortal)).complete_upload(upload, sha256=sha256, total=len(data))
        except KilledError:
            died = True
        except ChecksumError:
            assert wrong
        if wrong:
            assert storage.size(sha256) is None
        if not (died and storage.size(sha256) == len(data)):  # else the row only has to be written
            try:
                resume(storage, upload, pieces)
                storage.complete_upload(upload, sha256=sha256, total=len(data))
            except MissingError:
                assert not wrong
                assert storage.size(sha256) == len(data)
        storage.abort_upload(upload)
        with storage.open(sha256) as kept:
            assert kept.read() == data
        assert list(bucket.keys("uploads/")) == []
        if not died:
            break
    else:
        raise AssertionError("completing never ended by itself")
    assert at > 8


def test_carrying_parts_over_can_die_at_every_request(bucket: Bucket) -> None:
    storage = S3Storage(bucket)
    data = b"".join(RIGHT[::2])
    sha256 = hashlib.sha256(data).hexdigest()
    upload = storage.begin_upload()
    send_what_lacks(storage, upload, [RIGHT[0], b"fals"])
    with pytest.raises(ChecksumError):
        storage.complete_upload(upload, sha256=sha256, total=len(data))
    assert send_what_lacks(storage, upload, RIGHT[::2]) == 1
    for at in range(1, 60):
        mortal = Mortal(bucket.client, at)
        try:
            S3Storage(replace(bucket, client=mortal)).complete_upload(upload, sha256=sha256, total=len(data))
        except KilledError:
            if storage.size(sha256) is not None:
                break
            assert send_what_lacks(storage, upload, RIGHT[::2]) == 0
        else:
            break
    with storage.open(sha256) as kept:
        assert hashlib.sha256(kept.read()).hexdigest() == sha256
    storage.abort_upload(upload)
    assert list(bucket.keys("uploads/")) == []


@pytest.mark.parametrize("at", range(1, 5))
def test_beginning_can_die_at_every_request(bucket: Bucket, at: int) -> None:
    mortal = Mortal(bucket.client, at)
    try:
        upload = S3Storage(replace(bucket, client=mortal)).begin_upload()
    except KilledError:
        return  # nobody knows its name; the bucket's own rule ends it
    assert S3Storage(bucket).parts(upload) == []
    S3Storage(bucket).abort_upload(upload)


def test_no_request_copies_more_than_a_slow_store_can_before_it_is_given_up() -> None:
    slow_bytes_s = 5 * MIB  # one disk that reads and writes at once, and has others to serve
    assert s3_bucket._COPY_PIECE_BYTES / slow_bytes_s < s3_bucket._CONFIG["read_timeout"]


def test_a_file_longer_than_one_copy_takes_is_copied_in_pieces(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_bucket, "_COPY_PIECE_BYTES", 5 * MIB)
    storage, data = S3Storage(bucket), b"".join(RIGHT[::2])
    sha256 = hashlib.sha256(data).hexdigest()
    upload = storage.begin_upload()
    send_what_lacks(storage, upload, RIGHT[::2])
    storage.delete(sha256)
    storage.complete_upload(upload, sha256=sha256, total=len(data))
    with storage.open(sha256) as kept:
        assert hashlib.sha256(kept.read()).hexdigest() == sha256
    assert list(bucket.keys(f"uploads/{upload}")) == []
