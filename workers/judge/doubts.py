"""Which steps rest on poses of the take that are not to be trusted: there a learner is compared with what the
dancer did not do, and scores say nothing.

A pose that is wrong all along looks like any other; what gives itself away is told. Must not know
performances nor scores.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.poses import PoseTrack
from eightcount_runtime.classpack.routine import Routine, Step

from workers.step_files import Stretch

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

#: Ends of the trunk's bones across, and the joints that are in doubt with each. Bones of limbs come out too
#: short in any dance, where they point at the camera.
_ACROSS = ((11, 12), (23, 24))
_JOINTS = (("left_shoulder", "right_shoulder"), ("left_hip", "right_hip"))

#: Bones keep their length in space however the dancer turns. Shoulders or hips narrower than this, of their
#: usual width, are two poses mixed: the net took front for back in some pictures. In films of steady dances
#: they keep 0.72 and more, in turns that are seen wrongly they come down to 0.06 to 0.36.
_SHRUNK = 0.65
#: A step is in doubt where so much of what is compared at it is: of less a learner is told nothing untrue.
_LEAST_SHARE = 1 / 3
#: What comes so long after its point has a say in a step, too: the track is smoothed.
_AFTER_S = 0.2
_ROUNDING_S = 1e-6


@dataclass(frozen=True)
class Doubts:
    """What of a take is not to be trusted.

    Attributes:
        parts: of each part and step whether it rests on such poses.
        joints: those that are wrong there by their bones, as `left_hip`; none where the pose only trembles.
    """

    parts: tuple[tuple[bool, ...], ...]
    joints: tuple[str, ...]


def doubts_of(routine: Routine, track: PoseTrack, unsteady: Iterable[Stretch]) -> Doubts:
    """Where the dancer's own pose trembles or jumps, or its trunk shrinks as no trunk does.

    Args:
        routine: the steps.
        track: the take's poses on the clock of the class video.
        unsteady: stretches that tremble or jump by the report of the poses, on the same clock.
    """
    shrunk = _shrunk(track.world)
    doubted = shrunk.any(axis=1) | _within(track.times_s, unsteady)
    compared = [[_compared(step, track.times_s) for step in part.steps] for part in routine.parts]
    parts = tuple(tuple(_much(doubted[frames]) for frames in part) for part in compared)
    wrong = [
        shrunk[frames].mean(axis=0) >= _LEAST_SHARE
        for part, told in zip(compared, parts, strict=True)
        for frames, is_doubted in zip(part, told, strict=True)
        if is_doubted
    ]
    return Doubts(parts, _joints(np.any(wrong, axis=0)) if wrong else ())


def _shrunk(world: Floats) -> Flags:
    """(n, 2) whether shoulders and hips are much narrower than usual in this take; not where not seen."""
    ends = np.array(_ACROSS)
    lengths = np.linalg.norm(world[:, ends[:, 0]] - world[:, ends[:, 1]], axis=2)
    seen = np.isfinite(lengths).all(axis=1)
    if not seen.any():
        return np.zeros(lengths.shape, np.bool_)
    usual = np.median(lengths[seen], axis=0)
    return np.asarray(seen[:, None] & (np.nan_to_num(lengths) < _SHRUNK * usual), np.bool_)


def _within(times_s: Floats, stretches: Iterable[Stretch]) -> Flags:
    found = np.zeros(len(times_s), np.bool_)
    for stretch in stretches:
        found |= (times_s >= stretch.start_s - _ROUNDING_S) & (times_s <= stretch.end_s + _ROUNDING_S)
    return found


def _compared(step: Step, times_s: Floats) -> slice:
    """The frames with which a learner is compared at a step."""
    first = np.searchsorted(times_s, step.start.video_s - _ROUNDING_S)
    last = np.searchsorted(times_s, step.point.at.video_s + _AFTER_S + _ROUNDING_S)
    return slice(int(first), int(last))


def _much(flags: Flags) -> bool:
    return bool(len(flags) and flags.mean() >= _LEAST_SHARE)


def _joints(wrong: Flags) -> tuple[str, ...]:
    return tuple(
        joint for pair, is_wrong in zip(_JOINTS, wrong.tolist(), strict=True) if is_wrong for joint in pair
    )
