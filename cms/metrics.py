"""What is counted, for Prometheus. Each process counts what it does itself; how the queues stand is asked of
the database when somebody reads (`Standing`), so any one process tells it for all. Must not decide anything.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from eightcount_runtime.classpack.channel import read_pointer
from eightcount_runtime.classpack.errors import PackError
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cms.bootstrap import House
from cms.db import clock_s, reading
from cms.errors import BusyError, StoreRefusedError
from cms.models import Build, Channel, Step, Upload

log = logging.getLogger(__name__)

#: What this process has done since it started.
REGISTRY = CollectorRegistry()

REQUEST_SECONDS = Histogram(
    "eightcount_request_seconds",
    "Time from a request's head to the end of its answer.",
    ("method", "route", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
    registry=REGISTRY,
)
UPLOAD_BYTES = Counter(
    "eightcount_upload_bytes", "Bytes of originals that arrived whole and verified.", registry=REGISTRY
)
STEP_SECONDS = Histogram(
    "eightcount_step_seconds",
    "Time that a worker spent on a step, by how it ended: done, refused, killed, broken.",
    ("step", "ended"),
    buckets=(0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600),
    registry=REGISTRY,
)
STEP_FAILURES = Counter(
    "eightcount_step_failures",
    "Steps that did not end well, by what is to blame.",
    ("step", "code"),
    registry=REGISTRY,
)


def exposition(house: House) -> bytes:
    """Everything that this process knows, in Prometheus's text format 0.0.4."""
    standing = CollectorRegistry()
    standing.register(Standing(house))
    return generate_latest(REGISTRY) + generate_latest(standing)


class Standing(Collector):
    """How things stand in rows, and on the shelf, at the moment of asking."""

    def __init__(self, house: House) -> None:
        self._house = house

    def describe(self) -> list[Metric]:
        """Nothing beforehand: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """A database or shelf that is away leaves its metrics out, and says so by `eightcount_database_up` or
        `eightcount_shelf_up` 0.
        """
        up = GaugeMetricFamily("eightcount_database_up", "Whether the database answered.")
        try:
            with reading(self._house.engine) as session:
                found = [*_queues(session), *_steps(session), _uploads(session)]
                channels = session.scalars(select(Channel.name).order_by(Channel.name)).all()
        except SQLAlchemyError as error:
            log.warning("metrics: the database did not answer: %s", error)
            found, channels = [], ()
        up.add_metric((), float(bool(found)))
        yield up
        yield from found
        yield from _shelf(channels, self._house)


def _queues(session: Session) -> Iterator[Metric]:
    """Age of the oldest ready step and number of ready steps, for each queue; leases that ran out."""
    now_s = clock_s(session)
    age = GaugeMetricFamily(
        "eightcount_queue_age_seconds", "How long the oldest ready step has waited.", labels=("queue",)
    )
    depth = GaugeMetricFamily("eightcount_queue_steps", "Steps that are ready.", labels=("queue",))
    rows = session.execute(
        select(Step.queue, func.count(), func.min(Step.ready_at))
        .where(Step.state == "ready")
        .group_by(Step.queue)
    )
    waiting = {queue: (count, since) for queue, count, since in rows}
    for queue in sorted({"media", "pose", *waiting}):
        count, since = waiting.get(queue, (0, None))
        depth.add_metric((queue,), count)
        age.add_metric((queue,), max(0.0, now_s - since.timestamp()) if since is not None else 0.0)
    lapsed = GaugeMetricFamily("eightcount_lapsed_leases", "Running steps whose worker fell silent.")
    silent = select(func.count()).where(Step.state == "running", Step.lease_until_s < now_s)
    lapsed.add_metric((), session.scalar(silent) or 0)
    yield from (age, depth, lapsed)


def _steps(session: Session) -> Iterator[Metric]:
    """Steps at work by name; builds by state."""
    running = GaugeMetricFamily("eightcount_running_steps", "Steps that a worker holds.", labels=("step",))
    for name, count in session.execute(
        select(Step.name, func.count()).where(Step.state == "running").group_by(Step.name)
    ):
        running.add_metric((name,), count)
    builds = GaugeMetricFamily("eightcount_builds", "Builds by state.", labels=("state",))
    for state, count in session.execute(select(Build.state, func.count()).group_by(Build.state)):
        builds.add_metric((state,), count)
    yield from (running, builds)


def _uploads(session: Session) -> Metric:
    uploads = GaugeMetricFamily("eightcount_open_uploads", "Uploads that are on their way.")
    uploads.add_metric((), session.scalar(select(func.count()).where(Upload.state == "open")) or 0)
    return uploads


def _shelf(channels: Sequence[str], house: House) -> Iterator[Metric]:
    """What devices see: the pointer's version, and for how long they will still take it."""
    version = GaugeMetricFamily("eightcount_channel_version", "Version of the pointer.", labels=("channel",))
    left = GaugeMetricFamily(
        "eightcount_channel_expires_seconds", "Until devices refuse the pointer.", labels=("channel",)
    )
    up = GaugeMetricFamily("eightcount_shelf_up", "Whether the shelf answered.")
    try:
        lying = {name: house.delivery.pointer(name) for name in channels}
    except (BusyError, StoreRefusedError) as error:
        log.warning("metrics: the shelf did not answer: %s", error)
        up.add_metric((), 0.0)
        yield up
        return
    if channels:
        up.add_metric((), 1.0)
    for name, file in lying.items():
        if file is None:
            continue
        try:
            pointer = read_pointer(file.data)
        except PackError as error:
            log.warning("metrics: the pointer of %s cannot be read: %s", name, error)
            continue
        version.add_metric((name,), pointer.version)
        left.add_metric((name,), (pointer.expires - datetime.now(UTC)).total_seconds())
    yield from (up, version, left)
