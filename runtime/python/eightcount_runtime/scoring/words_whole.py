"""What there is to tell of the whole run: shift, what the camera missed, what holds in most parts, praise."""

from collections.abc import Mapping, Sequence

from eightcount_runtime.classpack.features import FEATURE_NAMES
from eightcount_runtime.scoring.sheet import Sheet
from eightcount_runtime.scoring.words_directions import OPPOSITE
from eightcount_runtime.scoring.words_findings import Finding, order, total
from eightcount_runtime.scoring.words_parts import UNSEEN_LOSS, WELL, contradict

SHIFT_LOSS = 0.02
"""What 100 ms of a shift of the whole run are worth at a step, in raw similarity, beside its cost."""
UNSEEN_SHARE = 0.3
"""Share of the run in which a limb was not seen, to be told of."""
AWAY_S = 2.0
"""Seconds out of the picture, or without one, to be told of."""
LEFT_STEPS = 2
"""Steps at the end without a frame to be told of: the last one may be cut off."""
MIRROR_LOSS, SEVERAL_LOSS = 0.001, 0.01
"""What a step is worth of a run that was mirrored; that others were in the picture of."""
BEST = 60.0
"""The best part of several is named from this score on."""
HARDLY = 53.0
"""What another dance scores at most, with room to spare; so does who hardly moves, or is half a beat late."""
HARDLY_ALIKE, LEAST_AMPLITUDE = 0.62, 0.4
"""Who is late is as alike as ever, in poses and the ways between; who moves less than that share of the
teacher's path moves too little to be told from another dance. Those came to 0.5, other parts to 0.61."""
ALONE = frozenset({"hardly_matches", "nothing_seen", "nothing_came"})
"""Beside these nothing is told of parts."""
_COMMON = frozenset({*OPPOSITE, "bigger", "smaller"})


def whole_findings(sheet: Sheet, parts: Mapping[int, Sequence[Finding]]) -> list[Finding]:
    """Dearest first, sides those of the teacher.

    Args:
        sheet: the sheet.
        parts: what there is to tell of each part, by its number.
    """
    judged = sum(step.judged for step in sheet.steps)
    if judged == 0:
        code = "nothing_came" if _nothing_came(sheet) else "nothing_seen"
        return [Finding(code, float(len(sheet.steps))), *_limbs_unseen(sheet)]
    if _hardly_matches(sheet):
        return [Finding("hardly_matches", float(judged)), *_too_little(sheet)]
    found = [*_common(sheet, parts), *_limbs_unseen(sheet), *_out_of_sight(sheet), *_stopped(sheet)]
    found += _shifted(sheet, judged)
    if sheet.session.mirrored and sheet.session.mirror == "auto":
        found.append(Finding("mirrored", MIRROR_LOSS * judged))
    if any(warning.code == "several_people" for warning in sheet.warnings):
        found.append(Finding("several_people", SEVERAL_LOSS * judged))
    return [*sorted(found, key=order), *_praise(sheet, parts)]


def _hardly_matches(sheet: Sheet) -> bool:
    """Is it something else that was danced, and neither too late nor too small?"""
    judged = [step for step in sheet.steps if step.judged]
    score = sheet.total.score
    if score is None:  # too few steps for a total: by those that there are
        score = total(step.score or 0.0 for step in judged) / len(judged)
    if score > HARDLY:
        return False
    alike = total(1.0 - _unlike(step.costs or {}) for step in judged) / len(judged)
    moved = total(step.amplitude or 0.0 for step in judged) / len(judged)
    return alike < HARDLY_ALIKE and moved >= LEAST_AMPLITUDE


def _too_little(sheet: Sheet) -> list[Finding]:
    """Why there is no total, where there is none: what the dancer can do about it."""
    if sheet.total.score is not None:
        return []
    return sorted([*_limbs_unseen(sheet), *_out_of_sight(sheet), *_stopped(sheet)], key=order)


def _unlike(costs: Mapping[str, float]) -> float:
    """What poses and the ways between them cost at a step."""
    return total(costs.get(name, 0.0) for name in (*FEATURE_NAMES, "motion"))


