"""Reading an object as a file, in ranges: nobody downloads a film to see its first second. Knows keys and
bytes, not what they mean.
"""

import hashlib
import io
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import BinaryIO, cast

from cms.storage.s3_bucket import Block, Bucket

#: The first range is short, as many only look at a beginning; each that follows on is longer, to this length.
_FIRST_BYTES = 64 * 1024
_LONGEST_BYTES = 8 * 1024**2
_LONGER = 4
#: So many blocks of a file that is read whole are on their way at once.
_AHEAD = 4


def open_object(bucket: Bucket, key: str) -> BinaryIO:
    """The object as a file to read and seek in. Raises MissingError; reading may raise StoreAwayError."""
    return cast("BinaryIO", io.BufferedReader(_Ranges(bucket, key), buffer_size=_FIRST_BYTES))


def blocks(bucket: Bucket, key: str, *, etag: str | None = None) -> Iterator[bytes]:
    """The whole object piece by piece, some read ahead: one after the other would wait for each answer.

    Raises MissingError; ConditionError when it is not `etag`.
    """
    first = bucket.read(key, 0, _LONGEST_BYTES, etag=etag)
    yield first.data
    starts = iter(range(len(first.data), first.total, _LONGEST_BYTES))
    pool = ThreadPoolExecutor(_AHEAD, thread_name_prefix="read-ahead")
    try:
        coming = deque(_ask(pool, bucket, key, start, etag) for start in islice(starts, _AHEAD))
        while coming:
            block = coming.popleft().result()
            coming.extend(_ask(pool, bucket, key, start, etag) for start in islice(starts, 1))
            yield block.data
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _ask(pool: ThreadPoolExecutor, bucket: Bucket, key: str, start: int, etag: str | None) -> Future[Block]:
    return pool.submit(bucket.read, key, start, start + _LONGEST_BYTES, etag=etag)


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
