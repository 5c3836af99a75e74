"""`Storage` in a folder. `objects/` holds a read-only file per sha256, `uploads/` a folder per open upload
with a file per part, named by number and md5, so that what a listing tells is decided by one rename.
"""

import hashlib
import hmac
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlencode

from cms.storage import ChecksumError, Lying, MissingError, Part, PartUrlError, Stored
from cms.storage.names import SHA256
from cms.storage.whole_files import (
    CHUNK_BYTES,
    Incoming,
    clear_abandoned,
    copy_hashed,
    files_in,
    locked,
    make_folder,
    room,
    sync_folder,
)

_UPLOAD = re.compile(r"[0-9a-f]{32}")
_PART = re.compile(r"([0-9]{5})-([0-9a-f]{32})")
_MOST_PARTS = 10_000


@dataclass(frozen=True)
class LocalStorage:
    """Private files under `folder`. Part URLs lie under `base_url` and are signed with `secret`."""

    folder: Path
    base_url: str
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Make the folders; remove what killed processes left aside."""
        for name in ("objects", "uploads", "incoming"):
            make_folder(self.folder / name)
        clear_abandoned(self.folder / "incoming")
        clear_abandoned(self.folder / "uploads")

    def put(self, source: Path) -> Stored:
        """Keep a copy of a file."""
        with source.open("rb") as data, Incoming(self.folder / "incoming") as incoming:
            return self._keep(incoming, copy_hashed(data, incoming))

    def put_bytes(self, data: bytes) -> Stored:
        """Keep a small document."""
        with Incoming(self.folder / "incoming") as incoming:
            incoming.write(data)
            return self._keep(incoming, hashlib.sha256(data).hexdigest())

    def fetch(self, sha256: str, target: Path) -> None:
        """Hard link where the disk and its rules allow it, else copy; whatever lies at `target` goes."""
        kept = self._object(sha256)
        with room():
            target.unlink(missing_ok=True)
            try:
                target.hardlink_to(kept)
            except OSError:  # another disk, another owner, too many links, or no room: the copy decides
                with kept.open("rb") as data, Incoming(target.parent) as incoming:
                    copy_hashed(data, incoming)
                    incoming.keep(target)

    def open(self, sha256: str) -> BinaryIO:
        """Read a file."""
        return self._object(sha256).open("rb")

    def size(self, sha256: str) -> int | None:
        """Its bytes, or None when it is not here."""
        try:
            return self._object(sha256).stat().st_size
        except MissingError:
            return None

    def listing(self) -> Iterator[Lying]:
        """Every file, by its sha256."""
        for name, total, modified in files_in(self.folder / "objects"):
            if SHA256.fullmatch(name):
                yield Lying(name, total, modified)

    def delete(self, sha256: str) -> None:
        """Unlink it. Not synced: one that a power cut brings back is found and taken away again."""
        if SHA256.fullmatch(sha256):
            (self.folder / "objects" / sha256).unlink(missing_ok=True)

    def begin_upload(self) -> str:
        """Open an upload and name it."""
        upload = secrets.token_hex(16)
        with room():
            (self.folder / "uploads" / upload).mkdir()
            sync_folder(self.folder / "uploads")
        return upload

    def part_url(self, upload: str, number: int, *, total: int, expires_s: int) -> str:
        """A URL of this server; signed are the upload, the number, the length and the time."""
        expires = int(time.time()) + expires_s
        query = {"bytes": total, "expires": expires, "signature": self._sign(upload, number, total, expires)}
        return f"{self.base_url}/storage/uploads/{upload}/parts/{number}?{urlencode(query)}"

    def check_part_url(self, upload: str, number: int, *, total: int, expires: int, signature: str) -> None:
        """Raise PartUrlError unless this server made that URL and its time has not come."""
        signed = self._sign(upload, number, total, expires)
        if not hmac.compare_digest(signed.encode(), signature.encode()):
            raise PartUrlError("This part URL was not made by this server, or was changed.")
        if time.time() >= expires:
            raise PartUrlError("This part URL has expired.")

    @contextmanager
    def receive_part(self, upload: str, number: int, *, total: int) -> Iterator["LocalPart"]:
        """Take the bytes of a part as they come. Left without `keep`, the part is as it was before."""
        if not 1 <= number <= _MOST_PARTS:
            raise MissingError(f"Parts are numbered 1 to {_MOST_PARTS}.")
        folder = self._upload(upload)
        try:
            with Incoming(folder) as incoming:
                yield LocalPart(incoming, folder, number, total)
        except FileNotFoundError as error:  # completed or aborted meanwhile
            raise MissingError("That upload is not open.") from error

    def parts(self, upload: str) -> list[Part]:
        """The parts that arrived whole, by number."""
        return [part for part, _ in _listing(self._upload(upload))]

    def complete_upload(self, upload: str, *, sha256: str, total: int) -> Stored:
        """Join the parts while hashing them, then end the upload; see the port."""
        folder = self._upload(upload)
        with _held(folder), Incoming(self.folder / "incoming") as incoming:
            listing = _listing(folder)
            arrived = sum(part.bytes for part, _ in listing)
            if arrived != total:
                raise ChecksumError(
                    f"{arrived} bytes in {len(listing)} parts arrived; {total} were announced."
                )
            found = _join([path for _, path in listing], incoming)
            if found != sha256:
                raise ChecksumError(f"The parts make a file with sha256 {found}, not {sha256}.")
            stored = self._keep(incoming, found)
            self._end(folder)
        return stored

    def abort_upload(self, upload: str) -> None:
        """Forget an upload and its parts."""
        try:
            folder = self._upload(upload)
            with _held(folder):
                self._end(folder)
        except MissingError:
            return

    def _keep(self, incoming: Incoming, sha256: str) -> Stored:
        incoming.keep(self.folder / "objects" / sha256)  # over an equal one too: that mends a damaged file
        return Stored(sha256=sha256, bytes=incoming.bytes)

    def _object(self, sha256: str) -> Path:
        path = self.folder / "objects" / sha256
        if not SHA256.fullmatch(sha256) or not path.is_file():
            raise MissingError(f"There is no file {sha256[:64]} in the store.")
        return path

    def _upload(self, upload: str) -> Path:
        path = self.folder / "uploads" / upload
        if not _UPLOAD.fullmatch(upload) or not path.is_dir():
            raise MissingError("That upload is not open.")
        return path

    def _end(self, folder: Path) -> None:
        gone = folder.with_name(f".gone-{folder.name}")  # in one instant; the parts go after it
        folder.rename(gone)
        sync_folder(folder.parent)
        shutil.rmtree(gone, ignore_errors=True)  # a late writer may still hold a file; the next start clears

    def _sign(self, upload: str, number: int, total: int, expires: int) -> str:
        said = f"part\n{upload}\n{number}\n{total}\n{expires}".encode()
        return hmac.new(self.secret, said, hashlib.sha256).hexdigest()


class LocalPart:
    """A part on its way in, `total` bytes announced."""

    def __init__(self, incoming: Incoming, folder: Path, number: int, total: int) -> None:
        self._incoming, self._folder, self._number, self._total = incoming, folder, number, total
        self._md5 = hashlib.md5(usedforsecurity=False)

    def write(self, data: bytes) -> None:
        """Append. Raises ChecksumError as soon as there is more than was announced; StorageFullError."""
        if self._incoming.bytes + len(data) > self._total:
            raise ChecksumError(f"More than the announced {self._total} bytes came for part {self._number}.")
        self._md5.update(data)
        self._incoming.write(data)

    def keep(self) -> Part:
        """Put the part in place of an earlier one of its number. Raises ChecksumError when bytes are missing,
        MissingError when the upload has ended meanwhile.
        """
        if self._incoming.bytes != self._total:
            raise ChecksumError(
                f"{self._incoming.bytes} of the announced {self._total} bytes came for part {self._number}."
            )
        part = Part(self._number, self._total, self._md5.hexdigest())
        mine = self._folder / f"{part.number:05d}-{part.etag}"
        with _held(self._folder):
            self._incoming.keep(mine)
            for path in self._folder.glob(f"{part.number:05d}-*"):
                if path != mine:  # an earlier sending of this part
                    path.unlink()
        return part


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The lock of an upload: one part falls into place, or it completes, or it is aborted. MissingError."""
    try:
        with locked(folder / ".lock"):
            if not folder.is_dir():  # it ended while we waited
                raise MissingError("That upload is not open.")
            yield
    except FileNotFoundError as error:
        raise MissingError("That upload is not open.") from error


def _listing(folder: Path) -> list[tuple[Part, Path]]:
    """The parts by number. A process killed while it replaced a part leaves two of one number: both are whole
    and only the older was acknowledged, so either is a true answer; the newer is taken.

    Raises MissingError when the upload ends meanwhile: what was read until then would be a part of the truth.
    """
    found: dict[int, tuple[Part, Path]] = {}
    try:
        with os.scandir(folder) as entries:
            named = [
                (entry.stat(), match, Path(entry))
                for entry in entries
                if (match := _PART.fullmatch(entry.name))
            ]
    except FileNotFoundError as error:
        raise MissingError("That upload is not open.") from error
    if not folder.is_dir():
        raise MissingError("That upload is not open.")
    for stat, match, path in sorted(named, key=lambda each: (each[0].st_mtime_ns, each[2].name)):
        part = Part(number=int(match[1]), bytes=stat.st_size, etag=match[2])
        found[part.number] = (part, path)
    return [found[number] for number in sorted(found)]


def _join(paths: list[Path], incoming: Incoming) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as data:
            while chunk := data.read(CHUNK_BYTES):
                digest.update(chunk)
                incoming.write(chunk)
    return digest.hexdigest()
