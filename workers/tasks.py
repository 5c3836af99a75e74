"""The thin Celery shell: claim, fetch, run, keep, record. A message names a step; the step's row decides.

No transaction is open while a step works. Whatever dies at whatever moment: the lease ends, the sweep hints
again, another worker claims, and the one that lost it cannot record.
"""

import logging
import os
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from celery.signals import worker_ready, worker_shutting_down
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from cms import clearing, jobs
from cms.bootstrap import House, build_house
from cms.broker import broker_url
from cms.db import writing
from cms.errors import StorageFullError
from cms.failures import DISK_FULL, UNFORESEEN
from cms.queue import RUN_STEP, make_celery, take_hints
from cms.settings import Settings
from workers import publish
from workers.desks import clear_abandoned, desk
from workers.runner import Ended, run_in_child, written
from workers.step import Limits

log = logging.getLogger(__name__)
settings = Settings()
house = build_house(settings)
celery = make_celery(broker_url(settings))
worker_name = f"{socket.gethostname()}:{os.getpid()}"
_stopping = threading.Event()

#: How often what nobody needs any more is cleared, seconds.
_CLEARING_EVERY_S = 600.0
#: How a database that is away, ends our connection, or is too busy shows itself.
AWAY = (OperationalError, PoolTimeoutError)


@celery.task(name=RUN_STEP)  # type: ignore[untyped-decorator]
def run_step(step_id: str) -> None:
    """Do the step if it is to be had."""
    with committed(house) as session:
        held = jobs.claim(session, step_id, worker_name, lease_s=settings.lease_s, attempts=settings.attempts)
    if held is None:
        return
    log.info("step %s of build %s: claimed", held.name, held.build_id)
    try:
        ended = publish.run(house, held, _Lease(held)) if held.release_id else _run_in_folder(held)
    except StorageFullError as error:
        ended = Ended("refused", DISK_FULL, str(error), "disk-full")
    except Exception:  # noqa: BLE001  # whatever it was, the row has to say it
        # The row need not wait for the lease to end: we know already that it went wrong.
        ended = Ended("broken", UNFORESEEN, traceback.format_exc(), "unforeseen")
    if ended.kind == "refused":
        _conclude(lambda session: jobs.refuse(session, held, ended.sentence, ended.detail, code=ended.code))
    elif ended.kind in ("killed", "broken"):
        log.warning("step %s of build %s: %s %s", held.name, held.build_id, ended.sentence, ended.detail)
        sentence = ended.sentence if ended.kind == "broken" else ""
        blameless = _stopping.is_set()
        _conclude(
            lambda session: jobs.give_back(
                session, held, sentence=sentence, detail=ended.detail, code=ended.code, blameless=blameless
            )
        )


class _Lease:
    """Renews a claim at most every second; says False once it is lost or the worker stops.

    While the database is away the work goes on: nobody else can take it then, and the token tells afterwards.
    """

    def __init__(self, held: jobs.Claim) -> None:
        self._held = held
        self._next_s = 0.0

    def __call__(self, progress: float, words: str) -> bool:
        if time.monotonic() >= self._next_s:
            self._next_s = time.monotonic() + min(1.0, settings.lease_s / 4)
            try:
                with committed(house) as session:
                    kept = jobs.renew(
                        session, self._held, lease_s=settings.lease_s, progress=progress, words=words
                    )
            except AWAY as error:
                log.warning("step %s: the database did not answer: %s", self._held.name, error)
                kept = True
            if not kept:
                return False
        return not _stopping.is_set()


def _conclude(do: Callable[[Session], bool]) -> bool:
    """Commit how a step ended. A database that is away is waited for, up to a minute: work hangs on it."""
    for patience_s in (1.0, 2.0, 4.0, 8.0, 16.0, 29.0):
        try:
            with committed(house) as session:
                return do(session)
        except AWAY as error:
            log.warning("the database did not answer: %s; again in %g s", error, patience_s)
            _stopping.wait(patience_s)
    with committed(house) as session:
        return do(session)


def _run_in_folder(held: jobs.Claim) -> Ended:
    """Lay the inputs out, run the step in a child, keep what it wrote, record it."""
    with desk(settings.data / "work", f"{held.name}-{held.step_id}") as folder:
        for name, sha256 in held.files.items():
            house.storage.fetch(sha256, folder / name)
        lease = _Lease(held)
        ended = run_in_child(held.name, folder, held.params, limits_of(settings), lease)
        if ended.kind == "done":
            files = {}
            for name in written(held.name, folder):
                stored = house.storage.put(folder / name)
                files[name] = {"sha256": stored.sha256, "bytes": stored.bytes}
                lease(1.0, "keeping the result")
            if not _conclude(lambda session: jobs.record(session, held, files)):
                log.warning("step %s of build %s: the lease was lost", held.name, held.build_id)
        return ended


def limits_of(settings: Settings) -> Limits:
    """What a step may take, by the settings."""
    return Limits(
        max_duration_s=settings.max_duration_s,
        max_pixels=settings.max_pixels,
        max_memory_bytes=settings.max_memory_bytes,
        max_wall_s=settings.max_wall_s,
        processes=settings.processes,
        models=settings.models,
    )


@contextmanager
def committed(house: House) -> Iterator[Session]:
    """A write session; after its commit the hints go out."""
    with writing(house.engine) as session:
        yield session
    house.queue.send(take_hints(session))


@worker_ready.connect  # type: ignore[untyped-decorator]
def _start_sweeping(**_: object) -> None:
    threading.Thread(target=_sweep, name="sweep", daemon=True).start()


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def _stop(**_: object) -> None:
    _stopping.set()  # children are ended and their steps given back


def _sweep() -> None:
    next_clearing_s = 0.0
    while not _stopping.wait(settings.sweep_s):
        try:
            with committed(house) as session:
                jobs.sweep(session)
            clear_abandoned(settings.data / "work")
            if time.monotonic() >= next_clearing_s:
                next_clearing_s = time.monotonic() + _CLEARING_EVERY_S
                with committed(house) as session:
                    clearing.clear(session, house.storage)
        except Exception:
            log.exception("the sweep failed; it tries again")
