"""Who might stand before the camera: the class's own take danced again, danced wrong, or not danced at all.

Performances are made of the take's pose track by arithmetic alone; what of them is random comes from one
fixed seed, so that the same take gives the same ones. Must not score.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.poses import PoseTrack, mirrored, poses_at
from eightcount_runtime.classpack.routine import Part, Routine

from workers.judge.gallery import RATE_HZ as GALLERY_HZ
from workers.judge.gallery import Dance

Floats = npt.NDArray[np.float64]
Kind = Literal["danced", "mirrored", "late", "another_part", "still", "another_dance"]

RATE_HZ = 15.0
"""Frames a second of a performance: what a phone reaches that has other things to do."""

#: The step's length in the dances of the gallery: half a second is 120 beats a minute.
_GALLERY_STEP_S = 0.5
#: How much faster or slower a dance of the gallery is danced at most.
_MOST_STRETCH = 1.5


@dataclass(frozen=True)
class Performance:
    """A learner's poses on the clock of the class video.

    Attributes:
        name: unique, and the same in every report.
        kind: what it is.
        times_s: (n,) rising, seconds.
        image: (n, 33, 4) landmarks as a pose model gives them, x by the width and y by the height of the
            class picture; NaN where nobody is seen.
    """

    name: str
    kind: Kind
    times_s: Floats
    image: Floats


def performances(routine: Routine, track: PoseTrack, dances: Sequence[Dance]) -> Iterator[Performance]:
    """All of them, the dance itself first; all but that one as a phone would see them."""
    times_s = np.arange(0.0, routine.video.duration_s, 1 / RATE_HZ)
    step_s = _usual_step_s(routine)
    own = poses_at(track.times_s, track.image, times_s)
    yield Performance("itself", "danced", times_s, own)
    aspect = routine.video.width / routine.video.height
    for name, kind, image in _seen_by_a_phone(routine, track, times_s, own, step_s, dances):
        yield Performance(name, kind, times_s, with_noise(image, times_s, aspect))


def _seen_by_a_phone(
    routine: Routine, track: PoseTrack, times_s: Floats, own: Floats, step_s: float, dances: Sequence[Dance]
) -> Iterator[tuple[str, Kind, Floats]]:
    yield "on_a_phone", "danced", own
    yield "mirrored", "mirrored", mirrored(own)
    yield "half_a_beat_late", "late", poses_at(track.times_s, track.image, times_s - step_s / 2)
    if len(routine.parts) > 1:
        yield (
            "another_part",
            "another_part",
            poses_at(track.times_s, track.image, _next_part_s(routine, times_s)),
        )
    seen = track.image[track.seen]
    if len(seen):
        yield "still_at_the_start", "still", np.repeat(seen[:1], len(times_s), axis=0)
        yield "still_in_the_mean", "still", np.repeat(seen.mean(axis=0)[None], len(times_s), axis=0)
    for dance in dances:
        yield dance.name, "another_dance", _danced(dance, times_s, step_s, routine)


def with_noise(image: Floats, times_s: Floats, aspect: float) -> Floats:
    """As the small model of a phone sees it: joints wander and tremble, the outer ones more, depth most.

    Sizes are about those by which the lite model's landmarks lie off the heavy one's, in torso lengths.
    """
    random = np.random.default_rng(8)
    shape = image[..., :3].shape
    tremble = random.normal(0.0, _TREMBLE, shape)
    knots = random.normal(0.0, _WANDER, (int(times_s[-1] / _WANDER_S) + 2, *shape[1:]))
    wander = poses_at(np.arange(len(knots), dtype=np.float64) * _WANDER_S, knots, times_s)
    torso = _torso(image, aspect)
    size = np.array([1 / aspect, 1.0, _DEPTH / aspect]) * torso * _OUTER[:, None]
    noisy = image.copy()
    noisy[..., :3] += (tremble + wander) * size
    return noisy


#: Standard deviations in torso lengths: from frame to frame, and of what stays for a while.
_TREMBLE, _WANDER, _WANDER_S = 0.012, 0.02, 0.4
#: Depth is by far the worst that the model tells.
_DEPTH = 10.0
#: Hands and feet tremble more than the trunk.
_OUTER = np.where(np.isin(np.arange(33), [11, 12, 23, 24]), 1.0, 1.5)


def _torso(image: Floats, aspect: float) -> float:
    """The body's usual size in units of the picture's height; 0 where nobody is ever seen."""
    points = image[..., :2] * np.array([aspect, 1.0])
    lengths = np.linalg.norm(points[:, [11, 12]].mean(axis=1) - points[:, [23, 24]].mean(axis=1), axis=1)
    known = lengths[np.isfinite(lengths)]
    return float(np.percentile(known, 80)) if len(known) else 0.0


def _usual_step_s(routine: Routine) -> float:
    return float(np.median([step.point.at.video_s - step.start.video_s for step in routine.steps]))


def _next_part_s(routine: Routine, times_s: Floats) -> Floats:
    """For each instant the one at which the part after it is as far: the last part is followed by the first.

    Before the first part and after the last one time goes on as it does beside them.
    """
    parts = routine.parts
    here = np.array([_start_s(parts[0]), *(_end_s(part) for part in parts)])
    found = np.empty_like(times_s)
    of_part = np.clip(np.searchsorted(here, times_s, side="right") - 1, 0, len(parts) - 1)
    for number, part in enumerate(parts):
        mine = of_part == number
        there = parts[(number + 1) % len(parts)]
        share = (times_s[mine] - _start_s(part)) / (_end_s(part) - _start_s(part))
        found[mine] = _start_s(there) + share * (_end_s(there) - _start_s(there))
    return found


def _start_s(part: Part) -> float:
    return part.steps[0].start.video_s


def _end_s(part: Part) -> float:
    return part.steps[-1].point.at.video_s


def _danced(dance: Dance, times_s: Floats, step_s: float, routine: Routine) -> Floats:
    """A dance of the gallery in the class's tempo, to and fro for as long as the class lasts.

    It begins in its middle, so that a class made of the same clip is not compared with itself.
    """
    stretch = float(np.clip(step_s / _GALLERY_STEP_S, 1 / _MOST_STRETCH, _MOST_STRETCH))
    length_s = (len(dance.points) - 1) / GALLERY_HZ
    run_s = (times_s / stretch + length_s / 2) % (2 * length_s)
    at_s = np.where(run_s <= length_s, run_s, 2 * length_s - run_s)
    points = poses_at(np.arange(len(dance.points)) / GALLERY_HZ, dance.points, at_s)
    per_width = routine.video.height / routine.video.width
    return np.asarray(points * np.array([per_width, 1.0, per_width, 1.0]))
