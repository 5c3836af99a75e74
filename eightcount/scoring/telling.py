"""A result at a terminal, for people, in the language of its words. Must not judge."""

from collections.abc import Sequence
from typing import Any

from eightcount_runtime.scoring.sheet import PartSheet

from eightcount import console
from eightcount.scoring.page_words import Say
from eightcount.scoring.result import Result

_FIGURES = ("score", "shape", "timing")


def tell(result: Result, wrote: Sequence[str], kept: Any, took_s: float) -> None:
    """Print it: total, what to know before it is believed, parts, what to work on, how it came about.

    Args:
        result: what was scored.
        wrote: where its files lie.
        kept: what the server shows of the practice that it keeps; None where none is kept.
        took_s: how long it took.
    """
    say, total = Say(result.language), result.scored.sheet.total
    medal = f", {say.plain(total.medal)}" if total.medal else ""
    console.results.print(f"{_points(say, total.score)}{medal}", style="bold")
    for told in result.doubts():
        console.results.print(f"! {told['sentence']}")
    _parts(result, say)
    for advice in result.to_work_on():
        console.results.print(f"- {advice.text}")
    if result.by_model:
        console.results.print(say.plain("by_model"))
    _origins(result, say)
    for path in wrote:
        console.results.print(path)
    if kept is not None:
        console.results.print(say.plain("kept", id=kept["id"]))
    console.note(say.plain("took", seconds=f"{took_s:.1f}"))


def _parts(result: Result, say: Say) -> None:
    names = {name: say.plain(name) for name in _FIGURES}
    columns = (say.plain("part_number"), say.plain("part_name"), *names.values(), "")
    rows = [_row(part, say) for part in result.scored.sheet.parts]
    console.results.print(console.table(columns, rows, right=(columns[0], *names.values())))


def _row(part: PartSheet, say: Say) -> tuple[str, ...]:
    shares = (_percent(part.shape), _percent(part.timing))
    return str(part.part), part.name or "", _points(say, part.score), *shares, say.late(part.late_ms)


def _origins(result: Result, say: Say) -> None:
    """Which pack it was scored against, and where in it the video lies."""
    placement = result.scored.placement
    line = f"class_s = {placement.offset_s:+z.6f} + {placement.rate:.9f} * video_s"
    console.results.print(result.against())
    console.results.print(f"{say.plain(placement.how)} {line}")


def _points(say: Say, score: float | None) -> str:
    return say.plain("not_judged") if score is None else say.plain("of_100", score=f"{score:.0f}")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"
