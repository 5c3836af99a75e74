"""Garbage collection: what nothing needs is marked, and taken away once it was not needed for long enough.

    look -> mark -> (days pass; looked at again) -> decide -> take away -> write down

Each arrow may be the last thing that a collector does, several may be at work, and people may publish and
workers record between any two: docs/adr/0011 says why nothing that is needed is ever taken. In short: marks
and decisions are made under the collector's row, which whoever names a thing shares (`cms.keeping`); a thing
goes only when a look that began after it was marked found it unneeded; and whoever names it anew deletes its
mark. Originals that people uploaded are never marked.
"""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Self

from sqlalchemy import Engine, select, text, tuple_, update
from sqlalchemy.orm import Session

from cms import needs
from cms.db import clock_s, reading, writing
from cms.keeping import GOING, OUTPUT, SHELF, STORE
from cms.models import Collector, Garbage, Gone, Output
from cms.settings import Settings
from cms.storage import Delivery, Storage
from cms.survey import Survey, Unneeded, Wanted, survey, wanted, younger_than

log = logging.getLogger(__name__)

#: Things decided on, or taken away, in one transaction: others wait for it no longer than these take.
AT_ONCE = 50
#: Marks made, or looked at, in one transaction.
MARKS_AT_ONCE = 500
#: Place and name: the order of marks. Nothing comes before the first.
Mark = tuple[str, str]
_FIRST: Mark = ("", "")
#: No store takes longer to delete one file, all tries together.
_LONGEST_DELETE_S = 900
#: A round is begun no sooner after the last one, by whichever worker.
EVERY_S = 6 * 3600.0


