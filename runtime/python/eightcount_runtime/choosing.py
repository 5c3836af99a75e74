"""What people choose of a channel: what it shows and how much of it is here, and taking a class away again.

Must not open a socket.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from eightcount_runtime.classpack.channel import PointerClass
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.manifest import Manifest, PackFile, read_manifest
from eightcount_runtime.classpack.pointer_file import read_pointer_file
from eightcount_runtime.classpack.verify import accept_manifest
from eightcount_runtime.device_folder import (
    Held,
    held_manifest,
    incoming_path,
    is_held,
    locked,
    object_path,
    read_held,
    write_held,
)


@dataclass(frozen=True)
class Listed:
    """A class that a channel shows.

    Attributes:
        class_id: the class.
        shown: what the channel shows; None where the manifest has not come yet, or `problem` says why it
            cannot be used.
        problem: see `shown`.
        in_use: the pack in use; None where the class is not on this device.
        is_current: is the pack in use the one that is shown?
        total_bytes: of all files of the shown pack.
        here_bytes: how much of that is here, half downloads included.
        half_bytes: of what is here, that of files that are not whole yet: a download was begun.
    """

    class_id: str
    shown: Manifest | None
    problem: PackError | None
    in_use: Manifest | None
    is_current: bool
    total_bytes: int
    here_bytes: int
    half_bytes: int


def catalogue(folder: Path, channel: str) -> tuple[Listed, ...]:
    """What the channel showed at the last sync, in its order; empty before the first."""
    held = read_held(folder, channel)
    return tuple(_listed(folder, entry, held) for entry in _announced(held)) if held else ()


def remove_class(folder: Path, channel: str, class_id: str, *, previews: Collection[str] = ()) -> None:
    """Take a class off the device: the pack in use, and what has come of the one that is shown. What other
    classes in use need stays, and so do files of the roles `previews`. A sync without `only` would bring the
    class again.

    Raises:
        BusyError: a sync is at work.
        OSError: the folder cannot be written.
    """
    with locked(folder):
        held = read_held(folder, channel)
        if held is None:
            return
        files = list(_files_of(folder, held, class_id))
        if class_id in held.installed:
            kept = {name: sha256 for name, sha256 in held.installed.items() if name != class_id}
            write_held(folder, channel, Held(held.base_url, held.etag, held.pointer, kept))
        needed = _needed_now(folder)
        for file in files:
            if file.sha256 in needed:
                continue
            incoming_path(folder, file.sha256).unlink(missing_ok=True)
            if file.role not in previews:
                object_path(folder, file.sha256).unlink(missing_ok=True)


def _listed(folder: Path, entry: PointerClass, held: Held) -> Listed:
    shown, problem = _shown(folder, entry)
    installed = held.installed.get(entry.class_id)
    data = held_manifest(folder, entry.class_id, installed) if installed else None
    files = {file.sha256: file for file in shown.files} if shown else {}
    whole, half = _here(folder, files.values())
    return Listed(
        class_id=entry.class_id,
        shown=shown,
        problem=problem,
        in_use=read_manifest(data) if data is not None else None,
        is_current=installed == entry.manifest,
        total_bytes=sum(file.bytes for file in files.values()),
        here_bytes=whole + half,
        half_bytes=half,
    )


def _shown(folder: Path, entry: PointerClass) -> tuple[Manifest | None, PackError | None]:
    data = held_manifest(folder, entry.class_id, entry.manifest)
    try:
        return (accept_manifest(data, entry) if data is not None else None), None
    except PackError as error:
        return None, error


def _here(folder: Path, files: Collection[PackFile]) -> tuple[int, int]:
    """Bytes that lie there, of files that are whole and of those that are not."""
    whole = [file for file in files if is_held(folder, file, thorough=False)]
    halves = ((file, incoming_path(folder, file.sha256)) for file in files if file not in whole)
    half = sum(min(file.bytes, path.stat().st_size) for file, path in halves if path.exists())
    return sum(file.bytes for file in whole), half


def _announced(held: Held) -> tuple[PointerClass, ...]:
    return read_pointer_file(held.pointer).pointer.classes if held.pointer is not None else ()


def _files_of(folder: Path, held: Held, class_id: str) -> Iterator[PackFile]:
    """Of the pack in use and of the announced one, as far as their manifests are here and can be read."""
    names = {entry.manifest for entry in _announced(held) if entry.class_id == class_id}
    for name in names | {held.installed.get(class_id, "")} - {""}:
        data = held_manifest(folder, class_id, name)
        try:
            yield from read_manifest(data).files if data is not None else ()
        except PackError:
            continue


def _needed_now(folder: Path) -> set[str]:
    """Objects of the classes in use on any channel, and of what is about to replace them."""
    channels = (read_held(folder, path.stem) for path in (folder / "channels").glob("*.json"))
    return {
        file.sha256
        for held in channels
        if held is not None
        for class_id in held.installed
        for file in _files_of(folder, held, class_id)
    }
