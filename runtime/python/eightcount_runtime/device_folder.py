"""A device's folder: what is held, what is on its way, what is in use. Every change is whole or did not
happen.

    o/<sha256>                    verified objects
    packs/<class>/<sha256>.json   verified manifests
    incoming/<sha256>             downloads that are not whole yet
    channels/<channel>.json       the pointer accepted last, its ETag, and which pack of each class is in use

Must not open a socket nor decide what to follow.
"""

import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from eightcount_runtime.classpack.channel import MAX_BYTES as MAX_POINTER_BYTES
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.fields import canonical_json, read_object, require_format
from eightcount_runtime.classpack.manifest import PackFile, is_name, is_sha256, read_manifest, sha256_of
from eightcount_runtime.classpack.pointer_file import read_pointer_file
from eightcount_runtime.classpack.shelf import manifest_key, object_key

FORMAT = 1
_READ_BYTES = 1024 * 1024
#: A pointer's file within JSON is twice as long at most, and the names of its classes stand beside it.
_MAX_STATE_BYTES = 3 * MAX_POINTER_BYTES


class NoRoomError(PackError):
    """The disk is too full."""


class BusyError(PackError):
    """Another sync works in the folder."""


@dataclass(frozen=True)
class Held:
    """What a folder knows of a channel.

    Attributes:
        base_url: where the pointer came from; from elsewhere it does not count.
        etag: to ask whether the pointer is still current.
        pointer: the file accepted last.
        installed: class -> sha256 of the manifest in use.
    """

    base_url: str
    etag: str | None = None
    pointer: bytes | None = None
    installed: Mapping[str, str] = field(default_factory=dict, hash=False)


def object_path(folder: Path, sha256: str) -> Path:
    """Where a verified object lies."""
    return folder / object_key(sha256)


def manifest_path(folder: Path, class_id: str, sha256: str) -> Path:
    """Where a verified manifest lies."""
    return folder / manifest_key(class_id, sha256)


def incoming_path(folder: Path, sha256: str) -> Path:
    """Where an object grows until it is whole."""
    return folder / "incoming" / sha256


def state_path(folder: Path, channel: str) -> Path:
    """Where `Held` of a channel lies."""
    return folder / "channels" / f"{channel}.json"


def read_held(folder: Path, channel: str) -> Held | None:
    """What is held of a channel; None where nothing is, or the file is damaged (objects are found again by
    hash).
    """
    path = state_path(folder, channel)
    if not path.exists():
        return None
    try:
        fields = read_object(path.read_bytes(), "state", limit=_MAX_STATE_BYTES)
        require_format(fields, FORMAT)
        installed = fields.inner("installed")
        hashes = {name: installed.text(name, longest=64) for name in installed.values}
        if not all(is_name(name) and is_sha256(sha256) for name, sha256 in hashes.items()):
            installed.refuse("class", "a sha256")
        pointer = (
            fields.text("pointer", longest=MAX_POINTER_BYTES).encode() if fields.has("pointer") else None
        )
        if pointer is not None:
            read_pointer_file(pointer)
        return Held(
            base_url=fields.text("base_url", longest=2000),
            etag=fields.text("etag", longest=500) if fields.has("etag") else None,
            pointer=pointer,
            installed=hashes,
        )
    except PackError:
        return None


def root_version_seen(folder: Path) -> int:
    """The highest version of a root document beside an accepted pointer, of any channel; 0 for none."""
    channels = (read_held(folder, path.stem) for path in (folder / "channels").glob("*.json"))
    files = (held.pointer for held in channels if held is not None and held.pointer is not None)
    return max((read_pointer_file(file).root.root.version for file in files), default=0)


