"""From judged steps to parts, a total, what is worth a warning and what was not seen."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from eightcount_runtime.classpack.features import ANGLES, FEATURE_NAMES, PLACES
from eightcount_runtime.classpack.parameters import Parameters
from eightcount_runtime.scoring.curve import medal_of, score_of
from eightcount_runtime.scoring.grid import NO_FRAME, RATE_HZ, SEEN, Grid
from eightcount_runtime.scoring.matching import EQUAL
from eightcount_runtime.scoring.sheet import (
    LIMBS,
    NotSeen,
    PartSheet,
    Place,
    SessionSheet,
    SheetWarning,
    StepSheet,
    TotalSheet,
)

JOINTS = tuple(dict.fromkeys(name for name, _ in (*ANGLES, *PLACES)))
"""What can be `costly`: a joint's angle and place together."""
_SHIFTED_MS = 80.0
_FEW_FRAMES_HZ = 8.0
_UNORDERED_SHARE, _SEVERAL_SHARE = 0.05, 0.1
_HARDLY_SEEN_SHARE = 0.8
_SPAN = 15
"""Samples from which a span that is not seen is told: half a second."""
_HIDDEN = 0.5
_LIMB_MARKS = ((2, 4), (3, 5), (8, 10), (9, 11))


def part_sheet(steps: Sequence[StepSheet], name: str | None, parameters: Parameters) -> PartSheet:
    """Of a part's 8 steps."""
    judged = [step for step in steps if step.judged]
    mean = _means(steps, judged)
    return PartSheet(
        part=steps[0].part,
        name=name,
        score=None if mean is None else score_of(mean[0], parameters),
        raw=None if mean is None else mean[0],
        shape=None if mean is None else mean[1],
        timing=None if mean is None else mean[2],
        late_ms=None if mean is None else median([step.late_ms or 0.0 for step in judged]),
        amplitude=None if mean is None else median([step.amplitude or 0.0 for step in judged]),
        judged=len(judged),
        best=None if mean is None else _best(judged).count,
        worst=None if mean is None else _worst(judged).count,
        costly=None if mean is None else costly_joint(judged),
    )


def total_sheet(steps: Sequence[StepSheet], parameters: Parameters) -> TotalSheet:
    """Of all steps that were to be danced. Who was hardly seen gets no medal, as good as the rest may be."""
    judged = [step for step in steps if step.judged]
    mean = _means(steps, judged)
    if mean is None:
        return TotalSheet(None, None, None, None, None, len(judged), len(steps))
    score = score_of(mean[0], parameters)
    medal = None if _is_hardly_seen(steps) else medal_of(score, parameters)
    return TotalSheet(score, *mean, medal, len(judged), len(steps))


def best_and_worst(steps: Sequence[StepSheet]) -> tuple[Place | None, Place | None]:
    """Of the judged steps those of the highest and lowest raw similarity; of equals the first."""
    judged = [step for step in steps if step.judged]
    if not judged:
        return None, None
    best, worst = _best(judged), _worst(judged)
    return Place(best.part, best.count), Place(worst.part, worst.count)


def costly_joint(steps: Sequence[StepSheet]) -> str | None:
    """The joint whose angle and place together cost most over judged steps, of equals the first of JOINTS;
    None where none cost anything.
    """
    costs = dict.fromkeys(JOINTS, 0.0)
    for step in steps:
        for name in FEATURE_NAMES if step.costs else ():
            costs[name.split(".")[1]] += (step.costs or {})[name]
    most = max(costs.values())
    return next(joint for joint in JOINTS if costs[joint] >= most - EQUAL) if most > EQUAL else None


def warnings_of(
    session: SessionSheet, total: TotalSheet, steps: Sequence[StepSheet]
) -> tuple[SheetWarning, ...]:
    """What makes the scores less telling."""
    frames, found = session.frames, []
    if abs(session.lag_ms) >= _SHIFTED_MS and total.judged:
        found.append(SheetWarning("shifted", lag_ms=session.lag_ms))
    if _is_hardly_seen(steps):
        found.append(SheetWarning("hardly_seen", share=total.judged / _shown(steps)))
    if frames.several > _SEVERAL_SHARE * frames.taken:
        found.append(SheetWarning("several_people", share=frames.several / frames.taken))
    if frames.unordered > _UNORDERED_SHARE * (frames.taken + frames.unordered):
        share = frames.unordered / (frames.taken + frames.unordered)
        found.append(SheetWarning("unordered", share=share))
    if frames.rate_hz is not None and frames.rate_hz < _FEW_FRAMES_HZ:
        found.append(SheetWarning("few_frames", rate_hz=frames.rate_hz))
    return tuple(found)


def not_seen(grid: Grid, spans: Sequence[tuple[int, int]]) -> tuple[NotSeen, ...]:
    """Stretches of at least half a second, within spans of samples, without a frame, without the dancer, or
    with a limb hidden.
    """
    found: list[NotSeen] = []
    for low, high in spans:
        here = slice(low - grid.first, high - grid.first)
        blind, away = grid.state[here] == NO_FRAME, grid.state[here] != SEEN
        found += _stretches(blind, low, "camera")
        found += _stretches(away & ~blind, low, "dancer")
        visibility = grid.visibility[here]
        for limb, marks in zip(LIMBS, _LIMB_MARKS, strict=True):
            found += _stretches(~away & (visibility[:, marks].min(axis=1) < _HIDDEN), low, limb)
    return tuple(found)


def _is_hardly_seen(steps: Sequence[StepSheet]) -> bool:
    return sum(step.judged for step in steps) < _HARDLY_SEEN_SHARE * _shown(steps)


def _shown(steps: Sequence[StepSheet]) -> int:
    """Steps at which the teacher is seen."""
    return sum(step.why_not != "teacher_not_seen" for step in steps)


def _means(steps: Sequence[StepSheet], judged: Sequence[StepSheet]) -> tuple[float, float, float] | None:
    """Of raw, shape and timing; None where less than half of the steps are judged."""
    if not judged or 2 * len(judged) < len(steps):
        return None
    count = len(judged)
    raw, shape, timing = (
        sum(getattr(step, name) for step in judged) / count for name in ("raw", "shape", "timing")
    )
    return raw, shape, timing


def _best(judged: Sequence[StepSheet]) -> StepSheet:
    most = max(step.raw or 0.0 for step in judged)
    return next(step for step in judged if (step.raw or 0.0) >= most - EQUAL)


def _worst(judged: Sequence[StepSheet]) -> StepSheet:
    least = min(step.raw or 0.0 for step in judged)
    return next(step for step in judged if (step.raw or 0.0) <= least + EQUAL)


def median(values: Sequence[float]) -> float:
    """Of at least one; of an even number the mean of the two in the middle."""
    ranked, middle = sorted(values), len(values) // 2
    return ranked[middle] if len(ranked) % 2 else (ranked[middle - 1] + ranked[middle]) / 2


def _stretches(hidden: npt.NDArray[np.bool_], first: int, what: str) -> list[NotSeen]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], hidden, [False]]).astype(np.int8)))
    return [
        NotSeen((first + low) / RATE_HZ, (first + high) / RATE_HZ, what)
        for low, high in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        if high - low >= _SPAN
    ]
