"""The outline of the class's sound: what a player draws under its controls."""

import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.npy import npy_bytes

PEAKS_PER_S = 100
_FULL = 127


def sound_peaks(samples: npt.NDArray[np.float32], rate_hz: int) -> bytes:
    """A `.npy` of int8, (n, 2): the lowest and highest sample of every 10 ms, full scale is 127.

    Rounded away from zero, so that only silence is drawn as silence; the last piece may be shorter.

    Args:
        samples: (n,) of one channel in -1 to 1, from the first video frame on.
        rate_hz: a multiple of 100.
    """
    hop = rate_hz // PEAKS_PER_S
    pieces = -(-len(samples) // hop)
    padded = np.pad(samples, (0, pieces * hop - len(samples)), mode="edge").reshape(pieces, hop)
    lowest = np.floor(np.clip(padded.min(axis=1), -1, 0) * _FULL)
    highest = np.ceil(np.clip(padded.max(axis=1), 0, 1) * _FULL)
    return npy_bytes(np.stack([lowest, highest], axis=1).astype(np.int8))
