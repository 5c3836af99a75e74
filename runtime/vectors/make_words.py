"""Writes scoring/words.json: sheets, and the words for each in both languages.

    python make_words.py [FILE]

    {"cases": [{"name", "sheet": {...}, "words": {"ko": [advice...], "en": [...]}}, ...]}

Sheets are made up: some by hand, to say one thing; the others by dice, the same in every run. They lack
`scoring`, which no word depends on: whoever reads one puts any parameters there.
"""

import json
import random
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from eightcount_runtime.classpack.features import FEATURE_NAMES
from eightcount_runtime.scoring.parameters import DEFAULTS
from eightcount_runtime.scoring.sheet import (
    COSTS,
    LIMBS,
    UNSEEN,
    Difference,
    FrameCounts,
    NotSeen,
    PartSheet,
    Place,
    RuntimeName,
    SessionSheet,
    Sheet,
    SheetWarning,
    StepSheet,
    TotalSheet,
    WhyNot,
)
from eightcount_runtime.scoring.sheet_files import sheet_to_json
from eightcount_runtime.scoring.words import LANGUAGES, words_of

STEP_S = 0.5
SESSION = SessionSheet(
    mirror="auto",
    mirrored=False,
    yaw_deg=0,
    lag_ms=0.0,
    speed=1.0,
    picture=(720, 1280),
    parts=(1, 2),
    frames=FrameCounts(taken=600, unordered=0, unseen=0, several=0, rate_hz=30.0),
)
_RANDOM_SHEETS = 16
_MOTION_SHARE, _ANGLE, _PLACE = 0.5, 0.12, 0.4


def main(into: Path) -> None:
    """Write the file."""
    named = {
        **by_hand(),
        **{f"dice {seed}": thrown(random.Random(seed)) for seed in range(_RANDOM_SHEETS)},  # noqa: S311
    }
    cases = [
        {
            "name": name,
            "sheet": _as_json(sheet),
            "words": {
                language: [asdict(each) for each in words_of(sheet, language)] for language in LANGUAGES
            },
        }
        for name, sheet in named.items()
    ]
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    into.write_text(f'{{"cases":[\n{lines}\n]}}\n', encoding="utf-8")


def _as_json(sheet: Sheet) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sheet_to_json(sheet))
    del found["scoring"]
    return found


def by_hand() -> dict[str, Sheet]:
    """Sheets that each say one thing."""
    low_hand = {"place.right_hand": (0.0, 0.7)}
    folded = {"angle.right_elbow": -0.3}
    clean = [step(1, count) for count in range(1, 9)]
    small = [step(1, count, amplitude=0.5, energy=0.15) for count in range(1, 9)]
    hidden = [unjudged(1, count, "dancer_not_seen") for count in range(1, 9)]
    feet = tuple(NotSeen(0.0, 7.0, limb) for limb in LIMBS[2:])
    return {
        "one arm folded on one count": sheet([*clean[:4], step(1, 5, folded), *clean[5:], *part(2)]),
        "one hand low throughout a part": sheet([*part(1), *part(2, low_hand)]),
        "one hand low in every part": sheet([*part(1, low_hand), *part(2, low_hand)]),
        "the same, mirrored": sheet(
            [*part(1, low_hand), *part(2, low_hand)], session=replace(SESSION, mirrored=True)
        ),
        "both knees straight on three counts": sheet(
            [
                step(
                    1,
                    count,
                    {f"angle.{side}_knee": 0.2 for side in ("left", "right")} if count in (2, 3, 7) else {},
                )
                for count in range(1, 9)
            ]
        ),
        "both feet too far below": sheet(
            part(1, {f"place.{side}_foot": (0.0, 0.5) for side in ("left", "right")})
        ),
        "feet not wide enough": sheet(
            part(1, {"place.left_foot": (-0.4, 0.0), "place.right_foot": (0.4, 0.0)})
        ),
        "danced small": sheet(small),
        "stood still": sheet(
            [
                step(number, count, amplitude=0.1, energy=0.3, motion=0.4)
                for number in (1, 2)
                for count in range(1, 9)
            ]
        ),
        "late throughout": sheet(
            [step(number, count, late_ms=120.0) for number in (1, 2) for count in range(1, 9)],
            session=replace(SESSION, lag_ms=120.0),
            warnings=(SheetWarning("shifted", lag_ms=120.0),),
        ),
        "the second part rushed": sheet(
            [*part(1), *(step(2, count, late_ms=-75.0) for count in range(1, 9))]
        ),
        "two counts dragged": sheet(
            [step(1, count, late_ms=95.0 * (count in (3, 4)), timing=0.04) for count in range(1, 9)]
        ),
        "nobody there": sheet(hidden),
        "a part not seen": sheet(
            [*part(1), *(replace(each, part=2) for each in hidden)], not_seen=(NotSeen(4.0, 8.0, "dancer"),)
        ),
        "feet out of the picture": sheet(part(1), not_seen=feet),
        "somebody else in the picture": sheet(part(1), warnings=(SheetWarning("several_people", share=0.4),)),
        "nothing wrong": sheet(part(1)),
        "weak without a reason": sheet([step(1, count, motion=0.35, other=0.4) for count in range(1, 9)]),
        "a camera that stalled": sheet(
            part(1), not_seen=(NotSeen(1.0, 3.4, "camera"), NotSeen(3.5, 4.2, "dancer"))
        ),
        "no picture at all": sheet(unjudged(1, count, "no_frames") for count in range(1, 9)),
        "stopped in the middle of a part": sheet(
            [*part(1), *part(2)[:3], *(unjudged(2, count, "no_frames") for count in range(4, 9))]
        ),
        "another dance": sheet([*another(1), *another(2, late_ms=120.0)]),
        "another dance before a mirror": sheet(another(1), session=replace(SESSION, mirrored=True)),
        "half a beat late": sheet(
            [
                replace(step(1, count, late_ms=300.0, timing=0.75), raw=0.1, score=43.0)
                for count in range(1, 9)
            ],
            session=replace(SESSION, lag_ms=300.0),
            warnings=(SheetWarning("shifted", lag_ms=300.0),),
        ),
        "another dance, danced small": sheet(replace(each, amplitude=0.35) for each in another(1)),
        "another dance, of which little was seen": without_total(
            [*another(1)[:3], *hidden[3:]],
            not_seen=(NotSeen(2.0, 4.5, "dancer"),),
        ),
        "a little of the dance, well": without_total([*clean[:3], *hidden[3:]]),
        "stopped before the end": sheet(
            [*part(1), *(unjudged(2, count, "no_frames") for count in range(1, 9))]
        ),
    }


