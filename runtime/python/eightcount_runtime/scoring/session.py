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
from eightcount_runtime.scoring.practice import Practice
from eightcount_runtime.scoring.reference import Reference, StepReference
from eightcount_runtime.scoring.setting import Setting, chosen_parts, require_names, require_possible
from eightcount_runtime.scoring.sheet import Sheet, StepSheet
from eightcount_runtime.scoring.timing import Leader

_TOLD_AGAIN = 0.01


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
            parts: that are practised, from 1, each once; None: all.
            speed: of the class; 0.5 is half speed.
            class_id: for the sheet.
            manifest: sha256 of the pack's manifest, 64 lower-case hexadecimal digits, for the sheet.

        Raises:
            ValueError: one of them cannot be.
        """
        require_possible(width, height, mirror, speed)
        require_names(class_id, manifest)
        chosen = chosen_parts(parts, len(reference.routine.parts))
        setting = Setting(int(width), int(height), mirror, chosen, float(speed), class_id, manifest)
        self._practice = Practice(reference, setting)
        self._leader = self._practice.leader()
        self._told: list[StepSheet] = []
        self._lock = Lock()

    def push(self, time_s: float, landmarks: npt.ArrayLike | None) -> tuple[Event, ...]:
        """A frame of the camera. After `finish`, none is taken.

        Args:
            time_s: on the class's video clock.
            landmarks: (33, 4) x, y, z, visibility as MediaPipe has them; (n, 33, 4) where there are several
                people; None with nobody.

        Returns:
            what there is to tell: judgements and part summaries that became due, then feedback on this frame.

        Raises:
            ValueError: the time is no number, or the landmarks are not of such a shape.
        """
        with self._lock:
            if self._practice.ended or not self._practice.stream.take(time_s, landmarks):
                return ()
            return (*self._due(), self._feedback())

    def take(self, time_s: float, landmarks: npt.ArrayLike | None) -> None:
        """As `push`, but telling nothing: cheaper, for those who want the sheet alone."""
        with self._lock:
            if not self._practice.ended:
                self._practice.stream.take(time_s, landmarks)

    def finish(self) -> tuple[Event, ...]:
        """No more frames come: the judgements and part summaries that were waiting for some.

        Told are the steps of all parts of which the stream has reached the start. Asked again: nothing.
        """
        with self._lock:
            self._practice.ended = True
            return tuple(self._due())

    def result(self) -> Sheet:
        """The sheet of what came so far.

        A step whose time has not passed is judged by those of its frames that came; one that none came of has
        `no_frames`.
        """
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
            before, self._leader = self._leader, self._practice.leader()
            is_other = (before.way, before.lag) != (self._leader.way, self._leader.lag)
            if is_other or table.step.count == 8:
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
