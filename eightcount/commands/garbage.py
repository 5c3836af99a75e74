"""`garbage`: what nothing needs any more, in the installation of the settings."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eightcount import console
from eightcount.failures import RefusedError
from eightcount.options import JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cms.forecast import Foreseen, Went

LimitOption = Annotated[int, typer.Option(min=1, help="How many of the newest to show.")]


def garbage(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Look, and tell what a round would mark and take away, and why.")
    ] = False,
    now: Annotated[
        bool,
        typer.Option("--now", help="Do a round now: take away what has waited long enough, mark the rest."),
    ] = False,
    last: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """What nothing needs: what went and why; with --dry-run what would go, with --now a round.

    Workers do a round every six hours. Works on the server, by its settings.
    """
    from cms import collecting, forecast
    from cms.needs import LostError
    from eightcount.local_house import local_house

    if dry_run and now:
        raise typer.BadParameter("--dry-run only looks and --now does it: give one of them.")
    with local_house("Garbage") as house:
        terms = collecting.Terms.of(house.settings)
        places = (house.engine, house.storage, house.delivery, terms)
        try:
            if dry_run:
                _tell_foreseen(forecast.foresee(*places), as_json=as_json)
                return
            done = collecting.collect(*places) if now else None
        except LostError as error:
            raise RefusedError(str(error), code="needs-unknown") from error
        went = forecast.went(house.engine, last)
    if as_json:
        console.answer_json(
            {"round": asdict(done) if done else None, "gone": [_written(each) for each in went]}
        )
        return
    if done is not None:
        console.note(
            f"{done.gone} went, {console.readable_bytes(done.bytes)} of files; {done.marked} were marked, "
            f"{done.unmarked} are needed again or gone by themselves."
        )
    rows = [_row(_minute(each.gone_at), each) for each in went]
    console.results.print(console.table(("went", "from", "what", "", "why"), rows))


def _tell_foreseen(foreseen: "Sequence[Foreseen]", *, as_json: bool) -> None:
    now = [each for each in foreseen if each.now]
    total = sum(each.bytes for each in now if each.place != "output")
    if as_json:
        console.answer_json(
            {"things": [_written(each) for each in foreseen], "now": len(now), "now_bytes": total}
        )
        return
    rows = [_row("now" if each.now else _minute(each.goes_at), each) for each in foreseen]
    console.results.print(console.table(("goes", "from", "what", "", "why"), rows))
    console.results.print(
        f"A round would take away {len(now)} now, {console.readable_bytes(total)} of files, and nothing else."
    )


def _row(when: str, each: "Foreseen | Went") -> tuple[str, ...]:
    return when, each.place, each.name, console.readable_bytes(each.bytes), each.why


def _minute(moment: "datetime") -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


def _written(each: "Foreseen | Went") -> dict[str, Any]:
    return {
        name: value.isoformat(timespec="seconds") if hasattr(value, "isoformat") else value
        for name, value in asdict(each).items()
    }
