"""The child processes that look at one take, started as they are needed, and its list of pictures.

Must not judge what was found.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from workers.pose_extract.children import Child
from workers.pose_extract.messages import Setup
from workers.pose_extract.plan import Plan, Seen
from workers.pose_extract.ranges import run, sighting_places
from workers.pose_extract.take import Index
from workers.step import Limits, StepRefusedError

_MOST_RATE_HZ = 240.0


class Crew:
    """For the length of a `with` block, which raises StepRefusedError for a take that cannot be read or is
    too long. `index` lists its pictures, `times_s` (n,) says when they are shown, `sightings` in which of
    them people are looked for.
    """

    index: Index
    times_s: NDArray[np.float64]
    sightings: list[int]

    def __init__(self, setup: Setup, limits: Limits) -> None:
        self._setup, self._limits = setup, limits
        self._deadline_s = time.monotonic() + limits.max_wall_s
        self._children: list[Child] = []
        self._cleanup = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.callback(self._cleanup.close)
            self._grow(1)
            self.index = self._children[0].index(int(self._limits.max_duration_s * _MOST_RATE_HZ))
            self.times_s = (self.index.pts - self.index.pts[0]) * self.index.time_base_s
            if self.times_s[-1] > self._limits.max_duration_s:
                most = f"{self._limits.max_duration_s:g} s"
                raise StepRefusedError(f"The take is longer than the {most} that are allowed. Cut it.")
            self.sightings = sighting_places(self.times_s)
            undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cleanup.close()

    def look(self, plans: Sequence[Plan], watch: Callable[[float], None]) -> list[Seen]:
        """What was seen in each plan; as `ranges.run` has it."""
        self._grow(min(self._limits.processes, len(plans)))
        return run(self._children, plans, watch, self._deadline_s)

    def _grow(self, wanted: int) -> None:
        while len(self._children) < wanted:
            self._children.append(self._cleanup.enter_context(Child(self._setup)))
