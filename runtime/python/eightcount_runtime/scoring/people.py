"""Which of the people in a frame dances: the one who goes on from before; at first the largest."""

import numpy as np
import numpy.typing as npt

from eightcount_runtime.scoring.grid import TORSO

Floats = npt.NDArray[np.float64]

FORGOTTEN_S = 1.0
"""Unseen for longer, and the largest is taken anew."""


def dancer_of(people: list[Floats], before: Floats | None) -> Floats:
    """One of at least one.

    Args:
        people: (12, 4) each, see `marks_of`.
        before: the dancer in the frame before; None where there is none to go on from.
    """
    if before is None:
        return max(people, key=_size)
    return min(people, key=lambda marks: _way(marks, before))


def _size(marks: Floats) -> float:
    """Of the box around all that is known."""
    known = marks[np.isfinite(marks[:, 0]), :2]
    wide, high = (known.max(axis=0) - known.min(axis=0)).tolist()
    return float(wide * high)


def _way(marks: Floats, before: Floats) -> float:
    """Between the bodies' centres, squared."""
    way = (marks[TORSO, :2].sum(axis=0) - before[TORSO, :2].sum(axis=0)) / 4
    return float(way[0] ** 2 + way[1] ** 2)
