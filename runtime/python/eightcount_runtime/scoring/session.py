"""A practice as it is danced: frames in, feedback and judgements out, and a sheet at any time.

No clock, no files, no threads of its own; one lock makes everything here callable from any.
"""

from collections.abc import Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

from eightcount_runtime.classpack.parameters import Parameters
from eightcount_runtime.scoring.events import Event, Judgement, PartSummary
from eightcount_runtime.scoring.grid import Grid
from eightcount_runtime.scoring.hypotheses import YAWS_DEG, Mirror
from eightcount_runtime.scoring.judging import Table, View, sides
from eightcount_runtime.scoring.learner import measure_body
from eightcount_runtime.scoring.live import feedback
from eightcount_runtime.scoring.practice import Practice, Setting
from eightcount_runtime.scoring.reference import Reference, StepReference
from eightcount_runtime.scoring.sheet import Sheet, StepSheet
from eightcount_runtime.scoring.timing import Leader

_MOST_SIDE_PX = 65_535
_TOLD_AGAIN = 0.01
_LONGEST_ID, _SHA256_DIGITS = 80, 64
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
        _require_names(class_id, manifest)
        chosen = _chosen(parts, len(reference.routine.parts))
        setting = Setting(int(width), int(height), mirror, chosen, float(speed), class_id, manifest)
        self._practice = Practice(reference, setting)
        self._leader = self._practice.leader()
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
            if not self._practice.stream.take(time_s, landmarks):
                return ()
            return (*self._due(), self._feedback())

    def take(self, time_s: float, landmarks: npt.ArrayLike | None) -> None:
        """As `push`, but telling nothing: cheaper, for those who want the sheet alone."""
        with self._lock:
            self._practice.stream.take(time_s, landmarks)

    def result(self) -> Sheet:
        """The sheet of what came so far. Steps whose time has not come yet have no frames."""
        with self._lock:
            return self._practice.sheet()

    @property
    def grid(self) -> Grid:
        """The learner's samples, for those who look inside; not to be changed."""
        return self._practice.learner.grid

    def tables(self) -> tuple[tuple[Table, ...], Leader]:
        """What was measured at every step, and what leads, for those who look inside."""
        with self._lock:
            return self._practice.all_tables()

    def _due(self) -> list[Event]:
        """For each step that is over: perhaps another leader, its judgement, perhaps the end of its part."""
        events: list[Event] = []
        while (table := self._practice.measure_next()) is not None:
            self._leader = self._practice.leader()
            events += self._revised()
            sheet = self._practice.judge(len(self._told), table, self._leader)
            self._told.append(sheet)
            events.append(Judgement(sheet, revised=False))
            if sheet.count == 8:
                events.append(PartSummary(self._practice.part(self._told[-8:])))
        return events

    def _revised(self) -> list[Event]:
        """Steps told before, of which the new leader changed something worth telling."""
        events: list[Event] = []
        practice, numbers = self._practice, self._practice.reference.parameters
        for at, before in enumerate(self._told):
            seen = practice.view_of(at, practice.tables[at], self._leader)
            if _differs(before, seen, self._leader, numbers):
                self._told[at] = practice.judge(at, practice.tables[at], self._leader)
                events.append(Judgement(self._told[at], revised=True))
        return events

    def _feedback(self) -> Event:
        practice, lag = self._practice, self._leader.lag
        number = practice.stream.next - 1
        measure_body(practice.learner, number + 1)
        return feedback(
            practice.stream.time_s,
            number,
            lag,
            self._step_at(number - lag),
            practice.learner,
            practice.reference,
            practice.ways[self._leader.way],
            practice.tables[-1].ratios if practice.tables else np.ones((len(YAWS_DEG), 2)),
        )

    def _step_at(self, number: int) -> StepReference | None:
        """The step that is danced at a sample of the teacher's: not far from the one judged last."""
        for step in self._practice.steps[max(len(self._practice.tables) - 2, 0) :]:
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


def _require_names(class_id: str, manifest: str | None) -> None:
    if len(class_id) > _LONGEST_ID or len(manifest or "") > _SHA256_DIGITS:
        raise ValueError(
            f"A class's id has at most {_LONGEST_ID} characters, a manifest's sha256 {_SHA256_DIGITS}."
        )


def _chosen(parts: Sequence[int] | None, count: int) -> tuple[int, ...]:
    wanted = tuple(range(1, count + 1)) if parts is None else tuple(sorted(set(parts)))
    if not wanted or wanted[0] < 1 or wanted[-1] > count:
        raise ValueError(f"The class has parts 1 to {count}; practise at least one of them, and no other.")
    return wanted
