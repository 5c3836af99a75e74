"""A camera's frames on their way to the grid: times that rise, landmarks of the right shape, one dancer."""

from math import isfinite

import numpy as np
import numpy.typing as npt

from eightcount_runtime.scoring.grid import MAX_GAP_S, RATE_HZ, Grid, laying, marks_of
from eightcount_runtime.scoring.people import FORGOTTEN_S, largest_of, next_of
from eightcount_runtime.scoring.sheet import FrameCounts

Floats = npt.NDArray[np.float64]

_LEAST_SPAN_S, _MOST_HZ = 1e-9, 1e6
"""No camera is faster; what tells so is held there."""
_JUMP_S = 2.0
"""A clock that goes on by more is believed when the next frame says so, too."""
_MOST_GAP_S = 2 * MAX_GAP_S
"""Class time that is bridged at most, however fast the class plays: more than a step would be made up."""


class Stream:
    """Frames of one practice, and how many of them were of what kind."""

    def __init__(self, aspect: float, first: int, end: int, speed: float) -> None:
        """On samples first..end - 1.

        Args:
            aspect: the picture's width by its height.
            first: number of the first sample...
            end: ... and the one behind the last.
            speed: of the class.
        """
        self._aspect, self._speed = aspect, speed
        self._pace = max(speed, 1.0)
        self._laying = laying(first, end, min(MAX_GAP_S * self._pace, _MOST_GAP_S))
        self._begin_s = first / RATE_HZ
        self._ahead_s: float | None = None
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
        """A frame; says whether it filled a sample. One whose time does not follow is passed over.

        Raises:
            ValueError: the time is no number, or the landmarks are not of a known shape.
        """
        people = _people(landmarks)
        time_s = _seconds(time_s)
        if not self._follows(time_s):
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

    def counts(self) -> FrameCounts:
        """Of the frames so far, with their rate in real time."""
        span_s = max((self._laying.time_s - self._first_s) / self._speed, _LEAST_SPAN_S)
        rate_hz = min((self._taken - 1) / span_s, _MOST_HZ) if self._taken > 1 else None
        return FrameCounts(self._taken, self._unordered, self._unseen, self._several, rate_hz)

    def _follows(self, time_s: float) -> bool:
        """Does it rise, and not leap? After a leap, the next frame that goes on from there follows."""
        if not (isfinite(time_s) and time_s > self._laying.time_s):
            return False
        leap_s, ahead_s = _JUMP_S * self._pace, self._ahead_s
        goes_on = time_s - max(self._laying.time_s, self._begin_s) <= leap_s
        if goes_on or (ahead_s is not None and ahead_s < time_s <= ahead_s + leap_s):
            self._ahead_s = None
            return True
        self._ahead_s = time_s
        return False

    def _chosen(self, time_s: float, known: list[Floats]) -> Floats | None:
        if not known:
            return None
        since_s = (time_s - self._seen_s) / self._speed
        if self._dancer is None or since_s > FORGOTTEN_S:
            found: Floats | None = largest_of(known)
        else:
            found = next_of(known, self._dancer, since_s)
        if found is not None:
            self._dancer, self._seen_s = found, time_s
        return found


def _seconds(time_s: float) -> float:
    try:
        return float(time_s)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"A frame's time is a number of seconds, not {time_s!r}.") from error


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
