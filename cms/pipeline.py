"""The whole pipeline, as data: what each step reads and writes.

A step is ready when all it reads exists. The key of its output is the hash of its name, version, parameters
and the keys of what it reads, so the same work is never done twice. The server plans a build from this table
and `workers/pipeline.py` binds each name to the code that runs it (docs/adr/0002). Raise a step's `version`
whenever its code would write something else for the same input.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """One row of the table. A name in `optional` is read when the build has it. A written name that ends
    in `/` is a folder whose files are all kept; one in `may_write` is left out where there is nothing to say,
    so no step can read it.
    """

    name: str
    version: int
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    queue: str = "media"
    optional: tuple[str, ...] = ()
    #: Read where a build has it; it saves work and changes nothing that is written, so it is in no key.
    eased_by: tuple[str, ...] = ()
    #: The step whose work it takes a share of: planned only where a build is split, then once for each shard.
    eases: str = ""
    may_write: tuple[str, ...] = ()
    #: Only people look at what it writes: a build is done without it, and tells that it failed.
    for_people: bool = False
    #: Parameter -> its values, where it takes one of a few; the step checks the rest.
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


_POSE_CHOICES = {"model": ("heavy", "full", "lite"), "engine": ("fast", "reference")}

PIPELINE: tuple[Step, ...] = (
    Step("probe", 1, reads=("take",), writes=("media.json",)),
    Step("audio_align", 1, reads=("take", "song"), writes=("alignment.json",)),
    Step("audio_replace", 1, reads=("take", "song", "media.json", "alignment.json"), writes=("class.mp4",)),
    Step(
        "pose_scan",
        1,
        reads=("take", "media.json"),
        writes=("scans/",),
        queue="pose",
        eases="pose_extract",
        choices=_POSE_CHOICES,
    ),
    Step(
        "pose_extract",
        1,
        reads=("take", "media.json"),
        writes=("poses.npz", "pose_report.json"),
        queue="pose",
        eased_by=("scans/",),
        choices=_POSE_CHOICES,
    ),
    Step(
        "compile",
        3,
        reads=("media.json", "alignment.json", "poses.npz", "beats.json"),
        writes=("routine.json",),
    ),
    Step(
        "package",
        1,
        reads=("class.json", "media.json", "class.mp4", "poses.npz", "routine.json"),
        writes=("manifest.json", "objects/"),
        optional=("cover",),
    ),
    # What people look at, last: of failed steps those that ended a build come first.
    Step(
        "song_preview",
        1,
        reads=("song",),
        writes=("song.wav", "song_peaks.bin", "onsets.json", "beat_grid.json"),
        for_people=True,
    ),
    Step(
        "take_preview",
        1,
        reads=("take", "media.json"),
        writes=("thumbnail.jpg",),
        may_write=("camera.wav", "camera_peaks.bin"),
        for_people=True,
    ),
    Step(
        "song_slow",
        1,
        reads=("song.wav", "onsets.json", "media.json", "alignment.json"),
        writes=("slow.json", "slow-50.wav", "slow-75.wav"),
        for_people=True,
    ),
    # Its verdict is told before a release and keeps nobody from it.
    Step(
        "judge",
        2,
        reads=("media.json", "poses.npz", "pose_report.json", "routine.json"),
        writes=("judging.json",),
        for_people=True,
    ),
)

#: Named files that people give; everything else is written by a step.
GIVEN = ("take", "song", "beats.json", "class.json", "cover")


def output_key(step: Step, params: Mapping[str, Any], inputs: Mapping[str, str]) -> str:
    """The key of a step's output: sha256 over its name, version, parameters and the keys of its inputs.

    Args:
        step: a row of the table.
        params: the parameters given to the step, JSON values; defaults are covered by `version`.
        inputs: name of each file read -> its key (for a given file its sha256).
    """
    said = json.dumps([step.name, step.version, params, inputs], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
