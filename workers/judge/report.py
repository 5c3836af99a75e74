"""judging.json: the verdict on a class for people and programs, with a sentence for each thing to know.

A code stays; a sentence may be worded anew. Must not judge.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.parameters import SCORING_VERSION
from eightcount_runtime.classpack.routine import Routine, Step

from workers.judge.core import (
    ENOUGH,
    ENOUGH_DANCED,
    HARDLY_MOVES,
    HIDDEN,
    Judging,
    PartJudged,
    Scored,
    StepJudged,
)
from workers.judge.take import joints_hidden

FORMAT = 1


@dataclass(frozen=True)
class Told:
    """Something to know of the class; parts and counts are from 1. `counts`: of each part those that are
    meant, where it is not the whole of it.
    """

    code: str
    sentence: str
    parts: tuple[int, ...] = ()
    joints: tuple[str, ...] = ()
    counts: tuple[tuple[int, ...], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The JSON object."""
        lists = {"parts": list(self.parts), "joints": list(self.joints)}
        lists["counts"] = [list(counts) for counts in self.counts]
        return {"code": self.code, "sentence": self.sentence, **lists}


def judging_to_json(judging: Judging, routine: Routine, scored: Sequence[Scored]) -> bytes:
    """Canonical JSON: scores to 0.1 points, shares to 0.001, seconds as in the routine."""
    return canonical_json(
        {
            "format": FORMAT,
            "scoring": SCORING_VERSION,
            "verdict": judging.verdict,
            "danced": _points(judging.danced),
            "margin": _points(judging.margin),
            "worst": judging.worst,
            "performances": [
                {"name": one.name, "kind": one.kind, "score": _points(judging.totals[one.name])}
                for one in scored
            ],
            "parts": [
                {"part": number, "name": part.name, **_part(judged, part.steps)}
                for number, (judged, part) in enumerate(zip(judging.parts, routine.parts, strict=True), 1)
            ],
            "features": [
                {"feature": name, "hidden": round(share, 3)} for name, share in judging.hidden.items()
            ],
            "problems": [{"severity": "warning", **told.as_json()} for told in warnings(judging)],
            "notes": [told.as_json() for told in notes(judging)],
        }
    )


def warnings(judging: Judging) -> Iterator[Told]:
    """What to know before the class is published, the gravest first; it keeps nobody from it."""
    parts = judging.parts
    if judging.verdict == "not_judged":
        yield Told(
            "class_not_seen",
            "This class cannot be judged: too little of the dancer is seen at half of its steps or more. "
            "Film the dancer whole.",
        )
    if judging.verdict == "does_not":
        yield Told("cannot_be_judged", _cannot(judging))
    if unseen := _numbers(parts, [part.verdict == "not_judged" for part in parts]):
        words = "too little of the dancer is seen at half of the steps or more, so it is not judged"
        yield Told("parts_not_seen", f"{_named(unseen)}: {words}.", unseen)
    if same := _numbers(parts, [part.verdict == "does_not" for part in parts]):
        words = "who stands still or dances something else scores nearly as much as who dances it"
        yield Told("parts_not_told_apart", f"{_named(same)}: {words}.", same)
    yield from _doubted(judging)
    if little := _numbers(parts, [part.verdict == "weak" and _is_little(part) for part in parts]):
        words = "dancing it scores little, or only a little more than not dancing it"
        yield Told("parts_told_by_little", f"{_named(little)}: {words}.", little)
    if still := _numbers(parts, [_stands(part) for part in parts]):
        yield Told("parts_hardly_move", f"{_named(still)}: the dancer hardly moves there.", still)
    if late := _numbers(parts, ["late" in part.alike for part in parts]):
        words = "danced half a beat late, it scores nearly as much; timing is hardly judged there"
        yield Told("late_alike", f"{_named(late)}: {words}.", late)
    if joints := joints_hidden(judging.hidden, HIDDEN):
        sentence = f"Hidden at half of the step points or more, and not judged there: {_in_words(joints)}."
        yield Told("joints_hidden", sentence, joints=joints)


