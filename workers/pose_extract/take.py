"""A take as the step is given it, and its list of pictures, as values."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Take:
    """An untrusted file: where, of what kind, which of its streams, how large its pictures may be."""

    path: Path
    container: str
    stream: int
    max_pixels: int


@dataclass(frozen=True)
class Index:
    """What the file says of its pictures without decoding them, in the order in which they are shown.

    pts: (n,) in `time_base_s` units. key: (n,) whether decoding can begin there.
    """

    pts: NDArray[np.int64]
    key: NDArray[np.bool_]
    time_base_s: float
