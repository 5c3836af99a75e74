"""Whatever is named anew is kept: the rule under which rows name files, and the collector takes files away.

A transaction that names a file, an output or a pack says so here, as the last thing it does. It then shares
the collector's row until its commit; the collector decides what goes under the same row, alone. So of a
naming and a decision one comes after the other, and the later one knows of the earlier (docs/adr/0011).
Decides nothing of what is needed: that is `cms.needs`.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from cms.models import Collector, Garbage
from cms.storage import Storage

SHELF, STORE, OUTPUT = "shelf", "store", "output"
GOING = "going"


class GoneError(Exception):
    """Files that were about to be named are not in the store. Put them again, then name them."""


def moment(session: Session) -> int | None:
    """Now, in the collector's count: ask before files are put, and tell it when they are named.

    None when things are going at this moment.
    """
    epoch = session.scalars(select(Collector.epoch)).one()
    going = select(Garbage.name).where(Garbage.state == GOING, Garbage.place == STORE)
    return epoch if session.scalar(going.limit(1)) is None else None


def hold_files(session: Session, names: Collection[str]) -> None:
    """Until the end of this transaction nothing takes these files of the store away. Put them now, or look
    whether they are there, and name them before the commit.
    """
    _share(session)
    _unmark(session, STORE, names, wait=True)


def keep_files(session: Session, storage: Storage, names: Collection[str], *, since: int | None) -> None:
    """These files, which were put before this transaction, are named by it: none of them goes any more.

    Args:
        names: their sha256.
        since: the `moment` before they were put or found there; where nothing began to go since then, the
            store is not asked again.

    Raises GoneError when the collector was faster.
    """
    session.flush()  # locks of rows come before this one, for everybody
    epoch = _share(session)
    _unmark(session, STORE, names, wait=True)
    if since is not None and since == epoch:
        return
    lost = sorted(name for name in set(names) if storage.size(name) is None)
    if lost:
        raise GoneError(f"cleared away meanwhile: {', '.join(lost)}")


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


def _unmark(session: Session, place: str, names: Collection[str], *, wait: bool) -> None:
    """Delete the marks of these things. A file on its very way out is waited for (`wait`): then its row is
    gone, and so is the file. An output goes with its row, in one transaction, so nothing is to be waited for.
    """
    rows = (
        select(Garbage)
        .where(Garbage.place == place, Garbage.name.in_(set(names)))
        .order_by(Garbage.place, Garbage.name)
        .with_for_update(skip_locked=not wait)
    )
    for row in session.scalars(rows.execution_options(populate_existing=True)).all():
        session.delete(row)
    session.flush()
