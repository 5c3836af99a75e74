"""Words for a sheet: what to do better, most important first, in Korean and English. From the sheet alone.

At most MOST pieces of advice for a part and as many for the whole run. What was found is decided by
`words_parts` and `words_whole`; the texts lie in `words.ko.json` and `words.en.json`, the same files in every
language of code.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import floor
from types import MappingProxyType
from typing import Any, Literal

from eightcount_runtime.scoring.sheet import Sheet
from eightcount_runtime.scoring.words_findings import Finding, Side, order
from eightcount_runtime.scoring.words_parts import part_findings
from eightcount_runtime.scoring.words_whole import ALONE, whole_findings

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")
MOST = 3
_OTHER: Mapping[Side, Side] = MappingProxyType({"left": "right", "right": "left", "both": "both"})
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Advice:
    """One thing to tell.

    Attributes:
        part: counted from 1; None for the whole run.
        count: counted from 1; None for the whole part, and where `text` names several.
        code: what it is, in every language; of a limb with its side, as `arm_stretch.right`.
        text: one line of plain text.
        weight: the share of the raw similarity that it is worth, 0 to 1; 0 for praise.
    """

    part: int | None
    count: int | None
    code: str
    text: str
    weight: float


def words_of(sheet: Sheet, language: Language) -> tuple[Advice, ...]:
    """What to tell of any sheet, most important first; left and right are the learner's own.

    Raises:
        ValueError: there are no words in that language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"There are no words in {language!r}, only in {' and '.join(LANGUAGES)}.")
    return tuple(_advice(finding, language) for finding in findings_of(sheet))


def findings_of(sheet: Sheet) -> tuple[Finding, ...]:
    """What `words_of` words, in the same order; weights are shares of the whole raw similarity."""
    parts = {
        part.part: part_findings(
            part, [step for step in sheet.steps if step.part == part.part], sheet.session.lag_ms
        )
        for part in sheet.parts
    }
    whole = whole_findings(sheet, parts)[:MOST]
    told = {(finding.code, finding.side) for finding in whole}
    found = list(whole)
    alone = any(finding.code in ALONE for finding in whole)
    for each in () if alone else parts.values():
        found += [finding for finding in each if (finding.code, finding.side) not in told][:MOST]
    steps = max(len(sheet.steps), 1)
    own = [_own(finding, steps, mirrored=sheet.session.mirrored) for finding in found]
    return tuple(sorted(own, key=order))


def _own(finding: Finding, steps: int, *, mirrored: bool) -> Finding:
    """With the learner's own side: who danced mirrored did the routine's left with the right."""
    side = _OTHER[finding.side] if mirrored and finding.side else finding.side
    return replace(finding, side=side, weight=finding.weight / steps)


def _advice(finding: Finding, language: Language) -> Advice:
    code = f"{finding.code}.{finding.side}" if finding.side else finding.code
    count = finding.counts[0] if len(finding.counts) == 1 else None
    return Advice(finding.part, count, code, _text(finding, _texts(language)), finding.weight)


def _text(finding: Finding, texts: Mapping[str, Any]) -> str:
    fields = _fields(finding, texts["limbs"])
    if finding.part is None and finding.code in texts["sentences"]:
        return _filled(texts["sentences"][finding.code], fields)
    advice = _filled(texts["advice"][finding.code], fields)
    return _filled(texts["frames"][_frame(finding)], {**fields, "advice": advice})


def _frame(finding: Finding) -> str:
    if finding.part is None:
        return "whole"
    return ("part", "count", "counts")[min(len(finding.counts), 2)]


def _fields(finding: Finding, limbs: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What the texts of such a finding can name."""
    fields: dict[str, str] = {}
    if finding.side:
        fields |= {limb: names[finding.side] for limb, names in limbs.items()}
    if finding.late_ms is not None:
        hundredths = floor(abs(finding.late_ms) / 10 + 0.5)
        fields |= {"ms": f"{hundredths}0", "seconds": f"{hundredths / 100:g}"}
    if finding.seconds is not None:
        fields["seconds"] = f"{max(floor(finding.seconds + 0.5), 1)}"
    place = finding.best or (finding.part or 0, *finding.counts[:1])
    fields |= {name: f"{number}" for name, number in zip(("part", "count"), place, strict=False)}
    fields["counts"] = ", ".join(f"{count}" for count in finding.counts)
    return fields


def _filled(template: str, fields: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: fields[found[1]], template)


@cache
def _texts(language: Language) -> Mapping[str, Any]:
    texts: Mapping[str, Any] = json.loads(files(__package__).joinpath(f"words.{language}.json").read_bytes())
    return texts
