"""`Storage` in a bucket: a private object per sha256 below `objects/`, uploads on their way below `uploads/`.

Nothing is trusted for having arrived: what is put carries its sha256 for the server to verify, what is
fetched or uploaded is read and hashed here.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from cms.storage import ChecksumError, Lying, MissingError, Part, Stored, s3_parts
from cms.storage.names import SHA256
from cms.storage.s3_bucket import Bucket
from cms.storage.s3_faults import ConditionError
from cms.storage.s3_reading import blocks, open_object
from cms.storage.s3_uploads import S3Uploads
from cms.storage.whole_files import Incoming


@dataclass(frozen=True)
class S3Storage:
    """Private files in a bucket of an S3 server."""

    bucket: Bucket

    def put(self, source: Path) -> Stored:
        """Keep a copy of a file. It must not change meanwhile: ChecksumError, and nothing is kept."""
        with source.open("rb") as data:
            sha256 = hashlib.file_digest(data, "sha256").hexdigest()
            total = data.tell()
            data.seek(0)
            return self._keep(data, sha256, total)

    def put_bytes(self, data: bytes) -> Stored:
        """Keep a small document."""
        return self._keep(data, hashlib.sha256(data).hexdigest(), len(data))

    def fetch(self, sha256: str, target: Path) -> None:
        """Download beside `target`, verify, rename. Raises ChecksumError for a file damaged in the store."""
        pieces, digest = blocks(self.bucket, _object(sha256)), hashlib.sha256()
        first = next(pieces, b"")  # a file that is missing leaves the target as it is
        with Incoming(target.parent) as incoming:
            for data in chain((first,), pieces):
                digest.update(data)
                incoming.write(data)
            if digest.hexdigest() != sha256:
                raise ChecksumError(f"The file {sha256} is damaged in the store.")
            incoming.keep(target)

    def open(self, sha256: str) -> BinaryIO:
        """Read a file, in ranges as they are needed."""
        return open_object(self.bucket, _object(sha256))

    def size(self, sha256: str) -> int | None:
        """Its bytes, or None when it is not here."""
        head = self.bucket.head(f"objects/{sha256}") if SHA256.fullmatch(sha256) else None
        return head.bytes if head else None

    def listing(self) -> Iterator[Lying]:
        """Every file, by its sha256."""
        for key, total, modified in self.bucket.keys("objects/"):
            if SHA256.fullmatch(name := key.removeprefix("objects/")):
                yield Lying(name, total, modified)

    def delete(self, sha256: str) -> None:
        """Take a file away."""
        if SHA256.fullmatch(sha256):
            self.bucket.delete(f"objects/{sha256}")

    def begin_upload(self) -> str:
        """Open an upload and name it."""
        return self._uploads.begin()

    def part_url(self, upload: str, number: int, *, total: int, expires_s: int) -> str:
        """A URL of the bucket itself, as browsers reach it. Raises MissingError."""
        return self._uploads.part_url(upload, number, total=total, expires_s=expires_s)

    def part_origin(self) -> str:
        """Where part URLs lead, as a page's rules must name it: scheme, host and port."""
        url = urlsplit(self.bucket.part_url("any", "any", 1, total=1, expires_s=1))
        return f"{url.scheme}://{url.netloc}"

    def parts(self, upload: str) -> list[Part]:
        """The parts that arrived whole, by number."""
        return self._uploads.parts(upload)

    def complete_upload(self, upload: str, *, sha256: str, total: int) -> Stored:
        """Join the parts, read and hash the whole, give it its name, end the upload; see the port."""
        joined = self._uploads.complete(upload, sha256=sha256, total=total)
        try:
            self.bucket.copy(joined.key, _object(sha256), etag=joined.etag, total=total)
        except (MissingError, ConditionError):  # somebody else completed it at the same time
            if self.size(sha256) != total:
                raise
        self._uploads.end(upload)
        return Stored(sha256=sha256, bytes=total)

    def abort_upload(self, upload: str) -> None:
        """Forget an upload and its parts."""
        self._uploads.end(upload)

    @property
    def _uploads(self) -> S3Uploads:
        return S3Uploads(self.bucket)

    def _keep(self, body: bytes | BinaryIO, sha256: str, total: int) -> Stored:
        """Write what is not here yet; what lies here with other bytes is written anew."""
        key, kept = _object(sha256), Stored(sha256=sha256, bytes=total)
        head = self.bucket.head(key)
        if head is not None and head.bytes == total and head.sha256 in (None, sha256):
            return kept
        if total > s3_parts.ONE_REQUEST_BYTES and not isinstance(body, bytes):
            s3_parts.put_in_parts(self.bucket, key, body, sha256, total)
            return kept
        try:
            self.bucket.put(key, body, sha256, **({} if head else {"IfNoneMatch": "*"}))
        except ConditionError:
            if head is not None:
                raise
        return kept  # or somebody wrote it meanwhile, verified as ours


def _object(sha256: str) -> str:
    if not SHA256.fullmatch(sha256):
        raise MissingError(f"There is no file {sha256[:64]} in the store.")
    return f"objects/{sha256}"
