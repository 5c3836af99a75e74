"""The turned square around a person that a landmark net looks at, in upright pixels.

Values and geometry only. Must not know pictures nor nets.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.pose_extract.frame import Affine, Upright

#: A person's square reaches this much beyond the circle that the nets draw around the whole body.
_MARGIN = 1.25


@dataclass(frozen=True)
class Region:
    """Centre and side in upright pixels; `angle_rad` turns the square so that the body stands in it."""

    x: float
    y: float
    side: float
    angle_rad: float


@dataclass(frozen=True)
class Person:
    """Somebody who was seen: the region around the body, how sure that is (0..1)."""

    region: Region
    score: float


def region_of_body(centre: NDArray[np.float64], edge: NDArray[np.float64]) -> Region:
    """The square for the circle around a body: its centre (between the hips) and a point on it above.

    As MediaPipe's alignment-points calculator does: side 2 x radius x 1.25, turned until `edge` is up.
    """
    dx, dy = (float(v) for v in edge - centre)
    angle = math.pi / 2 - math.atan2(-dy, dx)
    angle -= 2 * math.pi * math.floor((angle + math.pi) / (2 * math.pi))
    return Region(float(centre[0]), float(centre[1]), 2 * math.hypot(dx, dy) * _MARGIN, angle)


def whole(upright: Upright) -> Region:
    """The smallest upright square around the whole picture, letterboxed."""
    return Region(upright.width / 2, upright.height / 2, float(max(upright.width, upright.height)), 0.0)


def to_upright(region: Region, size: int) -> Affine:
    """The map from pixels of a `size` x `size` patch of the region to upright pixels.

    Pixel 0 lies on the region's corner, as in MediaPipe's own sampler: the nets were trained with it.
    """
    scale = region.side / size
    cos, sin = math.cos(region.angle_rad) * scale, math.sin(region.angle_rad) * scale
    half = size / 2
    return np.array(
        [
            [cos, -sin, region.x - cos * half + sin * half],
            [sin, cos, region.y - sin * half - cos * half],
        ]
    )
