"""Whatever is named anew is kept: the rule under which rows name files, and the collector takes files away.

A transaction that names a file, an output or a pack says so here, as the last thing it does. It then shares
the collector's row until its commit; the collector decides what goes under the same row, alone. So of a
naming and a decision one comes after the other, and the later one knows of the earlier (docs/adr/0011).
Everybody shares that row, so the store, which may be slow, is not asked here. Decides nothing of what is
needed: that is `cms.needs`.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cms.models import Collector, Garbage, Gone

SHELF, STORE, OUTPUT = "shelf", "store", "output"
GOING = "going"


class GoneError(Exception):
    """What was about to be named may have gone: hold them, put them again, then name them."""


@dataclass(frozen=True)
class Moment:
    """A moment in the collector's count. `gone`: ids of what was written down by then as gone of the files
    that were held at it; None where it was not known yet which files these would be.
    """

    epoch: int
    gone: frozenset[str] | None = None


def moment(session: Session) -> Moment | None:
    """Now: ask before files are put, and tell it when they are named. None when things are going now."""
    epoch = session.scalars(select(Collector.epoch)).one()
    going = select(Garbage.name).where(Garbage.state == GOING, Garbage.place == STORE)
    return Moment(epoch) if session.scalar(going.limit(1)) is None else None


def hold_files(session: Session, names: Collection[str]) -> Moment:
    """Until the end of this transaction nothing takes these files of the store away, and none is about to go.
    Name them before the commit; or commit, put them, and name them with this moment (`keep_files`).
    """
    epoch = _share(session)
    _unmark(session, STORE, names, wait=True)
    return Moment(epoch, _gone(session, names))


def keep_files(session: Session, names: Collection[str], *, since: Moment | None) -> None:
    """These files, which were put before this transaction, are named by it: none of them goes any more.

    Args:
        names: their sha256.
        since: the moment before they were put, or were found there.

    Raises GoneError when the collector may have been faster, as it was at work since; where that moment held
    them (`hold_files`), only when it was.
    """
    session.flush()  # locks of rows come before this one, for everybody
    epoch = _share(session)
    went = _unmark(session, STORE, names, wait=True)
    if since is not None and since.epoch == epoch:
        return
    if since is None or since.gone is None or went or _gone(session, names) != since.gone:
        raise GoneError(f"perhaps cleared away meanwhile: {', '.join(sorted(set(names)))}")


def keep_on_shelf(session: Session, names: Collection[str]) -> None:
    """These files of the shelf are named by this transaction's release. They may lack there by now, but what
    lies there, or is laid, after its commit stays.
    """
    session.flush()
    _share(session)
    _unmark(session, SHELF, names, wait=True)


def keep_outputs(session: Session, keys: Collection[str]) -> None:
    """Outputs under these keys, as far as there are any, stay from now on: a build of this transaction reads
    them. Ask which there are after this.
    """
    session.flush()
    _share(session)
    _unmark(session, OUTPUT, keys, wait=False)


def _share(session: Session) -> int:
    """The collector's epoch, which stays until the end of this transaction; others may share it.

    SQLite has one writer at a time, and whoever gets here is it.
    """
    return session.scalars(select(Collector.epoch).with_for_update(read=True)).one()


def _unmark(session: Session, place: str, names: Collection[str], *, wait: bool) -> bool:
    """Delete the marks of these things; whether one was going, and so is perhaps not there any more. A file
    on its very way out is waited for (`wait`): then its row is gone, and so is the file. An output goes with
    its row, in one transaction, so nothing is to be waited for.
    """
    rows = (
        select(Garbage)
        .where(Garbage.place == place, Garbage.name.in_(set(names)))
        .order_by(Garbage.place, Garbage.name)
        .with_for_update(skip_locked=not wait)
    )
    found = session.scalars(rows.execution_options(populate_existing=True)).all()
    for row in found:
        session.delete(row)
    session.flush()
    return any(row.state == GOING for row in found)


def _gone(session: Session, names: Collection[str]) -> frozenset[str]:
    """What is written down as gone of these files; asked behind their marks, it is all that ever went."""
    ids = select(Gone.id).where(Gone.place == STORE, Gone.name.in_(set(names)))
    return frozenset(session.scalars(ids))
