"""TypeScript beside Python: the same practices scored by both, and what a frame costs there."""

import json
import math
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from eightcount_runtime.classpack.npy import npy_bytes
from eightcount_runtime.classpack.poses import pose_track_files, read_pose_track
from eightcount_runtime.classpack.routine_files import read_routine, routine_to_json
from eightcount_runtime.scoring import Reference, sheet_to_json

from bench.scoring.corpus import RATE_HZ, ROOT, DanceClass
from bench.scoring.judges import sheet_of
from bench.scoring.performers import Stream, perform, performer_of

NODE = str(ROOT / "scripts" / "node.sh")


@dataclass(frozen=True)
class Apart:
    """Of two languages' sheets: the largest difference of two numbers, of how many; what else differs."""

    most: float
    numbers: int
    others: tuple[str, ...]


def sheets_apart(classes: Sequence[DanceClass], seed: int) -> Apart:
    """A practice of every class, read from the files of a pack, scored by both."""
    most, numbers, others = 0.0, 0, []
    for number, danced in enumerate(classes):
        stream = perform(danced, performer_of(0.2 + 0.8 * number / len(classes), seed * 100_000 + number))
        for path, one, two in _pairs(*_both(danced, stream), ""):
            if _is_number(one) and _is_number(two):
                numbers, most = numbers + 1, max(most, abs(one - two))
            elif one != two and path != ".runtime.name":
                others.append(f"{path}: {one!r} and {two!r}")
    return Apart(most, numbers, tuple(others))


def cost_in_typescript() -> dict[str, Any]:
    """What `web/runtime/bench/scoring.ts` measures."""
    said = subprocess.run(
        [NODE, "node", "runtime/bench/scoring.ts"], capture_output=True, text=True, check=True
    )
    cost: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
    return cost


def _both(danced: DanceClass, stream: Stream) -> tuple[Any, Any]:
    """The sheet as JSON has it, by Python and by TypeScript."""
    routine, (poses, world) = routine_to_json(danced.routine), pose_track_files(danced.poses)
    reference = Reference.of(read_routine(routine), read_pose_track(poses, world, RATE_HZ))
    rows = np.column_stack([stream.times_s, stream.landmarks.reshape(len(stream.times_s), -1)])
    files = {
        "routine": routine,
        "poses": poses,
        "poses_world": world,
        "practice": npy_bytes(rows.astype("<f8")),
    }
    with tempfile.TemporaryDirectory(prefix="bench-scoring-") as folder:
        paths = {name: str(Path(folder) / name) for name in files}
        for name, data in files.items():
            Path(paths[name]).write_bytes(data)
        practice = {"poses": paths.pop("practice"), "width": stream.width, "height": stream.height}
        said = subprocess.run(
            [NODE, "node", "runtime/bench/replay.ts"],
            input=json.dumps({**paths, "practices": [practice]}),
            capture_output=True,
            text=True,
            check=True,
        )
    return json.loads(sheet_to_json(sheet_of(reference, stream))), json.loads(said.stdout)[0]


def _pairs(one: Any, two: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(one, dict) and isinstance(two, dict):
        for name in sorted({*one, *two}):
            yield from _pairs(one.get(name), two.get(name), f"{path}.{name}")
    elif isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        for at, (left, right) in enumerate(zip(one, two, strict=True)):
            yield from _pairs(left, right, f"{path}[{at}]")
    else:
        yield path, one, two


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
