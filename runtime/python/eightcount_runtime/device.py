"""What a device does: follow a channel, fetch what is new, believe only what verifies, keep the last good.

    report = sync(Source("https://classes.example"), Path("packs"), "production")
    pack = open_pack(Path("packs"), "my-class")

A class switches to its new pack at once, when all of it is there and verified; until then, and whenever
something is wrong, the old one stays in use.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal

from eightcount_runtime.classpack.channel import MAX_BYTES as MAX_POINTER_BYTES
from eightcount_runtime.classpack.channel import Pointer, PointerClass
from eightcount_runtime.classpack.errors import (
    MalformedError,
    MismatchError,
    NewerRuntimeError,
    PackError,
    UnsupportedFormatError,
)
from eightcount_runtime.classpack.manifest import Manifest, PackFile, is_name, read_manifest
from eightcount_runtime.classpack.poses import PoseTrack, read_pose_track
from eightcount_runtime.classpack.routine import Routine
from eightcount_runtime.classpack.routine_files import read_routine
from eightcount_runtime.classpack.shelf import pointer_key
from eightcount_runtime.classpack.verify import accept_pointer, require_file
from eightcount_runtime.device_folder import (
    Held,
    file_sha256,
    held_manifest,
    locked,
    object_path,
    read_held,
    sweep,
    write_held,
)
from eightcount_runtime.fetch import OfflineError, Source, fetch_small
from eightcount_runtime.install import Desk, Meter, Progress, install, is_installed

__all__ = ["ClassReport", "Pack", "Progress", "Source", "SyncReport", "open_pack", "read_pack", "sync"]

ClassState = Literal["current", "updated", "skipped", "failed", "removed"]


@dataclass(frozen=True)
class ClassReport:
    """What became of a class: `current` (nothing to do), `updated`, `skipped` (needs a newer runtime),
    `failed`, `removed`. `sentence` says why it was skipped or failed; then the pack in use before stays, if
    there was one. `manifest` is the one in use afterwards; `offline`: it failed because the server cannot be
    reached.
    """

    class_id: str
    state: ClassState
    manifest: str | None
    sentence: str = ""
    downloaded_bytes: int = 0
    reused_bytes: int = 0
    offline: bool = False


@dataclass(frozen=True)
class SyncReport:
    """What a sync did. `downloaded_bytes` counts pointer, manifests and objects, `reused_bytes` objects that
    an updated class needs and the device held; `not_modified`: the server said that the held pointer is
    current.
    """

    channel: str
    version: int
    not_modified: bool
    classes: tuple[ClassReport, ...]
    downloaded_bytes: int
    reused_bytes: int

    @property
    def complete(self) -> bool:
        """Does the device now show what the channel shows, but for classes that need a newer runtime?"""
        return all(each.state != "failed" for each in self.classes)


@dataclass(frozen=True)
class Pack:
    """A class pack on a disk, verified. `paths` has a file for each path of the manifest."""

    manifest: Manifest
    routine: Routine
    poses: PoseTrack
    paths: Mapping[str, Path]

    def path_of(self, role: str) -> Path:
        """The first file of a role."""
        return self.paths[self.manifest.file(role).path]


def sync(
    source: Source,
    folder: Path,
    channel: str,
    *,
    now: datetime | None = None,
    thorough: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> SyncReport:
    """Bring the folder to what the channel shows.

    Args:
        source: where from.
        folder: the device's own; made where it is missing.
        channel: for example "production".
        now: the time, with a zone; the device's clock where not given.
        thorough: read and hash held objects too, not only their lengths; `open_pack` always does.
        progress: is told of every piece that came.

    Returns:
        What was done for each class. A class that failed keeps its last good pack; the next sync goes on
        where this one ended.

    Raises:
        PackError: the pointer cannot be had, believed or written, or another sync is at work: nothing has
            changed.
        OSError: the folder cannot be written at all.
    """
    if not is_name(channel):
        raise PackError(f"{channel!r} is not the name of a channel.")
    with locked(folder):
        held = read_held(folder, channel)
        if held is None or held.base_url != source.base_url:
            held = Held(source.base_url, installed=held.installed if held else {})
        answer = fetch_small(source, pointer_key(channel), limit=MAX_POINTER_BYTES, etag=held.etag)
        pointer_file = answer.data if answer.data is not None else held.pointer or b""
        moment = now or datetime.now(timezone.utc)
        pointer = accept_pointer(pointer_file, channel=channel, held=held.pointer, now=moment)
        known, held = held, replace(held, etag=answer.etag, pointer=pointer_file)
        if held != known:
            write_held(folder, channel, held)
        classes = _follow(Desk(source, folder, thorough, progress), channel, pointer, held)
        sweep(folder)
        return SyncReport(
            channel=channel,
            version=pointer.version,
            not_modified=answer.data is None,
            classes=classes,
            downloaded_bytes=len(answer.data or b"") + sum(each.downloaded_bytes for each in classes),
            reused_bytes=sum(each.reused_bytes for each in classes),
        )


def open_pack(folder: Path, class_id: str, *, channel: str | None = None) -> Pack:
    """The pack of a class that the device uses, every hash verified.

    Args:
        folder: the device's.
        class_id: the class.
        channel: whose pack; may be left out where the folder holds the class from one channel only.

    Raises:
        MismatchError: a file is damaged; it has been removed, and the next sync brings it again.
        PackError: the class is not there, or several channels have it.
    """
    found = _installed(folder, class_id, channel)
    if len(found) != 1:
        several = "is there from several channels: name one" if found else "is not on this device: sync first"
        raise PackError(f"The class {class_id!r} {several}.")
    manifest_file = held_manifest(folder, class_id, found.pop())
    if manifest_file is None:
        raise MismatchError(f"The manifest of {class_id!r} was damaged on this device: sync again.")
    return read_pack(manifest_file, lambda file: object_path(folder, file.sha256), evict=True)


def read_pack(manifest_file: bytes, locate: Callable[[PackFile], Path], *, evict: bool = False) -> Pack:
    """A pack from a manifest and its files, every hash verified.

    Args:
        manifest_file: as published.
        locate: where a file of the manifest lies.
        evict: delete a file that is damaged.

    Raises:
        MismatchError: a file is missing or damaged.
        PackError: a file is not of the format.
    """
    manifest = read_manifest(manifest_file)
    paths = {file.path: locate(file) for file in manifest.files}
    for file in manifest.files:
        _require_undamaged(file, paths[file.path], evict=evict)
    routine = read_routine(paths[manifest.file("routine").path].read_bytes())
    image, world = (paths[manifest.file(role).path].read_bytes() for role in ("poses", "poses_world"))
    poses = read_pose_track(image, world, routine.video.rate_hz)
    if len(poses.image) != routine.video.frames:
        raise MalformedError("The pose track and the routine differ in their number of frames.")
    return Pack(manifest, routine, poses, paths)


def _follow(desk: Desk, channel: str, pointer: Pointer, held: Held) -> tuple[ClassReport, ...]:
    """Install what the pointer shows, class by class; each switch is recorded when its class is whole."""
    reports = []
    offline = ""
    for entry in pointer.classes:
        report = _bring(desk, entry, held.installed.get(entry.class_id), offline)
        offline = offline or (report.sentence if report.offline else "")
        reports.append(report)
        if report.state == "updated":
            held = replace(held, installed={**held.installed, entry.class_id: entry.manifest})
            write_held(desk.folder, channel, held)
    shown = {entry.class_id for entry in pointer.classes}
    gone = [class_id for class_id in held.installed if class_id not in shown]
    if gone:
        kept = {name: sha256 for name, sha256 in held.installed.items() if name in shown}
        write_held(desk.folder, channel, replace(held, installed=kept))
    return (*reports, *(ClassReport(class_id, "removed", None) for class_id in gone))


def _bring(desk: Desk, entry: PointerClass, in_use: str | None, offline: str) -> ClassReport:
    """One class: whole and verified, or what kept it from that."""
    meter = Meter()
    report = ClassReport(entry.class_id, "failed", in_use)
    try:
        if in_use == entry.manifest and is_installed(desk, entry):
            return replace(report, state="current")
        if offline:
            return replace(report, sentence=offline)
        install(desk, entry, meter)
    except (NewerRuntimeError, UnsupportedFormatError) as error:
        report = replace(report, state="skipped", sentence=error.sentence)
    except PackError as error:
        report = replace(report, sentence=error.sentence, offline=isinstance(error, OfflineError))
    except OSError as error:
        report = replace(report, sentence=f"{entry.class_id} cannot be written here: {error.strerror}.")
    else:
        report = replace(report, state="updated", manifest=entry.manifest, reused_bytes=meter.reused)
    return replace(report, downloaded_bytes=meter.downloaded)


def _installed(folder: Path, class_id: str, channel: str | None) -> set[str]:
    """Manifests of a class in use, over the channels asked for."""
    channels = [path.stem for path in (folder / "channels").glob("*.json")] if channel is None else [channel]
    held = (read_held(folder, name) for name in channels)
    return {each.installed[class_id] for each in held if each is not None and class_id in each.installed}


def _require_undamaged(file: PackFile, path: Path, *, evict: bool) -> None:
    if not path.is_file():
        raise MismatchError(f"{file.path} is missing.")
    try:
        require_file(file, path.stat().st_size, file_sha256(path))
    except MismatchError:
        if evict:
            path.unlink()
        raise