def notes(judging: Judging) -> Iterator[Told]:
    """What is as the choreography is, and no fault of it."""
    parts = judging.parts
    if mirrored := _numbers(parts, ["mirrored" in part.alike for part in parts]):
        words = "danced mirrored, it scores nearly as much; both sides look alike"
        yield Told("mirrored_alike", f"{_named(mirrored)}: {words}.", mirrored)
    if repeated := _numbers(parts, ["another_part" in part.alike for part in parts]):
        words = "danced like the part after it, it scores nearly as much"
        yield Told("parts_alike", f"{_named(repeated)}: {words}.", repeated)


def _doubted(judging: Judging) -> Iterator[Told]:
    """Steps at which the take's own poses are not to be trusted, all in one."""
    counts = {
        number: tuple(count for count, step in enumerate(part.steps, 1) if step.doubted)
        for number, part in enumerate(judging.parts, 1)
    }
    counts = {number: told for number, told in counts.items() if told}
    if not counts:
        return
    where = "; ".join(f"part {number}, count{_ranges(told)}" for number, told in counts.items())
    wrong = f" ({_in_words(judging.joints_doubted)})" if judging.joints_doubted else ""
    sentence = (
        f"{where.capitalize()}: the dancer's own pose is not sure there{wrong}, so who dances it alike may "
        "score low and be told what is not true. Look at it in Poses. If the skeleton is not the dancer, "
        "film again: brighter, or turned less away from the camera."
    )
    yield Told("poses_doubted", sentence, tuple(counts), judging.joints_doubted, tuple(counts.values()))


def _ranges(counts: Sequence[int]) -> str:
    """Rising counts in words: ` 5`, `s 5 to 8`, `s 1, 2 and 5 to 8`."""
    runs: list[list[int]] = []
    for count in counts:
        if runs and count == runs[-1][-1] + 1:
            runs[-1].append(count)
        else:
            runs.append([count])
    words = [f"{run[0]} to {run[-1]}" if run[1:] else f"{run[0]}" for run in runs]
    return f"{'s' if len(counts) > 1 else ''} {_listed(words)}"


def _in_words(joints: Sequence[str]) -> str:
    return _listed([joint.replace("_", " ") for joint in joints])


def _is_little(part: PartJudged) -> bool:
    return (part.margin or 0.0) < ENOUGH or (part.danced or 0.0) < ENOUGH_DANCED


def _stands(part: PartJudged) -> bool:
    return part.motion < HARDLY_MOVES and part.verdict != "not_judged"  # who is not seen may well dance


def _cannot(judging: Judging) -> str:
    danced, margin = judging.danced or 0.0, judging.margin or 0.0
    if margin >= ENOUGH and danced >= ENOUGH_DANCED:
        return "This class cannot be judged: half of its parts or more cannot."
    return (
        f"This class cannot be judged: danced as in the take it scores {danced:.0f} on a phone, not danced "
        f"{danced - margin:.0f}."
    )


def _numbers(parts: Sequence[PartJudged], chosen: Sequence[bool]) -> tuple[int, ...]:
    return tuple(number for number, _ in enumerate(parts, 1) if chosen[number - 1])


def _named(numbers: Sequence[int]) -> str:
    return f"Part{'s' if len(numbers) > 1 else ''} {_listed([str(number) for number in numbers])}"


def _listed(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def _part(judged: PartJudged, steps: Sequence[Step]) -> dict[str, Any]:
    return {
        "verdict": judged.verdict,
        "danced": _points(judged.danced),
        "margin": _points(judged.margin),
        "worst": judged.worst,
        "alike": list(judged.alike),
        "motion": round(judged.motion, 3),
        "scores": {name: _points(score) for name, score in judged.scores.items()},
        "steps": [
            _step(count, step.point.at.video_s, one)
            for count, (one, step) in enumerate(zip(judged.steps, steps, strict=True), 1)
        ],
    }


def _step(count: int, video_s: float, one: StepJudged) -> dict[str, Any]:
    return {
        "count": count,
        "video_s": round(video_s, 6),
        "danced": _points(one.danced),
        "margin": _points(one.margin),
        "carries": one.carries,
        "doubted": one.doubted,
    }


def _points(value: float | None) -> float | None:
    return None if value is None else round(value, 1) + 0.0
