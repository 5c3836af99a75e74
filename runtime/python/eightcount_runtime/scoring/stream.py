"""A camera's frames on their way to the grid: times that rise, landmarks of the right shape, one dancer."""

from math import isfinite

import numpy as np
import numpy.typing as npt

from eightcount_runtime.scoring.grid import Grid, laying, marks_of
from eightcount_runtime.scoring.people import FORGOTTEN_S, dancer_of
from eightcount_runtime.scoring.sheet import FrameCounts

Floats = npt.NDArray[np.float64]

_LEAST_SPAN_S, _MOST_HZ = 1e-9, 1e6
"""No camera is faster; what tells so is held there."""


class Stream:
    """Frames of one practice, and how many of them were of what kind."""

    def __init__(self, aspect: float, first: int, end: int) -> None:
        """On samples first..end - 1; `aspect` is the picture's width by its height."""
        self._aspect = aspect
        self._laying = laying(first, end)
        self._dancer: Floats | None = None
        self._seen_s = self._first_s = 0.0
        self._taken = self._unordered = self._unseen = self._several = 0

    @property
    def grid(self) -> Grid:
        """The samples, filled as frames come."""
        return self._laying.grid

    @property
    def next(self) -> int:
        """Number of the first sample that is not filled yet."""
        return self._laying.next

    @property
    def time_s(self) -> float:
        """Of the last frame taken."""
        return self._laying.time_s

    def take(self, time_s: float, landmarks: npt.ArrayLike | None) -> bool:
        """A frame; says whether it filled a sample. One whose time does not rise is passed over.

        Raises:
            ValueError: the landmarks are not of a known shape.
        """
        people = _people(landmarks)
        time_s = float(time_s)
        if not (isfinite(time_s) and time_s > self._laying.time_s):
            self._unordered += 1
            return False
        known = [
            marks for marks in (marks_of(person, self._aspect) for person in people) if marks is not None
        ]
        marks = self._chosen(time_s, known)
        self._first_s = time_s if self._taken == 0 else self._first_s
        self._taken += 1
        self._unseen += marks is None
        self._several += len(known) > 1
        return self._laying.lay(time_s, marks)

    def counts(self, speed: float) -> FrameCounts:
        """Of the frames so far, with their rate in real time."""
        span_s = max((self._laying.time_s - self._first_s) / speed, _LEAST_SPAN_S)
        rate_hz = min((self._taken - 1) / span_s, _MOST_HZ) if self._taken > 1 else None
        return FrameCounts(self._taken, self._unordered, self._unseen, self._several, rate_hz)

    def _chosen(self, time_s: float, known: list[Floats]) -> Floats | None:
        if not known:
            return None
        forgotten = time_s - self._seen_s > FORGOTTEN_S
        self._dancer = dancer_of(known, None if forgotten else self._dancer)
        self._seen_s = time_s
        return self._dancer


def _people(landmarks: npt.ArrayLike | None) -> Floats:
    if landmarks is None:
        return np.empty((0, 33, 4))
    try:
        found = np.asarray(landmarks, np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError("Landmarks are numbers: 33 rows of x, y, z and visibility.") from error
    people = found[None] if found.ndim == 2 else found
    if people.ndim != 3 or people.shape[1:] != (33, 4):
        raise ValueError(f"Landmarks have shape (33, 4), or (people, 33, 4); these have {found.shape}.")
    return people
