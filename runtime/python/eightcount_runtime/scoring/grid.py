"""Frames as they come, laid on a fixed grid of 30 samples a second of the class's video clock.

So there is one rate inside, whatever the camera's is, and how a stream is cut changes nothing. Sample n is at
n / 30 s. It lies linearly between the two frames around it; a frame exactly there is taken as it is. Frames
more than MAX_GAP_S apart leave the samples between them without a frame. A frame with nobody is as none while
the last sighting is not longer ago than that: nets miss single frames. Later it leaves the samples up to both
its neighbours without anybody. Teacher and learner are laid by this same code.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RATE_HZ = 30
MAX_GAP_S = 0.35
MARKS = (11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
"""The 12 landmarks that are compared, in the order of every array here: shoulders, elbows, wrists, hips,
knees, ankles, the left one first."""
_ROWS = np.array(MARKS)
TORSO = [0, 1, 6, 7]
"""Of those, the shoulders and hips: without all four there is nobody."""
NO_FRAME, NOBODY, SEEN = 0, 1, 2
_FARTHEST = 100.0
"""Pictures: what a landmark farther off says is not believed."""
_KERNEL = (1.0, 2.0, 3.0, 2.0, 1.0)


@dataclass(frozen=True)
class Grid:
    """Samples first, first + 1, ... of a dancer; filled in place.

    Attributes:
        first: number of the first sample.
        points: (n, 12, 3) x right, y down, z away, in units of the picture's height; NaN where not seen.
        visibility: (n, 12) in 0 to 1; 0 where not seen.
        state: (n,) NO_FRAME, NOBODY or SEEN.
    """

    first: int
    points: Floats
    visibility: Floats
    state: npt.NDArray[np.int8]

    @property
    def end(self) -> int:
        """The number behind the last sample."""
        return self.first + len(self.state)


def empty_grid(first: int, end: int) -> Grid:
    """Samples first..end - 1, of which none has a frame."""
    count = max(end - first, 0)
    return Grid(
        first, np.full((count, 12, 3), np.nan), np.zeros((count, 12)), np.full(count, NO_FRAME, np.int8)
    )


def marks_of(landmarks: Floats, aspect: float) -> Floats | None:
    """The 12 landmarks (12, 4) x, y, z, visibility in units of the picture's height, of (33, 4) as
    MediaPipe has them.

    Args:
        landmarks: x and z by the picture's width, y by its height.
        aspect: width / height.

    Returns:
        None where a shoulder or hip is not known. Of another landmark that is not known, NaN and visibility
        0.
    """
    marks: Floats = landmarks[_ROWS]
    known = (np.abs(marks[:, :3]).max(axis=1) <= _FARTHEST) & np.isfinite(marks[:, 3])
    if not known[TORSO].all():
        return None
    marks[:, 0] *= aspect
    marks[:, 2] *= aspect
    np.minimum(np.maximum(marks[:, 3], 0.0), 1.0, out=marks[:, 3])
    if not known.all():
        marks[~known] = (np.nan, np.nan, np.nan, 0.0)
    return marks


@dataclass
class Laying:
    """Where laying a stream on a grid has come to.

    Attributes:
        grid: what is filled.
        next: number of the sample that is laid next.
        gap_s: the longest that is bridged.
        time_s: of the last frame; -inf before the first one.
        marks: of the last sighting, as `marks_of`; None before the first one, and once it is too long ago.
        seen_s: its time.
    """

    grid: Grid
    next: int
    gap_s: float = MAX_GAP_S
    time_s: float = -np.inf
    marks: Floats | None = None
    seen_s: float = -np.inf

    def lay(self, time_s: float, marks: Floats | None) -> bool:
        """Lay every sample up to a frame; says whether there was one to lay. Times must rise.

        A frame with nobody, soon after a sighting, lays none: what comes next may bridge it.
        """
        first, is_near = self.next, self.marks is not None and time_s - self.seen_s <= self.gap_s
        if marks is None and is_near:
            self.time_s = time_s
            return False
        before = self.marks if is_near else None
        while self.next < self.grid.end and self.next / RATE_HZ <= time_s:
            self._sample(self.next, time_s, before, marks)
            self.next += 1
        self.time_s, self.marks, self.seen_s = time_s, marks, time_s
        return self.next > first

    def _sample(self, number: int, time_s: float, before: Floats | None, marks: Floats | None) -> None:
        at, here_s = number - self.grid.first, number / RATE_HZ
        if here_s == time_s:
            between = marks
        elif here_s > self.time_s and time_s - self.time_s > self.gap_s:
            return
        elif before is None or marks is None:
            between = None
        else:
            share = (here_s - self.seen_s) / (time_s - self.seen_s)
            between = before * (1.0 - share) + marks * share
        self.grid.state[at] = NOBODY if between is None else SEEN
        if between is not None:
            self.grid.points[at] = between[:, :3]
            seen = np.isfinite(between[:, 0])
            self.grid.visibility[at] = np.where(seen, between[:, 3], 0.0)


def laying(first: int, end: int, gap_s: float = MAX_GAP_S) -> Laying:
    """Of a new stream, on samples first..end - 1."""
    return Laying(empty_grid(first, end), first, gap_s)


def smoothed(grid: Grid, low: int, high: int) -> tuple[Floats, Floats]:
    """Points and visibility of samples low..high - 1, over +-2 samples with weights 1 2 3 2 1, without delay.

    Neighbours that are not seen, or are not there, count nothing; what is itself not seen stays so. `low` and
    `high` may leave the grid.
    """
    count = high - low
    points, visibility = np.full((count + 4, 12, 3), np.nan), np.zeros((count + 4, 12))
    inside = slice(max(low - 2, grid.first), max(min(high + 2, grid.end), grid.first))
    if inside.stop > inside.start:
        here = slice(inside.start - grid.first, inside.stop - grid.first)
        there = slice(inside.start - low + 2, inside.stop - low + 2)
        points[there], visibility[there] = grid.points[here], grid.visibility[here]
    seen = np.isfinite(points[..., 0])
    values = np.concatenate([np.where(seen[..., None], points, 0.0), visibility[..., None]], axis=2)
    total, weight = np.zeros((count, 12, 4)), np.zeros((count, 12))
    for shift, share in enumerate(_KERNEL):
        total += share * values[shift : shift + count]
        weight += share * seen[shift : shift + count]
    here_seen = seen[2 : 2 + count]
    mean = total / np.where(weight > 0, weight, 1.0)[..., None]
    return np.where(here_seen[..., None], mean[..., :3], np.nan), np.where(here_seen, mean[..., 3], 0.0)
