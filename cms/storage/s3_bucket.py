"""One bucket of an S3 server, as the store and the shelf talk to it: the only room that knows boto3.

Every fault of the line, the server or its rules comes out as one of our own errors. What a key means is not
known here.
"""

import base64
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from cms.storage import ChecksumError, MissingError
from cms.storage.s3_faults import SERVER_FAULTS, ConditionError, meaning

#: Tries of one request, and of one block that breaks while it is read, all together.
ATTEMPTS = 4
_PAUSE_S = 0.2
#: Longer objects are copied in pieces of that length: a server answers when it has copied, so each must be
#: done well within `_READ_S`, also by a store on one slow disk.
_COPY_PIECE_BYTES = 128 * 1024**2
#: So long may an answer be silent, seconds.
_READ_S = 30

_CONFIG: Mapping[str, Any] = {
    "signature_version": "s3v4",  # an older one would leave a part's length out of what is signed
    "connect_timeout": 5,
    "read_timeout": _READ_S,
    "tcp_keepalive": True,
    "max_pool_connections": 64,
    "retries": {"mode": "standard", "total_max_attempts": ATTEMPTS},
    # We send and ask for sha256 ourselves; what boto3 would add besides, not every server knows.
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}


@dataclass(frozen=True)
class Place:
    """Where an S3 server is. Empty: as boto3 finds it (AWS, the region of the environment)."""

    endpoint: str = ""
    region: str = ""


@dataclass(frozen=True)
class Head:
    """What an object says of itself. `sha256` where the server keeps it of the whole object, else None."""

    bytes: int
    etag: str
    sha256: str | None
    modified: datetime


@dataclass(frozen=True)
class Block:
    """A piece of an object that has `total` bytes; `etag` names the state that it is of."""

    data: bytes
    total: int
    etag: str


@dataclass(frozen=True)
class SentPart:
    """A part of a multipart upload as the server lists it; one number may come several times."""

    number: int
    bytes: int
    etag: str
    modified: datetime


def connect(place: Place) -> Any:
    """A boto3 client; credentials come by boto3's own chain. Connects when it is first used."""
    # A bucket in the host's name needs names for every bucket, which servers other than AWS rarely have.
    style = {"addressing_style": "path" if place.endpoint else "virtual"}
    return boto3.session.Session().client(
        "s3",
        endpoint_url=place.endpoint or None,
        region_name=place.region or None,
        config=Config(**_CONFIG, s3=style),
    )


