"""Reading an object as a file, in ranges: nobody downloads a film to see its first second. Knows keys and
bytes, not what they mean.
"""

import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from cms.storage.s3_bucket import Bucket

#: The first range is short, as many only look at a beginning; each that follows on is longer, to this length.
_FIRST_BYTES = 64 * 1024
_LONGEST_BYTES = 8 * 1024**2
_LONGER = 4


def open_object(bucket: Bucket, key: str) -> BinaryIO:
    """The object as a file to read and seek in. Raises MissingError; reading may raise StoreAwayError."""
    return cast("BinaryIO", io.BufferedReader(_Ranges(bucket, key), buffer_size=_FIRST_BYTES))


def blocks(bucket: Bucket, key: str, *, etag: str | None = None) -> Iterator[bytes]:
    """The whole object piece by piece. Raises MissingError; ConditionError when it is not `etag`."""
    start, total = 0, 1
    while start < total:
        block = bucket.read(key, start, start + _LONGEST_BYTES, etag=etag)
        start, total = start + len(block.data), block.total
        if block.data:
            yield block.data


def sha256_of(bucket: Bucket, key: str, *, etag: str | None = None) -> str:
    """The sha256 of the object, read now. Raises as `blocks`."""
    digest = hashlib.sha256()
    for data in blocks(bucket, key, etag=etag):
        digest.update(data)
    return digest.hexdigest()


class _Ranges(io.RawIOBase):
    """A position in an object, and the one range around it that was read last."""

    def __init__(self, bucket: Bucket, key: str) -> None:
        self._bucket, self._key = bucket, key
        self._at = self._start = 0
        first = bucket.read(key, 0, _FIRST_BYTES)
        self._data, self._total = first.data, first.total
        self._next_bytes = _FIRST_BYTES * _LONGER

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._total}[whence]
        if origin + offset < 0:
            raise ValueError("a position before the beginning")
        self._at = origin + offset
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed says Buffer
        if self._at >= self._total:
            return 0
        if not self._start <= self._at < self._start + len(self._data):
            self._read_on()
        skip = self._at - self._start
        data = self._data[skip : skip + len(buffer)]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _read_on(self) -> None:
        follows = self._at == self._start + len(self._data)
        length = self._next_bytes if follows else _FIRST_BYTES * _LONGER
        self._data = self._bucket.read(self._key, self._at, min(self._at + length, self._total)).data
        self._start, self._next_bytes = self._at, min(length * _LONGER, _LONGEST_BYTES)
        if not self._data:
            raise EOFError("the object is shorter than it was when it was opened")
