"""What scoring tells while somebody dances, beside the sheet of the same frames; and what a frame costs."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from eightcount_runtime.scoring import DEFAULTS, Judgement, Reference, Session
from numpy.typing import NDArray

from bench.scoring.corpus import DanceClass
from bench.scoring.judges import sheet_of
from bench.scoring.performers import Stream, perform, performer_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """Differences of the raw step between what was told and the sheet.

    Attributes:
        last: (n,) of what stood at the end, revisions told.
        first: (n,) of what was told first.
    """

    last: Floats
    first: Floats


def live_beside_replay(classes: Sequence[DanceClass], seed: int) -> Told:
    """Practices of all qualities, pushed frame by frame, beside `replay` of the same frames."""
    first, last = [], []
    for number, danced in enumerate(classes):
        stream = perform(danced, performer_of(0.3 + 0.7 * number / len(classes), seed * 100_000 + number))
        reference = Reference.of(danced.routine, danced.poses, DEFAULTS)
        told: dict[tuple[int, int], list[float | None]] = {}
        session = Session(reference, stream.width, stream.height)
        for time_s, landmarks in zip(stream.times_s, stream.landmarks, strict=True):
            for event in session.push(float(time_s), landmarks):
                if isinstance(event, Judgement):
                    told.setdefault((event.step.part, event.step.count), []).append(event.step.raw)
        for step in sheet_of(reference, stream).steps:
            before = told.get((step.part, step.count))
            if before and step.raw is not None:
                first.append(_apart(before[0], step.raw))
                last.append(_apart(before[-1], step.raw))
    return Told(np.array(last), np.array(first))


def _apart(told: float | None, in_sheet: float) -> float:
    return abs((told or 0.0) - in_sheet)


@dataclass(frozen=True)
class Cost:
    """Microseconds of CPU time a frame.

    Attributes:
        push_us: mean of a push with all it tells, and of the sheet at the end.
        quiet_us: median of a push between judgements.
        judging_us: median of a push that judges a step.
        replay_us: mean of a replay with its sheet.
    """

    push_us: float
    quiet_us: float
    judging_us: float
    replay_us: float


def cost_of(danced: DanceClass, stream: Stream, turns: int = 3) -> Cost:
    """Of one practice, several times; means are of the best turn."""
    reference = Reference.of(danced.routine, danced.poses, DEFAULTS)
    frames, means, replays = len(stream.times_s), [], []
    quiet: list[float] = []
    judging: list[float] = []
    for _ in range(turns):
        session, start_s = Session(reference, stream.width, stream.height), time.process_time()
        for time_s, landmarks in zip(stream.times_s, stream.landmarks, strict=True):
            before_s = time.process_time()
            told = session.push(float(time_s), landmarks)
            (judging if len(told) > 1 else quiet).append(time.process_time() - before_s)
        session.result()
        means.append(time.process_time() - start_s)
        start_s = time.process_time()
        sheet_of(reference, stream)
        replays.append(time.process_time() - start_s)
    best = (min(means) / frames, float(np.median(quiet)), float(np.median(judging)), min(replays) / frames)
    return Cost(*(1e6 * seconds for seconds in best))
