"""One class on a device: from the manifest that a pointer announced to a pack that is whole and opens.

Must not decide which class to bring nor which pack is in use.
"""

import errno
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from eightcount_runtime.classpack.announced import require_announced, require_file
from eightcount_runtime.classpack.channel import PointerClass
from eightcount_runtime.classpack.errors import MalformedError, MismatchError, PackError
from eightcount_runtime.classpack.manifest import Manifest, PackFile, read_manifest, sha256_of
from eightcount_runtime.classpack.shelf import manifest_key, object_key
from eightcount_runtime.classpack.verify import accept_manifest
from eightcount_runtime.device_folder import (
    NoRoomError,
    file_sha256,
    free_bytes,
    held_manifest,
    incoming_path,
    is_held,
    keep,
    manifest_path,
    object_path,
    write_whole,
)
from eightcount_runtime.fetch import Source, fetch_file, fetch_small
from eightcount_runtime.pack import read_pack

_ROOM_TO_SPARE = 1024 * 1024


@dataclass(frozen=True)
class Progress:
    """How far the download of a class has come; `path` is the file at hand."""

    class_id: str
    path: str
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True)
class Desk:
    """What installing needs: where from, where to, how sceptical of held objects, whom to tell."""

    source: Source
    folder: Path
    thorough: bool
    progress: Callable[[Progress], None]


@dataclass
class Meter:
    """Counts as installing goes on, so that what an attempt cost is known even where it fails."""

    downloaded: int = 0
    reused: int = 0


def is_installed(desk: Desk, entry: PointerClass) -> bool:
    """Is the announced pack here, whole?"""
    data = held_manifest(desk.folder, entry.class_id, entry.manifest)
    if data is None:
        return False
    return all(is_held(desk.folder, file, thorough=desk.thorough) for file in read_manifest(data).files)


def install(desk: Desk, entry: PointerClass, meter: Meter) -> Manifest:
    """Bring the manifest and the objects that are not here yet, and open the pack once.

    Raises:
        NewerRuntimeError, UnsupportedFormatError: the pack is for newer runtimes.
        PackError: the server cannot be reached or refuses, or sent something else twice, or what it published
            cannot be opened.
        OSError: the folder cannot be written.
    """
    manifest_file = _manifest(desk, entry, meter)
    manifest = accept_manifest(manifest_file, entry)
    objects = {file.sha256: file for file in manifest.files}
    missing = [file for file in objects.values() if not is_held(desk.folder, file, thorough=True)]
    meter.reused = sum(file.bytes for file in objects.values()) - sum(file.bytes for file in missing)
    _require_room(desk.folder, entry.class_id, missing)
    try:
        _bring_all(desk, entry.class_id, missing, meter)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise NoRoomError(f"The disk became full while {entry.class_id} was downloaded.") from error
    _require_opens(desk.folder, entry.class_id, manifest_file)
    return manifest


def is_previewed(desk: Desk, entry: PointerClass, roles: Collection[str]) -> bool:
    """Are manifest and files of these roles here, so that the class can be shown?

    Raises PackError where the manifest cannot be used.
    """
    data = held_manifest(desk.folder, entry.class_id, entry.manifest)
    if data is None:
        return False
    files = _of_roles(accept_manifest(data, entry), roles)
    return all(is_held(desk.folder, file, thorough=desk.thorough) for file in files)


def preview(desk: Desk, entry: PointerClass, roles: Collection[str], meter: Meter) -> None:
    """Bring the manifest and files of these roles, and no more. Raises as `install` does."""

    def tell(count: int) -> None:
        meter.downloaded += count

    for file in _of_roles(accept_manifest(_manifest(desk, entry, meter), entry), roles):
        if not is_held(desk.folder, file, thorough=True):
            _bring(desk, file, tell)


def _of_roles(manifest: Manifest, roles: Collection[str]) -> list[PackFile]:
    return [file for file in manifest.files if file.role in roles]


def _manifest(desk: Desk, entry: PointerClass, meter: Meter) -> bytes:
    """The announced manifest's file: as held, or fetched, and once more past caches if it is another one."""
    held = held_manifest(desk.folder, entry.class_id, entry.manifest)
    if held is not None:
        return held
    try:
        return _fetch_manifest(desk, entry, meter, fresh=False)
    except MismatchError:
        return _fetch_manifest(desk, entry, meter, fresh=True)


def _fetch_manifest(desk: Desk, entry: PointerClass, meter: Meter, *, fresh: bool) -> bytes:
    key = manifest_key(entry.class_id, entry.manifest)
    data = fetch_small(desk.source, key, limit=entry.bytes, fresh=fresh).data or b""
    meter.downloaded += len(data)
    require_announced(len(data), sha256_of(data), entry.bytes, entry.manifest, key)
    write_whole(manifest_path(desk.folder, entry.class_id, entry.manifest), data)
    return data


def _require_room(folder: Path, class_id: str, missing: list[PackFile]) -> None:
    halves = (incoming_path(folder, file.sha256) for file in missing)
    here = sum(half.stat().st_size for half in halves if half.exists())
    needed = sum(file.bytes for file in missing) - here + _ROOM_TO_SPARE
    if missing and (free := free_bytes(folder)) < needed:
        raise NoRoomError(
            f"{class_id} needs {needed / 1e6:.1f} MB, but the disk has only {free / 1e6:.1f} MB free."
        )


def _bring_all(desk: Desk, class_id: str, missing: list[PackFile], meter: Meter) -> None:
    total = sum(file.bytes for file in missing)
    done = 0
    for file in missing:

        def tell(count: int, path: str = file.path) -> None:
            nonlocal done
            done = min(total, done + count)
            meter.downloaded += count
            desk.progress(Progress(class_id, path, done, total))

        before = incoming_path(desk.folder, file.sha256)
        done += min(before.stat().st_size, file.bytes) if before.exists() else 0
        _bring(desk, file, tell)


def _bring(desk: Desk, file: PackFile, tell: Callable[[int], None]) -> None:
    """One object; what is not the announced one is thrown away and fetched once more, past caches."""
    object_path(desk.folder, file.sha256).unlink(missing_ok=True)
    try:
        _fetch_object(desk, file, tell, fresh=False)
    except MismatchError:
        _fetch_object(desk, file, tell, fresh=True)


def _fetch_object(desk: Desk, file: PackFile, tell: Callable[[int], None], *, fresh: bool) -> None:
    incoming = incoming_path(desk.folder, file.sha256)
    incoming.parent.mkdir(parents=True, exist_ok=True)
    key = object_key(file.sha256)
    try:
        fetch_file(desk.source, key, incoming, length=file.bytes, fresh=fresh, on_bytes=tell)
        require_file(file, incoming.stat().st_size, file_sha256(incoming))
    except MismatchError:
        incoming.unlink(missing_ok=True)
        raise
    keep(desk.folder, file.sha256)


def _require_opens(folder: Path, class_id: str, manifest_file: bytes) -> None:
    """Open the new pack as its user will, while the last good one is still in use."""
    try:
        read_pack(manifest_file, lambda file: object_path(folder, file.sha256), evict=True)
    except PackError as error:
        raise MalformedError(f"The new pack of {class_id} cannot be opened. {error.sentence}") from error
