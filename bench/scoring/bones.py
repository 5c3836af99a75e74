"""The body as bones: from landmarks to 11 vectors in space and back, and what can be done to them.

Three bones are made of middles: the spine from the hips to the shoulders, and the lines across both. Limbs
hang on them, so what an upper arm does carries the hand along.
"""

from dataclasses import dataclass

import numpy as np
from eightcount_runtime.classpack.poses import OTHER_SIDE
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SPINE, HIPS, SHOULDERS = 0, 1, 2
BONES = (
    *((None, None, None),) * 3,
    *((2, 11, 13), (2, 12, 14), (3, 13, 15), (4, 14, 16)),
    *((1, 23, 25), (1, 24, 26), (7, 25, 27), (8, 26, 28)),
)
"""(the bone it hangs on, from landmark, to landmark); the first three are made of middles."""
LIMBS = {"left_arm": (3, 5), "right_arm": (4, 6), "left_leg": (7, 9), "right_leg": (8, 10)}
_TAIL = np.array([0] * 11 + [*range(11, 17)] + [15, 16] * 3 + [*range(23, 29)] + [27, 28, 27, 28])
"""The nearest joint of each landmark, whose way it follows."""
FLIP = np.array(OTHER_SIDE)
"""The landmark of the other side."""


@dataclass(frozen=True)
class Body:
    """Proportions by the teacher's: of upper arm, forearm, thigh and shank; of the trunk's width."""

    bones: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    trunk: float = 1.0


def bones_of(points: Floats) -> tuple[Floats, Floats]:
    """(n, 11, 3) bones as vectors, and (n, 3) the middle of the hips."""
    hips, shoulders = points[:, [23, 24]].mean(axis=1), points[:, [11, 12]].mean(axis=1)
    trunk = [shoulders - hips, points[:, 23] - points[:, 24], points[:, 11] - points[:, 12]]
    limbs = [points[:, end] - points[:, start] for _, start, end in BONES[3:]]
    return np.stack([*trunk, *limbs], axis=1), hips


def rebuilt(bones: Floats, centre: Floats, there: Floats) -> Floats:
    """(n, 33, 3) points of bones; landmarks that are no joint keep their way from the nearest one."""
    joints = np.zeros((len(bones), 33, 3))
    joints[:, 23], joints[:, 24] = centre + bones[:, HIPS] / 2, centre - bones[:, HIPS] / 2
    neck = centre + bones[:, SPINE]
    joints[:, 11], joints[:, 12] = neck + bones[:, SHOULDERS] / 2, neck - bones[:, SHOULDERS] / 2
    for bone, (_, start, end) in enumerate(BONES[3:], 3):
        joints[:, end] = joints[:, start] + bones[:, bone]
    joints[:, 0] = neck + there[:, 0] - there[:, [11, 12]].mean(axis=1)
    return joints[:, _TAIL] + there - there[:, _TAIL]


def mean_pose(bones: Floats) -> Floats:
    """(11, 3): mean directions at median lengths; the shanks, forearms and all of a typical moment."""
    mean = np.nanmean(bones / np.linalg.norm(bones, axis=2, keepdims=True), axis=0)
    lengths = np.nanmedian(np.linalg.norm(bones, axis=2), axis=0)
    return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True) * lengths[:, None])


def arms_down(pose: Floats) -> Floats:
    """Standing: trunk and limbs along the vertical, the hands a little outside."""
    down = pose.copy()
    down[SPINE] = np.linalg.norm(pose[SPINE]) * np.array([0.0, -1.0, 0.0])
    for bone in range(3, len(BONES)):
        side = 0.2 if bone in LIMBS["left_arm"] else -0.2 if bone in LIMBS["right_arm"] else 0.0
        way = np.array([side, 1.0, 0.0])
        down[bone] = way / np.linalg.norm(way) * np.linalg.norm(pose[bone])
    return down


def between(mean: Floats, bones: Floats, share: float) -> Floats:
    """Bones on the way from the mean pose (0) to where they are (1), in direction and in length."""
    lengths, least = (np.linalg.norm(each, axis=-1, keepdims=True) for each in (bones, mean))
    way = mean / least + share * (bones / np.maximum(lengths, 1e-9) - mean / least)
    long = least + share * (lengths - least)
    return np.asarray(way / np.maximum(np.linalg.norm(way, axis=2, keepdims=True), 1e-9) * long)


def turned_bones(bones: Floats, turns_rad: Floats) -> Floats:
    """Each bone turned by its rotation vector and by those of the bones it hangs on."""
    matrices = _rotations(turns_rad)
    whole = matrices.copy()
    for bone, (parent, *_) in enumerate(BONES):
        if parent is not None:
            whole[:, bone] = whole[:, parent] @ matrices[:, bone]
    return np.asarray(np.einsum("tbij,tbj->tbi", whole, bones))


def _rotations(vectors: Floats) -> Floats:
    """(..., 3, 3) of rotation vectors (..., 3), by Rodrigues' formula."""
    angle = np.linalg.norm(vectors, axis=-1)[..., None, None]
    x, y, z = np.moveaxis(vectors / np.maximum(angle[..., 0], 1e-12), -1, 0)
    nought = np.zeros_like(x)
    cross = np.stack([nought, -z, y, z, nought, -x, -y, x, nought], axis=-1).reshape(*x.shape, 3, 3)
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross))


def stretched(bones: Floats, body: Body) -> Floats:
    """Bones of another body."""
    upper, fore, thigh, shank = body.bones
    by = [1.0, body.trunk, body.trunk, upper, upper, fore, fore, thigh, thigh, shank, shank]
    return np.asarray(bones * np.array(by)[:, None])
