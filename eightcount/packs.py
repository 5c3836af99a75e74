"""Class packs that lie on a disk: opened with every hash verified, and described for people and scripts."""

from pathlib import Path
from typing import Any

from eightcount_runtime import device
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.features import FEATURE_NAMES
from eightcount_runtime.classpack.routine import Step
from eightcount_runtime.device_folder import read_held
from eightcount_runtime.scoring import Reference

from eightcount.failures import RefusedError


def opened(folder: Path, name: str, channel: str | None = None) -> device.Pack:
    """The pack of a class in a device's folder, every file verified. Raises RefusedError."""
    if channel is None and len(held := _channels_of(folder, name)) > 1:
        raise RefusedError(
            f"The class '{name}' is there from several channels: name one by --channel, {' or '.join(held)}.",
            code="PackError",
        )
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


def _channels_of(folder: Path, name: str) -> list[str]:
    """The channels from which a device's folder holds different packs of a class."""
    held = {path.stem: read_held(folder, path.stem) for path in (folder / "channels").glob("*.json")}
    packs = {
        channel: each.installed[name] for channel, each in held.items() if each and name in each.installed
    }
    return sorted(packs) if len(set(packs.values())) > 1 else []


def held_classes(folder: Path) -> list[str]:
    """Names of the classes that a device's folder holds, from any channel; none where it is none."""
    channels = [path.stem for path in (folder / "channels").glob("*.json")]
    held = [read_held(folder, channel) for channel in channels]
    return sorted({name for each in held if each is not None for name in each.installed})


def described(pack: device.Pack) -> dict[str, Any]:
    """The pack as one JSON document: metadata, files, and each part's steps by their beats.

    A step is `judged` where enough of the dancer is seen, as scoring has it; its `hidden` joints are seen too
    little there to be judged with it. Raises RefusedError.
    """
    about, reference = pack.manifest.metadata, _reference(pack)
    seen_from = reference.parameters.seen_from
    seen = {(step.part, step.count): step.seen for step in reference.steps}
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
                        "judged": seen[number, count],
                        "hidden": _hidden(step, seen_from),
                    }
                    for count, step in enumerate(part.steps, 1)
                ],
            }
            for number, part in enumerate(pack.routine.parts, 1)
        ],
        "problems": [problem.as_json() for problem in pack.routine.problems],
    }


def _reference(pack: device.Pack) -> Reference:
    try:
        return Reference.of(pack.routine, pack.poses)
    except PackError as error:
        raise RefusedError(error.sentence, code=type(error).__name__) from error


def _hidden(step: Step, seen_from: float) -> list[str]:
    """Joints, as `left_hand`, of which the angle or the place is seen too little to be judged."""
    targets = step.point.targets
    visibility = targets.visibility if targets else (0.0,) * len(FEATURE_NAMES)
    hidden = (name for name, seen in zip(FEATURE_NAMES, visibility, strict=True) if seen <= seen_from)
    return list(dict.fromkeys(name.partition(".")[2] for name in hidden))
