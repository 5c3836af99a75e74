"""How the learner may stand to the camera: mirrored or not, and turned about the vertical by up to 30
degrees.

One hypothesis holds for a whole session. Turning by `yaw`, about the vertical through the body's centre:

    x' = x cos(yaw) + z sin(yaw)          x right, z away, both from the centre

Mirroring exchanges left and right, and x for -x. A mirrored learner turned by yaw is the mirror image of the
learner turned by -yaw, so all hypotheses follow from the learner turned by every yaw.
"""

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Mirror = Literal["auto", "on", "off"]

YAWS_DEG = (-30, -20, -10, 0, 10, 20, 30)
COSINES = np.array([cos(yaw * pi / 180) for yaw in YAWS_DEG])
SINES = np.array([sin(yaw * pi / 180) for yaw in YAWS_DEG])
SIDES = [1, 0, 3, 2, 5, 4, 7, 6]
"""The other side of each of the 8 angles, and of the 8 places."""


@dataclass(frozen=True)
class Hypothesis:
    """Mirrored or not, and the turn that brings the learner to face the camera as the teacher does."""

    mirrored: bool
    yaw_deg: int

    @property
    def turn(self) -> int:
        """Which of YAWS_DEG the learner is turned by before any mirroring."""
        return YAWS_DEG.index(-self.yaw_deg if self.mirrored else self.yaw_deg)


def hypotheses(mirror: Mirror) -> tuple[Hypothesis, ...]:
    """Those to choose from, not mirrored first, then by rising yaw."""
    ways = {"auto": (False, True), "on": (True,), "off": (False,)}[mirror]
    return tuple(Hypothesis(mirrored, yaw) for mirrored in ways for yaw in YAWS_DEG)


def other_side(name: str) -> str:
    """`right_hand` for `left_hand`, and so on; also behind `angle.` or `place.`."""
    if "left_" in name:
        return name.replace("left_", "right_")
    return name.replace("right_", "left_")
