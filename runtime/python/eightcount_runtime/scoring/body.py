"""The dancer's body: its scale, and how long its arms and legs are beside the teacher's.

Scale: the 80th percentile of the torso's length in the picture over the samples around an instant, so that
a bow does not make the body grow. Limbs: the learner's arms are drawn out or in by one ratio, legs by
another, so that proportions cost nothing while a bent elbow stays as bent. Both look only at what is known
when a step is judged, so that a judgement never changes by what comes later.
"""

import numpy as np
import numpy.typing as npt

from eightcount_runtime.scoring.hypotheses import COSINES, SINES

Floats = npt.NDArray[np.float64]

BEFORE, AFTER = 45, 18
"""Samples before and after a step point that its scale is measured over: 1.5 s and 0.6 s."""
LIMBS_BEFORE = 240
"""The same for the lengths of arms and legs: 8 s, and 0.6 s after."""
SCALE_SHARE, LENGTH_SHARE = 0.8, 0.9
_LEAST_SCALE = 1e-4
_RATIOS = (0.75, 1.33)
_ENOUGH = 30
"""Lengths of a limb from which its ratio is believed fully."""
_SEEN = 0.5
_ROOTS, _MIDDLES, _TIPS = [0, 1, 6, 7], [2, 3, 8, 9], [4, 5, 10, 11]
"""Left arm, right arm, left leg, right leg."""


def percentile(values: Floats, share: float) -> Floats:
    """Over the last axis, of at least one value: linear between the two nearest ranks.

    The rank is share * (k - 1) of k values, counted from 0.
    """
    ranked = np.sort(values)
    rank = share * (values.shape[-1] - 1)
    low = int(rank)
    high = min(low + 1, values.shape[-1] - 1)
    return np.asarray(ranked[..., low] + (ranked[..., high] - ranked[..., low]) * (rank - low))


def torso_lengths(points: Floats) -> Floats:
    """(n,) from (n, 12, 3); NaN where nobody is seen."""
    way = (points[:, 0, :2] + points[:, 1, :2]) / 2 - (points[:, 6, :2] + points[:, 7, :2]) / 2
    return np.asarray(np.sqrt(way[:, 0] ** 2 + way[:, 1] ** 2))


def scale(lengths: Floats) -> float:
    """The body's scale from the torso's lengths in a window; NaN where nobody is seen in it."""
    known = lengths[np.isfinite(lengths)]
    return max(float(percentile(known, SCALE_SHARE)), _LEAST_SCALE) if len(known) else np.nan


def running_scales(lengths: Floats) -> Floats:
    """(n,) the scale at each sample from the 1.5 s before it."""
    return np.array([scale(lengths[max(at - BEFORE, 0) : at + 1]) for at in range(len(lengths))])


def limb_lengths(points: Floats, visibility: Floats, scales: Floats, yaws: slice = slice(None)) -> Floats:
    """(yaws, n, 4) lengths of both arms and both legs in the picture, in torso lengths, of a dancer turned.

    NaN where the limb's three joints are not all seen, or there is no scale.
    """
    cosines, sines = COSINES[yaws], SINES[yaws]
    length = np.zeros((len(cosines), len(points), 4))
    for start, end in ((_ROOTS, _MIDDLES), (_MIDDLES, _TIPS)):
        bone = points[:, end] - points[:, start]
        across = bone[..., 0] * cosines[:, None, None] + bone[..., 2] * sines[:, None, None]
        length += np.sqrt(across**2 + bone[..., 1] ** 2)
    seen = (
        np.minimum(np.minimum(visibility[:, _ROOTS], visibility[:, _MIDDLES]), visibility[:, _TIPS]) >= _SEEN
    )
    return np.where(seen, length / scales[:, None], np.nan)


def limb_ratios(teacher: Floats, learner: Floats) -> Floats:
    """(yaws, 2): what the learner's arms and legs are multiplied by.

    Args:
        teacher: (n, 4) see `limb_lengths`, not turned.
        learner: (yaws, n, 4) over the same time. Only samples count in which an arm (a leg) of both is known.
    """
    ratios = np.ones((len(learner), 2))
    for limb, sides in enumerate((slice(0, 2), slice(2, 4))):
        taught, danced = np.isfinite(teacher[:, sides]), np.isfinite(learner[0, :, sides])
        both = taught.any(axis=1, keepdims=True) & danced.any(axis=1, keepdims=True)
        taught, danced = taught & both, danced & both
        if not danced.any():
            continue
        trust = min(int(danced.sum()) / _ENOUGH, 1.0)
        wanted = percentile(teacher[:, sides][taught], LENGTH_SHARE)
        found = np.maximum(percentile(learner[:, :, sides][:, danced], LENGTH_SHARE), 1e-6)
        held = np.minimum(np.maximum(wanted / found, _RATIOS[0]), _RATIOS[1])
        ratios[:, limb] = 1.0 + (held - 1.0) * trust
    return ratios
