"""BlazePose's landmark net: a region in, 33 points of one body out. One frame at a time, no memory.

Method: MediaPipe's pose_landmark graph: points from the regression head, refined by the centre of mass of
their heatmaps, put back into the upright picture; world points turned by the region's angle.
"""

import math

import numpy as np
from numpy.typing import NDArray

from workers.pose_extract.body import COUNT, Body
from workers.pose_extract.frame import Frame, Upright, apply
from workers.pose_extract.net import Net
from workers.pose_extract.region import Region, region_of_body, to_upright
from workers.pose_extract.sampling import sample

_ALL = 39  # 33 of the body, two that say where to look next, four that nothing reads
_REACH = 3  # heatmap cells to each side that a point may be refined from
_LEAST_HEAT = 0.5


class LandmarkNet:
    """A landmark net of any size, without its mask head."""

    def __init__(self, content: bytes) -> None:
        self._net = Net(content)

    def body(self, frame: Frame, upright: Upright, region: Region) -> Body:
        """What the net sees in the region; look at `presence` before believing it."""
        size = self._net.size
        points, presence, heat, world = self._net(sample(frame, upright, region, size), 1 / 255, 0.0)
        found = points.reshape(_ALL, 5).astype(np.float64)
        placed = apply(to_upright(region, size), refine(found[:, :2], heat, size))
        image = np.column_stack(
            [
                placed[:COUNT] / (upright.width, upright.height),
                found[:COUNT, 2] * (region.side / size / upright.width),
                _sigmoid(found[:COUNT, 3]),
            ]
        )
        turned = _turn(world.reshape(_ALL, 3)[:COUNT].astype(np.float64), region.angle_rad)
        return Body(image, turned, float(presence[0]), region_of_body(placed[COUNT], placed[COUNT + 1]))


def refine(points: NDArray[np.float64], heat: NDArray[np.float32], size: int) -> NDArray[np.float64]:
    """Points (n, 2) moved to the centre of mass of the 7 x 7 heatmap cells around them.

    Args:
        points: pixels of the patch.
        heat: (h, w, n) logits.
        size: side of the patch in pixels.
    """
    rows, columns, count = heat.shape
    cells = np.array([columns, rows]) / size
    centre = np.floor(points * cells).astype(np.intp)
    near = np.arange(-_REACH, _REACH + 1)
    x, y = centre[:, 0, None] + near, centre[:, 1, None] + near
    inside = ((y >= 0) & (y < rows))[:, :, None] & ((x >= 0) & (x < columns))[:, None, :]
    logits = heat[
        np.clip(y, 0, rows - 1)[:, :, None],
        np.clip(x, 0, columns - 1)[:, None, :],
        np.arange(count)[:, None, None],
    ]
    weights = _sigmoid(logits.astype(np.float64)) * inside
    total = weights.sum(axis=(1, 2))
    clear = (
        (weights.max(axis=(1, 2)) >= _LEAST_HEAT) & (centre >= 0).all(1) & (centre < (columns, rows)).all(1)
    )
    total = np.where(clear, total, 1.0)
    mass_x = (weights.sum(axis=1) * x).sum(axis=1) / total
    mass_y = (weights.sum(axis=2) * y).sum(axis=1) / total
    return np.where(clear[:, None], np.column_stack([mass_x, mass_y]) / cells, points)


def _sigmoid(values: NDArray[np.float64]) -> NDArray[np.float64]:
    answer: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(values, -100, 100)))
    return answer


def _turn(world: NDArray[np.float64], angle_rad: float) -> NDArray[np.float64]:
    """World points, which the net gives in the region's axes, in the picture's axes."""
    cos, sin = math.cos(angle_rad), math.sin(angle_rad)
    x, y, z = world.T
    return np.column_stack([cos * x - sin * y, sin * x + cos * y, z])
