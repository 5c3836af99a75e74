"""The reference engine: mediapipe's own PoseLandmarker, one picture at a time, on the whole upright frame.

Slower; it is there to check the fast engine against. The only place that imports mediapipe, which sends
usage figures and has no switch for it: load this module only in a process that cannot reach the network.
"""

import math
from pathlib import Path
from typing import Any

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode
from numpy.typing import NDArray

from workers.pose_extract.body import Body
from workers.pose_extract.frame import Frame, Upright, to_coded
from workers.pose_extract.models import BUNDLES, read_model
from workers.pose_extract.region import Person, Region, region_of_body

_MOST_PEOPLE = 4
_HIPS = (23, 24)
#: A body further than this from where it was expected, in sides of the region, is somebody else's.
_FARTHEST = 0.35


class ReferenceEngine:
    """mediapipe in its IMAGE mode, which remembers nothing from one picture to the next."""

    def __init__(self, models: Path, model: str) -> None:
        options = PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=read_model(models, BUNDLES[model])),
            running_mode=RunningMode.IMAGE,
            num_poses=_MOST_PEOPLE,
        )
        self._landmarker = PoseLandmarker.create_from_options(options)
        self._last: tuple[int, list[Body]] | None = None

    def people(self, frame: Frame, upright: Upright) -> list[Person]:
        """Everybody whose body is found; mediapipe tells no score, so each is sure."""
        return [Person(body.region, 1.0) for body in self._bodies(frame, upright)]

    def body(self, frame: Frame, upright: Upright, region: Region) -> Body | None:
        """The body nearest to the region's centre, if near."""

        def distance(body: Body) -> float:
            return math.hypot(body.region.x - region.x, body.region.y - region.y)

        nearest = min(self._bodies(frame, upright), key=distance, default=None)
        return None if nearest is None or distance(nearest) > _FARTHEST * region.side else nearest

    def _bodies(self, frame: Frame, upright: Upright) -> list[Body]:
        """All bodies in the frame; kept until another frame comes, as both calls ask for the same one."""
        if self._last is None or self._last[0] != frame.pts:
            picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=upright_rgb(frame, upright))
            result = self._landmarker.detect(picture)
            pairs = zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
            self._last = frame.pts, [_body(image, world, upright) for image, world in pairs]
        return self._last[1]


def upright_rgb(frame: Frame, upright: Upright) -> NDArray[np.uint8]:
    """The whole frame as RGB (height, width, 3), turned upright. Full-range luma is taken as it is coded."""
    height, width = (side // 2 * 2 for side in frame.y.shape)
    packed = np.empty((height * 3 // 2, width), np.uint8)
    packed[:height] = frame.y[:height, :width]
    chroma = packed[height:].reshape(2, height // 2, width // 2)
    chroma[0], chroma[1] = (plane[: height // 2, : width // 2] for plane in (frame.u, frame.v))
    coded = cv2.cvtColor(packed, cv2.COLOR_YUV2RGB_I420)
    if upright.rotation_deg == 0 and coded.shape[:2] == (upright.height, upright.width):
        return np.asarray(coded, np.uint8)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (upright.width, upright.height)
    return np.asarray(cv2.warpAffine(coded, to_coded(upright, width, height), size, flags=flags), np.uint8)


def _body(image: Any, world: Any, upright: Upright) -> Body:
    """A body from mediapipe's two lists of landmarks. It does not tell where it looked: the hips say that."""
    points = np.array([[p.x, p.y, p.z, p.visibility] for p in image])
    metres = np.array([[p.x, p.y, p.z] for p in world])
    placed = points[:, :2] * (upright.width, upright.height)
    centre = placed[_HIPS, :].mean(axis=0)
    reach = float(np.linalg.norm(placed - centre, axis=1).max())
    return Body(points, metres, 1.0, region_of_body(centre, centre - (0.0, reach)))
