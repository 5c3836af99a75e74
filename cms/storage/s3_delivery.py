"""`Delivery` in a bucket: the shelf under the very names that devices ask for (docs/classpack.md). Objects
and manifests are written once; a channel's pointer is replaced only in the state that was read.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from eightcount_runtime.classpack.channel import MAX_BYTES as MAX_POINTER_BYTES

from cms.storage import Lying, MissingError, MovedError, Pointer
from cms.storage.names import (
    FOR_A_MOMENT,
    FOR_EVER,
    MANIFEST,
    MEDIA_TYPE,
    NAME,
    OBJECT,
    SHA256,
    checked,
    same,
)
from cms.storage.s3_bucket import Bucket
from cms.storage.s3_faults import ConditionError
from cms.storage.s3_reading import sha256_of
from cms.storage.whole_files import CHUNK_BYTES, room

_JSON = "application/json"
_IN_MEMORY_BYTES = 8 * 1024**2


@dataclass(frozen=True)
class S3Delivery:
    """The shelf in a bucket of an S3 server."""

    bucket: Bucket

    def has_object(self, sha256: str, total: int) -> bool:
        """Whether it lies there with that length and hash: as the server keeps it, else read again now."""
        return self._lies_whole(f"o/{checked(sha256, SHA256)}", sha256, total)

    def put_object(self, sha256: str, source: BinaryIO, *, media_type: str) -> None:
        """Lay an object under its hash; one that was damaged there is mended."""
        key = f"o/{checked(sha256, SHA256)}"
        checked(media_type, MEDIA_TYPE)
        with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as whole, room():
            digest, total = hashlib.sha256(), 0
            while data := source.read(CHUNK_BYTES):
                digest.update(data)
                total += len(data)
                whole.write(data)
            same(digest.hexdigest(), sha256)
            whole.seek(0)
            self._lay(key, cast("BinaryIO", whole), sha256, total, media_type)

    def has_manifest(self, class_id: str, sha256: str, total: int) -> bool:
        """Whether it lies there with that length and hash, as of an object."""
        return self._lies_whole(_manifest(class_id, sha256), sha256, total)

    def put_manifest(self, class_id: str, sha256: str, data: bytes) -> None:
        """Lay a manifest at packs/<class_id>/<sha256>.json."""
        key = _manifest(class_id, sha256)
        same(hashlib.sha256(data).hexdigest(), sha256)
        self._lay(key, data, sha256, len(data), _JSON)

    def pointer(self, channel: str) -> Pointer | None:
        """The channel's pointer as it stands, with the server's etag of it."""
        if not NAME.fullmatch(channel):
            return None
        try:
            block = self.bucket.read(_pointer(channel), 0, MAX_POINTER_BYTES)
        except MissingError:
            return None
        return Pointer(data=block.data, etag=block.etag)

    def swap_pointer(self, channel: str, data: bytes, *, expected: str | None) -> None:
        """Compare and replace, by the server (If-Match, If-None-Match)."""
        only = {"IfNoneMatch": "*"} if expected is None else {"IfMatch": expected}
        told = {"ContentType": _JSON, "CacheControl": FOR_A_MOMENT}
        try:
            self.bucket.put(_pointer(channel), data, hashlib.sha256(data).hexdigest(), **only, **told)
        except (ConditionError, MissingError) as error:  # S3 calls one that is not there missing
            raise MovedError(f"The pointer of {channel} has moved on since it was read.") from error

    def listing(self) -> Iterator[Lying]:
        """Every object and manifest, by its key."""
        for prefix in ("o/", "packs/"):
            for key, total, modified in self.bucket.keys(prefix):
                if OBJECT.fullmatch(key) or MANIFEST.fullmatch(key):
                    yield Lying(key, total, modified)

    def delete(self, name: str) -> None:
        """Take an object or a manifest away."""
        self.bucket.delete(checked(name, OBJECT, MANIFEST))

    def _lay(self, key: str, body: bytes | BinaryIO, sha256: str, total: int, media_type: str) -> None:
        told = {"ContentType": media_type, "CacheControl": FOR_EVER}
        try:
            self.bucket.put(key, body, sha256, IfNoneMatch="*", **told)
        except ConditionError:
            if not self._lies_whole(key, sha256, total):
                if not isinstance(body, bytes):
                    body.seek(0)
                self.bucket.put(key, body, sha256, **told)

    def _lies_whole(self, key: str, sha256: str, total: int) -> bool:
        head = self.bucket.head(key)
        if head is None or head.bytes != total:
            return False
        if head.sha256 is not None:
            return head.sha256 == sha256
        return sha256_of(self.bucket, key) == sha256


def _pointer(channel: str) -> str:
    return f"channels/{checked(channel, NAME)}.json"


def _manifest(class_id: str, sha256: str) -> str:
    return f"packs/{checked(class_id, NAME)}/{checked(sha256, SHA256)}.json"
