"""The pixels of a region out of a frame.

Only the region is ever converted: 256 x 256 luma and two quarter-size chroma patches instead of a whole
frame. Must not know nets, nor who is in the region.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.pose_extract.frame import Affine, Frame, Plane, Upright, apply, compose, to_coded
from workers.pose_extract.region import Region, to_upright

_FLAGS = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


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
