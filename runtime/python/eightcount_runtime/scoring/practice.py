"""What a practice has come to: its samples, the tables of the steps that are over, and the sheet that
follows from them.

Everything follows from the samples on the grid alone, so the same frames give the same sheet however they
come. Must not know who asks, nor tell anything by itself: `session` does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eightcount_runtime import RUNTIME_LEVEL, __version__
from eightcount_runtime.scoring.body import AFTER, BEFORE
from eightcount_runtime.scoring.grid import RATE_HZ
from eightcount_runtime.scoring.hypotheses import hypotheses
from eightcount_runtime.scoring.judging import Table, View, judge, measure, unframed, view
from eightcount_runtime.scoring.learner import learner_on, measure_limbs
from eightcount_runtime.scoring.matching import LAGS, MOST_LAG
from eightcount_runtime.scoring.reference import Reference, StepReference
from eightcount_runtime.scoring.setting import Setting
from eightcount_runtime.scoring.sheet import PartSheet, RuntimeName, SessionSheet, Sheet, StepSheet
from eightcount_runtime.scoring.stream import Stream
from eightcount_runtime.scoring.summary import (
    best_and_worst,
    costly_joint,
    not_seen,
    part_sheet,
    total_sheet,
    warnings_of,
)
from eightcount_runtime.scoring.timing import Leader, leader_of, vote_of

Floats = npt.NDArray[np.float64]

NAME = "eightcount-runtime"
"""This runtime's, in its sheets: that of TypeScript has its own."""


@dataclass(frozen=True)
class Votes:
    """What steps say of hypotheses and shifts: (h, 31) sums, and how many have a say."""

    totals: Floats
    steps: int

    def after(self, table: Table) -> "Votes":
        """With one more step."""
        vote = vote_of(table.similarity, table.valid)
        return self if vote is None else Votes(self.totals + vote, self.steps + 1)


class Practice:
    """One practice of a class; filled by its stream.

    Attributes:
        ways: the hypotheses to choose from.
        steps: of the parts that are practised.
        stream: takes the frames.
        learner: their samples.
        tables: of the steps that are over.
        ended: no frames are taken any more, and the steps of the parts that were begun are over.
    """

    def __init__(self, reference: Reference, setting: Setting) -> None:
        """Of a class."""
        self.reference, self.setting = reference, setting
        self.ways = hypotheses(setting.mirror)
        self.steps = tuple(step for step in reference.steps if step.part in setting.parts)
        first, last = self.steps[0].start - BEFORE, self.steps[-1].point + AFTER
        self.stream = Stream(setting.width / setting.height, first, last + 1, setting.speed)
        self.learner = learner_on(self.stream.grid)
        self.tables: list[Table] = []
        self.ended = False
        self._votes = Votes(np.zeros((len(self.ways), LAGS)), 0)
        self._views: dict[int, tuple[tuple[int, int], View]] = {}

    def measure_next(self) -> Table | None:
        """The table of the next step, if it is over."""
        if len(self.tables) == len(self.steps):
            return None
        step = self.steps[len(self.tables)]
        if self.stream.next <= step.point + AFTER and not (self.ended and self._is_begun(step.part)):
            return None
        table = self._measured(step)
        self.tables.append(table)
        self._votes = self._votes.after(table)
        return table

    def leader(self) -> Leader:
        """What leads by the steps that are over."""
        return self._lead(self._votes)

    def all_tables(self) -> tuple[tuple[Table, ...], Leader]:
        """Also of the steps whose time has not come yet, from what is known; and what leads by all."""
        tables, votes = list(self.tables), self._votes
        for step in self.steps[len(tables) :]:
            tables.append(self._measured(step))
            votes = votes.after(tables[-1])
        return tuple(tables), self._lead(votes)

    def view_of(self, at: int, table: Table, leader: Leader) -> View:
        """Of step `at`; of one that is over kept while the same hypothesis and shift lead."""
        key = (leader.way, leader.lag)
        if at in self._views and self._views[at][0] == key:
            return self._views[at][1]
        way = self.ways[leader.way]
        found = view(table, self.reference, self.learner, way, leader.way, leader.lag)
        if at < len(self.tables):
            self._views[at] = (key, found)
        return found

    def judge(self, at: int, table: Table, leader: Leader) -> StepSheet:
        """The sheet of step `at`."""
        found = self.view_of(at, table, leader)
        return judge(found, leader, self.setting.speed, self.reference.parameters)

    def part(self, steps: Sequence[StepSheet]) -> PartSheet:
        """The sheet of a part, from those of its 8 steps."""
        name = self.reference.routine.parts[steps[0].part - 1].name
        return part_sheet(steps, name, self.reference.parameters)

    def sheet(self) -> Sheet:
        """Of what came so far."""
        numbers = self.reference.parameters
        tables, leader = self.all_tables()
        steps = tuple(self.judge(at, table, leader) for at, table in enumerate(tables))
        total = total_sheet(steps, numbers)
        session = self._session(leader)
        best, worst = best_and_worst(steps)
        return Sheet(
            runtime=RuntimeName(NAME, __version__, RUNTIME_LEVEL),
            scoring=numbers,
            class_id=self.setting.class_id,
            manifest=self.setting.manifest,
            session=session,
            total=total,
            warnings=warnings_of(session, total, steps),
            parts=tuple(self.part(steps[at : at + 8]) for at in range(0, len(steps), 8)),
            steps=steps,
            best=best,
            worst=worst,
            costly=costly_joint(steps),
            not_seen=not_seen(self.learner.grid, self._spans()),
        )

    def _measured(self, step: StepReference) -> Table:
        """From what is known of a step; at once where that is nothing, as none of its samples is laid yet."""
        if step.start - MOST_LAG >= self.stream.next:
            return unframed(step, self.ways)
        measure_limbs(self.learner, min(self.stream.next, step.point + AFTER + 1))
        return measure(step, self.reference, self.learner, self.ways)

    def _is_begun(self, part: int) -> bool:
        return any(step.part == part and step.start < self.stream.next for step in self.steps)

    def _lead(self, votes: Votes) -> Leader:
        return leader_of(votes.totals, votes.steps, self.ways, self.reference.parameters)

    def _session(self, leader: Leader) -> SessionSheet:
        way, setting = self.ways[leader.way], self.setting
        return SessionSheet(
            mirror=setting.mirror,
            mirrored=way.mirrored,
            yaw_deg=way.yaw_deg,
            lag_ms=1000.0 * leader.late / RATE_HZ / setting.speed,
            speed=setting.speed,
            picture=(setting.width, setting.height),
            parts=setting.parts,
            frames=self.stream.counts(),
        )

    def _spans(self) -> list[tuple[int, int]]:
        """Of samples in which the parts were danced, as far as the stream has come."""
        spans: list[tuple[int, int]] = []
        for step in self.steps:
            low, high = step.start, min(step.point, self.stream.next)
            if spans and spans[-1][1] == low:
                low = spans.pop()[0]
            if high > low:
                spans.append((low, high))
        return spans
