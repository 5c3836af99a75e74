"""What a pose is compared by: 8 angles and 8 places, each within 0 to 1.

Conventions. Points are in the upright picture, x to the right, y down, both in units of the picture's
*height* (`square` makes them from landmarks, whose x is by the width). `left` and `right` are the dancer's
own.

Angles: the inner angle at the middle landmark b of (a, b, c), between u = a - b and v = c - b,

    angle = atan2(|u x v|, u . v) / pi            0 folded, 1 stretched; |u x v| = |ux vy - uy vx|

Places: the body's centre C is the mean of the shoulders 11, 12 and the hips 23, 24; its scale T is the
torso's length |mean(11, 12) - mean(23, 24)|, as the 80th percentile over the frames within 1.5 s, so that a
bow or a turn does not make the body grow. The frame is the picture's upright one: leaning is part of the
dance and stays.

    place = clip((p - C) / (6 T) + 1/2, 0, 1)     0.5 is the centre, 1/6 is a torso's length, y down

Visibility: of an angle the least of its three landmarks, of a place the landmark's own.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FEATURES_VERSION = 1
ANGLES = (
    ("left_elbow", (11, 13, 15)),
    ("right_elbow", (12, 14, 16)),
    ("left_shoulder", (13, 11, 23)),
    ("right_shoulder", (14, 12, 24)),
    ("left_hip", (11, 23, 25)),
    ("right_hip", (12, 24, 26)),
    ("left_knee", (23, 25, 27)),
    ("right_knee", (24, 26, 28)),
)
PLACES = (
    ("left_elbow", 13),
    ("right_elbow", 14),
    ("left_hand", 15),
    ("right_hand", 16),
    ("left_knee", 25),
    ("right_knee", 26),
    ("left_foot", 27),
    ("right_foot", 28),
)
FEATURE_NAMES = (*(f"angle.{name}" for name, _ in ANGLES), *(f"place.{name}" for name, _ in PLACES))
"""The order of weights and visibilities: the 8 angles, then the 8 places."""

PLACE_SPAN = 6.0
"""Torso lengths from 0 to 1 of a place: hands and feet of real dancers stay within 2.5 of the centre."""
TORSO_WINDOW_S = 1.5
TORSO_PERCENTILE = 80.0
_SHOULDERS, _HIPS, _CENTRE = [11, 12], [23, 24], [11, 12, 23, 24]


@dataclass(frozen=True)
class Features:
    """Of n poses; NaN throughout a pose that is not seen, where visibility is 0.

    Attributes:
        angles: (n, 8) in 0 to 1, in the order of ANGLES.
        places: (n, 8, 2) in 0 to 1, in the order of PLACES.
        visibility: (n, 16) in 0 to 1, in the order of FEATURE_NAMES.
        centre: (n, 2) in units of the picture's height.
        torso: (n,) in units of the picture's height.
    """

    angles: Floats
    places: Floats
    visibility: Floats
    centre: Floats
    torso: Floats


def square(image: Floats, width: int, height: int) -> Floats:
    """(..., 33, 2) points in units of the picture's height from (..., 33, 4) landmarks: undoes its aspect."""
    return np.asarray(image[..., :2] * np.array([width / height, 1.0]), np.float64)


def features(points: Floats, visibility: Floats, torso: Floats) -> Features:
    """The 16 features of n poses.

    Args:
        points: (n, 33, 2), see `square`; NaN where not seen.
        visibility: (n, 33) in 0 to 1.
        torso: (n,) the body's scale, see `torso_at`; in the unit of the points, above 0.
    """
    joints = np.array([triple for _, triple in ANGLES])
    marks = [mark for _, mark in PLACES]
    centre = points[:, _CENTRE].mean(axis=1)
    places = (points[:, marks] - centre[:, None]) / (PLACE_SPAN * torso[:, None, None]) + 0.5
    seen = np.concatenate([visibility[:, joints].min(axis=2), visibility[:, marks]], axis=1)
    return Features(
        angles=inner_angles(points[:, joints]),
        places=np.clip(places, 0.0, 1.0),
        visibility=np.clip(np.nan_to_num(seen, nan=0.0), 0.0, 1.0),
        centre=centre,
        torso=torso,
    )


def inner_angles(corners: Floats) -> Floats:
    """(...) angles / pi at the middle of (..., 3, 2) points; 0 where two of them fall together."""
    u = corners[..., 0, :] - corners[..., 1, :]
    v = corners[..., 2, :] - corners[..., 1, :]
    cross = u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]
    dot = u[..., 0] * v[..., 0] + u[..., 1] * v[..., 1]
    return np.asarray(np.arctan2(np.abs(cross), dot + 0.0) / np.pi)  # + 0.0: no negative zero, which gives 1


def torso_at(times_s: Floats, points: Floats, at_s: Floats) -> Floats:
    """The body's scale at any instants: the 80th percentile of the torso's length over the frames within 1.5
    s.

    Args:
        times_s: (n,) rising, seconds.
        points: (n, 33, 2), see `square`; NaN where not seen.
        at_s: (m,) seconds.

    Returns:
        (m,) in the unit of the points; NaN where no frame within the window shows the dancer. The percentile
        lies linearly between the two nearest ranks, rank (k - 1) * 0.8 of k sorted lengths counted from 0.
    """
    lengths = np.linalg.norm(points[:, _SHOULDERS].mean(axis=1) - points[:, _HIPS].mean(axis=1), axis=1)
    scales = np.full(len(at_s), np.nan)
    first = np.searchsorted(times_s, at_s - TORSO_WINDOW_S, side="left")
    last = np.searchsorted(times_s, at_s + TORSO_WINDOW_S, side="right")
    for at, (low, high) in enumerate(zip(first, last, strict=True)):
        window = lengths[low:high]
        known = window[np.isfinite(window)]
        if len(known):
            scales[at] = max(float(np.percentile(known, TORSO_PERCENTILE)), 1e-4)
    return scales
