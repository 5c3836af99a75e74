"""A decoded picture as the rest of this step sees it: planes as coded, and where upright lies in them.

Upright pixels are what a person sees: rotation and pixel shape of the file applied. Nothing is turned or
scaled here; the way from upright to coded pixels is an affine map that samplers compose with their own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
#: 2 x 3: maps pixel indices (x, y, 1) of one picture to pixel indices of another.
Affine = NDArray[np.float64]


@dataclass(frozen=True)
class Upright:
    """Size in pixels of the picture as displayed, and how far the coded one is turned clockwise for that."""

    width: int
    height: int
    rotation_deg: int = 0


@dataclass(frozen=True)
class Frame:
    """One picture, 8 bits, 4:2:0. `pts` names it in its stream; `y` is (h, w), `u` and `v` half of that.

    `full_range` tells that luma fills 0..255 instead of 16..235. The planes are views of the decoder's
    memory: keep a frame no longer than it is needed.
    """

    pts: int
    y: Plane
    u: Plane
    v: Plane
    full_range: bool


def to_coded(upright: Upright, coded_width: int, coded_height: int) -> Affine:
    """The map from upright pixel indices to coded pixel indices.

    Turning is about pixel centres: with 90 degrees clockwise, upright (x, y) shows coded (y, h - 1 - x).
    """
    turned = np.array(
        {
            0: [[1, 0, 0], [0, 1, 0]],
            90: [[0, 1, 0], [-1, 0, coded_height - 1]],
            180: [[-1, 0, coded_width - 1], [0, -1, coded_height - 1]],
            270: [[0, -1, coded_width - 1], [1, 0, 0]],
        }[upright.rotation_deg],
        np.float64,
    )
    sideways = upright.rotation_deg in (90, 270)
    shown_width, shown_height = (coded_height, coded_width) if sideways else (coded_width, coded_height)
    scale_x, scale_y = shown_width / upright.width, shown_height / upright.height
    shaped = np.array([[scale_x, 0, (scale_x - 1) / 2], [0, scale_y, (scale_y - 1) / 2]])
    return compose(turned, shaped)


def compose(second: Affine, first: Affine) -> Affine:
    """The map that does `first`, then `second`."""
    linear = second[:, :2] @ first[:, :2]
    shift = second[:, :2] @ first[:, 2] + second[:, 2]
    return np.column_stack([linear, shift])


def apply(affine: Affine, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points (..., 2) through the map."""
    moved: NDArray[np.float64] = points @ affine[:, :2].T + affine[:, 2]
    return moved
