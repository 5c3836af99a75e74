"""Class packs that lie on a disk: opened with every hash verified, and described for people and scripts."""

from pathlib import Path
from typing import Any

from eightcount_runtime import device
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.device_folder import read_held

from eightcount.failures import RefusedError


def opened(folder: Path, name: str, channel: str | None = None) -> device.Pack:
    """The pack of a class in a device's folder, every file verified. Raises RefusedError."""
    try:
        return device.open_pack(folder, name, channel=channel)
    except PackError as error:
        raise RefusedError(error.sentence, code=type(error).__name__) from error


def of_step(folder: Path) -> device.Pack:
    """The pack that `eightcount step package` left in a folder: manifest.json beside objects/."""
    manifest = folder / "manifest.json"
    if not manifest.is_file() and (classes := held_classes(folder)):
        raise RefusedError(
            f"That is a device's folder. Name one of its classes: {', '.join(classes)}.", code="usage"
        )
    if not manifest.is_file():
        raise RefusedError(
            "There is no manifest.json in that folder. Name a device's folder with a class, or the folder of "
            "`eightcount step package`.",
            code="not-found",
        )
    try:
        return device.read_pack(manifest.read_bytes(), lambda file: folder / "objects" / file.sha256)
    except PackError as error:
        raise RefusedError(error.sentence, code=type(error).__name__) from error


def held_classes(folder: Path) -> list[str]:
    """Names of the classes that a device's folder holds, from any channel; none where it is none."""
    channels = [path.stem for path in (folder / "channels").glob("*.json")]
    held = [read_held(folder, channel) for channel in channels]
    return sorted({name for each in held if each is not None for name in each.installed})


def described(pack: device.Pack) -> dict[str, Any]:
    """The pack as one JSON document: metadata, files, and each part's steps by their beats."""
    about = pack.manifest.metadata
    return {
        "class": pack.manifest.class_id,
        "revision": pack.manifest.revision,
        "titles": dict(about.titles),
        "song": {"title": about.song_title, "artist": about.song_artist},
        "dancer": about.dancer,
        "difficulty": about.difficulty,
        "tags": list(about.tags),
        "duration_s": about.duration_s,
        "bytes": pack.manifest.bytes,
        "alignment": {"offset_s": pack.routine.offset_s, "rate": pack.routine.rate},
        "files": [
            {
                "role": file.role,
                "path": file.path,
                "bytes": file.bytes,
                "sha256": file.sha256,
                "type": file.type,
            }
            for file in pack.manifest.files
        ],
        "parts": [
            {
                "name": part.name,
                "start_s": part.steps[0].start.video_s,
                "end_s": part.steps[-1].point.at.video_s,
                "steps": [
                    {
                        "start_s": step.start.video_s,
                        "point_s": step.point.at.video_s,
                        "judged": step.point.targets is not None,
                    }
                    for step in part.steps
                ],
            }
            for part in pack.routine.parts
        ],
        "problems": [problem.as_json() for problem in pack.routine.problems],
    }
