"""The thin Celery shell: claim, fetch, run, keep, record. A message names a step; the step's row decides.

No transaction is open while a step works. Whatever dies at whatever moment: the lease ends, another worker
claims, and the one that lost it cannot record. A worker that gets no message looks for work by itself.
"""

import errno
import logging
import os
import signal
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from celery.signals import (
    celeryd_after_setup,
    setup_logging,
    worker_init,
    worker_shutdown,
    worker_shutting_down,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from cms import jobs, keeping, logs, traces
from cms.bootstrap import House, build_house
from cms.broker import broker_url
from cms.db import reading, writing
from cms.failures import DATABASE_AWAY, DISK_FULL, UNFORESEEN
from cms.keeping import GoneError
from cms.queue import RUN_STEP, make_celery, take_hints
from cms.settings import Settings
from workers import garbage, publish, seeing
from workers.desks import clear_abandoned, desk
from workers.guarding import stand_guard
from workers.handing import written
from workers.lease import Lease
from workers.patience import STORE_FAULTS, ended_by, patiently
from workers.runner import Ended, run_in_child
from workers.slots import Slots, resident_bytes
from workers.step import Limits
from workers.tending import tend_now_and_then

T = TypeVar("T")
log = logging.getLogger(__name__)
settings = Settings()
house = build_house(settings)
celery = make_celery(broker_url(settings))
worker_name = f"{socket.gethostname()}:{os.getpid()}"
slots = Slots()
#: The queues of this worker, once it has begun.
_queues: list[str] = []
_terms: dict[str, Any] = {"lease_s": settings.lease_s, "attempts": settings.attempts}
_stopping = threading.Event()
_pulse = seeing.Pulse(most_s=60.0 + 12 * settings.sweep_s)

#: How often a result is put again because the collector took away an equal file meanwhile.
_KEEPINGS = 5
#: How long a worker that ends waits for its own look at the rows to end.
_LAST_LOOK_S = 10.0
#: How a database that is away, ends our connection, or is too busy shows itself.
AWAY = (OperationalError, PoolTimeoutError)


@celery.task(name=RUN_STEP)  # type: ignore[untyped-decorator]
def run_step(step_id: str) -> None:
    """Do the step if it is to be had; before that what silent workers left, as that has waited longest."""
    if not slots.enter(wait=True):
        return  # this worker ends; whoever looks next finds the step
    try:
        while (left := _next(lapsed_only=True)) is not None:
            _do(left)
        with committed(house) as session:
            held = None if slots.closed else jobs.claim(session, step_id, worker_name, **_terms)
        if held is not None:
            _do(held)
    finally:
        slots.leave()


def _look_for_work() -> None:
    """Begin what lies ready, as far as there is room: a message may never come."""
    while slots.enter(wait=False):
        begun = False
        try:
            held = _next()
            if held is not None:
                _work_apart(held)
                begun = True
        finally:
            if not begun:
                slots.leave()
        if not begun:
            return


def _work_apart(held: jobs.Claim) -> None:
    """Begin a claimed step in a thread of its own; one that cannot begin is given back at once."""
    # No daemon, as it would be of the sweep's thread: this process does not end before it has given back.
    name = f"step-{held.step_id}"
    try:
        threading.Thread(target=_work_through, args=(held,), name=name, daemon=False).start()
    except RuntimeError as error:  # this machine has no thread more to give
        detail = f"{worker_name}: {error}"
        _conclude(lambda session: jobs.give_back(session, held, detail=detail, blameless=True))
        raise


def _work_through(held: jobs.Claim | None) -> None:
    """Do a step, then what else lies ready, until nothing does."""
    try:
        while held is not None:
            _do(held)
            held = _next()
    except AWAY as error:
        log.warning("the database did not answer: %s", error)
    finally:
        slots.leave()


def _next(*, lapsed_only: bool = False) -> jobs.Claim | None:
    """What lies there for this worker's queues; nothing for one that ends."""
    if slots.closed:
        return None
    with committed(house) as session:
        return jobs.claim_next(session, _queues, worker_name, **_terms, lapsed_only=lapsed_only)


def _do(held: jobs.Claim) -> None:
    """Run a claimed step and tell how it ended."""
    slots.count()
    with seeing.watched(held) as seen:
        seen.ended = _run(held)
        _tell(held, seen.ended)


def _run(held: jobs.Claim) -> Ended:
    """Do the work; whatever goes wrong comes back as how it ended."""
    try:
        with Lease(lambda *said: _renew(held, *said), min(1.0, settings.lease_s / 4), _stopping) as lease:
            if held.release_id:
                return patiently(lambda: publish.run(house, held, lease), lease.goes_on)
            return _run_in_folder(held, lease)
    except STORE_FAULTS as error:
        return ended_by(error)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        told = (DISK_FULL, "disk-full") if full else (UNFORESEEN, "unforeseen")
        return Ended("refused" if full else "broken", told[0], traceback.format_exc(), told[1])
    except AWAY:
        return Ended("broken", DATABASE_AWAY, traceback.format_exc(), "database-away")
    except Exception:  # noqa: BLE001  # whatever it was, the row has to say it
        # The row need not wait for the lease to end: we know already that it went wrong.
        return Ended("broken", UNFORESEEN, traceback.format_exc(), "unforeseen")


def _tell(held: jobs.Claim, ended: Ended) -> None:
    """Write down how it ended; what is done has been recorded with its files."""
    if ended.kind == "refused":
        _conclude(lambda session: jobs.refuse(session, held, ended.sentence, ended.detail, code=ended.code))
    elif ended.kind in ("killed", "broken"):
        sentence = ended.sentence if ended.kind == "broken" else ""
        blameless = _stopping.is_set()
        _conclude(
            lambda session: jobs.give_back(
                session, held, sentence=sentence, detail=ended.detail, code=ended.code, blameless=blameless
            )
        )


def _renew(held: jobs.Claim, progress: float, words: str) -> bool:
    """While the database is away the work goes on: nobody else can take it then; the token tells after."""
    try:
        with committed(house) as session:
            return jobs.renew(session, held, lease_s=settings.lease_s, progress=progress, words=words)
    except AWAY as error:
        log.warning("the database did not answer: %s", error)
        return True


def _conclude(do: Callable[[Session], T]) -> T:
    """Commit what is told of a step's end. A database that is away is waited for up to a minute, as work
    hangs on it.
    """
    for patience_s in (1.0, 2.0, 4.0, 8.0, 16.0, 29.0):
        try:
            with committed(house) as session:
                return do(session)
        except AWAY as error:
            log.warning("the database did not answer: %s; again in %g s", error, patience_s)
            _stopping.wait(patience_s)
    with committed(house) as session:
        return do(session)


def _run_in_folder(held: jobs.Claim, lease: Lease) -> Ended:
    """Lay the inputs out, run the step in a child, keep what it wrote, record it."""
    with desk(settings.data / "work", f"{held.name}-{held.step_id}") as folder:
        for name, sha256 in held.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            patiently(partial(house.storage.fetch, sha256, folder / name), lease.goes_on)
        ended = run_in_child(held.name, folder, held.params, limits_of(settings), lease)
        if ended.kind == "done" and not _keep(held, lease, folder):
            log.warning("the lease was lost")
        return ended


def _keep(held: jobs.Claim, lease: Lease, folder: Path) -> bool:
    """Put what the step wrote into the store, and record it. False: the lease was lost."""
    since = _collectors_moment()
    for _ in range(_KEEPINGS - 1):
        files = _put(held, lease, folder)
        try:
            return _record(held, files, since)
        except GoneError as error:
            log.info("%s; it is put again", error)
            since = _conclude(partial(keeping.hold_files, names=_names(files)))
    return _record(held, _put(held, lease, folder), since)


def _put(held: jobs.Claim, lease: Lease, folder: Path) -> dict[str, Any]:
    """All that the step wrote lies in the store after this; a store that is away is waited for."""
    files: dict[str, Any] = {}
    for name in written(held.name, folder):
        stored = patiently(partial(house.storage.put, folder / name), lease.goes_on)
        files[name] = {"sha256": stored.sha256, "bytes": stored.bytes}
        lease(1.0, "keeping the result")
    return files


def _record(held: jobs.Claim, files: dict[str, Any], since: keeping.Moment | None) -> bool:
    """The step is done with these files. False: the lease was lost. Raises GoneError; then it is not done."""

    def record(session: Session) -> bool:
        recorded = jobs.record(session, held, files)
        if recorded:
            keeping.keep_files(session, _names(files), since=since)
        return recorded

    return _conclude(record)


def _names(files: dict[str, Any]) -> list[str]:
    return [file["sha256"] for file in files.values()]


def _collectors_moment() -> keeping.Moment | None:
    """See `keeping.moment`; a database that is away just now leaves it open, and all is put twice then."""
    try:
        with reading(house.engine) as session:
            return keeping.moment(session)
    except AWAY:
        return None


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


@worker_init.connect  # type: ignore[untyped-decorator]
def _stand_guard(**_: object) -> None:
    stand_guard(settings.walls)


@celeryd_after_setup.connect  # type: ignore[untyped-decorator]
def _begin(instance: Any, **_: object) -> None:
    """Before the broker is asked for anything: a worker works without one, too."""
    slots.resize(instance.concurrency)
    _queues.extend(instance.app.amqp.queues.consume_from)
    sweep = threading.Thread(target=_sweep, args=(instance,), name="sweep", daemon=True)
    sweep.start()
    # What it claimed at the very last moment is begun, and so given back, before this process ends.
    worker_shutdown.connect(lambda **_: sweep.join(_LAST_LOOK_S), weak=False)
    tend_now_and_then(house, _stopping)
    if settings.collects:
        threading.Thread(target=garbage.collect_now_and_then, args=(house, _stopping), daemon=True).start()
    if settings.metrics_port:
        seeing.serve(house, _pulse, settings.metrics_port)


@setup_logging.connect  # type: ignore[untyped-decorator]
def _start_logging(**_: object) -> None:
    logs.configure(settings)  # instead of Celery's own
    traces.configure(settings, "worker")


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def _stop(**_: object) -> None:
    _stopping.set()  # children are ended and their steps given back
    slots.close()


def _worn_out() -> bool:
    """Whether this process has had enough by the settings."""
    too_large = 0 < settings.worker_max_bytes < resident_bytes()
    return too_large or 0 < settings.worker_max_steps <= slots.steps


def _retire(instance: Any) -> None:
    """Take nothing new; once what runs is done, end, so that a fresh process takes over. No work is lost."""
    if not slots.closed:
        log.info("this worker has done %d steps and ends when those at work are done", slots.steps)
        slots.close()
        instance.consumer.call_soon(_hear_no_more, instance.consumer)
    if slots.empty:
        os.kill(os.getpid(), signal.SIGTERM)


def _hear_no_more(consumer: Any) -> None:
    """Leave messages to other workers."""
    for queue in _queues:
        if consumer.task_consumer is not None:  # else it is not connected now
            consumer.cancel_task_queue(queue)


def _sweep(instance: Any) -> None:
    """Asks the database alone, never a store: its beats tell that this worker lives."""
    while not _stopping.wait(settings.sweep_s):
        try:
            if slots.closed or _worn_out():
                _retire(instance)
            _look_for_work()
            with committed(house) as session:
                jobs.sweep(session)
            clear_abandoned(settings.data / "work")
        except Exception:
            log.exception("the sweep failed; it tries again")
        _pulse.beat()