def thrown(dice: random.Random) -> Sheet:
    """A sheet by dice: faults of any kind and size, in one to three parts."""
    habits = {name: dice.gauss(0.0, 1.2) for name in FEATURE_NAMES}
    steps = [
        _thrown_step(dice, habits, number, count)
        for number in range(1, dice.randint(1, 3) + 1)
        for count in range(1, 9)
    ]
    lag_ms = dice.choice((0.0, 0.0, 33.0, -100.0, 166.0))
    session = replace(
        SESSION,
        mirrored=dice.random() < 0.3,
        mirror=dice.choice(("auto", "auto", "on")),
        speed=dice.choice((1.0, 0.5, 0.75)),
        lag_ms=lag_ms,
    )
    warnings = (SheetWarning("shifted", lag_ms=lag_ms),) if abs(lag_ms) > 80 else ()
    gone = tuple(
        NotSeen(float(at), at + dice.uniform(0.5, 4.0), dice.choice((*UNSEEN, *LIMBS)))
        for at in range(0, dice.randint(0, 12), 4)
    )
    return sheet(steps, session=session, warnings=warnings, not_seen=gone)


def _thrown_step(dice: random.Random, habits: Mapping[str, float], number: int, count: int) -> StepSheet:
    """Each feature errs by a habit that goes on from count to count, and by chance."""
    if dice.random() < 0.1:
        return unjudged(number, count, dice.choice(("dancer_not_seen", "teacher_not_seen", "no_frames")))
    differences: dict[str, Difference] = {}
    for name, habit in habits.items():
        by_chance = dice.gauss(0.0, 0.8)
        size = habit + by_chance
        angle, place = round(0.08 * size, 3), (round(0.25 * by_chance, 3), round(0.25 * size, 3))
        differences[name] = angle if name.startswith("angle") else place
        if dice.random() < 0.05:
            differences[name] = None
    return step(
        number,
        count,
        differences,
        late_ms=round(dice.gauss(0.0, 60.0), 1),
        amplitude=round(dice.uniform(0.2, 1.6), 2),
        energy=round(dice.uniform(0.0, 0.1), 3),
        motion=round(dice.uniform(0.0, 0.2), 3),
    )


def part(number: int, differences: Mapping[str, Difference] | None = None) -> list[StepSheet]:
    """Eight steps alike."""
    return [step(number, count, differences) for count in range(1, 9)]


def another(number: int, *, late_ms: float = 0.0) -> list[StepSheet]:
    """Eight steps of something else."""
    lost: dict[str, Difference] = {
        "place.left_hand": (0.9, -0.9),
        "angle.right_elbow": 0.5,
        "place.right_foot": (-0.8, 0.2),
    }
    return [
        step(number, count, lost, late_ms=late_ms, motion=0.45, other=0.35, amplitude=1.1)
        for count in range(1, 9)
    ]


