"""Peers on the same practices: what others score dances by, written anew in a few lines each.

Each sees the two dancers at every step point, scaled and centred as that method does it, with the visibility
that it asks for. They have no lag search, no mirror and no yaw unless their method does.
"""

import itertools
from collections.abc import Callable, Mapping

import numpy as np
from eightcount_runtime.classpack.features import features, torso_at
from eightcount_runtime.classpack.poses import poses_at
from numpy.typing import NDArray

from bench.scoring.corpus import DanceClass
from bench.scoring.mocap import JOINTS
from bench.scoring.performers import Stream
from bench.scoring.trials import Judge, Marks

Floats = NDArray[np.float64]
Compare = Callable[[Floats, Floats, Floats, Floats], Floats]
"""(teacher's (n, 33, 3) x, y, visibility at instants, learner's, teacher's torso (n,), learner's) -> (n,)."""

_OKS_SIGMAS = np.array([0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089])
"""COCO's, of shoulders, elbows, wrists, hips, knees and ankles."""
_DENSE_SIGMA = 0.25
_DTW_BAND_S = 0.5
_GRID_HZ = 15.0


def peers() -> Mapping[str, Judge]:
    """By name, the documented baseline first."""
    return {
        "8 angles + 8 places, linear (the documented baseline)": _at_steps(_linear),
        "cosine of the pose vectors": _at_steps(_cosine),
        "OKS-like": _at_steps(_oks),
        "dense Gaussian kernel": _densely(_dense),
        "DTW of the poses, a part at a time": _warped,
    }


def _linear(one: Floats, two: Floats, torso_one: Floats, torso_two: Floats) -> Floats:
    """1 - mean difference of the 16 features at the step point."""
    a, b = features(one[..., :2], one[..., 2], torso_one), features(two[..., :2], two[..., 2], torso_two)
    apart = np.linalg.norm(a.places - b.places, axis=2) / np.sqrt(2)
    return np.asarray(1 - (np.abs(a.angles - b.angles).mean(axis=1) + apart.mean(axis=1)) / 2)


def _cosine(one: Floats, two: Floats, _torso_one: Floats, _torso_two: Floats) -> Floats:
    """Of the 12 joints in their bounding box, as one vector of unit length each."""
    vectors = []
    for pose in (one, two):
        joints = pose[:, list(JOINTS), :2]
        low, high = joints.min(axis=1, keepdims=True), joints.max(axis=1, keepdims=True)
        flat = ((joints - low) / np.maximum((high - low).max(axis=2, keepdims=True), 1e-9)).reshape(
            len(pose), -1
        )
        vectors.append(flat / np.linalg.norm(flat, axis=1, keepdims=True))
    return np.asarray((vectors[0] * vectors[1]).sum(axis=1))


def _oks(one: Floats, two: Floats, torso_one: Floats, torso_two: Floats) -> Floats:
    """COCO's object keypoint similarity of bodies laid on each other, by the teacher's area."""
    a, b = (_laid(pose, torso) for pose, torso in ((one, torso_one), (two, torso_two)))
    area = 0.53 * np.prod(np.ptp(a, axis=1), axis=1)
    apart = ((a - b) ** 2).sum(axis=2)
    return np.asarray(np.exp(-apart / (2 * area[:, None] * (2 * _OKS_SIGMAS) ** 2)).mean(axis=1))


def _dense(one: Floats, two: Floats, torso_one: Floats, torso_two: Floats) -> Floats:
    """A Gaussian of each joint's distance in torso lengths."""
    a, b = (_laid(pose, torso) for pose, torso in ((one, torso_one), (two, torso_two)))
    return np.asarray(np.exp(-((a - b) ** 2).sum(axis=2) / (2 * _DENSE_SIGMA**2)).mean(axis=1))


def _laid(pose: Floats, torso: Floats) -> Floats:
    centre = pose[:, [11, 12, 23, 24], :2].mean(axis=1, keepdims=True)
    return np.asarray((pose[:, list(JOINTS), :2] - centre) / torso[:, None, None])


def _at_steps(compare: Compare) -> Judge:
    def judge(danced: DanceClass, stream: Stream, _mirror: str) -> Marks:
        steps = _compared(danced, stream, danced.beats_s[1:], compare)
        parts = np.array([_mean(part) for part in steps.reshape(-1, 8)])
        return Marks(steps, parts, _mean(steps))

    return judge


def _densely(compare: Compare) -> Judge:
    """At every instant of a grid, not only at step points."""

    def judge(danced: DanceClass, stream: Stream, _mirror: str) -> Marks:
        parts = np.array([_mean(_compared(danced, stream, at_s, compare)) for at_s in _instants(danced)])
        return Marks(np.repeat(parts, 8), parts, _mean(parts))

    return judge


def _mean(values: Floats) -> float:
    """Of those that are known; NaN where none is."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _warped(danced: DanceClass, stream: Stream, _mirror: str) -> Marks:
    """exp(-mean distance along the best path), joints in torso lengths, paths within half a second."""
    band = int(_DTW_BAND_S * _GRID_HZ)
    parts = []
    for at_s in _instants(danced):
        one, two = (_laid(*shown) for shown in _shown(danced, stream, at_s))
        apart = np.linalg.norm(one[:, None] - two[None], axis=3).mean(axis=2)
        parts.append(float(np.exp(-_path_cost(np.nan_to_num(apart, nan=9.0), band) / len(at_s))))
    return Marks(np.repeat(parts, 8), np.array(parts), float(np.mean(parts)))


def _path_cost(apart: Floats, band: int) -> float:
    count = len(apart)
    cost = np.full((count + 1, count + 1), np.inf)
    cost[0, 0] = 0.0
    for row in range(count):
        for column in range(max(0, row - band), min(count, row + band + 1)):
            best = min(cost[row, column], cost[row, column + 1], cost[row + 1, column])
            cost[row + 1, column + 1] = apart[row, column] + best
    return float(cost[count, count])


def _instants(danced: DanceClass) -> list[Floats]:
    """Of a grid, the instants of each part."""
    ends = danced.beats_s[::8]
    return [np.arange(low, high, 1 / _GRID_HZ) for low, high in itertools.pairwise(ends)]


def _compared(danced: DanceClass, stream: Stream, at_s: Floats, compare: Compare) -> Floats:
    (one, torso_one), (two, torso_two) = _shown(danced, stream, at_s)
    return compare(one, two, torso_one, torso_two)


def _shown(danced: DanceClass, stream: Stream, at_s: Floats) -> list[tuple[Floats, Floats]]:
    """Teacher and learner at instants: (n, 33, 3) x, y in picture heights and visibility; (n,) torso."""
    shown = []
    track = danced.track
    for times_s, image, width, height in (
        (track.times_s, danced.poses.image, track.width, track.height),
        (stream.times_s, stream.landmarks, stream.width, stream.height),
    ):
        square = image[..., [0, 1, 3]] * np.array([width / height, 1.0, 1.0])
        shown.append((poses_at(times_s, square, at_s), torso_at(times_s, square[..., :2], at_s)))
    return shown
