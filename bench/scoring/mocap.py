"""Bodies measured by motion capture, as the 33 landmarks of the pose track: metres, x right, y down, z away.

Of the 33 only those that features need are the measured ones; the rest lie at their nearest joint.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

JOINTS = (11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28)
"""Shoulders, elbows, wrists, hips, knees, ankles: left, right, ..."""
_NEAREST = np.array([0] * 11 + [*range(11, 17)] + [15, 16] * 3 + [*range(23, 29)] + [27, 28, 27, 28])
_COCO = (5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)
_BVH = ("Arm", "ForeArm", "Hand", "UpLeg", "Leg", "Foot")
_UPWARDS = np.array([1.0, -1.0, -1.0])
"""From x right, y up to x right, y down: half a turn about x, so left stays left."""


def body_of(nose: Floats, joints: Floats) -> Floats:
    """(n, 33, 3) from the nose (n, 3) and the 12 JOINTS (n, 12, 3), y up."""
    body = np.zeros((len(joints), 33, 3))
    body[:, 0] = nose
    body[:, list(JOINTS)] = joints
    return np.asarray(body[:, _NEAREST] * _UPWARDS)


def coco_body(frames: Floats) -> Floats:
    """(n, 33, 3) from COCO's 17 keypoints (n, 17, 3), y up."""
    return body_of(frames[:, 0], frames[:, list(_COCO)])


def facing_camera(body: Floats) -> Floats:
    """Turned about the vertical so that the dancer looks at the camera on the average of the dance."""
    across = body[:, [11, 23]].mean(axis=1) - body[:, [12, 24]].mean(axis=1)
    ahead_x, ahead_z = across[:, 2].mean(), -across[:, 0].mean()  # across x up, with y down
    return turned(body, np.arctan2(-ahead_x, -ahead_z))


def turned(points: Floats, yaw_rad: float) -> Floats:
    """(..., 3) points turned about the vertical; by a positive angle what looks at the camera looks to x."""
    cos, sin = np.cos(yaw_rad), np.sin(yaw_rad)
    x, y, z = np.moveaxis(points, -1, 0)
    return np.stack([cos * x - sin * z, y, sin * x + cos * z], axis=-1)


def read_bvh(text: str, rate_hz: float) -> tuple[Floats, Floats]:
    """Nose and joints as `body_of` takes them, in metres, from a BVH in centimetres; at another rate."""
    head, motion = text.split("MOTION")
    lines = motion.split("\n")
    frame_s = float(lines[2].split(":")[1])
    table = np.array([line.split() for line in lines[3:] if line.strip()], float)
    at = np.arange(0, len(table) * frame_s - 1e-9, 1 / rate_hz)
    table = table[np.round(at / frame_s).astype(int).clip(0, len(table) - 1)]
    where = _forward(head, table)
    joints = [where[side + name] for name in _BVH for side in ("Left", "Right")]
    return where["Head"] / 100, np.stack(joints, axis=1) / 100


def _forward(head: str, table: Floats) -> dict[str, Floats]:
    """Where every named joint is: forward kinematics down the hierarchy."""
    where: dict[str, Floats] = {}
    stack: list[tuple[Floats, Floats]] = []
    name, column = "", 0
    here = (np.zeros((len(table), 3)), np.tile(np.eye(3), (len(table), 1, 1)))
    for line in head.splitlines():
        word, *rest = line.split() or [""]
        if word in ("ROOT", "JOINT", "End"):
            name = rest[0]
        elif word == "{":
            stack.append(here)
        elif word == "}":
            here = stack.pop()
        elif word == "OFFSET":
            origin, turn = stack[-1]
            here = (origin + turn @ np.array(rest, float), turn)
            where[name] = here[0]
        elif word == "CHANNELS":
            here = _moved(here, rest[1:], table[:, column : column + int(rest[0])])
            where[name] = here[0]
            column += int(rest[0])
    return where


def _moved(here: tuple[Floats, Floats], channels: list[str], values: Floats) -> tuple[Floats, Floats]:
    place, turn = here[0].copy(), here[1]
    for channel, value in zip(channels, values.T, strict=True):
        axis = "XYZ".index(channel[0])
        if channel.endswith("position"):
            place[:, axis] += value
        else:
            turn = turn @ about(axis, np.radians(value))
    return place, turn


def about(axis: int, angles_rad: Floats) -> Floats:
    """(n, 3, 3) turns about a coordinate axis."""
    one, two = (axis + 1) % 3, (axis + 2) % 3
    turn = np.tile(np.eye(3), (len(angles_rad), 1, 1))
    turn[:, one, one] = turn[:, two, two] = np.cos(angles_rad)
    turn[:, two, one] = np.sin(angles_rad)
    turn[:, one, two] = -np.sin(angles_rad)
    return turn
