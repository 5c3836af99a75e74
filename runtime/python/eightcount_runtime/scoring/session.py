"""A practice as it is danced: frames in, feedback and judgements out, and a sheet at any time.

Everything told follows from the samples on the grid alone, so the same frames give the same sheet however
they come. No clock, no files, no threads of its own; one lock makes `push` and `result` callable from any.
"""

from collections.abc import Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

from eightcount_runtime import RUNTIME_LEVEL, __version__
from eightcount_runtime.classpack.parameters import Parameters
from eightcount_runtime.scoring.body import AFTER, BEFORE
from eightcount_runtime.scoring.events import Event, Judgement, PartSummary
from eightcount_runtime.scoring.grid import RATE_HZ, Grid
from eightcount_runtime.scoring.hypotheses import YAWS_DEG, Mirror, hypotheses
from eightcount_runtime.scoring.judging import Table, View, judge, measure, sides, view
from eightcount_runtime.scoring.learner import learner_on, measure_body, measure_limbs
from eightcount_runtime.scoring.live import feedback
from eightcount_runtime.scoring.matching import LAGS
from eightcount_runtime.scoring.reference import Reference, StepReference
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
from eightcount_runtime.scoring.timing import Leader, leader_of

_MOST_SIDE_PX = 65_535
_TOLD_AGAIN = 0.01
_SLOWEST, _FASTEST = 0.05, 4.0