def _common(sheet: Sheet, parts: Mapping[int, Sequence[Finding]]) -> list[Finding]:
    """What is told of more than half of the judged parts, and contradicted in none."""
    judged = [parts.get(part.part, ()) for part in sheet.parts if part.score is not None]
    if judged and all(each.code == "still" for found in judged for each in found):
        return [Finding("still", total(each.weight for found in judged for each in found))]
    everything = [finding for found in judged for finding in found if finding.code in _COMMON]
    common: list[Finding] = []
    for code, side in dict.fromkeys((finding.code, finding.side) for finding in everything):
        alike = [finding for finding in everything if (finding.code, finding.side) == (code, side)]
        whole = Finding(code, total(finding.weight for finding in alike), side=side)
        often = len(alike) >= 2 and 2 * len(alike) > len(judged)
        if often and not any(contradict(whole, finding) for finding in everything):
            common.append(whole)
    return common


def _limbs_unseen(sheet: Sheet) -> list[Finding]:
    """Arms or legs that were out of the picture for long."""
    found: list[Finding] = []
    for limb, code in (("leg", "legs_unseen"), ("arm", "arms_unseen")):
        share = _share(sheet, max(_unseen_s(sheet, f"{side}_{limb}") for side in ("left", "right")))
        if share >= UNSEEN_SHARE:
            found.append(Finding(code, UNSEEN_LOSS * share * len(sheet.steps)))
    return found


def _out_of_sight(sheet: Sheet) -> list[Finding]:
    """For long: the dancer who was; the camera that gave nothing, and then did again, no fault of theirs."""
    found: list[Finding] = []
    for what, code in (("dancer", "out_of_picture"), ("camera", "no_pictures")):
        lost_s = _unseen_s(sheet, what)
        if lost_s >= AWAY_S:
            weight = UNSEEN_LOSS * _share(sheet, lost_s) * len(sheet.steps)
            found.append(Finding(code, weight, seconds=lost_s / sheet.session.speed))
    return found


def _stopped(sheet: Sheet) -> list[Finding]:
    """Frames that end before the class does: where they did."""
    shown = [step for step in sheet.steps if step.why_not != "teacher_not_seen"]
    left = next((at for at, step in enumerate(reversed(shown)) if step.why_not != "no_frames"), len(shown))
    if left < LEFT_STEPS:
        return []
    last = shown[-1 - left]
    return [Finding("stopped", UNSEEN_LOSS * left, best=(last.part, last.count))]


def _nothing_came(sheet: Sheet) -> bool:
    reasons = {step.why_not for step in sheet.steps}
    return "no_frames" in reasons and "dancer_not_seen" not in reasons


def _share(sheet: Sheet, span_s: float) -> float:
    """Of the run."""
    times_s = [step.video_s for step in sheet.steps]
    length_s = max(times_s) - min(times_s) if times_s else 0.0
    return min(span_s / max(length_s, 1.0), 1.0)


def _unseen_s(sheet: Sheet, what: str) -> float:
    return total(span.to_s - span.from_s for span in sheet.not_seen if span.what == what)


def _shifted(sheet: Sheet, judged: int) -> list[Finding]:
    late_ms = next((each.lag_ms for each in sheet.warnings if each.code == "shifted"), None)
    if not late_ms:
        return []
    code = "shifted_late" if late_ms > 0 else "shifted_early"
    cost = total((step.costs or {}).get("timing", 0.0) for step in sheet.steps)
    return [Finding(code, cost + SHIFT_LOSS * abs(late_ms) / 100.0 * judged, late_ms=late_ms)]


def _praise(sheet: Sheet, parts: Mapping[int, Sequence[Finding]]) -> list[Finding]:
    """The best part of several, else the best count; none where somebody stood still."""
    if any(each.code == "still" for found in parts.values() for each in found):
        return []
    scores = [(part.part, part.score) for part in sheet.parts if part.score is not None]
    if len(scores) > 1:
        part, score = max(scores, key=lambda each: each[1])
        return [Finding("best_part", 0.0, best=(part,))] if score >= BEST else []
    for step in sheet.steps:
        best = sheet.best is not None and (step.part, step.count) == (sheet.best.part, sheet.best.count)
        if best and step.score is not None and step.score >= WELL:
            return [Finding("best_count", 0.0, best=(step.part, step.count))]
    return []
