"""Getting files over HTTP with bounds: never more bytes than announced, nor slower than bearable; resumed
where a connection broke.

Standard library only. Must not judge what it gets: hashes are for `classpack.verify`.
"""

import http.client
import re
import time
import urllib.error
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eightcount_runtime.classpack.errors import MismatchError, PackError
from eightcount_runtime.connection import Patience, opened

CHUNK_BYTES = 256 * 1024
_IDLE_TRIES = 4
_MOST_TRIES = 200
_BROKEN = (OSError, http.client.HTTPException)
_ETAG = re.compile(r'(W/)?"[!-~]{0,200}"')
_LONGEST_ADDRESS = 2000


class FetchError(PackError):
    """The server has not given the file; asking again later may help."""


class OfflineError(FetchError):
    """The server cannot be reached, or breaks off again and again."""


@dataclass(frozen=True)
class Source:
    """Where packs come from.

    Attributes:
        base_url: without a final `/`.
        timeout_s: so long the server may say nothing.
        wait: what is done between two tries, given seconds.
        headers: sent with every request, such as cookies for signed access.
        query: behind every address, without its `?`, such as a signature for access.
        patience_s: so long a file may take, all tries together, and besides
        slowest_bytes_s: one second for so many bytes that came.
    """

    base_url: str
    timeout_s: float = 20.0
    wait: Callable[[float], None] = time.sleep
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    query: str = ""
    patience_s: float = 60.0
    slowest_bytes_s: float = 4096.0

    def __post_init__(self) -> None:
        """Refuse an address that is not of a web server, such as a file's; write it in one way."""
        if not self.base_url.startswith(("http://", "https://")):
            raise ValueError(f"not an http(s) address: {self.base_url!r}")
        if len(self.base_url) > _LONGEST_ADDRESS:
            raise ValueError(f"an address of more than {_LONGEST_ADDRESS} characters")
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))


@dataclass(frozen=True)
class Answer:
    """A small file; `data` is None where the server says that the held one is still current."""

    data: bytes | None
    etag: str | None


def fetch_small(
    source: Source, key: str, *, limit: int, etag: str | None = None, fresh: bool = False
) -> Answer:
    """A file of at most `limit` bytes, whole.

    Args:
        source: where from.
        key: path below the base address.
        limit: bytes; one more is refused.
        etag: of the copy at hand; the server may answer that it is current.
        fresh: pass by caches.

    Raises:
        FetchError: the server refuses, or OfflineError: cannot be reached.
        MismatchError: the file is larger.
    """
    extra = {"If-None-Match": etag} if etag else {}
    patience = Patience(source.patience_s, source.slowest_bytes_s)
    for tries in range(_IDLE_TRIES):
        try:
            with _open(source, key, extra, patience, fresh=fresh) as answer:
                data = _read(answer, limit + 1, patience)
                length = answer.headers.get("Content-Length")
                tag = answer.headers.get("ETag")
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == http.client.NOT_MODIFIED and etag:
                return Answer(None, etag)
            _refuse_final(error, key)
        except _BROKEN:
            pass  # what is tried again below; the last try ends in an error
        else:
            if len(data) > limit:
                raise MismatchError(f"{key} is larger than the {limit} bytes that it may have.")
            _require_patience(patience, key)  # lost, it has cut the file off
            if length is None or length.strip() == str(len(data)):
                return Answer(data, tag if tag and _ETAG.fullmatch(tag) else None)
        _require_patience(patience, key)
        source.wait(_pause_s(tries))
    raise OfflineError(f"The server cannot be reached, or breaks off, at {key}.")


