"""The class that a practice is scored against: in a device's folder, as the package step left it, or a pack
of a class on a server, the live one before others. Every file that is used is verified by its hash.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from eightcount_runtime import RUNTIME_LEVEL
from eightcount_runtime.classpack.announced import require_file
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.manifest import Manifest, read_manifest, sha256_of
from eightcount_runtime.classpack.npy import read_npy
from eightcount_runtime.classpack.poses import PoseTrack, restored
from eightcount_runtime.classpack.routine import Routine
from eightcount_runtime.classpack.routine_files import read_routine
from eightcount_runtime.device import Pack
from eightcount_runtime.device_folder import file_sha256, read_held

from eightcount import packs
from eightcount.client import Client
from eightcount.failures import RefusedError
from eightcount.scoring.served import Choice, Served


@dataclass(frozen=True)
class Taught:
    """A class as it is taught.

    Attributes:
        class_id, revision, titles: of the pack; titles by language.
        manifest: sha256 of the pack's manifest: what the world knows the pack by.
        routine, poses: what is danced, and how.
        video: where the class video lies.
        served: how the pack stands on its server; None for one in a folder.
    """

    class_id: str
    revision: int
    titles: Mapping[str, str]
    manifest: str
    routine: Routine
    poses: PoseTrack
    video: Path
    served: Served | None = None

    def title(self, language: str) -> str:
        """In that language, or the first that there is."""
        return self.titles.get(language) or next(iter(self.titles.values()), self.class_id)


def holds_packs(folder: Path) -> bool:
    """Whether it looks like a folder, or a manifest, that `taught_in` could read."""
    return (
        folder.is_file()
        or (folder / "manifest.json").is_file()
        or bool([*(folder / "channels").glob("*.json")])
    )


def taught_folder(named: str, name: str | None, channel: str | None, revision: int | None) -> Taught | None:
    """The class in the folder of that name; None where only a server can know what is named.

    Raises RefusedError.
    """
    if not holds_packs(Path(named)) and is_class_name(named) and not name:
        return None
    if revision is not None:
        raise RefusedError("--revision is for a class of the server; a folder holds one pack.", code="usage")
    return taught_in(Path(named), name, channel)


def taught_in(folder: Path, name: str | None, channel: str | None) -> Taught:
    """The class of that name in a device's folder; without a name the only one that it holds, or the pack
    that `eightcount step package` left there. Raises RefusedError.
    """
    if folder.is_file() and folder.name == "manifest.json":
        folder = folder.parent
    manifest = folder / "manifest.json"
    held = [] if manifest.is_file() else packs.held_classes(folder)
    if name is None and len(held) > 1:
        raise RefusedError(f"Name one of its classes by --class: {', '.join(held)}.", code="usage")
    if not held and (name is None or manifest.is_file()):
        return _taught(packs.of_step(folder), sha256_of(manifest.read_bytes()))
    name = name or held[0]
    pack = packs.opened(folder, name, channel)
    channels = [path.stem for path in (folder / "channels").glob("*.json")] if channel is None else [channel]
    found = (read_held(folder, each) for each in channels)
    return _taught(pack, next(each.installed[name] for each in found if each and name in each.installed))


def _taught(pack: Pack, manifest: str) -> Taught:
    about = pack.manifest
    _must_suit(about)
    titles, video = about.metadata.titles, pack.path_of("video")
    return Taught(about.class_id, about.revision, titles, manifest, pack.routine, pack.poses, video)


def taught_on(client: Client, name: str, choice: Choice, into: Path) -> Taught:
    """A pack of a class on a server, published or not; its files come into a folder.

    Raises RefusedError, UnreachableError.
    """
    served = choice(client, name)
    shown = client.get(f"/packs/{served.pack}").document
    file = canonical_json(shown["manifest"])
    if sha256_of(file) != shown["manifest_sha256"]:
        raise RefusedError(f"The manifest of {name} came damaged. Try again.", code="MismatchError")
    try:
        manifest = read_manifest(file)
        _must_suit(manifest)
        paths = {role: _fetched(client, served.pack, manifest, role, into) for role in _USED}
        routine = read_routine(paths["routine"].read_bytes())
        poses = _poses(paths["poses"].read_bytes(), routine)
    except PackError as error:
        raise RefusedError(error.sentence, code=type(error).__name__) from error
    return Taught(
        class_id=manifest.class_id,
        revision=manifest.revision,
        titles=manifest.metadata.titles,
        manifest=sha256_of(file),
        routine=routine,
        poses=poses,
        video=paths["video"],
        served=served,
    )


_USED = ("routine", "poses", "video")


def is_class_name(named: str) -> bool:
    """Whether a class of a server may be called so, by its slug or its id."""
    return re.fullmatch(r"[a-z0-9-]{1,80}", named) is not None


def _must_suit(manifest: Manifest) -> None:
    if manifest.min_runtime > RUNTIME_LEVEL:
        raise RefusedError(
            f"{manifest.class_id} needs runtime {manifest.min_runtime}, but this one is {RUNTIME_LEVEL}. "
            "Update Eightcount.",
            code="NewerRuntimeError",
        )


def _fetched(client: Client, pack: str, manifest: Manifest, role: str, into: Path) -> Path:
    told, path = manifest.file(role), into / role
    client.fetch(f"/packs/{pack}/files/{role}", path, told.bytes)
    require_file(told, path.stat().st_size, file_sha256(path))
    return path


def _poses(file: bytes, routine: Routine) -> PoseTrack:
    """The pose track in the picture; scoring looks at no other, so the one in metres is left unknown."""
    image = restored(read_npy(file, "pose track", dtype="<i2", shape=(routine.video.frames, 33, 4)))
    return PoseTrack(routine.video.rate_hz, image, np.full((len(image), 33, 3), np.nan))
