"""A learner's samples with what is measured of the body at each: filled as samples come."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eightcount_runtime.scoring.body import (
    AFTER,
    BEFORE,
    LIMBS_BEFORE,
    limb_lengths,
    limb_ratios,
    scale,
    torso_lengths,
)
from eightcount_runtime.scoring.grid import Grid
from eightcount_runtime.scoring.hypotheses import YAWS_DEG
from eightcount_runtime.scoring.reference import Reference

Floats = npt.NDArray[np.float64]


@dataclass
class Learner:
    """Of one practice.

    Attributes:
        grid: the samples, filled as frames come.
        lengths: (n,) of the torso in the picture; NaN where nobody is seen.
        scales: (n,) the body's, from the 1.5 s before each sample.
        limbs: (yaws, n, 4) lengths of arms and legs in torso lengths, see `limb_lengths`.
        measured: number of the first sample of which lengths and scales are not filled yet...
        limbs_measured: ... and limbs.
    """

    grid: Grid
    lengths: Floats
    scales: Floats
    limbs: Floats
    measured: int
    limbs_measured: int


def learner_on(grid: Grid) -> Learner:
    """Of a new practice."""
    count = len(grid.state)
    limbs = np.full((len(YAWS_DEG), count, 4), np.nan)
    return Learner(grid, np.full(count, np.nan), np.full(count, np.nan), limbs, grid.first, grid.first)


def measure_body(learner: Learner, end: int) -> None:
    """Fill lengths and scales, up to before sample `end`."""
    low, high = learner.measured - learner.grid.first, end - learner.grid.first
    if high <= low:
        return
    points = learner.grid.points[low:high]
    learner.lengths[low:high] = torso_lengths(points)
    for at in range(low, high):
        learner.scales[at] = scale(learner.lengths[max(at - BEFORE, 0) : at + 1])
    learner.measured = end


def measure_limbs(learner: Learner, end: int) -> None:
    """Fill limbs, up to before sample `end`, and what they need."""
    measure_body(learner, end)
    here = slice(learner.limbs_measured - learner.grid.first, end - learner.grid.first)
    if here.stop > here.start:
        grid = learner.grid
        learner.limbs[:, here] = limb_lengths(grid.points[here], grid.visibility[here], learner.scales[here])
        learner.limbs_measured = end


def body_at(learner: Learner, reference: Reference, point: int) -> tuple[float, Floats]:
    """The learner's scale (NaN: nobody was seen) and (yaws, 2) limb ratios for the step judged at a sample,
    from what is known 0.6 s after it.
    """
    at, end = point - learner.grid.first, min(point + AFTER + 1 - learner.grid.first, len(learner.lengths))
    body = scale(learner.lengths[max(at - BEFORE, 0) : end])
    low = max(at - LIMBS_BEFORE, 0)
    shift = learner.grid.first - reference.grid.first
    taught = reference.limbs[low + shift : end + shift]
    return body, limb_ratios(taught, learner.limbs[:, low:end])
