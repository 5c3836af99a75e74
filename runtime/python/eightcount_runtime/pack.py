"""A class pack that lies on a disk, opened: every hash verified, every file read that a class is danced by.

Must not open a socket nor write, but for deleting what is damaged.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from eightcount_runtime.classpack.announced import require_file
from eightcount_runtime.classpack.errors import MalformedError, MismatchError, PackError
from eightcount_runtime.classpack.manifest import Manifest, PackFile, read_manifest, sha256_of
from eightcount_runtime.classpack.poses import PoseTrack, read_pose_track
from eightcount_runtime.classpack.routine import Routine
from eightcount_runtime.classpack.routine_files import read_routine
from eightcount_runtime.device_folder import file_sha256, held_manifest, object_path, read_held


@dataclass(frozen=True)
class Pack:
    """A class pack on a disk, verified. `manifest_sha256` is what sheets and devices know it by; `paths`
    has a file for each path of the manifest.
    """

    manifest: Manifest
    manifest_sha256: str
    routine: Routine
    poses: PoseTrack
    paths: Mapping[str, Path]

    def path_of(self, role: str) -> Path:
        """The first file of a role."""
        return self.paths[self.manifest.file(role).path]


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
        PackError: a file is not of the format, or they do not fit together.
    """
    manifest = read_manifest(manifest_file)
    paths = {file.path: locate(file) for file in manifest.files}
    for file in manifest.files:
        _require_undamaged(file, paths[file.path], evict=evict)
    routine = read_routine(paths[manifest.file("routine").path].read_bytes())
    image, world = (paths[manifest.file(role).path].read_bytes() for role in ("poses", "poses_world"))
    poses = read_pose_track(image, world, routine.video.rate_hz)
    _require_agreement(manifest, routine, poses)
    return Pack(manifest, sha256_of(manifest_file), routine, poses, paths)


def _installed(folder: Path, class_id: str, channel: str | None) -> set[str]:
    """Manifests of a class in use, over the channels asked for."""
    channels = [path.stem for path in (folder / "channels").glob("*.json")] if channel is None else [channel]
    held = (read_held(folder, name) for name in channels)
    return {each.installed[class_id] for each in held if each is not None and class_id in each.installed}


def _require_agreement(manifest: Manifest, routine: Routine, poses: PoseTrack) -> None:
    video = manifest.file("video").details
    if len(poses.image) != routine.video.frames or video["frames"] != routine.video.frames:
        raise MalformedError("The routine, the pose track and the manifest differ in their number of frames.")
    if Fraction(*video["rate"]) != routine.video.rate_hz or manifest.metadata.parts != len(routine.parts):
        raise MalformedError("The routine and the manifest differ in their parts or their rate.")


def _require_undamaged(file: PackFile, path: Path, *, evict: bool) -> None:
    if not path.is_file():
        raise MismatchError(f"{file.path} is missing.")
    try:
        require_file(file, path.stat().st_size, file_sha256(path))
    except MismatchError:
        if evict:
            path.unlink()
        raise