class Session:
    """One practice of a class, or of some of its parts."""

    def __init__(
        self,
        reference: Reference,
        width: int,
        height: int,
        *,
        mirror: Mirror = "auto",
        parts: Sequence[int] | None = None,
        speed: float = 1.0,
        class_id: str = "",
        manifest: str | None = None,
    ) -> None:
        """Begin.

        Args:
            reference: the class.
            width: of the camera's picture, upright, pixels.
            height: of it.
            mirror: is the learner a mirror image of the teacher? `auto` finds out.
            parts: that are practised, from 1; None: all.
            speed: of the class; 0.5 is half speed.
            class_id: for the sheet.
            manifest: sha256 of the pack, for the sheet.

        Raises:
            ValueError: one of them cannot be.
        """
        _require(width, height, mirror, speed)
        self._reference, self._mirror, self._speed = reference, mirror, float(speed)
        self._class_id, self._manifest = class_id, manifest
        self._parts = _chosen(parts, len(reference.routine.parts))
        self._picture = (int(width), int(height))
        self._ways = hypotheses(mirror)
        self._steps = tuple(step for step in reference.steps if step.part in self._parts)
        self._stream = Stream(
            width / height, self._steps[0].start - BEFORE, self._steps[-1].point + AFTER + 1
        )
        self._learner = learner_on(self._stream.grid)
        self._tables: list[Table] = []
        self._views: dict[int, tuple[tuple[int, int], View]] = {}
        self._totals = np.zeros((len(self._ways), LAGS))
        self._leader = leader_of(self._totals, 0, self._ways, reference.parameters)
        self._told: list[StepSheet] = []
        self._lock = Lock()

    def push(self, time_s: float, landmarks: npt.ArrayLike | None) -> tuple[Event, ...]:
        """A frame of the camera.

        Args:
            time_s: on the class's video clock.
            landmarks: (33, 4) x, y, z, visibility as MediaPipe has them; (n, 33, 4) where there are several
                people; None with nobody.

        Returns:
            what there is to tell: judgements and part summaries that became due, then feedback on this frame.

        Raises:
            ValueError: the landmarks are not of such a shape.
        """
        with self._lock:
            if not self._stream.take(time_s, landmarks):
                return ()
            return (*self._due(), self._feedback())

    def take(self, time_s: float, landmarks: npt.ArrayLike | None) -> None:
        """As `push`, but telling nothing: cheaper, for those who want the sheet alone."""
        with self._lock:
            self._stream.take(time_s, landmarks)

    def result(self) -> Sheet:
        """The sheet of what came so far. Steps whose time has not come yet have no frames."""
        with self._lock:
            return self._sheet()

    @property
    def grid(self) -> Grid:
        """The learner's samples, for those who look inside; not to be changed."""
        return self._learner.grid

    def tables(self) -> tuple[tuple[Table, ...], Leader]:
        """What was measured at every step, and what leads, for those who look inside."""
        with self._lock:
            tables, totals = self._all_tables()
            return tuple(tables), self._lead(totals, tables)

    def _due(self) -> list[Event]:
        events: list[Event] = []
        while len(self._tables) < len(self._steps):
            step = self._steps[len(self._tables)]
            if self._stream.next <= step.point + AFTER:
                break
            measure_limbs(self._learner, step.point + AFTER + 1)
            table = measure(step, self._reference, self._learner, self._ways)
            self._tables.append(table)
            self._totals += table.similarity
            events += self._judged(table)
        return events

    def _judged(self, table: Table) -> list[Event]:
        """A new table: perhaps another leader, then the step's judgement, then perhaps a part's end."""
        events: list[Event] = []
        self._leader = self._lead(self._totals, self._tables)
        events += self._revised()
        sheet = self._judge(len(self._told), table, self._leader)
        self._told.append(sheet)
        events.append(Judgement(sheet, revised=False))
        if sheet.count == 8:
            events.append(PartSummary(self._part(self._told[-8:])))
        return events

    def _revised(self) -> list[Event]:
        """Steps told before, of which the new leader changed something worth telling."""
        events: list[Event] = []
        for at, before in enumerate(self._told):
            seen = self._view(at, self._tables[at], self._leader)
            if _differs(before, seen, self._leader, self._reference.parameters):
                self._told[at] = self._judge(at, self._tables[at], self._leader)
                events.append(Judgement(self._told[at], revised=True))
        return events

    def _sheet(self) -> Sheet:
        numbers = self._reference.parameters
        tables, totals = self._all_tables()
        leader = self._lead(totals, tables)
        steps = tuple(self._judge(at, table, leader) for at, table in enumerate(tables))
        total = total_sheet(steps, numbers)
        session = self._session(leader)
        best, worst = best_and_worst(steps)
        return Sheet(
            runtime=RuntimeName("eightcount-runtime", __version__, RUNTIME_LEVEL),
            scoring=numbers,
            class_id=self._class_id,
            manifest=self._manifest,
            session=session,
            total=total,
            warnings=warnings_of(session, total, steps),
            parts=tuple(self._part(steps[at : at + 8]) for at in range(0, len(steps), 8)),
            steps=steps,
            best=best,
            worst=worst,
            costly=costly_joint(steps),
            not_seen=not_seen(self._learner.grid, self._spans()),
        )

    def _all_tables(self) -> tuple[list[Table], npt.NDArray[np.float64]]:
        """Those measured already, and those of the steps that are not due yet, from what is known."""
        tables, totals = list(self._tables), self._totals.copy()
        for step in self._steps[len(tables) :]:
            measure_limbs(self._learner, min(self._stream.next, step.point + AFTER + 1))
            tables.append(measure(step, self._reference, self._learner, self._ways))
            totals += tables[-1].similarity
        return tables, totals

    def _lead(self, totals: npt.NDArray[np.float64], tables: Sequence[Table]) -> Leader:
        judged = sum(bool(table.valid.any()) for table in tables)
        return leader_of(totals, judged, self._ways, self._reference.parameters)

    def _judge(self, at: int, table: Table, leader: Leader) -> StepSheet:
        return judge(self._view(at, table, leader), leader, self._speed, self._reference.parameters)

    def _view(self, at: int, table: Table, leader: Leader) -> View:
        """Of step `at`; kept while the same hypothesis and shift lead, for the steps that were due."""
        if at >= len(self._tables):
            return self._seen(table, leader)
        key = (leader.way, leader.lag)
        if at not in self._views or self._views[at][0] != key:
            self._views[at] = (key, self._seen(table, leader))
        return self._views[at][1]

    def _seen(self, table: Table, leader: Leader) -> View:
        way = self._ways[leader.way]
        return view(table, self._reference, self._learner, way, leader.way, leader.lag)

    def _part(self, steps: Sequence[StepSheet]) -> PartSheet:
        name = self._reference.routine.parts[steps[0].part - 1].name
        return part_sheet(steps, name, self._reference.parameters)

    def _session(self, leader: Leader) -> SessionSheet:
        way = self._ways[leader.way]
        return SessionSheet(
            mirror=self._mirror,
            mirrored=way.mirrored,
            yaw_deg=way.yaw_deg,
            lag_ms=1000.0 * leader.late / RATE_HZ / self._speed,
            speed=self._speed,
            picture=self._picture,
            parts=self._parts,
            frames=self._stream.counts(self._speed),
        )

    def _spans(self) -> list[tuple[int, int]]:
        """Of samples in which the parts were danced, as far as the stream has come."""
        spans: list[tuple[int, int]] = []
        for step in self._steps:
            low, high = step.start, min(step.point, self._stream.next)
            if spans and spans[-1][1] == low:
                low = spans.pop()[0]
            if high > low:
                spans.append((low, high))
        return spans

    def _feedback(self) -> Event:
        stream, lag = self._stream, self._leader.lag
        number = stream.next - 1
        measure_body(self._learner, stream.next)
        ratios = self._tables[-1].ratios if self._tables else np.ones((len(YAWS_DEG), 2))
        step = self._step_at(number - lag)
        way = self._ways[self._leader.way]
        return feedback(stream.time_s, number, lag, step, self._learner, self._reference, way, ratios)

    def _step_at(self, number: int) -> StepReference | None:
        """The step that is danced at a sample of the teacher's: not far from the one judged last."""
        for step in self._steps[max(len(self._tables) - 2, 0) :]:
            if number <= step.point:
                return step if number > step.start else None
        return None


def _differs(before: StepSheet, seen: View, leader: Leader, numbers: Parameters) -> bool:
    if before.raw is None or seen.why_not is not None:
        return before.why_not != seen.why_not
    shape, timing = sides(seen, leader, numbers)
    return abs(before.raw - shape * timing) > _TOLD_AGAIN


def _require(width: int, height: int, mirror: str, speed: float) -> None:
    if not (1 <= width <= _MOST_SIDE_PX and 1 <= height <= _MOST_SIDE_PX):
        raise ValueError(f"A picture has sides of 1 to {_MOST_SIDE_PX} pixels, not {width} x {height}.")
    if mirror not in {"auto", "on", "off"}:
        raise ValueError(f"mirror is 'auto', 'on' or 'off', not {mirror!r}.")
    if not _SLOWEST <= speed <= _FASTEST:
        raise ValueError(f"speed lies within {_SLOWEST:g} and {_FASTEST:g}; {speed} does not.")


def _chosen(parts: Sequence[int] | None, count: int) -> tuple[int, ...]:
    wanted = tuple(range(1, count + 1)) if parts is None else tuple(sorted(set(parts)))
    if not wanted or wanted[0] < 1 or wanted[-1] > count:
        raise ValueError(f"The class has parts 1 to {count}; practise at least one of them, and no other.")
    return wanted
