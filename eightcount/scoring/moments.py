"""The steps of a sheet that are worth a look, and how both dancers stood there. Must not judge."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.features import ANGLES, PLACES, square, torso_at
from eightcount_runtime.classpack.poses import mirrored, poses_at
from eightcount_runtime.scoring import Sheet

from eightcount.coaching import weakest_moments
from eightcount.scoring.alignment import Placement
from eightcount.scoring.extraction import Recording
from eightcount.scoring.taught import Taught

Floats = npt.NDArray[np.float64]

#: A step of this score or more is not weak, though it be the weakest.
GOOD = 90.0
#: A joint that cost less than this share of the worst one's is not worth a ring.
_WORTH_A_RING = 0.5
_MOST_RINGS = 3
_LANDMARKS: Mapping[str, int] = {name: corners[1] for name, corners in ANGLES} | dict(PLACES)


@dataclass(frozen=True)
class Seen:
    """A dancer at an instant: `points` (33, 2) as `features.square` makes them, NaN where nobody is seen,
    `visibility` (33,), and the body's scale in the unit of the points.
    """

    points: Floats
    visibility: Floats
    torso: float


@dataclass(frozen=True)
class Moment:
    """A step of the sheet (part and count from 1).

    Attributes:
        teacher, learner: how they stood, the learner at his own time, and turned to the teacher's side where
            the run was mirrored.
        joints: landmarks of what cost most there.
    """

    part: int
    count: int
    teacher: Seen
    learner: Seen
    joints: tuple[int, ...]


def weakest(
    sheet: Sheet, taught: Taught, recording: Recording, placement: Placement, most: int
) -> tuple[Moment, ...]:
    """The steps that lost most, weakest first; none where all are good."""
    landmarks = mirrored(recording.landmarks) if sheet.session.mirrored else recording.landmarks
    at_class_s = placement.offset_s + placement.rate * recording.times_s
    costs = {
        (step.part, step.count): step.costs or {}
        for step in sheet.steps
        if step.score is not None and step.score < GOOD
    }
    video, track = taught.routine.video, taught.poses
    return tuple(
        Moment(
            part=each.part,
            count=each.count,
            teacher=_seen(track.times_s, track.image, video.width, video.height, each.video_s),
            learner=_seen(at_class_s, landmarks, recording.width, recording.height, each.learner_s),
            joints=_worst_joints(costs[each.part, each.count]),
        )
        for each in weakest_moments(sheet, most)
        if (each.part, each.count) in costs
    )


def _seen(times_s: Floats, landmarks: Floats, width: int, height: int, at_s: float) -> Seen:
    at = np.array([at_s])
    pose = poses_at(times_s, landmarks, at)[0]
    torso = float(torso_at(times_s, square(landmarks, width, height), at)[0])
    return Seen(square(pose, width, height), np.nan_to_num(pose[:, 3]), torso)


def joint_costs(costs: Mapping[str, float | None]) -> dict[str, float]:
    """What each joint cost, its angle and its place together; what is no joint stands under its own name."""
    summed: dict[str, float] = {}
    for name, cost in costs.items():
        joint = name.rpartition(".")[2]
        summed[joint] = summed.get(joint, 0.0) + float(cost or 0.0)
    return summed


def _worst_joints(costs: Mapping[str, float | None]) -> tuple[int, ...]:
    joints = {name: cost for name, cost in joint_costs(costs).items() if name in _LANDMARKS and cost > 0}
    ranked = sorted(joints, key=lambda name: -joints[name])[:_MOST_RINGS]
    return tuple(_LANDMARKS[name] for name in ranked if joints[name] >= _WORTH_A_RING * joints[ranked[0]])
