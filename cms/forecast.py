"""What a round of the collector would do now and later, and what went before. Looks only."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, select

from cms.collecting import Terms
from cms.db import clock_s, reading
from cms.keeping import GOING
from cms.models import Garbage, Gone
from cms.storage import Delivery, Storage
from cms.survey import survey, younger_than


@dataclass(frozen=True)
class Foreseen:
    """A thing that nothing needs. `now`: a round would take it away; else it goes at `goes_at` or later,
    should nothing need it until then. `marked_at` is None for what no round has seen yet.
    """

    place: str
    name: str
    bytes: int
    why: str
    now: bool
    marked_at: datetime | None
    goes_at: datetime


@dataclass(frozen=True)
class Went:
    """A thing that was taken away."""

    place: str
    name: str
    bytes: int
    why: str
    marked_at: datetime
    gone_at: datetime


def foresee(engine: Engine, storage: Storage, delivery: Delivery, terms: Terms) -> list[Foreseen]:
    """Everything that nothing needs, what goes first first. Raises LostError."""
    with reading(engine) as session:
        now_s = clock_s(session)
    with reading(engine) as session:
        seen = survey(session, storage, delivery, young=younger_than(now_s, terms.grace_s))
        marks = {(row.place, row.name): row for row in session.scalars(select(Garbage))}
    found = []
    for thing, each in seen.unneeded.items():
        mark = marks.get(thing)
        goes_s = (mark.marked_s if mark else now_s) + terms.wait_s(each.place)
        ripe = mark is not None and (goes_s <= now_s or mark.state == GOING)
        found.append(
            Foreseen(
                each.place,
                each.name,
                each.bytes,
                mark.why if mark else each.why,
                ripe,
                _time(mark.marked_s) if mark else None,
                _time(goes_s),
            )
        )
    return sorted(found, key=lambda each: (not each.now, each.goes_at, each.place, each.name))


def went(engine: Engine, most: int) -> list[Went]:
    """What went last, the newest first."""
    with reading(engine) as session:
        rows = session.scalars(select(Gone).order_by(Gone.gone_s.desc(), Gone.id.desc()).limit(most))
        return [
            Went(row.place, row.name, row.bytes, row.why, _time(row.marked_s), _time(row.gone_s))
            for row in rows
        ]


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
