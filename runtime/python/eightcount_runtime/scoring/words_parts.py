"""What there is to tell of one part. What contradicts something dearer there is not told."""

from collections.abc import Sequence

from eightcount_runtime.scoring.sheet import PartSheet, StepSheet
from eightcount_runtime.scoring.words_directions import LEAST_LOSS, OPPOSITE, directions_of
from eightcount_runtime.scoring.words_findings import Finding, order, total

STILL = 0.3
"""Who moves less than that share of the teacher's path does not dance: a body at rest jitters so much."""
SMALL, LARGE = 0.75, 1.4
"""Shares of the teacher's path from which a part is danced too small, and too large."""
LATE_MS = 50.0
"""A part is late or early, beside the whole run, from here on: more than a frame of a slow camera."""
STEP_LATE_MS = 80.0
"""The same of single counts."""
LATE_LOSS = 0.01
"""What 100 ms are worth at a step though the score forgives them, in raw similarity."""
UNSEEN_LOSS = 0.3
"""What a step is worth at which too little was seen."""
WELL = 70.0
"""From this score on a part without a fault is praised; below it, it should be looked at again."""
_INWARDS = frozenset({"arm_close", "elbow_in", "hand_in", "knee_in", "foot_in"})
_OUTWARDS = frozenset(
    {"arm_away", "arm_stretch", "leg_stretch", "elbow_out", "hand_out", "knee_out", "foot_out"}
)
_HIGHER = frozenset({"elbow_higher", "hand_higher", "knee_higher", "foot_higher"})
_AGAINST = {"bigger": _INWARDS, "smaller": _OUTWARDS | _HIGHER}
"""What cannot be told beside moving bigger, or smaller."""


def part_findings(part: PartSheet, steps: Sequence[StepSheet], lag_ms: float) -> list[Finding]:
    """Dearest first, sides those of the teacher; at least one of a part that is judged.

    Args:
        part: its sheet.
        steps: those of it.
        lag_ms: of the whole run, which is told of that and not of its parts.
    """
    judged = [step for step in steps if step.judged]
    if part.score is None:
        return _unseen(part, steps)
    if part.amplitude is not None and part.amplitude < STILL:
        return [Finding("still", _lost(judged), part.part)]
    found = [*directions_of(part.part, judged), *_amplitude(part, judged), *_timing(part, judged, lag_ms)]
    return _in_harmony(sorted(found, key=order)) or [_without_fault(part, judged)]


def contradict(one: Finding, other: Finding) -> bool:
    """Would both together leave the dancer at a loss?"""
    if other.code in _AGAINST.get(one.code, ()) or one.code in _AGAINST.get(other.code, ()):
        return True
    same_limb = one.side == other.side or "both" in (one.side, other.side)
    return same_limb and OPPOSITE.get(one.code) == other.code


def _in_harmony(found: Sequence[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for finding in found:
        if not any(contradict(finding, before) for before in kept):
            kept.append(finding)
    return kept


def _unseen(part: PartSheet, steps: Sequence[StepSheet]) -> list[Finding]:
    """Of a part that is not judged: what the learner can do about it, if it is the learner."""
    unseen = sum(step.why_not == "dancer_not_seen" for step in steps)
    return [Finding("unseen", UNSEEN_LOSS * unseen, part.part)] if 2 * unseen >= len(steps) > 0 else []


def _amplitude(part: PartSheet, judged: Sequence[StepSheet]) -> list[Finding]:
    if part.amplitude is None or SMALL <= part.amplitude <= LARGE:
        return []
    cost = _cost("energy", judged)
    code = "bigger" if part.amplitude < SMALL else "smaller"
    return [Finding(code, cost, part.part)] if cost >= LEAST_LOSS else []


def _timing(part: PartSheet, judged: Sequence[StepSheet], lag_ms: float) -> list[Finding]:
    """The part where it is late or early as a whole, else the counts that are."""
    part_ms = part.late_ms or 0.0
    if _is_off(part_ms, lag_ms, LATE_MS):
        return [_late(part, [step for step in judged if (step.late_ms or 0.0) * part_ms > 0], (), part_ms)]
    off = [step for step in judged if _is_off(step.late_ms or 0.0, lag_ms, STEP_LATE_MS)]
    late = [step for step in off if (step.late_ms or 0.0) > 0]
    told = late if 2 * len(late) >= len(off) else [step for step in off if (step.late_ms or 0.0) < 0]
    if not told:
        return []
    mean_ms = total(step.late_ms or 0.0 for step in told) / len(told)
    finding = _late(part, told, tuple(step.count for step in told), mean_ms)
    return [finding] if finding.weight >= LEAST_LOSS else []


def _is_off(late_ms: float, lag_ms: float, least_ms: float) -> bool:
    """Is it off the beat, and further than the whole run is, of which that is told?"""
    beside_ms = late_ms - lag_ms
    return abs(beside_ms) >= least_ms and abs(late_ms) >= LATE_MS and beside_ms * late_ms > 0


def _late(part: PartSheet, told: Sequence[StepSheet], counts: tuple[int, ...], late_ms: float) -> Finding:
    worth = total(abs(step.late_ms or 0.0) / 100.0 * LATE_LOSS for step in told)
    weight = _cost("timing", told) + worth
    return Finding("late" if late_ms > 0 else "early", weight, part.part, counts, late_ms=late_ms)


def _without_fault(part: PartSheet, judged: Sequence[StepSheet]) -> Finding:
    """Praise where it was good; else to look again, at the way between the counts where that lost most."""
    if part.score is not None and part.score >= WELL:
        return Finding("well", 0.0, part.part)
    lost = _lost(judged)
    return Finding("path" if 2 * _cost("motion", judged) > lost else "again", lost / 2, part.part)


def _cost(name: str, steps: Sequence[StepSheet]) -> float:
    return total((step.costs or {}).get(name, 0.0) for step in steps)


def _lost(judged: Sequence[StepSheet]) -> float:
    return total(1.0 - (step.raw or 0.0) for step in judged)
