"""How much each feature counts at a step: what moves counts, what stays counts little.

At step k the movement of a feature is half its spread over the step points of the part (standard deviation;
of a place, the root of the summed variances of x and y) and half its way from the step point before to this
one. Within the angles, and within the places, weights rise linearly from FLOOR (no movement) to 1 (the most
moving of the 8). Where nothing moves, all count alike.
"""

import numpy as np
import numpy.typing as npt

from eightcount_runtime.classpack.features import Features

Floats = npt.NDArray[np.float64]

FLOOR = 0.35
_STILL = 0.005
"""Less movement than this, on the scale of 0 to 1, is the noise of pose estimation."""


def step_weights(instants: Features, part: slice) -> Floats:
    """Weights of a part's steps.

    Args:
        instants: features at every beat of the class, the first one included.
        part: of the beats that end the part's steps; the one before it is where its first step begins.

    Returns:
        (steps, 16) in FLOOR..1. Beats at which the dancer is not seen add no movement.
    """
    before = slice(part.start - 1, part.stop - 1)
    angles = instants.angles[..., None]
    moved = [_movement(values[part], values[before]) for values in (angles, instants.places)]
    return np.concatenate([_weights(movement) for movement in moved], axis=1)


def _movement(values: Floats, before: Floats) -> Floats:
    """(steps, 8) from (steps, 8, dimensions)."""
    seen = np.isfinite(values).all(axis=(1, 2))
    spread = np.sqrt(values[seen].var(axis=0).sum(axis=-1)) if seen.any() else np.zeros(values.shape[1])
    way = np.nan_to_num(np.linalg.norm(values - before, axis=-1), nan=0.0)
    return np.asarray((spread + way) / 2)


def _weights(movement: Floats) -> Floats:
    most = movement.max(axis=1, keepdims=True)
    moves = most > _STILL
    return np.where(moves, FLOOR + (1 - FLOOR) * movement / np.where(moves, most, 1.0), 1.0)