def step(
    number: int,
    count: int,
    differences: Mapping[str, Difference] | None = None,
    *,
    late_ms: float = 0.0,
    amplitude: float = 1.0,
    energy: float = 0.0,
    motion: float = 0.0,
    timing: float = 0.0,
    other: float = 0.0,
) -> StepSheet:
    """A judged step with these differences and what they cost; `energy` and the others are losses."""
    found: dict[str, Difference] = {
        name: 0.0 if name.startswith("angle") else (0.0, 0.0) for name in FEATURE_NAMES
    }
    found.update(differences or {})
    costs = {name: _cost(found.get(name)) for name in COSTS}
    costs |= {"energy": energy, "motion": motion, "timing": timing}
    costs["place.left_elbow"] += other
    raw = round(max(1.0 - sum(costs.values()), 0.0), 5)
    return StepSheet(
        part=number,
        count=count,
        video_s=_video_s(number, count),
        judged=True,
        why_not=None,
        score=_score(raw),
        raw=raw,
        shape=raw / (1.0 - timing),
        timing=1.0 - timing,
        pose=1.0 - sum(costs[name] for name in FEATURE_NAMES) / (1.0 - _MOTION_SHARE),
        motion=1.0 - motion / _MOTION_SHARE,
        energy=1.0 - energy,
        amplitude=amplitude,
        late_ms=late_ms,
        costs=costs,
        differences=found,
    )


def unjudged(number: int, count: int, why_not: WhyNot) -> StepSheet:
    """A step that is not judged."""
    return StepSheet(number, count, _video_s(number, count), judged=False, why_not=why_not)


def sheet(
    steps: Iterable[StepSheet],
    *,
    session: SessionSheet = SESSION,
    warnings: tuple[SheetWarning, ...] = (),
    not_seen: tuple[NotSeen, ...] = (),
) -> Sheet:
    """The sheet of these steps; parts and total follow from them."""
    steps = tuple(steps)
    numbers = tuple(dict.fromkeys(each.part for each in steps))
    parts = tuple(_part_sheet(number, [each for each in steps if each.part == number]) for number in numbers)
    judged = [each for each in steps if each.raw is not None]
    ranked = sorted(judged, key=lambda each: each.raw or 0.0)
    raw = sum(each.raw or 0.0 for each in judged) / len(judged) if judged else None
    score = None if raw is None else _score(raw)
    return Sheet(
        runtime=RuntimeName("eightcount-runtime", "0.2.0", 2),
        scoring=DEFAULTS,
        class_id="made-up",
        manifest=None,
        session=replace(session, parts=numbers),
        total=TotalSheet(score, raw, raw, None if raw is None else 1.0, None, len(judged), len(steps)),
        warnings=warnings,
        parts=parts,
        steps=steps,
        best=Place(ranked[-1].part, ranked[-1].count) if ranked else None,
        worst=Place(ranked[0].part, ranked[0].count) if ranked else None,
        costly=None,
        not_seen=not_seen,
    )


def without_total(steps: Iterable[StepSheet], *, not_seen: tuple[NotSeen, ...] = ()) -> Sheet:
    """The sheet of steps of which too few are judged for a total."""
    made = sheet(steps, not_seen=not_seen)
    judged, of = made.total.judged, made.total.steps
    return replace(made, total=TotalSheet(None, None, None, None, None, judged, of))


def _part_sheet(number: int, steps: list[StepSheet]) -> PartSheet:
    judged = [each for each in steps if each.raw is not None]
    if 2 * len(judged) < len(steps) or not judged:
        return PartSheet(number, None, None, None, None, None, None, None, len(judged), None, None, None)
    ranked = sorted(judged, key=lambda each: each.raw or 0.0)
    middle = len(ranked) // 2
    raw = sum(each.raw or 0.0 for each in judged) / len(judged)
    return PartSheet(
        part=number,
        name=None,
        score=_score(raw),
        raw=raw,
        shape=raw,
        timing=1.0,
        late_ms=sorted(each.late_ms or 0.0 for each in judged)[middle],
        amplitude=sorted(each.amplitude or 0.0 for each in judged)[middle],
        judged=len(judged),
        best=ranked[-1].count,
        worst=ranked[0].count,
        costly=None,
    )


def _cost(difference: Difference) -> float:
    """Much as a routine that weighs all features alike has it; by arithmetic that is the same everywhere."""
    if difference is None:
        return 0.0
    if isinstance(difference, tuple):
        across, down = (each / _PLACE for each in difference)
        away = across * across + down * down
    else:
        away = (difference / _ANGLE) ** 2
    return round((1.0 - _MOTION_SHARE) * away / (2.0 + away) / len(FEATURE_NAMES), 5)


def _score(raw: float) -> float:
    return 40.0 + 60.0 * raw


def _video_s(number: int, count: int) -> float:
    return STEP_S * (8 * (number - 1) + count)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("scoring") / "words.json")
