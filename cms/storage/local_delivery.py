"""`Delivery` in a folder: in `public` the shelf as any web server could hand it out, path by path what a
device asks for (docs/classpack.md) and no more; beside it locks, media types and files on their way.
"""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cms.storage import Lying, MissingError, MovedError, Pointer, ShelfFile
from cms.storage.names import MANIFEST, MEDIA_TYPE, NAME, OBJECT, SHA256, checked, same
from cms.storage.whole_files import (
    Incoming,
    clear_abandoned,
    copy_hashed,
    files_in,
    locked,
    make_folder,
    write_whole,
)


@dataclass(frozen=True)
class LocalDelivery:
    """The shelf under `folder`, on one disk."""

    folder: Path

    def __post_init__(self) -> None:
        """Make the folders; remove what killed processes left aside."""
        for name in ("public/o", "public/packs", "public/channels", "incoming", "locks", "types"):
            make_folder(self.folder / name)
        clear_abandoned(self._aside)

    def has_object(self, sha256: str, total: int) -> bool:
        """Whether it lies there with that length and, read again now, that hash."""
        return _lies_whole(self._public / "o" / checked(sha256, SHA256), sha256, total)

    def put_object(self, sha256: str, source: BinaryIO, *, media_type: str) -> None:
        """Lay an object under its hash; one that was damaged there is mended."""
        target = self._public / "o" / checked(sha256, SHA256)
        checked(media_type, MEDIA_TYPE)
        with Incoming(self._aside) as incoming:
            same(copy_hashed(source, incoming), sha256)
            with self._pairing():
                write_whole(self.folder / "types" / sha256, media_type.encode(), aside=self._aside)
                incoming.keep(target)

    def has_manifest(self, class_id: str, sha256: str, total: int) -> bool:
        """Whether it lies there with that length and, read again now, that hash."""
        return _lies_whole(self._manifest(class_id, sha256), sha256, total)

    def put_manifest(self, class_id: str, sha256: str, data: bytes) -> None:
        """Lay a manifest at packs/<class_id>/<sha256>.json."""
        target = self._manifest(class_id, sha256)
        same(hashlib.sha256(data).hexdigest(), sha256)
        make_folder(target.parent)
        write_whole(target, data, aside=self._aside)

    def pointer(self, channel: str) -> Pointer | None:
        """The channel's pointer as it stands; its etag is the sha256 of its bytes."""
        if not NAME.fullmatch(channel):
            return None
        try:
            data = self._channel(channel).read_bytes()
        except FileNotFoundError:
            return None
        return Pointer(data=data, etag=hashlib.sha256(data).hexdigest())

    def swap_pointer(self, channel: str, data: bytes, *, expected: str | None) -> None:
        """Compare and replace under a lock that all processes of this machine respect."""
        target = self._channel(channel)
        with locked(self.folder / "locks" / channel):
            lying = self.pointer(channel)
            if (lying.etag if lying else None) != expected:
                raise MovedError(f"The pointer of {channel} has moved on since it was read.")
            write_whole(target, data, aside=self._aside)

    def listing(self) -> Iterator[Lying]:
        """Every object and manifest, by its path below `public`."""
        for name, total, modified in files_in(self._public / "o"):
            if SHA256.fullmatch(name):
                yield Lying(f"o/{name}", total, modified)
        for folder in sorted((self._public / "packs").iterdir()):
            for name, total, modified in files_in(folder):
                if MANIFEST.fullmatch(f"packs/{folder.name}/{name}"):
                    yield Lying(f"packs/{folder.name}/{name}", total, modified)

    def delete(self, name: str) -> None:
        """Unlink it. Not synced: one that a power cut brings back is found and taken away again."""
        if MANIFEST.fullmatch(name):
            (self._public / name).unlink(missing_ok=True)
            return
        sha256 = checked(name, OBJECT).removeprefix("o/")
        with self._pairing():
            (self._public / name).unlink(missing_ok=True)
            (self.folder / "types" / sha256).unlink(missing_ok=True)

    def object_file(self, sha256: str) -> ShelfFile:
        """The object to hand out, with the media type it was laid with. Raises MissingError."""
        if not SHA256.fullmatch(sha256):
            raise MissingError("An object's name is its sha256.")
        path = _there(self._public / "o" / sha256)
        return ShelfFile(path, _there(self.folder / "types" / sha256).read_text())

    def manifest_file(self, class_id: str, sha256: str) -> ShelfFile:
        """The manifest to hand out. Raises MissingError."""
        if not NAME.fullmatch(class_id) or not SHA256.fullmatch(sha256):
            raise MissingError("A manifest's name is its class and its sha256.")
        return ShelfFile(_there(self._public / "packs" / class_id / f"{sha256}.json"), "application/json")

    @property
    def _public(self) -> Path:
        return self.folder / "public"

    @property
    def _aside(self) -> Path:
        return self.folder / "incoming"

    def _pairing(self) -> AbstractContextManager[None]:
        """The lock under which an object and its media type come and go together; no channel has its name."""
        return locked(self.folder / "locks" / ".objects")

    def _manifest(self, class_id: str, sha256: str) -> Path:
        folder = self._public / "packs" / checked(class_id, NAME)
        return folder / f"{checked(sha256, SHA256)}.json"

    def _channel(self, channel: str) -> Path:
        return self._public / "channels" / f"{checked(channel, NAME)}.json"


def _there(path: Path) -> Path:
    if not path.is_file():
        raise MissingError("There is nothing of that name on the shelf.")
    return path


def _lies_whole(path: Path, sha256: str, total: int) -> bool:
    if not path.is_file() or path.stat().st_size != total:
        return False
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest() == sha256
