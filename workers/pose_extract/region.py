"""The turned square around a person that a landmark net looks at, and its pixels out of a frame.

Only the square is ever converted: 256 x 256 luma and two quarter-size chroma patches instead of a whole
frame. Coordinates are upright pixels. Must not know nets, nor who is in the square.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.pose_extract.frame import Affine, Frame, Plane, Upright, apply, compose, to_coded

#: A person's square reaches this much beyond the circle that the nets draw around the whole body.
_MARGIN = 1.25
_FLAGS = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


@dataclass(frozen=True)
class Region:
    """Centre and side in upright pixels; `angle_rad` turns the square so that the body stands in it."""

    x: float
    y: float
    side: float
    angle_rad: float


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


def sample(frame: Frame, upright: Upright, region: Region, size: int) -> NDArray[np.uint8]:
    """The region as RGB, (size, size, 3); black beyond the picture. BT.601, as OpenCV takes any video."""
    height, width = frame.y.shape
    luma_map = compose(to_coded(upright, width, height), to_upright(region, size))
    chroma_map = _for_chroma(luma_map)
    half = size // 2
    packed = np.empty((size + half, size), np.uint8)
    chroma = packed[size:].reshape(2, half, half)
    _warp(frame.y, luma_map, packed[:size], 0 if frame.full_range else 16)
    _warp(frame.u, chroma_map, chroma[0], 128)
    _warp(frame.v, chroma_map, chroma[1], 128)
    if frame.full_range:
        packed[:size] = _LUMA_TO_STUDIO[packed[:size]]
        packed[size:] = _CHROMA_TO_STUDIO[packed[size:]]
    return np.asarray(cv2.cvtColor(packed, cv2.COLOR_YUV2RGB_I420), np.uint8)


def _for_chroma(luma_map: Affine) -> Affine:
    """The same map between planes of half the size; a chroma pixel lies between two luma pixels."""
    shift = (apply(luma_map, np.array([0.5, 0.5])) - 0.5) / 2
    return np.column_stack([luma_map[:, :2], shift])


def _warp(plane: Plane, affine: Affine, into: Plane, border: int) -> None:
    cv2.warpAffine(
        plane,
        affine,
        (into.shape[1], into.shape[0]),
        dst=into,
        flags=_FLAGS,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(border,),
    )


_LEVELS = np.arange(256)
_LUMA_TO_STUDIO = np.round(16 + _LEVELS * (219 / 255)).astype(np.uint8)
_CHROMA_TO_STUDIO = np.clip(np.round(128 + (_LEVELS - 128) * (224 / 255)), 0, 255).astype(np.uint8)