def fetch_file(
    source: Source,
    key: str,
    into: Path,
    *,
    length: int,
    fresh: bool = False,
    on_bytes: Callable[[int], None] = lambda _count: None,
) -> int:
    """Bring a file to exactly `length` bytes, going on from what lies there; returns the bytes downloaded.

    Raises:
        FetchError: the server refuses, or OfflineError: it breaks off again and again. What came is kept.
        MismatchError: the server's file has another length.
        OSError: it cannot be written (disk full among others).
    """
    received = idle = 0
    patience = Patience(source.patience_s, source.slowest_bytes_s)

    def count(came: int) -> None:
        patience.earn(came)
        on_bytes(came)

    for _ in range(_MOST_TRIES):
        have = into.stat().st_size if into.exists() else 0
        if have > length:
            into.unlink()
            have = 0
        if have == length:
            into.touch()
            return received
        came = _go_on(source, key, into, patience, have=have, length=length, fresh=fresh, on_bytes=count)
        received += came
        idle = 0 if came else idle + 1
        if idle >= _IDLE_TRIES:
            break
        if came < length - have:
            _require_patience(patience, key)
            source.wait(_pause_s(idle))
    raise OfflineError(f"The connection broke at {key}; a later try goes on from there.")


def _go_on(
    source: Source,
    key: str,
    into: Path,
    patience: Patience,
    *,
    have: int,
    length: int,
    fresh: bool,
    on_bytes: Callable[[int], None],
) -> int:
    """One request; returns how many bytes it brought."""
    extra = {"Range": f"bytes={have}-"} if have else {}
    with ExitStack() as connected:
        try:
            answer = connected.enter_context(_open(source, key, extra, patience, fresh=fresh))
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE and have:
                into.unlink()
                return 0
            _refuse_final(error, key)
            return 0
        except _BROKEN:
            return 0
        start = _start_of(answer, key, have=have, length=length)
        return _pour(answer, into, start=start, length=length, on_bytes=on_bytes)


def _start_of(answer: Any, key: str, *, have: int, length: int) -> int:
    """From which byte the answer goes on: what was asked for, or 0 where the server ignores ranges."""
    if answer.status == http.client.PARTIAL_CONTENT:
        said = (answer.headers.get("Content-Range") or "").removeprefix("bytes ")
        if said not in {f"{have}-{length - 1}/{length}", f"{have}-{length - 1}/*"}:
            raise MismatchError(f"{key}: the server's file has not the {length} bytes announced ({said}).")
        return have
    whole = answer.headers.get("Content-Length")
    if whole is not None and whole != str(length):
        raise MismatchError(f"{key}: the server's file has {whole} bytes instead of {length}.")
    return 0


def _pour(answer: Any, into: Path, *, start: int, length: int, on_bytes: Callable[[int], None]) -> int:
    """Append what comes until `length` is reached or the connection ends, and never read beyond."""
    at = start
    with into.open("r+b" if into.exists() else "xb") as out:
        out.truncate(start)
        out.seek(start)
        while at < length:
            try:
                chunk = answer.read1(min(CHUNK_BYTES, length - at))
            except _BROKEN:
                break
            if not chunk:
                break
            out.write(chunk)
            at += len(chunk)
            on_bytes(len(chunk))
    return at - start


def _read(answer: Any, most: int, patience: Patience) -> bytes:
    """What comes, up to so many bytes."""
    data = bytearray()
    while len(data) < most and (chunk := answer.read1(min(CHUNK_BYTES, most - len(data)))):
        data += chunk
        patience.earn(len(chunk))
    return bytes(data)


def _open(
    source: Source, key: str, extra: Mapping[str, str], patience: Patience, *, fresh: bool
) -> AbstractContextManager[Any]:
    headers = {**source.headers, "Accept-Encoding": "identity", **extra}
    if fresh:
        headers["Cache-Control"] = "no-cache"
    query = f"?{source.query}" if source.query else ""
    return opened(f"{source.base_url}/{key}{query}", headers, patience, source.timeout_s)


def _require_patience(patience: Patience, key: str) -> None:
    if not patience.left_s:
        raise OfflineError(f"{key} comes too slowly; a later try may be faster.")


def _refuse_final(error: urllib.error.HTTPError, key: str) -> None:
    """Raise for an answer that another try will not change."""
    if error.code < http.client.INTERNAL_SERVER_ERROR and error.code not in (
        http.client.REQUEST_TIMEOUT,
        http.client.TOO_MANY_REQUESTS,
    ):
        raise FetchError(f"The server refuses {key}: {error.code} {error.reason}.") from error


def _pause_s(tries: int) -> float:
    return float(0.25 * 2**tries)
