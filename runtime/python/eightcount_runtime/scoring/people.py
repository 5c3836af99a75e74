"""Which of the people in a frame dances: the one who goes on from before; at first the largest.

Whoever is farther from where the dancer was last than a body moves meanwhile is somebody else: one missed
detection must not hand the practice to a bystander.
"""

import numpy as np
import numpy.typing as npt

from eightcount_runtime.scoring.grid import TORSO

Floats = npt.NDArray[np.float64]

FORGOTTEN_S = 1.0
"""Unseen for longer, in real time, and the largest is taken anew."""
_REACH, _WALK_HZ = 0.4, 0.5
"""How far a body's centre goes, in lengths of the dancer (corner to corner of the box around all that is
known; about 2.8 torso lengths): at once, as in a bow between two frames, and in a second of walking."""


def largest_of(people: list[Floats]) -> Floats:
    """Of at least one, (12, 4) each, see `marks_of`: the largest box around all that is known."""
    return max(people, key=_size)


def next_of(people: list[Floats], before: Floats, since_s: float) -> Floats | None:
    """Of at least one: who is nearest to the dancer, and near enough; None where nobody is.

    Args:
        people: (12, 4) each, see `marks_of`.
        before: the dancer when seen last.
        since_s: how long ago that was, real time.
    """
    nearest = min(people, key=lambda marks: _way(marks, before))
    wide, high = _box(before)
    reach = _REACH + _WALK_HZ * since_s
    return nearest if _way(nearest, before) <= reach * reach * (wide * wide + high * high) else None


def _size(marks: Floats) -> float:
    wide, high = _box(marks)
    return wide * high


def _box(marks: Floats) -> tuple[float, float]:
    """Sides of the box around all that is known."""
    known = marks[np.isfinite(marks[:, 0]), :2]
    wide, high = (known.max(axis=0) - known.min(axis=0)).tolist()
    return float(wide), float(high)


def _way(marks: Floats, before: Floats) -> float:
    """Between the bodies' centres, squared."""
    way = (marks[TORSO, :2].sum(axis=0) - before[TORSO, :2].sum(axis=0)) / 4
    return float(way[0] ** 2 + way[1] ** 2)
