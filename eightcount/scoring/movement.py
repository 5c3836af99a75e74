"""Where a learner's video lies in a class, told by the movements alone: for when no sound tells it. Arrays
in, places out; a place that is not clear is told as such by the caller, never taken.

At every lag the two dances are compared where they overlap: how the 16 features stand and how they move, each
as a correlation, so that another body or camera costs little. Must not score steps.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.features import features, square, torso_at
from eightcount_runtime.classpack.poses import poses_at

Floats = npt.NDArray[np.float64]

RATE_HZ = 15
#: An overlap shorter than this, or than this share of the shorter of the two dances, tells nothing.
LEAST_S, LEAST_SHARE = 4.0, 0.6
#: Two peaks closer than this are one.
APART_S = 0.5
#: Displacements are taken over this many samples.
_STRIDE = 3


@dataclass(frozen=True)
class Place:
    """`class_s = offset_s + video_s`; `likeness` is a correlation, 1 at most."""

    offset_s: float
    likeness: float
    mirrored: bool


@dataclass(frozen=True)
class Dance:
    """How somebody moves: (n, 24) angles and places at RATE_HZ from `start_s` on, NaN where not seen."""

    start_s: float
    moves: Floats


def dance_of(
    times_s: Floats, landmarks: Floats, width: int, height: int, from_s: float, to_s: float
) -> Dance:
    """The movements between two instants of a pose stream's clock; landmarks as a pose track's `image`."""
    at_s = from_s + np.arange(max(0, int((to_s - from_s) * RATE_HZ)) + 1) / RATE_HZ
    points = square(landmarks, width, height)
    scale = torso_at(times_s, points, at_s)
    found = poses_at(times_s, landmarks, at_s)
    shown = features(square(found, width, height), found[..., 3], np.where(np.isfinite(scale), scale, 1.0))
    moves = np.concatenate([shown.angles, 6 * shown.places.reshape(len(at_s), -1)], axis=1)
    moves[~np.isfinite(found[:, 0, 0])] = np.nan
    return Dance(from_s, moves)


def places(taught: Dance, danced: Dance, *, is_mirrored: bool, most: int) -> list[Place]:
    """The likeliest places of what was danced in what is taught, best first."""
    least = min(
        max(LEAST_S * RATE_HZ, LEAST_SHARE * min(len(taught.moves), len(danced.moves))), len(taught.moves)
    )
    shifts = np.arange(-len(danced.moves) + 1, len(taught.moves))
    likeness = np.array([_likeness(taught.moves, danced.moves, int(shift), least) for shift in shifts])
    found: list[Place] = []
    while len(found) < most and np.isfinite(likeness).any():
        best = int(np.nanargmax(likeness))
        offset_s = taught.start_s + float(shifts[best]) / RATE_HZ - danced.start_s
        found.append(Place(offset_s, float(likeness[best]), is_mirrored))
        likeness[np.abs(shifts - shifts[best]) < APART_S * RATE_HZ] = np.nan
    return found


def _likeness(taught: Floats, danced: Floats, shift: int, least: float) -> float:
    """Sample 0 of what was danced laid on sample `shift` of what is taught; NaN where they hardly overlap."""
    first, last = max(0, shift), min(len(taught), shift + len(danced))
    if last - first < least:
        return float("nan")
    one, other = taught[first:last], danced[first - shift : last - shift]
    seen = _both_seen(one, other)
    if seen.sum() < least:
        return float("nan")
    one, other = np.where(seen[:, None], one, np.nan), np.where(seen[:, None], other, np.nan)
    steps = one[_STRIDE:] - one[:-_STRIDE], other[_STRIDE:] - other[:-_STRIDE]
    return (_correlation(one, other) + _correlation(*steps)) / 2


def _correlation(one: Floats, other: Floats) -> float:
    """Of all features together, each about its own mean."""
    both = _both_seen(one, other)
    if not both.any():
        return 0.0
    one, other = one[both] - one[both].mean(axis=0), other[both] - other[both].mean(axis=0)
    size = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum()) / size if size > 0 else 0.0


def _both_seen(one: Floats, other: Floats) -> npt.NDArray[np.bool_]:
    return np.asarray(np.isfinite(one + other).all(axis=1))
