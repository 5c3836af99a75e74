"""What the take itself lets judge: which features are seen at the step points, and how far each part moves.

Must not know performances nor scores.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.features import (
    FEATURE_NAMES,
    PLACE_SPAN,
    features,
    square,
    torso_at,
)
from eightcount_runtime.classpack.poses import PoseTrack, poses_at
from eightcount_runtime.classpack.routine import Part, Routine

Floats = npt.NDArray[np.float64]

#: Looks at the body in a step. More would count its trembling as movement.
_LOOKS = 4


def hidden_shares(routine: Routine, seen_from: float) -> dict[str, float]:
    """Feature -> share of the step points at which its visibility is no more than `seen_from`, or nobody is
    seen.
    """
    points = [step.point.targets for step in routine.steps]
    seen = np.array([targets.visibility if targets else (0.0,) * len(FEATURE_NAMES) for targets in points])
    shares = (seen <= seen_from).mean(axis=0)
    return {name: float(share) for name, share in zip(FEATURE_NAMES, shares, strict=True)}


def motion_of_parts(routine: Routine, track: PoseTrack) -> tuple[float, ...]:
    """How far the mean of elbows, hands, knees and feet goes in a step of each part, torso lengths: from one
    quarter of a step to the next, on straight lines. What is not seen does not move.
    """
    points = square(track.image, routine.video.width, routine.video.height)
    return tuple(_motion(part, routine, track, points) for part in routine.parts)


def _motion(part: Part, routine: Routine, track: PoseTrack, points: Floats) -> float:
    starts = [step.start.video_s for step in part.steps]
    ends = [step.point.at.video_s for step in part.steps]
    quarters = np.arange(_LOOKS) / _LOOKS
    inner = [start + (end - start) * quarters for start, end in zip(starts, ends, strict=True)]
    at_s = np.append(np.concatenate(inner), ends[-1])
    image = poses_at(track.times_s, track.image, at_s)
    seen = features(
        square(image, routine.video.width, routine.video.height),
        image[..., 3],
        torso_at(track.times_s, points, at_s),
    )
    gone = np.linalg.norm(np.diff(seen.places, axis=0), axis=-1) * PLACE_SPAN
    return float(np.nan_to_num(gone).mean(axis=1).sum() / len(part.steps))


def joints_hidden(hidden: Mapping[str, float], from_share: float) -> tuple[str, ...]:
    """Joints, as `left_hand`, of which angle or place is hidden at so large a share of the step points."""
    found = (name.partition(".")[2] for name, share in hidden.items() if share >= from_share)
    return tuple(dict.fromkeys(found))