@dataclass(frozen=True)
class Terms:
    """How long what nothing needs stays, seconds: packs that were released and what old builds made
    (`keep_s`), and everything at the least (`grace_s`).
    """

    keep_s: float
    grace_s: float

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the settings say."""
        return cls(keep_s=settings.keep_days * 86_400, grace_s=settings.grace_hours * 3600)

    def wait_s(self, place: str) -> float:
        """From being marked to being taken away."""
        return self.grace_s if place == STORE else max(self.keep_s, self.grace_s)


@dataclass(frozen=True)
class Round:
    """What a round did. `bytes` were freed, on the shelf and in the store."""

    marked: int
    unmarked: int
    gone: int
    bytes: int


def due(session: Session, *, every_s: float = EVERY_S) -> bool:
    """Whether it is time for a round; says so to one of many who ask."""
    now_s = clock_s(session)
    if session.scalars(select(Collector.began_s)).one() >= now_s - every_s:
        return False
    begun = session.execute(
        update(Collector).where(Collector.began_s < now_s - every_s).values(began_s=now_s)
    )
    return bool(begun.rowcount == 1)  # type: ignore[attr-defined]


def collect(
    engine: Engine,
    storage: Storage,
    delivery: Delivery,
    terms: Terms,
    *,
    going_on: Callable[[], bool] = lambda: True,
) -> Round:
    """One round, in many short transactions of its own; `going_on` is asked between them.

    Raises LostError when what is needed cannot be told; then nothing was marked or taken.
    """
    with reading(engine) as session:
        epoch = session.scalars(select(Collector.epoch)).one()
        young = younger_than(clock_s(session), terms.grace_s)
    with reading(engine) as session:  # begins after `epoch` was: it sees whatever was named before that
        seen = survey(session, storage, delivery, young=young)
    fresh = iter(seen.unneeded.values())
    unmarked = marked = gone = freed = 0
    last: Mark | None = _FIRST
    while last is not None:
        with writing(engine) as session:
            count, last = unmark(session, seen, after=last)
        unmarked += count
    while chunk := list(islice(fresh, MARKS_AT_ONCE)):
        with writing(engine) as session:
            marked += mark(session, chunk)
    for place in (OUTPUT, SHELF, STORE):
        while going_on():
            with reading(engine) as session:  # the store may be slow: nobody waits for it with a row
                now = wanted(session, storage, delivery)
            with writing(engine) as session:
                decided = decide(session, terms, place, seen, now, epoch=epoch)
            if not decided:
                break
            gone += decided if place == OUTPUT else 0
    for place in (SHELF, STORE):
        while going_on():
            with writing(engine) as session:
                taken = take_away(session, storage, delivery, place)
            if not taken:
                break
            gone += len(taken)
            freed += sum(taken)
    log.info("garbage: %d marked, %d needed again, %d gone, %d bytes freed", marked, unmarked, gone, freed)
    return Round(marked, unmarked, gone, freed)


def unmark(session: Session, seen: Survey, *, after: Mark = _FIRST) -> tuple[int, Mark | None]:
    """Delete marks of what is needed again, or is there no more, in the order in which everybody locks them;
    how many, and the last that was looked at (None: there are no more). What was going and is not there any
    more is left for `take_away` to write down.
    """
    rows = session.scalars(
        select(Garbage)
        .where(tuple_(Garbage.place, Garbage.name) > after)
        .order_by(Garbage.place, Garbage.name)
        .limit(MARKS_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    needed = [row for row in rows if not _stays_marked(row, seen)]
    for row in needed:
        session.delete(row)
    return len(needed), (rows[-1].place, rows[-1].name) if rows else None


def _stays_marked(row: Garbage, seen: Survey) -> bool:
    thing = (row.place, row.name)
    return thing in seen.unneeded or (row.state == GOING and thing not in seen.lying)


def mark(session: Session, things: Collection[Unneeded]) -> int:
    """Mark what bears no mark yet; returns how many. A mark that stands keeps its time."""
    epoch = _alone(session)
    marks = select(Garbage.place, Garbage.name).where(Garbage.name.in_([each.name for each in things]))
    standing = {(place, name) for place, name in session.execute(marks)}
    fresh = [each for each in things if (each.place, each.name) not in standing]
    _mark(session, fresh, epoch, clock_s(session))
    return len(fresh)


def decide(session: Session, terms: Terms, place: str, seen: Survey, now: Wanted, *, epoch: int) -> int:
    """Decide on some things whose time has come: files begin to go, outputs go. Returns how many were looked
    at; 0: there are none left.

    Args:
        seen: a look that began after `epoch` was read. What was marked later than that waits for the next.
        now: what store and shelf told just before, as neither is asked here, where everybody would wait. It
            may be older than the newest naming: that has deleted the marks of what it names.
    """
    now_epoch = _alone(session)
    now_s = clock_s(session)
    rows = session.scalars(
        select(Garbage)
        .where(
            Garbage.place == place,
            Garbage.state == "marked",
            Garbage.epoch <= epoch,
            Garbage.marked_s <= now_s - terms.wait_s(place),
        )
        .order_by(Garbage.name)
        .limit(AT_ONCE)
        .with_for_update()
    ).all()
    if place == SHELF and not needs.manifests(session, now.shown) <= now.on_shelf.manifests:
        return len(rows)  # something was released since; what it names, the next look knows
    needed = _needed_now(session, place, rows, now)
    for row in rows:
        if row.name in needed or (place, row.name) not in seen.unneeded:
            session.delete(row)
        elif place == OUTPUT:
            _drop_output(session, row, now_epoch, now_s)
        else:
            row.state = GOING
    return len(rows)


def take_away(session: Session, storage: Storage, delivery: Delivery, place: str) -> list[int]:
    """Take away some of the files that are going, and write down why. Returns the bytes of each.

    Their rows are held meanwhile: who names one of them waits. A collector that was frozen for so long that
    the database gave its rows to others finds that out before it touches the next file.
    """
    if session.get_bind().dialect.name == "postgresql":  # a store that answers slowly must not cost the rows
        session.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{_LONGEST_DELETE_S}s'"))
    going = (
        select(Garbage)
        .where(Garbage.place == place, Garbage.state == GOING)
        .order_by(Garbage.place, Garbage.name)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(going).all()
    for row in rows:
        now_s = clock_s(session)  # an error, and the file stays, should these rows not be ours any more
        if place == SHELF:
            delivery.delete(row.name)
        else:
            storage.delete(row.name)
        _write_down(session, row, now_s)
        session.delete(row)
    return [row.bytes for row in rows]


def _alone(session: Session) -> int:
    """Until the end of this transaction nobody names anything. Returns the new epoch."""
    row = session.get_one(Collector, 1, with_for_update=True, populate_existing=True)
    row.epoch += 1
    session.flush()
    return row.epoch


def _needed_now(session: Session, place: str, rows: Collection[Garbage], now: Wanted) -> set[str]:
    """Which of these are needed after all, now that nobody names anything.

    For files of the store their marks tell: a row that has named one since has deleted its mark.
    """
    if not rows:
        return set()
    names = {row.name for row in rows}
    if place == OUTPUT:
        return needs.outputs(session, now.shown, needs.classes_of(session, names))
    if place == SHELF:
        return {name for name in names if now.on_shelf.has(name)}
    lengths = needs.lengths_on_their_way(session)
    return {row.name for row in rows if row.bytes in lengths}


def _drop_output(session: Session, row: Garbage, epoch: int, now_s: float) -> None:
    """Delete an output's row and mark its files; those that other rows name are unmarked by the next look."""
    output = session.get(Output, row.name, populate_existing=True)
    if output is not None:
        files = {file["sha256"]: (name, file["bytes"]) for name, file in output.files.items()}
        marked = select(Garbage.name).where(Garbage.place == STORE, Garbage.name.in_(files))
        fresh = files.keys() - set(session.scalars(marked))
        why = "It was {} of an output that went. {}"
        _mark(
            session,
            [Unneeded(STORE, each, files[each][1], why.format(files[each][0], row.why)) for each in fresh],
            epoch,
            now_s,
        )
        session.delete(output)
    _write_down(session, row, now_s)
    session.delete(row)
    session.flush()


def _mark(session: Session, things: Iterable[Unneeded], epoch: int, now_s: float) -> None:
    session.add_all(
        Garbage(place=each.place, name=each.name, bytes=each.bytes, why=each.why, epoch=epoch, marked_s=now_s)
        for each in things
    )
    session.flush()


def _write_down(session: Session, row: Garbage, now_s: float) -> None:
    session.add(
        Gone(
            place=row.place,
            name=row.name,
            bytes=row.bytes,
            why=row.why,
            marked_s=row.marked_s,
            gone_s=now_s,
        )
    )
