"""Other dances, as pose tracks: what somebody might dance instead of the class.

`SOURCES.md` says where they are from, `../make_gallery.py` makes them. Must not know any class.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.features import ANGLES, PLACES, square
from eightcount_runtime.classpack.poses import restored

Floats = npt.NDArray[np.float64]

FOLDER = Path(__file__).parent
RATE_HZ = 15
USED = tuple(sorted({mark for _, triple in ANGLES for mark in triple} | {mark for _, mark in PLACES}))
"""The landmarks that a file holds: those of the 16 features."""


@dataclass(frozen=True)
class Dance:
    """A dance that is not the class.

    Attributes:
        name: of its file.
        points: (n, 33, 4), 15 a second: x and z in units of the picture's height, y likewise, visibility; NaN
            where a landmark is not kept.
    """

    name: str
    points: Floats


def dances() -> tuple[Dance, ...]:
    """All of them, by name."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.npz")))


def _read(path: Path) -> Dance:
    with np.load(path, allow_pickle=False) as stored:
        kept = restored(stored["image"])
        width, height = int(stored["width"]), int(stored["height"])
    points = np.full((len(kept), 33, 4), np.nan)
    points[:, USED, :2] = square(kept, width, height)
    points[:, USED, 2] = kept[..., 2] * width / height
    points[:, USED, 3] = kept[..., 3]
    return Dance(path.stem, points)
