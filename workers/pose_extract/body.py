"""One body in one frame, as a value."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.pose_extract.region import Region

#: Landmarks of a body, in MediaPipe's order.
COUNT = 33


@dataclass(frozen=True)
class Body:
    """33 landmarks of one person in one frame.

    image: (33, 4): x and y in parts of the upright picture, z in the scale of x, visibility 0..1.
    world: (33, 3): metres from between the hips, y down.
    presence: 0..1, how sure the net is that somebody is in the region.
    region: where the body itself says that it is.
    """

    image: NDArray[np.float64]
    world: NDArray[np.float64]
    presence: float
    region: Region