def write_held(folder: Path, channel: str, held: Held) -> None:
    """Replace what is held of a channel, at once: the switch to new packs."""
    document = {
        "format": FORMAT,
        "base_url": held.base_url,
        "etag": held.etag,
        "pointer": held.pointer.decode() if held.pointer is not None else None,
        "installed": dict(held.installed),
    }
    write_whole(state_path(folder, channel), canonical_json(document))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there with all its bytes or as before, power cuts included.

    Raises:
        NoRoomError: the disk is full.
    """
    half = path.with_name(f"{path.name}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with half.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        half.unlink(missing_ok=True)
        if error.errno != errno.ENOSPC:
            raise
        raise NoRoomError("The disk is full; nothing has changed.") from error
    half.replace(path)
    _settle(path.parent)


def keep(folder: Path, sha256: str) -> None:
    """Make a verified download an object."""
    path = object_path(folder, sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = incoming_path(folder, sha256)
    with half.open("rb") as out:
        os.fsync(out.fileno())
    half.replace(path)
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Make a new name outlive a power cut, before something that relies on it is written."""
    if sys.platform != "win32":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def file_sha256(path: Path) -> str:
    """Hash of a file, read in pieces."""
    sha = hashlib.sha256()
    with path.open("rb") as data:
        while piece := data.read(_READ_BYTES):
            sha.update(piece)
    return sha.hexdigest()


def is_held(folder: Path, file: PackFile, *, thorough: bool) -> bool:
    """Does the object lie there with the right length, and, if `thorough`, with the right content?"""
    path = object_path(folder, file.sha256)
    if not path.is_file() or path.stat().st_size != file.bytes:
        return False
    return not thorough or file_sha256(path) == file.sha256


def held_manifest(folder: Path, class_id: str, sha256: str) -> bytes | None:
    """A manifest's file that lies in the folder unharmed, or None."""
    path = manifest_path(folder, class_id, sha256)
    data = path.read_bytes() if path.is_file() else None
    return data if data is not None and sha256_of(data) == sha256 else None


def sweep(folder: Path) -> None:
    """Delete what no channel of the folder uses or is about to use: objects, manifests, half downloads."""
    manifests, objects = _wanted(folder)
    kept_manifests = {manifest_path(folder, class_id, sha256) for class_id, sha256 in manifests}
    kept_objects = {object_path(folder, sha256) for sha256 in objects}
    kept_incoming = {incoming_path(folder, sha256) for sha256 in objects}
    for pattern, kept in (
        ("o/*", kept_objects),
        ("packs/*/*", kept_manifests),
        ("incoming/*", kept_incoming),
    ):
        for path in folder.glob(pattern):
            if path not in kept:
                path.unlink()


def _wanted(folder: Path) -> tuple[set[tuple[str, str]], set[str]]:
    """Manifests (class, sha256) in use or announced on any channel, and the objects that they name."""
    manifests: set[tuple[str, str]] = set()
    for path in (folder / "channels").glob("*.json"):
        held = read_held(folder, path.stem)
        if held is not None:
            manifests |= set(held.installed.items())
        if held is not None and held.pointer is not None:
            pointer = read_pointer_file(held.pointer).pointer
            manifests |= {(entry.class_id, entry.manifest) for entry in pointer.classes}
    files = (held_manifest(folder, class_id, sha256) for class_id, sha256 in manifests)
    return manifests, {sha256 for data in files if data is not None for sha256 in _objects_of(data)}


def _objects_of(manifest: bytes) -> set[str]:
    """The objects that a manifest names; none where it is of a kind that this runtime cannot read."""
    try:
        return {file.sha256 for file in read_manifest(manifest).files}
    except PackError:
        return set()


def free_bytes(folder: Path) -> int:
    """Room left on the folder's disk."""
    return shutil.disk_usage(folder).free


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other syncs out of the folder; the lock goes with the process that holds it.

    Raises:
        BusyError: one is at work.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("ab") as lock:
        if sys.platform != "win32":
            import fcntl  # noqa: PLC0415 - POSIX alone has it

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise BusyError("Another sync is at work in this folder.") from error
        yield
