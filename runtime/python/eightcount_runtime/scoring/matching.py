"""How alike learner and teacher are at one step, for every lag and every hypothesis: one table a step.

Poses are compared by the 16 features of `classpack.features`, each weighed by the routine and by how well
both dancers' joints are seen; motion by the places' displacements from the step's start to its point and
over its halves. A table needs only what is known when its step is judged and never changes afterwards.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eightcount_runtime.classpack.features import ANGLES, PLACE_SPAN, inner_angles
from eightcount_runtime.classpack.parameters import Parameters
from eightcount_runtime.scoring.grid import MARKS
from eightcount_runtime.scoring.hypotheses import COSINES, SIDES, SINES, Hypothesis

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EQUAL = 1e-9
"""Similarities and losses no farther apart count as equal: then an order decides, in every language alike."""
MOST_LAG = 15
"""Samples by which a step may be early or late: 0.4 s of the run and 0.1 s of its own."""
LAGS = 2 * MOST_LAG + 1
BOTH_SIDES = [*SIDES, *(8 + side for side in SIDES)]
_CORNERS = [[MARKS.index(mark) for mark in triple] for _, triple in ANGLES]
_PLACES, _ROOTS, _OF_LIMBS = [2, 3, 4, 5, 8, 9, 10, 11], [0, 1, 0, 1, 6, 7, 6, 7], [0, 0, 0, 0, 1, 1, 1, 1]
_LEAST_MOTION = 0.005


@dataclass(frozen=True)
class Posed:
    """Features of n samples, turned by every one of some yaws.

    Attributes:
        angles: (yaws, n, 8), 0 where not seen.
        places: (yaws, n, 8, 2), 0.5 where not seen.
        visibility: (n, 16), 0 where not seen.
    """

    angles: Floats
    places: Floats
    visibility: Floats


def posed(
    points: Floats, visibility: Floats, scale: float | Floats, ratios: Floats, turns: slice = slice(None)
) -> Posed:
    """The features of n samples.

    Args:
        points: (n, 12, 3), smoothed.
        visibility: (n, 12).
        scale: the body's, one for all samples or (n,).
        ratios: (yaws, 2) see `limb_ratios`, of the yaws in `turns`.
        turns: which of the yaws.
    """
    cosines, sines = COSINES[turns], SINES[turns]
    centre = (points[:, 0] + points[:, 1] + points[:, 6] + points[:, 7]) / 4
    away = points - centre[:, None]
    across = away[..., 0] * cosines[:, None, None] + away[..., 2] * sines[:, None, None]
    flat = np.empty((*across.shape, 2))
    flat[..., 0], flat[..., 1] = across, away[..., 1]
    roots = flat[:, :, _ROOTS]
    limbs = roots + ratios[:, None, _OF_LIMBS, None] * (flat[:, :, _PLACES] - roots)
    places = limbs / (PLACE_SPAN * (scale[:, None, None] if isinstance(scale, np.ndarray) else scale)) + 0.5
    angles = inner_angles(flat[:, :, _CORNERS])
    known = np.isfinite(points[..., 0] + centre[:, :1]) & np.isfinite(np.reshape(scale, (-1, 1)))
    clear = np.where(known, visibility, 0.0)
    corners = clear[:, _CORNERS].min(axis=2)
    return Posed(
        angles=np.where(np.isnan(angles), 0.0, angles),
        places=np.where(np.isnan(places), 0.5, np.minimum(np.maximum(places, 0.0), 1.0)),
        visibility=np.concatenate([corners, clear[:, _PLACES]], axis=1),
    )


def pick(of: Posed, rows: slice | list[int]) -> Posed:
    """The same of some samples."""
    return Posed(of.angles[:, rows], of.places[:, rows], of.visibility[rows])


def as_seen(of: Posed, ways: tuple[Hypothesis, ...]) -> tuple[Floats, Floats, Floats]:
    """Features under hypotheses: angles (h, n, 8), places (h, n, 8, 2), visibility (h, n, 16).

    `of` is turned by every yaw; where it is turned by one only, that must be the one of all the hypotheses.
    """
    turns = [way.turn if len(of.angles) > 1 else 0 for way in ways]
    angles, places = of.angles[turns], of.places[turns]
    mirrored = np.array([way.mirrored for way in ways])[:, None, None]
    angles = np.where(mirrored, angles[..., SIDES], angles)
    places = np.where(mirrored[..., None], _mirrored(places), places)
    visibility = np.where(mirrored, of.visibility[:, BOTH_SIDES], of.visibility)
    return angles, places, visibility


def _mirrored(places: Floats) -> Floats:
    swapped = places[..., SIDES, :]
    swapped[..., 0] = 1.0 - swapped[..., 0]
    return swapped


@dataclass(frozen=True)
class Instant:
    """The teacher at one instant: angles (8,), places (8, 2), visibility (16,)."""

    angles: Floats
    places: Floats
    visibility: Floats


def seen_share(learner: Floats, teacher: Floats, parameters: Parameters) -> Floats:
    """How well a joint is seen of both, 0 to 1: (..., k) from visibilities (..., k) and (k,)."""
    least = np.minimum(learner, teacher)
    ramp = (least - parameters.seen_from) / (parameters.seen_full - parameters.seen_from)
    return np.asarray(np.minimum(np.maximum(ramp, 0.0), 1.0))


@dataclass(frozen=True)
class PoseMatch:
    """Of poses (...) beside one of the teacher's.

    Attributes:
        alike: (..., 16) similarity of each feature, 0 to 1.
        weights: (..., 16) of what is seen.
        seen: (...) share of the routine's weight that is seen.
        similarity: (...) mean of `alike` by `weights`; 0 where nothing is seen.
    """

    alike: Floats
    weights: Floats
    seen: Floats
    similarity: Floats


def match_poses(
    angles: Floats, places: Floats, visibility: Floats, teacher: Instant, weights: Floats, numbers: Parameters
) -> PoseMatch:
    """Similarity exp(-(difference / sigma)^2 / 2) of each feature, and their mean."""
    turned = (angles - teacher.angles) / numbers.sigma_angle
    moved = (places - teacher.places) / numbers.sigma_place
    apart = np.concatenate([turned**2, moved[..., 0] ** 2 + moved[..., 1] ** 2], axis=-1)
    alike = np.exp(-apart / 2)
    counted = weights * seen_share(visibility, teacher.visibility, numbers)
    total, whole = counted.sum(axis=-1), float(weights.sum())
    similarity = (counted * alike).sum(axis=-1) / np.where(total > 0, total, 1.0)
    return PoseMatch(alike, counted, total / whole if whole > 0 else total, similarity)


@dataclass(frozen=True)
class MotionMatch:
    """Agreement of the places' displacements, 0 to 1, and the share of the motion's weight that is seen."""

    agreement: Floats
    seen: Floats


def match_motion(
    places: tuple[Floats, Floats, Floats],
    visibility: tuple[Floats, Floats, Floats],
    teacher: tuple[Instant, Instant, Instant],
    weights: Floats,
    numbers: Parameters,
) -> MotionMatch:
    """Direction and amplitude together, from a step's start, middle and point.

    Args:
        places: (..., 8, 2) at the three.
        visibility: (..., 8) of the places at the three.
        teacher: at the three.
        weights: (8,) of the places.
        numbers: the parameters.

    Of displacements u and g the agreement is (2 u.g + 2 e^2) / (u^2 + g^2 + 2 e^2), e the noise: 1 where
    they are the same, negative where they oppose. Each counts by |g| and somewhat by |u|.
    """
    clear = [
        seen_share(found, at.visibility[8:], numbers) for found, at in zip(visibility, teacher, strict=True)
    ]
    noise = 2 * numbers.motion_still**2
    shape = places[0].shape[:-2]
    agreed, counted, whole = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for start, end, share in ((0, 2, 1.0), (0, 1, numbers.motion_halves), (1, 2, numbers.motion_halves)):
        learned, taught = places[end] - places[start], teacher[end].places - teacher[start].places
        u2 = learned[..., 0] ** 2 + learned[..., 1] ** 2
        g2 = taught[:, 0] ** 2 + taught[:, 1] ** 2
        dot = learned[..., 0] * taught[:, 0] + learned[..., 1] * taught[:, 1]
        both = np.minimum(clear[start], clear[end])
        counts = share * weights * (np.sqrt(g2) + _LEAST_MOTION)
        weight = both * (counts + share * weights * numbers.motion_stray * np.sqrt(u2))
        agreed += (weight * (2 * dot + noise) / (u2 + g2 + noise)).sum(axis=-1)
        counted += weight.sum(axis=-1)
        whole += (both * counts).sum(axis=-1) / max(float(counts.sum()), 1e-12) * share
    agreement = np.clip(agreed / np.where(counted > 0, counted, 1.0), 0.0, 1.0)
    return MotionMatch(agreement, whole / (1.0 + 2 * numbers.motion_halves))


def enough_seen(pose: PoseMatch, motion: MotionMatch, numbers: Parameters) -> Bools:
    """Is enough seen to judge, of the pose and half as much of the motion into it?"""
    seen = np.minimum(pose.seen, 2 * motion.seen)
    return np.asarray((seen >= numbers.fewest_seen - EQUAL) & (seen > 0))


def combined(pose: Floats, motion: MotionMatch, numbers: Parameters) -> Floats:
    """Similarity of pose and motion together, 0 to 1."""
    return np.asarray((1.0 - numbers.motion_share) * pose + numbers.motion_share * motion.agreement)
