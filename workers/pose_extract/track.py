"""From what was seen in each picture to one pose track: jumps found, short gaps filled, tremor taken out.

Pure and symmetric in time: a value is fitted from the pictures before and after it on their true times, so
nothing lags and a change of frame rate does not matter. Must not look at pictures.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from workers.pose_extract.body import COUNT

SEEN, FILLED, MISSING = 0, 1, 2
_TORSO = (11, 12, 23, 24)  # shoulders and hips
#: A torso that moves further than the nets tremble and faster than so many body lengths a second is another
#: body, or a cut.
_MOST_SPEED = 4.0
_LEAST_JUMP = 0.12
_MOST_GROWTH = 1.6


@dataclass(frozen=True)
class Smoothing:
    """A polynomial of `degree` is fitted to the pictures within `reach_s` before and after (0: none)."""

    reach_s: float = 0.18
    degree: int = 2
    fill_s: float = 0.25


@dataclass(frozen=True)
class Track:
    """One body over all pictures of a take.

    times_s: (n,) video clock. image: (n, 33, 4), world: (n, 33, 3) as in poses.npz. source: (n,) SEEN, FILLED
    or MISSING. jumps: places whose body does not follow from the one before.
    """

    times_s: NDArray[np.float64]
    image: NDArray[np.float32]
    world: NDArray[np.float32]
    source: NDArray[np.uint8]
    jumps: tuple[int, ...]


def raw_track(
    times_s: NDArray[np.float64],
    places: NDArray[np.int64],
    image: NDArray[np.float32],
    world: NDArray[np.float32],
    aspect: float,
) -> Track:
    """What was seen, laid on all pictures; NaN where nothing was. `aspect` is upright width over height."""
    count = len(times_s)
    all_image = np.full((count, COUNT, 4), np.nan, np.float32)
    all_world = np.full((count, COUNT, 3), np.nan, np.float32)
    all_image[places], all_world[places] = image, world
    source = np.full(count, MISSING, np.uint8)
    source[places] = SEEN
    return Track(times_s, all_image, all_world, source, _jumps(times_s[places], places, image, aspect))


def smoothed(track: Track, smoothing: Smoothing) -> Track:
    """The track with short gaps filled and each stretch between jumps smoothed."""
    values = (
        np.concatenate([track.image, track.world], axis=2).reshape(len(track.times_s), -1).astype(np.float64)
    )
    source = track.source.copy()
    borders = [0, *track.jumps, len(source)]
    for begin, end in pairwise(borders):
        stretch = slice(begin, end)
        _fill(track.times_s[stretch], values[stretch], source[stretch], smoothing.fill_s)
        known = source[stretch] != MISSING
        values[stretch] = _fitted(track.times_s[stretch], values[stretch], known, smoothing)
    joined = values.reshape(-1, COUNT, 7).astype(np.float32)
    image, world = joined[:, :, :4].copy(), joined[:, :, 4:].copy()
    image[:, :, 3] = np.clip(image[:, :, 3], 0, 1)
    return Track(track.times_s, image, world, source, track.jumps)


def body_length(image: NDArray[np.float32], aspect: float) -> NDArray[np.float64]:
    """Diagonal (n,) of the box around the landmarks, in parts of the picture's height."""
    at = image[:, :, :2].astype(np.float64) * (aspect, 1.0)
    diagonal: NDArray[np.float64] = np.linalg.norm(at.max(axis=1) - at.min(axis=1), axis=1)
    return np.asarray(diagonal, np.float64)


def _jumps(
    times_s: NDArray[np.float64], places: NDArray[np.int64], image: NDArray[np.float32], aspect: float
) -> tuple[int, ...]:
    """Places of seen pictures whose torso cannot have come from the one seen before, unless long before."""
    if len(places) < 2:
        return ()
    torso = (image[:, _TORSO, :2].astype(np.float64) * (aspect, 1.0)).mean(axis=1)
    length = body_length(image, aspect)
    step_s = np.diff(times_s)
    typical = (length[1:] + length[:-1]) / 2
    moved = np.linalg.norm(np.diff(torso, axis=0), axis=1) / typical
    grown = np.exp(np.abs(np.diff(np.log(length))))
    jumped = (moved > _LEAST_JUMP + _MOST_SPEED * step_s) | (grown > _MOST_GROWTH * (1 + step_s))
    return tuple(int(place) for place in places[1:][jumped])


def _fill(
    times_s: NDArray[np.float64], values: NDArray[np.float64], source: NDArray[np.uint8], most_s: float
) -> None:
    """Fill, in place and on a straight line, gaps no longer than `most_s` between two seen pictures."""
    seen = np.flatnonzero(source == SEEN)
    for before, after in pairwise(seen.tolist()):
        span_s = times_s[after] - times_s[before]
        if after - before > 1 and span_s <= most_s:
            part = (times_s[before + 1 : after] - times_s[before]) / span_s
            values[before + 1 : after] = values[before] + part[:, None] * (values[after] - values[before])
            source[before + 1 : after] = FILLED


def _fitted(
    times_s: NDArray[np.float64], values: NDArray[np.float64], known: NDArray[np.bool_], smoothing: Smoothing
) -> NDArray[np.float64]:
    """Values (n, k) of the polynomial fitted around each picture, at that picture.

    Local regression (Cleveland 1979) with cosine weights: Savitzky and Golay's filter with weights that fall
    off to the ends, as without them it lets much of the trembling through. A gap ends the neighbourhood.
    Where there are no more pictures than coefficients a value stays.
    """
    result = values.copy()
    kernels: dict[bytes, NDArray[np.float64]] = {}
    for place in np.flatnonzero(known).tolist():
        first, last = _neighbours(times_s, known, place, smoothing.reach_s)
        if last - first <= smoothing.degree + 1:
            continue
        offset = np.round((times_s[first:last] - times_s[place]) / smoothing.reach_s, 6)
        key = offset.tobytes()
        if key not in kernels:
            kernels[key] = _kernel(offset, smoothing.degree)
        result[place] = kernels[key] @ values[first:last]
    return result


def _kernel(offset: NDArray[np.float64], degree: int) -> NDArray[np.float64]:
    """Weights (m,) whose sum over values is their fitted polynomial at 0. `offset` in parts of the reach."""
    root = np.sqrt(0.5 + 0.5 * np.cos(np.pi * offset))
    powers = np.vander(offset, degree + 1, increasing=True)
    weights: NDArray[np.float64] = np.linalg.pinv(powers * root[:, None])[0] * root
    return weights


def _neighbours(
    times_s: NDArray[np.float64], known: NDArray[np.bool_], place: int, reach_s: float
) -> tuple[int, int]:
    first = last = place
    while first > 0 and known[first - 1] and times_s[place] - times_s[first - 1] < reach_s:
        first -= 1
    while last + 1 < len(known) and known[last + 1] and times_s[last + 1] - times_s[place] < reach_s:
        last += 1
    return first, last + 1
