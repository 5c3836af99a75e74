"""What an S3 server, the line to it, or its absence does to us: one of our own errors, with a sentence."""

import base64
import hashlib
import io
import random
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from faulty_store import FaultyStore
from seaweed import Keys, S3Server

from cms.errors import CmsError, StoreAwayError, StoreRefusedError
from cms.storage import ChecksumError, MissingError, s3_parts
from cms.storage.s3 import Bucket, Place, S3Delivery, S3Storage, connect
from cms.storage.s3_faults import meaning

MIB = 1024**2


@pytest.fixture
def faulty(s3_server: S3Server) -> Iterator[FaultyStore]:
    store = FaultyStore(s3_server.endpoint, random.Random(7), slow_s=0.05)  # noqa: S311 - no secret
    yield store
    store.close()


@pytest.fixture
def bucket_of(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes a bucket reached by an endpoint and with keys."""
    name = s3_server.fresh_bucket("faults")

    def make(endpoint: str, keys: Keys | None = None, called: str = name) -> Bucket:
        for variable, value in (keys or s3_server.owner).environment.items():
            monkeypatch.setenv(variable, value)
        client = connect(Place(endpoint, s3_server.region))
        return Bucket(called, client, client)

    return make


@pytest.fixture
def parts_of_5_mib(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is longer than one of them is put in parts; servers take no shorter ones."""
    monkeypatch.setattr(s3_parts, "ONE_REQUEST_BYTES", 5 * MIB)
    monkeypatch.setattr(s3_parts, "PART_BYTES", 5 * MIB)


@pytest.mark.usefixtures("parts_of_5_mib")
@pytest.mark.parametrize("total", [5 * MIB, 5 * MIB + 1, 15 * MIB, 15 * MIB + 7])
def test_a_long_file_goes_in_parts_and_comes_back_whole(
    s3_server: S3Server, bucket_of: Any, tmp_path: Any, total: int
) -> None:
    bucket = bucket_of(s3_server.endpoint)
    storage, data = S3Storage(bucket), random.Random(total).randbytes(total)  # noqa: S311 - no secret
    (tmp_path / "given").write_bytes(data)
    for _ in range(2):  # the second time it is there
        stored = storage.put(tmp_path / "given")
        assert (stored.sha256, stored.bytes) == (hashlib.sha256(data).hexdigest(), total)
    storage.fetch(stored.sha256, tmp_path / "fetched")
    assert (tmp_path / "fetched").read_bytes() == data
    assert ("-" in bucket.head(f"objects/{stored.sha256}").etag) == (total > 5 * MIB)
    bucket.put(f"objects/{stored.sha256}", b"cut short", hashlib.sha256(b"cut short").hexdigest())
    storage.put(tmp_path / "given")
    assert storage.size(stored.sha256) == total


def test_a_long_file_that_has_changed_since_it_was_hashed_is_not_kept(
    s3_server: S3Server, bucket_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3_parts, "PART_BYTES", 5 * MIB)
    bucket = bucket_of(s3_server.endpoint)
    announced = hashlib.sha256(b"what it was").hexdigest()
    with pytest.raises(ChecksumError, match="changed while it was stored"):
        s3_parts.put_in_parts(bucket, "objects/x", io.BytesIO(bytes(6 * MIB)), announced, 6 * MIB)
    assert bucket.head("objects/x") is None
    assert not bucket.call("list_multipart_uploads").get("Uploads")


def test_a_part_whose_bytes_change_on_their_way_is_not_taken(s3_server: S3Server, bucket_of: Any) -> None:
    bucket = bucket_of(s3_server.endpoint)
    began = bucket.call("create_multipart_upload", Key="objects/y", ChecksumAlgorithm="SHA256")["UploadId"]
    told = base64.b64encode(hashlib.sha256(b"others").digest()).decode()
    given = {"Key": "objects/y", "UploadId": began, "PartNumber": 1, "ChecksumSHA256": told}
    with pytest.raises(ChecksumError):
        bucket.call("upload_part", Body=b"these", **given)
    bucket.abort("objects/y", began)


def test_bad_days_pass_unnoticed(faulty: FaultyStore, bucket_of: Any, tmp_path: Any) -> None:
    bucket = bucket_of(faulty.url)
    storage, shelf = S3Storage(bucket), S3Delivery(bucket)
    faulty.share = 0.12
    for number in range(12):
        data = bytes([number]) * (MIB + number)
        stored = storage.put_bytes(data)
        storage.fetch(stored.sha256, tmp_path / "fetched")
        assert (tmp_path / "fetched").read_bytes() == data
        with storage.open(stored.sha256) as file:
            assert file.read() == data
            file.seek(0)
            shelf.put_object(stored.sha256, file, media_type="video/mp4")
        assert shelf.has_object(stored.sha256, len(data))
    assert sum(faulty.done.values()) - faulty.done["let through"] > 5, faulty.done


def test_a_store_that_is_away_is_told_as_such(faulty: FaultyStore, bucket_of: Any) -> None:
    storage = S3Storage(bucket_of(faulty.url))
    sha256 = storage.put_bytes(b"here").sha256
    faulty.down = True
    for do in (
        lambda: storage.put_bytes(b"more"),
        lambda: storage.open(sha256),
        lambda: storage.size(sha256),
        storage.begin_upload,
    ):
        with pytest.raises(StoreAwayError, match="does not answer"):
            do()


def test_nobody_at_the_address_is_a_store_that_is_away(bucket_of: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(StoreAwayError):
        S3Storage(bucket_of(f"http://127.0.0.1:{port}")).size("0" * 64)


def test_a_key_without_the_right_and_a_bucket_that_is_not_there_are_told_by_name(
    s3_server: S3Server, bucket_of: Any
) -> None:
    storage = S3Storage(bucket_of(s3_server.endpoint, s3_server.reader))
    with pytest.raises(StoreRefusedError, match="lacks a permission") as told:
        storage.put_bytes(b"may not")
    assert told.value.code == "store-no-permission"
    with pytest.raises(StoreRefusedError, match="no bucket 'not-there'"):
        S3Storage(bucket_of(s3_server.endpoint, called="not-there")).open("0" * 64)


def test_without_credentials_it_says_which_to_set(
    s3_server: S3Server, bucket_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    bucket_of(s3_server.endpoint)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    client = connect(Place(s3_server.endpoint, s3_server.region))
    with pytest.raises(StoreRefusedError, match="AWS_ACCESS_KEY_ID"):
        Bucket("any", client, client).head("any")


def test_a_file_damaged_in_the_store_is_not_used(s3_server: S3Server, bucket_of: Any, tmp_path: Any) -> None:
    bucket = bucket_of(s3_server.endpoint)
    storage, shelf = S3Storage(bucket), S3Delivery(bucket)
    sha256 = storage.put_bytes(b"right").sha256
    for key in (f"objects/{sha256}", f"o/{sha256}"):
        s3_server.client().put_object(Bucket=bucket.name, Key=key, Body=b"wrong")
    (tmp_path / "target").write_bytes(b"stays")
    with pytest.raises(ChecksumError, match="damaged"):
        storage.fetch(sha256, tmp_path / "target")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"stays"]
    assert not shelf.has_object(sha256, 5)


def test_what_lies_there_damaged_is_mended_where_that_can_be_seen(
    s3_server: S3Server, bucket_of: Any
) -> None:
    bucket = bucket_of(s3_server.endpoint)
    storage, sha256 = S3Storage(bucket), hashlib.sha256(b"right").hexdigest()
    s3_server.client().put_object(Bucket=bucket.name, Key=f"objects/{sha256}", Body=b"of another length")
    storage.put_bytes(b"right")
    with storage.open(sha256) as file:
        assert file.read() == b"right"


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("SlowDown", 503, StoreAwayError),
        ("RequestTimeout", 400, StoreAwayError),
        ("InternalError", 500, StoreAwayError),
        ("WhoKnows", 502, StoreAwayError),
        ("InsufficientStorage", 507, CmsError),
        ("ExpiredToken", 400, StoreRefusedError),
        ("NotImplemented", 501, StoreRefusedError),
        ("WhoKnows", 418, StoreRefusedError),
        ("NoSuchKey", 404, MissingError),
        ("BadDigest", 400, ChecksumError),
    ],
)
def test_every_answer_has_a_meaning(code: str, status: int, kind: type[Exception]) -> None:
    answer = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    assert isinstance(meaning(ClientError(answer, "PutObject"), "store"), kind)  # type: ignore[arg-type]
