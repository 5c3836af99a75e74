"""The pose track: 33 body landmarks in every frame of the class video, and their quantised files.

`poses.npy` holds x, y, z, visibility in the picture, `poses_world.npy` x, y, z in metres: int16, value *
8192, -32768 where the dancer is not seen. Landmark order and meaning are those of MediaPipe's pose
landmarker.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from eightcount_runtime.classpack.npy import npy_bytes, read_npy

Floats = npt.NDArray[np.float64]

LANDMARKS = (
    "nose",
    "left_eye_inner",
    "left_eye",
    "left_eye_outer",
    "right_eye_inner",
    "right_eye",
    "right_eye_outer",
    "left_ear",
    "right_ear",
    "mouth_left",
    "mouth_right",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_pinky",
    "right_pinky",
    "left_index",
    "right_index",
    "left_thumb",
    "right_thumb",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_foot_index",
    "right_foot_index",
)
"""`left` and `right` are the dancer's own; the place in this list is the index everywhere."""

OTHER_SIDE = tuple(
    LANDMARKS.index(name.replace("left", "?").replace("right", "left").replace("?", "right"))
    for name in LANDMARKS
)
"""The landmark of the other side of the body for each; those of the middle are their own."""

BONES = (
    *((11, 12), (11, 13), (13, 15), (12, 14), (14, 16), (11, 23), (12, 24), (23, 24)),
    *((23, 25), (25, 27), (24, 26), (26, 28), (27, 29), (29, 31), (27, 31), (28, 30), (30, 32), (28, 32)),
)
"""Pairs of landmarks to draw lines between."""

SCALE = 8192
"""Quanta to 1: of the picture's width (x, z) and height (y), of full visibility, of a metre."""
MISSING = -32768
_MOST = 32767
MAX_GAP_S = 0.5
"""Poses are not interpolated over a longer hole between frames."""


@dataclass(frozen=True)
class PoseTrack:
    """Poses at a constant rate: frame k is at k / rate seconds of the video clock.

    Attributes:
        rate_hz: frames a second, exact.
        image: (n, 33, 4): x by the picture's width, y by its height (down), z in the scale of x, visibility 0
            to 1.
        world: (n, 33, 3): metres from the middle of the hips, x to the picture's right, y down, z away from
            the camera.
    Where the dancer is not seen all values of the frame are NaN.
    """

    rate_hz: Fraction
    image: Floats
    world: Floats

    @property
    def seen(self) -> npt.NDArray[np.bool_]:
        """(n,): is there a dancer in the frame?"""
        return np.isfinite(self.image[:, 0, 0])

    @property
    def times_s(self) -> Floats:
        """(n,): seconds on the video clock."""
        return np.arange(len(self.image), dtype=np.float64) / float(self.rate_hz)


def pose_track_files(track: PoseTrack) -> tuple[bytes, bytes]:
    """`poses.npy` and `poses_world.npy`.

    Raises:
        ValueError: the arrays do not have the shapes of a pose track.
    """
    frames = len(track.image)
    if track.image.shape != (frames, 33, 4) or track.world.shape != (frames, 33, 3):
        raise ValueError(f"not a pose track: {track.image.shape} and {track.world.shape}")
    return npy_bytes(quantised(track.image)), npy_bytes(quantised(track.world))


def read_pose_track(poses: bytes, poses_world: bytes, rate_hz: Fraction) -> PoseTrack:
    """The pose track that two files hold.

    Raises:
        MalformedError: one is not such a file, or they differ in their number of frames.
    """
    image = read_npy(poses, "pose track", dtype="<i2", shape=(None, 33, 4))
    world = read_npy(poses_world, "world pose track", dtype="<i2", shape=(len(image), 33, 3))
    return PoseTrack(rate_hz, restored(image), restored(world))


def quantised(values: npt.NDArray[np.floating]) -> npt.NDArray[np.int16]:
    """int16 of values in about -4 to 4: off by at most 1 / (2 * 8192) there, held at the ends beyond, NaN as
    MISSING.
    """
    near = np.clip(np.asarray(values, np.float64), -_MOST / SCALE, _MOST / SCALE)
    quanta = np.rint(near * SCALE)
    return np.where(np.isnan(quanta), MISSING, quanta).astype(np.int16)


def restored(quanta: npt.NDArray[np.int16]) -> Floats:
    """The values behind `quantised`."""
    values: Floats = quanta.astype(np.float64) / SCALE
    values[quanta == MISSING] = np.nan
    return values


def mirrored(image: Floats) -> Floats:
    """Landmarks in a picture, (n, 33, 4), of the same dance before a mirror: the picture turned round, and
    left and right of the body with it. Twice is nothing.
    """
    turned = image[:, OTHER_SIDE].copy()
    turned[..., 0] = 1 - turned[..., 0]
    return turned


def poses_at(times_s: Floats, poses: Floats, at_s: Floats) -> Floats:
    """Poses at any instants, linear between the two frames around each.

    Args:
        times_s: (n,) rising, seconds; the instants of the frames.
        poses: (n, ...) with NaN where the dancer is not seen.
        at_s: (m,) seconds.

    Returns:
        (m, ...). Where only the nearer of the two frames shows the dancer, or the hole between them is longer
        than MAX_GAP_S, that frame's pose if it is within half the hole and MAX_GAP_S / 2; otherwise NaN.
        Before the first and after the last frame the same rule holds with the one frame there is.
    """
    if not len(times_s):
        return np.full((len(at_s), *poses.shape[1:]), np.nan)
    after = np.searchsorted(times_s, at_s, side="left").clip(0, len(times_s) - 1)
    before = np.where(times_s[after] <= at_s, after, np.maximum(after - 1, 0))
    hole_s = times_s[after] - times_s[before]
    share = np.where(hole_s > 0, (at_s - times_s[before]) / np.where(hole_s > 0, hole_s, 1), 0.0)
    axes = (slice(None), *(None,) * (poses.ndim - 1))
    between = poses[before] * (1 - share)[axes] + poses[after] * share[axes]
    nearer = np.where(np.abs(at_s - times_s[before]) <= np.abs(times_s[after] - at_s), before, after)
    near = np.abs(at_s - times_s[nearer]) <= MAX_GAP_S / 2
    alone = np.where(near[axes], poses[nearer], np.nan)
    use = (hole_s <= MAX_GAP_S) & (at_s >= times_s[0]) & (at_s <= times_s[-1])
    return np.where(use[axes] & np.isfinite(between), between, alone)