@contextmanager
def told(bucket: str) -> Iterator[None]:
    """Give every fault inside its meaning (`cms.storage.s3_faults`)."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise meaning(error, bucket) from error


@dataclass(frozen=True)
class Bucket:
    """A bucket by its name and a client for it. `public` signs URLs for browsers, by the way they come."""

    name: str
    client: Any
    public: Any

    def call(self, operation: str, **given: Any) -> Any:
        """Any request about this bucket. Raises MissingError, ConditionError and what `meaning` tells."""
        with told(self.name):
            return getattr(self.client, operation)(Bucket=self.name, **given)

    def head(self, key: str) -> Head | None:
        """What an object says of itself; None when there is none."""
        try:
            found = self.call("head_object", Key=key, ChecksumMode="ENABLED")
        except MissingError:
            return None
        # Of an object that was joined of parts, a server may give the hash of the parts' hashes.
        whole = found.get("ChecksumType", "FULL_OBJECT") == "FULL_OBJECT"
        given = found.get("ChecksumSHA256", "") if whole else ""
        sha256 = base64.b64decode(given).hex() if given and "-" not in given else None
        return Head(found["ContentLength"], found["ETag"], sha256, found["LastModified"].astimezone(UTC))

    def read(self, key: str, start: int, end: int, *, etag: str | None = None) -> Block:
        """The bytes from `start` to `end` at most, tried again where the line breaks in between.

        Args:
            etag: give them of this state only; ConditionError when the object has changed.

        Raises MissingError.
        """
        given = {"Key": key, "Range": f"bytes={start}-{end - 1}", **({"IfMatch": etag} if etag else {})}
        for attempt in range(1, ATTEMPTS + 1):
            try:
                found = self.client.get_object(Bucket=self.name, **given)
                data = found["Body"].read()
                total = int(found["ContentRange"].rpartition("/")[2])
                return Block(data, total, found["ETag"])
            except ClientError as error:
                if error.response["Error"]["Code"] == "InvalidRange":  # it begins behind the end, or is empty
                    return self._behind_the_end(key)
                raise meaning(error, self.name) from error
            except SERVER_FAULTS as error:
                if attempt == ATTEMPTS:
                    raise meaning(error, self.name) from error
                time.sleep(_PAUSE_S * 2**attempt)
            except BotoCoreError as error:
                raise meaning(error, self.name) from error
        raise AssertionError  # the last attempt returns or raises

    def _behind_the_end(self, key: str) -> Block:
        head = self.head(key)
        if head is None:
            raise MissingError("It went away while it was read.")
        return Block(b"", head.bytes, head.etag)

    def put(self, key: str, body: bytes | BinaryIO, sha256: str, **given: str) -> str:
        """Write an object, whole or not at all; the server verifies the sha256. Gives its etag.

        Args:
            given: further parameters of PutObject, such as `IfNoneMatch="*"`.

        Raises ChecksumError, ConditionError.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                found = self.call(
                    "put_object",
                    Key=key,
                    Body=body,
                    ChecksumSHA256=base64.b64encode(bytes.fromhex(sha256)).decode(),
                    **given,
                )
                return str(found["ETag"])
            except ConditionError as error:
                # Of two writers at the same moment S3 may turn both away, and tells them to write again.
                if not error.passing or attempt == ATTEMPTS:
                    raise
                time.sleep(_PAUSE_S * 2**attempt)
                if not isinstance(body, bytes):
                    body.seek(0)
        raise AssertionError  # the last attempt returns or raises

    def delete(self, key: str) -> None:
        """Remove an object; none there is no error."""
        self.call("delete_object", Key=key)

    def keys(self, prefix: str) -> Iterator[tuple[str, int, datetime]]:
        """Key, bytes and time of writing of every object whose key begins so."""
        page: dict[str, Any] = {"NextContinuationToken": None}
        while "NextContinuationToken" in page:
            token = page["NextContinuationToken"]
            more = {"ContinuationToken": token} if token else {}
            page = self.call("list_objects_v2", Prefix=prefix, **more)
            for found in page.get("Contents", ()):
                yield found["Key"], found["Size"], found["LastModified"].astimezone(UTC)

    def copy(self, source: str, target: str, *, etag: str, total: int) -> None:
        """Copy an object within the bucket, by the server; ConditionError when it is no longer `etag`."""
        if total <= _COPY_PIECE_BYTES:
            self.call(
                "copy_object",
                Key=target,
                CopySource={"Bucket": self.name, "Key": source},
                CopySourceIfMatch=etag,
                ChecksumAlgorithm="SHA256",
            )
            return
        upload = self.begin(target)
        try:
            parts = []
            for number, start in enumerate(range(0, total, _COPY_PIECE_BYTES), start=1):
                copied = self.call(
                    "upload_part_copy",
                    Key=target,
                    UploadId=upload,
                    PartNumber=number,
                    CopySource={"Bucket": self.name, "Key": source},
                    CopySourceIfMatch=etag,
                    CopySourceRange=f"bytes={start}-{min(start + _COPY_PIECE_BYTES, total) - 1}",
                )
                parts.append((number, str(copied["CopyPartResult"]["ETag"])))
            self.join(target, upload, parts)
        except BaseException:
            self.abort(target, upload)
            raise

    def begin(self, key: str) -> str:
        """Begin a multipart upload; S3's own name of it."""
        return str(self.call("create_multipart_upload", Key=key)["UploadId"])

    def part_url(self, key: str, upload: str, number: int, *, total: int, expires_s: int) -> str:
        """A URL for one part of exactly that length: the length is signed with it."""
        given = {"Key": key, "UploadId": upload, "PartNumber": number, "ContentLength": total}
        with told(self.name):
            return str(
                self.public.generate_presigned_url(
                    "upload_part", Params={"Bucket": self.name, **given}, ExpiresIn=expires_s
                )
            )

    def sent_parts(self, key: str, upload: str) -> Iterator[SentPart]:
        """The parts that arrived. Raises MissingError when there is no such upload."""
        page: dict[str, Any] = {"IsTruncated": True, "NextPartNumberMarker": 0}
        while page["IsTruncated"]:
            marker = page["NextPartNumberMarker"]
            page = self.call("list_parts", Key=key, UploadId=upload, PartNumberMarker=marker)
            for part in page.get("Parts", ()):
                etag = part["ETag"].strip('"')
                yield SentPart(part["PartNumber"], part["Size"], etag, part["LastModified"])

    def join(self, key: str, upload: str, parts: list[tuple[int, str]]) -> None:
        """Make one object of these parts (number, etag). Raises MissingError, ChecksumError when a part is no
        longer that.
        """
        listed = [{"PartNumber": number, "ETag": f'"{etag}"'.replace('""', '"')} for number, etag in parts]
        try:
            self.call(
                "complete_multipart_upload", Key=key, UploadId=upload, MultipartUpload={"Parts": listed}
            )
        except ConditionError as error:
            raise ChecksumError("A part was sent again at this moment.") from error

    def abort(self, key: str, upload: str) -> None:
        """Forget a multipart upload and its parts; none there is no error."""
        try:
            self.call("abort_multipart_upload", Key=key, UploadId=upload)
        except MissingError:
            return
