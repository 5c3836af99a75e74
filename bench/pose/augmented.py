"""What to measure error against: the heavy net, averaged over many disturbed views of each frame.

No take comes with true landmarks. A net's own noise (how the square happens to lie) averages out over views
that are scaled, turned, shifted and mirrored; what is left is the net's opinion of the frame. Pixels come
from OpenCV's decoder and colours, not from the sampler that is measured.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from eightcount_runtime.classpack.poses import OTHER_SIDE
from numpy.typing import NDArray

from workers.pose_extract.detect import Detector
from workers.pose_extract.frame import Frame, Upright, apply
from workers.pose_extract.landmarks import LandmarkNet, refine
from workers.pose_extract.models import DETECTOR, NETS, read_model
from workers.pose_extract.net import Net
from workers.pose_extract.region import Region, to_upright


@dataclass(frozen=True)
class Opinion:
    """image (n, 33, 2) in upright pixels, world (n, 33, 3) metres; NaN where nobody was seen."""

    image: NDArray[np.float64]
    world: NDArray[np.float64]


def pictures(clip: Path) -> Iterator[NDArray[np.uint8]]:
    """Every frame as RGB, by OpenCV."""
    capture = cv2.VideoCapture(str(clip))
    while True:
        read, picture = capture.read()
        if not read:
            return
        yield np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)


def opinion(clip: Path, models: Path, first: int, count: int, views: int = 10, seed: int = 7) -> Opinion:
    """The averaged heavy landmarks of `count` frames from frame `first`."""
    random = np.random.default_rng(seed)
    detector = Detector(read_model(models, DETECTOR))
    heavy = read_model(models, NETS["heavy"])
    finder, net = LandmarkNet(heavy), Net(heavy)
    image, world = np.full((count, 33, 2), np.nan), np.full((count, 33, 3), np.nan)
    for index, picture in enumerate(pictures(clip)):
        if first <= index < first + count:
            region = _whereabouts(picture, detector, finder)
            if region is not None:
                seen = [
                    _view(picture, net, _disturbed(region, random), mirrored=k % 2 == 1) for k in range(views)
                ]
                image[index - first] = np.mean([s[0] for s in seen], axis=0)
                world[index - first] = np.mean([s[1] for s in seen], axis=0)
    return Opinion(image, world)


def _whereabouts(picture: NDArray[np.uint8], detector: Detector, finder: LandmarkNet) -> Region | None:
    """The region that the body in view says it fills: detector, then twice the landmark net."""
    height, width = picture.shape[:2]
    upright = Upright(width, height)
    packed = cv2.cvtColor(picture[: height // 2 * 2, : width // 2 * 2], cv2.COLOR_RGB2YUV_I420)
    rows = height // 2 * 2
    chroma = packed[rows:].reshape(2, rows // 2, width // 2)
    frame = Frame(0, packed[:rows], chroma[0], chroma[1], full_range=False)
    people = detector.people(frame, upright, 0.5)
    if not people:
        return None
    region = max(people, key=lambda person: person.region.side).region
    for _ in range(2):
        region = finder.body(frame, upright, region).region
    return region


def _disturbed(region: Region, random: np.random.Generator) -> Region:
    dx, dy = random.uniform(-0.04, 0.04, 2) * region.side
    side = region.side * float(np.exp(random.uniform(-0.14, 0.14)))
    return Region(region.x + dx, region.y + dy, side, region.angle_rad + float(random.uniform(-0.17, 0.17)))


def _view(
    picture: NDArray[np.uint8], net: Net, region: Region, *, mirrored: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Image points (33, 2) in pixels and world points (33, 3) of one view."""
    size = net.size
    placing = to_upright(region, size)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    patch = np.asarray(cv2.warpAffine(picture, placing, (size, size), flags=flags), np.uint8)
    points, _, heat, world = net(np.ascontiguousarray(patch[:, ::-1]) if mirrored else patch, 1 / 255, 0.0)
    at = refine(points.reshape(39, 5)[:, :2].astype(np.float64), heat, size)[:33]
    body = world.reshape(39, 3)[:33].astype(np.float64)
    if mirrored:
        at = np.column_stack([size - at[:, 0], at[:, 1]])[list(OTHER_SIDE)]
        body = (body * (-1, 1, 1))[list(OTHER_SIDE)]
    cos, sin = np.cos(region.angle_rad), np.sin(region.angle_rad)
    turned = np.column_stack(
        [cos * body[:, 0] - sin * body[:, 1], sin * body[:, 0] + cos * body[:, 1], body[:, 2]]
    )
    return apply(placing, at), turned
