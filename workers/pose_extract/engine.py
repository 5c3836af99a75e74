"""The port behind which pose nets are run, and the fast engine that fills it.

An engine looks at one frame at a time and remembers nothing, so frames may be looked at in any order, in
any process, with the same answer. `reference` holds the other engine.
"""

from pathlib import Path
from typing import Protocol

from workers.pose_extract.body import Body
from workers.pose_extract.detect import Detector
from workers.pose_extract.frame import Frame, Upright
from workers.pose_extract.landmarks import LandmarkNet
from workers.pose_extract.models import DETECTOR, NETS, read_model
from workers.pose_extract.region import Person, Region

#: What the detector must be sure of to be believed at all; the landmark net then says yes or no.
LEAST_SCORE = 0.3
LEAST_PRESENCE = 0.5


class Engine(Protocol):
    """Whoever can say who is in a frame and how they stand."""

    def people(self, frame: Frame, upright: Upright) -> list[Person]:
        """Everybody in the frame, surest first."""

    def body(self, frame: Frame, upright: Upright, region: Region) -> Body | None:
        """The body in that region, None where there is none."""


class FastEngine:
    """The nets run directly on regions of the decoded planes."""

    def __init__(self, models: Path, model: str) -> None:
        self._detector = Detector(read_model(models, DETECTOR))
        self._net = LandmarkNet(read_model(models, NETS[model]))

    def people(self, frame: Frame, upright: Upright) -> list[Person]:
        """As the port says, by the detector net on the whole picture."""
        return self._detector.people(frame, upright, LEAST_SCORE)

    def body(self, frame: Frame, upright: Upright, region: Region) -> Body | None:
        """As the port says, by the landmark net."""
        seen = self._net.body(frame, upright, region)
        return seen if seen.presence >= LEAST_PRESENCE else None
