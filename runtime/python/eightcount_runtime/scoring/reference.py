"""Everything about a class that does not depend on the learner: the teacher's poses at every step, measured
once.
"""

from dataclasses import dataclass
from math import floor

import numpy as np
import numpy.typing as npt

from eightcount_runtime.classpack.errors import MalformedError
from eightcount_runtime.classpack.parameters import Parameters
from eightcount_runtime.classpack.poses import PoseTrack
from eightcount_runtime.classpack.routine import Routine, Step
from eightcount_runtime.scoring.body import AFTER, BEFORE, limb_lengths, running_scales, scale, torso_lengths
from eightcount_runtime.scoring.grid import RATE_HZ, Grid, laying, marks_of, smoothed
from eightcount_runtime.scoring.hypotheses import YAWS_DEG
from eightcount_runtime.scoring.matching import (
    Instant,
    Posed,
    enough_seen,
    match_motion,
    match_poses,
    pick,
    posed,
)
from eightcount_runtime.scoring.parameters import DEFAULTS

Floats = npt.NDArray[np.float64]

FACING = slice(YAWS_DEG.index(0), YAWS_DEG.index(0) + 1)
"""The teacher is not turned."""
AS_LONG = np.ones((1, 2))
_SLACK_S = 1.0


@dataclass(frozen=True)
class StepReference:
    """A step of the class, as it is danced.

    Attributes:
        part: from 1.
        count: 1 to 8.
        video_s: of the step point.
        length_s: from the step's start to its point.
        start: number of the sample where it starts...
        point: ... and where it is judged, the nearest to `video_s`.
        seen: is enough of the teacher seen to judge a learner who is seen wholly?
        weights: (16,) of the routine.
        instants: the teacher at the step's start, middle and point.
        path: features at samples start..point.
    """

    part: int
    count: int
    video_s: float
    length_s: float
    start: int
    point: int
    seen: bool
    weights: Floats
    instants: tuple[Instant, Instant, Instant]
    path: Posed

    @property
    def middle(self) -> int:
        """Number of the sample in the middle of the step."""
        return (self.start + self.point) // 2


@dataclass(frozen=True)
class Reference:
    """A class to be scored against. Make it with `of`; it may be shared by sessions and threads.

    Attributes:
        grid: the teacher's samples.
        limbs: (n, 4) lengths of arms and legs at each sample, see `limb_lengths`.
        live: features at each sample, by the scale of the 1.5 s before it.
        steps: all of them, in order.
    """

    routine: Routine
    parameters: Parameters
    grid: Grid
    limbs: Floats
    live: Posed
    steps: tuple[StepReference, ...]

    @staticmethod
    def of(routine: Routine, poses: PoseTrack, parameters: Parameters | None = None) -> "Reference":
        """Measure a class.

        Args:
            routine: of the pack.
            poses: of the pack.
            parameters: instead of the routine's own; without either, the calibrated ones.

        Raises:
            MalformedError: the routine's times lie outside the pose track.
        """
        _require_within(routine, poses)
        numbers = parameters or routine.scoring or DEFAULTS
        grid = _laid(routine, poses)
        lengths = torso_lengths(grid.points)
        scales = running_scales(lengths)
        points, visibility = smoothed(grid, grid.first, grid.end)
        return Reference(
            routine=routine,
            parameters=numbers,
            grid=grid,
            limbs=limb_lengths(grid.points, grid.visibility, scales, FACING)[0],
            live=posed(points, visibility, scales, AS_LONG, FACING),
            steps=tuple(
                _step(grid, lengths, step, number, numbers) for number, step in enumerate(routine.steps)
            ),
        )


def sample_at(video_s: float) -> int:
    """The number of the sample nearest to an instant, the later of two."""
    return floor(video_s * RATE_HZ + 0.5)


def _require_within(routine: Routine, poses: PoseTrack) -> None:
    first_s, last_s = routine.steps[0].start.video_s, routine.steps[-1].point.at.video_s
    end_s = len(poses.image) / float(poses.rate_hz)
    if not end_s or first_s < -_SLACK_S or last_s > end_s + _SLACK_S:
        raise MalformedError("The routine's steps lie outside the class's pose track.")


def _laid(routine: Routine, poses: PoseTrack) -> Grid:
    first = sample_at(routine.steps[0].start.video_s) - BEFORE
    stream = laying(first, sample_at(routine.steps[-1].point.at.video_s) + AFTER + 1)
    aspect, frame_s = routine.video.width / routine.video.height, 1 / float(poses.rate_hz)
    marks = [marks_of(landmarks, aspect) for landmarks in poses.image]
    times_s = poses.times_s.tolist()
    stream.lay(-frame_s, marks[0])  # a step may start, and the last one end, half a frame outside
    for time_s, found in zip(times_s, marks, strict=True):
        stream.lay(time_s, found)
    stream.lay(times_s[-1] + frame_s, marks[-1])
    return stream.grid


def _step(grid: Grid, lengths: Floats, step: Step, number: int, numbers: Parameters) -> StepReference:
    start, point = sample_at(step.start.video_s), sample_at(step.point.at.video_s)
    around = lengths[max(point - BEFORE - grid.first, 0) : point + AFTER + 1 - grid.first]
    path = posed(*smoothed(grid, start, point + 1), scale(around), AS_LONG, FACING)
    rows = [0, (start + point) // 2 - start, point - start]
    start_there, middle_there, there = (_instant(pick(path, [row])) for row in rows)
    weights = np.array(step.point.weights)
    return StepReference(
        part=number // 8 + 1,
        count=number % 8 + 1,
        video_s=step.point.at.video_s,
        length_s=step.point.at.video_s - step.start.video_s,
        start=start,
        point=point,
        seen=step.point.targets is not None
        and _is_seen((start_there, middle_there, there), weights, numbers),
        weights=weights,
        instants=(start_there, middle_there, there),
        path=path,
    )


def _is_seen(instants: tuple[Instant, Instant, Instant], weights: Floats, numbers: Parameters) -> bool:
    point, whole = instants[2], np.ones(16)
    pose = match_poses(point.angles, point.places, whole, point, weights, numbers)
    start, middle, end = (each.places for each in instants)
    motion = match_motion((start, middle, end), (whole[8:],) * 3, instants, weights[8:], numbers)
    return bool(enough_seen(pose, motion, numbers))


def _instant(of: Posed) -> Instant:
    return Instant(of.angles[0, 0], of.places[0, 0], of.visibility[0])
