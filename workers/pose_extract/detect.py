"""BlazePose's person detector: who is in the picture, as regions. One frame at a time, no memory.

Method: MediaPipe's pose_detection graph (SSD anchors of 224 x 224, two alignment points for each person,
weighted suppression of overlapping answers).
"""

from math import ceil

import numpy as np
from numpy.typing import NDArray

from workers.pose_extract.frame import Frame, Upright, apply
from workers.pose_extract.net import Net
from workers.pose_extract.region import Person, region_of_body, to_upright, whole
from workers.pose_extract.sampling import sample

_SIZE = 224
_STRIDES = (8, 16, 32, 32, 32)
_OVERLAP = 0.3
_MAX_PEOPLE = 6


class Detector:
    """The detector net with its anchors."""

    def __init__(self, content: bytes) -> None:
        self._net = Net(content)
        self._anchors = anchors()

    def people(self, frame: Frame, upright: Upright, least_score: float) -> list[Person]:
        """Everybody seen with at least that score, surest first, at most six."""
        region = whole(upright)
        boxes, logits = self._net(sample(frame, upright, region, _SIZE), 1 / 127.5, -1.0)
        scores = 1 / (1 + np.exp(-np.clip(logits[:, 0].astype(np.float64), -100, 100)))
        sure = np.flatnonzero(scores >= least_score)
        points = boxes[sure].astype(np.float64).reshape(-1, 6, 2) / _SIZE
        points[:, (0, 2, 3, 4, 5)] += self._anchors[sure, None]  # index 1 is width and height
        to_picture = to_upright(region, _SIZE)
        return [
            Person(region_of_body(*apply(to_picture, body * _SIZE)), score)
            for body, score in _suppress(points, scores[sure])
        ]


def _suppress(
    points: NDArray[np.float64], scores: NDArray[np.float64]
) -> list[tuple[NDArray[np.float64], float]]:
    """For each group of overlapping boxes the alignment points (2, 2), weighted by score, and best score."""
    found: list[tuple[NDArray[np.float64], float]] = []
    left = np.argsort(-scores, kind="stable")
    while len(left) and len(found) < _MAX_PEOPLE:
        best = left[0]
        same = _overlap(points[best], points[left]) > _OVERLAP
        same[0] = True
        group = left[same]
        weights = scores[group] / scores[group].sum()
        found.append((np.einsum("i,ijk->jk", weights, points[group, 2:4]), float(scores[best])))
        left = left[~same]
    return found


def _overlap(one: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intersection over union of boxes; row 0 of a person is the centre, row 1 width and height."""
    low = np.maximum(one[0] - one[1] / 2, others[:, 0] - others[:, 1] / 2)
    high = np.minimum(one[0] + one[1] / 2, others[:, 0] + others[:, 1] / 2)
    shared = np.prod(np.clip(high - low, 0, None), axis=1)
    union = np.prod(one[1]) + np.prod(others[:, 1], axis=1) - shared
    return np.asarray(np.divide(shared, union, out=np.zeros_like(shared), where=union > 0), np.float64)


def anchors() -> NDArray[np.float64]:
    """Centres (2254, 2) of the detector's anchors, in parts of the picture, in the order of its outputs.

    MediaPipe's SSD anchors: two for each cell of each layer; layers of the same stride are interleaved.
    """
    centres = []
    for stride in sorted(set(_STRIDES)):
        cells = ceil(_SIZE / stride)
        at = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2)
        centres.append(np.repeat(grid, 2 * _STRIDES.count(stride), axis=0))
    return np.concatenate(centres)
