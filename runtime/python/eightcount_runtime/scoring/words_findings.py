"""Something to tell of a sheet, not yet in words; and the one order in which such things are told."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor
from typing import Literal

Side = Literal["left", "right", "both"]


@dataclass(frozen=True)
class Finding:
    """One thing.

    Attributes:
        code: key of its text.
        weight: what it cost, in raw similarity summed over steps.
        part: counted from 1; None for the whole run.
        counts: which of the part; empty for all of it.
        side: of the limb that is spoken of; None where it is of no limb.
        late_ms: of timing; positive is late.
        seconds: of time out of the picture.
        best: what is praised: a part, or a part and a count.
    """

    code: str
    weight: float
    part: int | None = None
    counts: tuple[int, ...] = ()
    side: Side | None = None
    late_ms: float | None = None
    seconds: float | None = None
    best: tuple[int, ...] = ()


def order(finding: Finding) -> tuple[int, int, int, str, str]:
    """Sorts dearest first. Weights alike to a millionth are equal: sums differ in their last digits."""
    first = finding.counts[0] if finding.counts else 0
    return -floor(finding.weight * 1e6 + 0.5), finding.part or 0, first, finding.code, finding.side or ""


def total(numbers: Iterable[float]) -> float:
    """A sum from the first to the last, rounded at each: as every language adds."""
    result = 0.0
    for number in numbers:
        result += number
    return result
