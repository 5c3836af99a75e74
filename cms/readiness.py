"""Whether this installation can do its work now: each collaborator is really asked. Says which part is away,
and nothing of where it lies.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import text

from cms.bootstrap import House
from cms.db import reading
from cms.migrate import newest

log = logging.getLogger(__name__)

#: Anybody may ask whether the server is ready, so the collaborators are asked at most this often, seconds.
_ASKED_EVERY_S = 2.0
#: While they are asked, the answer of before is told for so long; then nobody knows how they are, seconds.
_HEARD_FOR_S = 10.0
_NAMES = ("database", "store", "shelf", "broker")


@dataclass(frozen=True)
class PartState:
    """One collaborator. `needed`: without it nothing can be served; else work goes on, more slowly."""

    name: str
    ok: bool
    needed: bool
    sentence: str


def parts(house: House) -> tuple[PartState, ...]:
    """Ask database, schema, store, shelf and broker."""
    return tuple(_asked(house))


def unknown() -> tuple[PartState, ...]:
    """Every part as long as none of them has been heard of."""
    why = "Not known: the look at all parts has not come back yet."
    return tuple(PartState(name, ok=False, needed=name != "broker", sentence=why) for name in _NAMES)


def ready(states: tuple[PartState, ...]) -> bool:
    """Whether every part that is needed answers."""
    return all(state.ok for state in states if state.needed)


class Remembered:
    """The newest answer, so that many who ask cost one look. One alone waits for a part that hangs: if all
    did, a load balancer's questions would soon hold every thread of the server.
    """

    def __init__(self) -> None:
        self._looking = Lock()
        self._states = unknown()
        self._until_s = self._heard_until_s = 0.0

    def states(self, house: House) -> tuple[PartState, ...]:
        """The parts as they were some seconds ago at the most; `unknown` where a look takes longer."""
        if not self._looking.acquire(blocking=False):
            return self._states if time.monotonic() < self._heard_until_s else unknown()
        try:
            now_s = time.monotonic()
            if now_s >= self._until_s:
                self._heard_until_s = now_s + _HEARD_FOR_S
                self._states = parts(house)
                self._until_s = time.monotonic() + _ASKED_EVERY_S
            return self._states
        finally:
            self._looking.release()


def _asked(house: House) -> Iterator[PartState]:
    yield _part("database", lambda: _schema(house), "It answers, and has the schema of this version.")
    yield _part("store", lambda: house.storage.size("0" * 64), "It answers.")
    yield _part("shelf", lambda: house.delivery.pointer("production"), "It answers.")
    yield _part(
        "broker",
        house.queue.ping,
        "It answers.",
        away="It does not answer; steps still start, by the workers' sweep, some seconds later.",
        needed=False,
    )


def _schema(house: House) -> None:
    """Raise unless the database has the schema that this code expects, or one that came after it."""
    with reading(house.engine) as session:
        found = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if found is None or found < newest():
        raise LookupError(f"the database has the schema {found}, this code wants {newest()}")


def _part(
    name: str,
    ask: Callable[[], object],
    answers: str,
    *,
    away: str = "It does not answer, or not as it must. The server's log says more.",
    needed: bool = True,
) -> PartState:
    try:
        ask()
    except Exception:
        log.warning("not ready: %s", name, exc_info=True)
        return PartState(name, ok=False, needed=needed, sentence=away)
    return PartState(name, ok=True, needed=needed, sentence=answers)
