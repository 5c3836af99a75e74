"""A live channel, walked from outside as a device would, with nothing kept: every file is fetched whole, and
besides what it says it is looked at how it is handed out. All faults are told, not only the first.

Knows HTTP and the class pack, no rows and no buckets: those are for `eightcount.comparing`.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
from eightcount_runtime.classpack.channel import MAX_BYTES as MAX_POINTER_BYTES
from eightcount_runtime.classpack.channel import Pointer, PointerClass
from eightcount_runtime.classpack.errors import NewerRuntimeError, PackError
from eightcount_runtime.classpack.manifest import Manifest, PackFile
from eightcount_runtime.classpack.pointer_file import read_pointer_file
from eightcount_runtime.classpack.shelf import manifest_key, object_key, pointer_key
from eightcount_runtime.classpack.verify import Trust, accept_manifest, accept_pointer

from eightcount.failures import UnreachableError

_POINTER_AGE_S = 60
_YEAR_S = 31_536_000
_CHUNK_BYTES = 256 * 1024
#: A pointer that ends so soon should have been renewed.
_SOON = timedelta(days=3)


@dataclass(frozen=True)
class Fault:
    """Something that is wrong: `code` for programs, `where` a key of the shelf, `sentence` for people."""

    code: str
    where: str
    sentence: str


@dataclass
class Walk:
    """What was found. `notes` are worth knowing and no fault; `age_s` is how long a cache says that it holds
    the pointer, None where none says so.
    """

    url: str
    channel: str
    pointer: Pointer | None = None
    age_s: int | None = None
    max_age_s: int | None = None
    manifests: dict[str, Manifest] = field(default_factory=dict)
    objects: int = 0
    bytes: int = 0
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def fault(self, code: str, where: str, sentence: str) -> None:
        """Tell a fault."""
        self.faults.append(Fault(code, where, sentence))


@dataclass(frozen=True)
class Way:
    """How the shelf is reached: `query` stands behind every address."""

    client: httpx.Client
    url: str
    query: str = ""

    def get(self, key: str, headers: Mapping[str, str], limit: int) -> "Got":
        """A file, cut off when more than `limit` bytes have come. Raises httpx.HTTPError."""
        address = f"{self.url}/{key}" + (f"?{self.query}" if self.query else "")
        with self.client.stream("GET", address, headers={"Accept-Encoding": "identity", **headers}) as answer:
            digest, total, small = hashlib.sha256(), 0, bytearray()
            for chunk in answer.iter_bytes(_CHUNK_BYTES):
                digest.update(chunk)
                total += len(chunk)
                if total <= MAX_POINTER_BYTES:
                    small += chunk
                if total > limit:
                    break
            return Got(answer.status_code, answer.headers, total, digest.hexdigest(), bytes(small))


@dataclass(frozen=True)
class Got:
    """An answer; `data` is all of it only where it is small."""

    status: int
    headers: httpx.Headers
    total: int
    sha256: str
    data: bytes


def walk(
    way: Way,
    channel: str,
    trust: Trust | None,
    *,
    now: datetime,
    tell: Callable[[int], None] = lambda _bytes: None,
) -> Walk:
    """Walk the channel; `tell` is called with the bytes of each file that came.

    Raises UnreachableError when the server does not answer at all.
    """
    found = Walk(way.url, channel)
    key = pointer_key(channel)
    try:
        got = way.get(key, {}, MAX_POINTER_BYTES)
    except httpx.HTTPError as error:
        raise UnreachableError(f"{way.url} does not answer: {error}.", code="unreachable") from error
    if got.status != httpx.codes.OK:
        found.fault("pointer-refused", key, f"The server answers {got.status} instead of the pointer.")
        return found
    _pointer(way, found, got, trust, now)
    if found.pointer is None:
        return found
    seen: set[str] = set()
    for entry in found.pointer.classes:
        manifest = _manifest(way, found, entry)
        for file in manifest.files if manifest else ():
            if file.sha256 not in seen:
                seen.add(file.sha256)
                _object(way, found, file)
                tell(file.bytes)
    return found


def _pointer(way: Way, found: Walk, got: Got, trust: Trust | None, now: datetime) -> None:
    key = pointer_key(found.channel)
    try:
        file = read_pointer_file(got.data)
    except PackError as error:
        found.fault("pointer-malformed", key, error.sentence)
        return
    found.pointer = file.pointer
    if trust is None:
        found.notes.append(
            Fault("not-verified", key, "No root key was given (--root), so no signature was checked.")
        )
        if file.pointer.channel != found.channel:
            found.fault("pointer-malformed", key, f"It is the pointer of the channel {file.pointer.channel}.")
        if now >= file.pointer.expires:
            found.fault("ExpiredError", key, f"It expired on {file.pointer.expires:%Y-%m-%d}.")
    else:
        try:
            accept_pointer(
                got.data, channel=found.channel, trust=trust, held=None, root_version_seen=0, now=now
            )
        except PackError as error:
            found.fault(type(error).__name__, key, error.sentence)
    if now < file.pointer.expires < now + _SOON:
        found.notes.append(
            Fault("expires-soon", key, f"It expires on {file.pointer.expires:%Y-%m-%d}: no worker renews it?")
        )
    age = got.headers.get("Age", "")
    found.age_s = int(age) if age.isdigit() else None
    found.max_age_s = _max_age_s(got.headers)
    if found.max_age_s is None or found.max_age_s > _POINTER_AGE_S:
        found.fault(
            "pointer-cached-long",
            key,
            f"Its Cache-Control is '{got.headers.get('Cache-Control', '')}'; devices need max-age of at most "
            f"{_POINTER_AGE_S} to learn of a release in time.",
        )
    elif found.age_s is not None and found.age_s > found.max_age_s:
        found.fault(
            "pointer-stale",
            key,
            f"A cache hands out a copy {found.age_s} s old, though it may keep it {found.max_age_s} s.",
        )
    _handed_out(way, found, key, got, "application/json", None)


def _manifest(way: Way, found: Walk, entry: PointerClass) -> Manifest | None:
    key = manifest_key(entry.class_id, entry.manifest)
    got = _whole(way, found, key, entry.bytes, entry.manifest)
    if got is None:
        return None
    _immutable(found, key, got)
    _handed_out(way, found, key, got, "application/json", entry.bytes)
    try:
        manifest = accept_manifest(got.data, entry)
    except NewerRuntimeError as error:
        found.notes.append(Fault("newer-runtime", key, error.sentence))
        return None
    except PackError as error:
        found.fault(type(error).__name__, key, error.sentence)
        return None
    found.manifests[entry.class_id] = manifest
    return manifest


def _object(way: Way, found: Walk, file: PackFile) -> None:
    key = object_key(file.sha256)
    got = _whole(way, found, key, file.bytes, file.sha256)
    if got is None:
        return
    found.objects += 1
    found.bytes += file.bytes
    _immutable(found, key, got)
    _handed_out(way, found, key, got, file.type, file.bytes)


def _whole(way: Way, found: Walk, key: str, total: int, sha256: str) -> Got | None:
    """The file, if it is the one that was announced."""
    try:
        got = way.get(key, {}, total)
    except httpx.HTTPError as error:
        found.fault("broken-off", key, f"The connection broke: {type(error).__name__} {error}.")
        return None
    if got.status != httpx.codes.OK:
        found.fault("missing", key, f"The server answers {got.status}.")
    elif got.total != total:
        more = "more than" if got.total > total else f"{got.total} of"
        found.fault("wrong-length", key, f"It has {more} the {total} bytes announced.")
    elif got.sha256 != sha256:
        found.fault("wrong-hash", key, f"Its content has sha256 {got.sha256}.")
    else:
        return got
    return None


def _handed_out(way: Way, found: Walk, key: str, got: Got, media_type: str, total: int | None) -> None:
    """How it is served: its type, its validator, and ranges, which resume a download."""
    told = got.headers.get("Content-Type", "")
    if told.partition(";")[0].strip() != media_type:
        found.fault("wrong-type", key, f"Its Content-Type is '{told}' instead of '{media_type}'.")
    if encoding := got.headers.get("Content-Encoding", ""):
        found.fault(
            "encoded", key, f"It comes with Content-Encoding '{encoding}', though none was asked for."
        )
    try:
        for code, sentence in (*_validated(way, key, got), *_ranged(way, key, got, total)):
            found.fault(code, key, sentence)
    except httpx.HTTPError as error:
        found.fault("broken-off", key, f"The connection broke: {type(error).__name__} {error}.")


def _validated(way: Way, key: str, got: Got) -> Iterator[tuple[str, str]]:
    etag = got.headers.get("ETag")
    if not etag:
        yield "no-etag", "It has no ETag, so devices fetch it again each time."
        return
    again = way.get(key, {"If-None-Match": etag}, got.total)
    if again.status == httpx.codes.OK and again.headers.get("ETag") != etag:
        return  # it changed just now
    if again.status != httpx.codes.NOT_MODIFIED:
        yield "not-validated", f"Asked with its own ETag, the server answers {again.status} instead of 304."


def _ranged(way: Way, key: str, got: Got, total: int | None) -> Iterator[tuple[str, str]]:
    """The last byte alone, of a file that never changes."""
    if not total:
        return
    last = way.get(key, {"Range": f"bytes={total - 1}-"}, total)
    said = last.headers.get("Content-Range", "")
    if last.status != httpx.codes.PARTIAL_CONTENT or said != f"bytes {total - 1}-{total - 1}/{total}":
        told = f"Asked for its last byte, the server answers {last.status} and Content-Range '{said}'"
        yield "no-range", f"{told}: broken downloads begin anew."
    elif last.total != 1 or (got.total <= MAX_POINTER_BYTES and last.data != got.data[-1:]):
        yield "wrong-range", "Asked for its last byte, the server gives something else."


def _immutable(found: Walk, key: str, got: Got) -> None:
    """A year and `immutable`: it never changes."""
    told = got.headers.get("Cache-Control", "")
    seconds = _max_age_s(got.headers)
    if seconds is None or seconds < _YEAR_S or "immutable" not in told:
        found.fault(
            "cached-short",
            key,
            f"Its Cache-Control is '{told}' instead of 'public, max-age={_YEAR_S}, immutable'.",
        )


def _max_age_s(headers: httpx.Headers) -> int | None:
    match = re.search(r"(?:^|[\s,])max-age=([0-9]{1,10})", headers.get("Cache-Control", ""))
    return int(match[1]) if match else None
