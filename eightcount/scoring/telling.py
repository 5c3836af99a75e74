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
    scale = say.plain("not_judged" if total.score is None else "of_100", score=f"{total.score or 0:.0f}")
    console.results.print(f"{scale}{medal}", style="bold")
    if result.no_medal():
        console.results.print(result.no_medal())
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
    timed = result.scored.is_timed
    names = {name: say.plain(name) for name in (_FIGURES if timed else _FIGURES[:-1])}
    columns = (say.plain("part_number"), say.plain("part_name"), *names.values(), *([""] if timed else []))
    rows = [_row(part, say, timed=timed) for part in result.scored.sheet.parts]
    console.results.print(console.table(columns, rows, right=(columns[0], *names.values())))


def _row(part: PartSheet, say: Say, *, timed: bool) -> tuple[str, ...]:
    shown = (str(part.part), part.name or "", _points(say, part.score), _percent(part.shape))
    return (*shown, _percent(part.timing), say.late(part.late_ms)) if timed else shown


def _origins(result: Result, say: Say) -> None:
    """Which pack it was scored against, where in it the video lies, and what looked for poses."""
    placement, net = result.scored.placement, result.scored.recording.net
    line = f"class_s = {placement.offset_s:+z.6f} + {placement.rate:.9f} * video_s"
    console.results.print(result.against())
    console.results.print(f"{say.laid(placement.how, placement.silence)} {line}")
    if net:
        console.results.print(say.plain("net", net=say.plain(net)))


def _points(say: Say, score: float | None) -> str:
    return say.plain("not_judged") if score is None else say.plain("points", score=f"{score:.0f}")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"
