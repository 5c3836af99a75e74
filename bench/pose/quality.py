"""How far landmarks lie from the opinion of many views, and how much they tremble."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.pose.augmented import Opinion


@dataclass(frozen=True)
class Quality:
    """Means over pictures and landmarks. Image figures in per cent of the body's diagonal.

    `tremble` is the fourth difference, which a dance's own motion hardly reaches; `bend` the second, which
    holds the dance's acceleration too.
    """

    error: float
    world_error_mm: float
    tremble: float
    bend: float


def judge(image: NDArray[np.float64], world: NDArray[np.float64], opinion: Opinion) -> Quality:
    """Quality of landmarks (n, 33, 2) in upright pixels and (n, 33, 3) in metres."""
    diagonal = np.linalg.norm(np.ptp(opinion.image, axis=1), axis=1)[:, None]
    off = np.linalg.norm(image - opinion.image, axis=2) / diagonal
    apart = np.linalg.norm(world - opinion.world, axis=2)
    tremble, bend = (
        np.linalg.norm(np.diff(image, n=order, axis=0), axis=2) / diagonal[order // 2 : -(order // 2)]
        for order in (4, 2)
    )
    return Quality(
        *(float(np.nanmean(v) * f) for v, f in ((off, 100), (apart, 1000), (tremble, 100), (bend, 100)))
    )
