"""Feedback on one frame, at once: the pose alone, against the teacher's at the run's shift."""

from math import isnan

import numpy as np
import numpy.typing as npt

from eightcount_runtime.scoring.events import Feedback
from eightcount_runtime.scoring.grid import SEEN
from eightcount_runtime.scoring.hypotheses import Hypothesis, other_side
from eightcount_runtime.scoring.learner import Learner
from eightcount_runtime.scoring.matching import EQUAL, Instant, as_seen, match_poses, posed
from eightcount_runtime.scoring.reference import Reference, StepReference
from eightcount_runtime.scoring.sheet import LIMBS

Floats = npt.NDArray[np.float64]

_OF_LIMBS = ((0, 2, 8, 10), (1, 3, 9, 11), (4, 6, 12, 14), (5, 7, 13, 15))
"""Of the 16 features: elbow and shoulder, elbow and hand; hip and knee, knee and foot."""


def feedback(
    time_s: float,
    number: int,
    lag: int,
    step: StepReference | None,
    learner: Learner,
    class_: Reference,
    way: Hypothesis,
    ratios: Floats,
) -> Feedback:
    """On the learner's sample `number`, measured already.

    Args:
        time_s: of the frame.
        number: of the sample.
        lag: of the run, samples.
        step: that is danced at `number - lag`; None outside the class.
        learner: the practice.
        class_: the class.
        way: the leading hypothesis.
        ratios: (yaws, 2) of arms and legs.
    """
    at, taught = number - learner.grid.first, number - lag - class_.grid.first
    body = float(learner.scales[at])
    if step is None or learner.grid.state[at] != SEEN or isnan(body):
        return Feedback(time_s, None, ())
    here, turn = slice(at, at + 1), slice(way.turn, way.turn + 1)
    seen = posed(learner.grid.points[here], learner.grid.visibility[here], body, ratios[turn], turn)
    angles, places, visibility = as_seen(seen, (way,))
    teacher = Instant(
        class_.live.angles[0, taught], class_.live.places[0, taught], class_.live.visibility[taught]
    )
    numbers = class_.parameters
    match = match_poses(angles[0, 0], places[0, 0], visibility[0, 0], teacher, step.weights, numbers)
    if not match.seen or match.seen < numbers.fewest_seen - EQUAL:
        return Feedback(time_s, None, ())
    off = []
    for limb, features in zip(LIMBS, _OF_LIMBS, strict=True):
        weights = match.weights[list(features)]
        total = float(weights.sum())
        if total > 0 and float((weights * match.alike[list(features)]).sum()) / total < numbers.off_below:
            off.append(other_side(limb) if way.mirrored else limb)
    return Feedback(time_s, float(match.similarity), tuple(sorted(off, key=LIMBS.index)))
