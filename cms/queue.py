"""The way to the workers: names of steps that are ready, sent after the commit that made them so.

A message is a hint. It may come twice, late or never: the step's row decides, and a sweep sends again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from celery import Celery
from kombu.exceptions import OperationalError
from sqlalchemy.orm import Session

#: The Celery task that runs one step. The server knows its name only (docs/architecture.md).
RUN_STEP = "eightcount.run_step"
#: How long a message may lie with a worker before the broker gives it to another, too.
VISIBILITY_S = 3600


@dataclass(frozen=True)
class Hint:
    """Step `step_id` became ready and belongs on that queue."""

    step_id: str
    queue: str


class Queue(Protocol):
    """Tells workers that steps are ready."""

    def send(self, hints: Iterable[Hint]) -> None:
        """Send what it can; a broker that is away is no error, as the sweep sends again."""

    def ping(self) -> None:
        """Return when the broker answers. Raises OSError or OperationalError when it does not."""


@dataclass(frozen=True)
class CeleryQueue:
    """Hints as Celery messages."""

    celery: Celery

    def send(self, hints: Iterable[Hint]) -> None:
        """Send every hint once; a broker that is away costs a second, not the request."""
        for hint in hints:
            try:
                self.celery.send_task(
                    RUN_STEP, args=[hint.step_id], queue=hint.queue, retry=False, ignore_result=True
                )
            except OperationalError:  # what kombu makes of every fault of a connection
                return

    def ping(self) -> None:
        """Open a connection and close it; a broker that is away costs two seconds."""
        with self.celery.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=2)


def make_celery(broker_url: str) -> Celery:
    """The Celery application: queues `media` and `pose`, ids only, no result backend, acknowledged late.

    No events and no remote control: rows tell how work goes, and an idle worker costs next to nothing.
    """
    celery = Celery("eightcount", broker=broker_url)
    # A message that is not acknowledged in this time comes twice, which costs a query: the row decides.
    transport: dict[str, Any] = {"visibility_timeout": VISIBILITY_S, "socket_connect_timeout": 2}
    # A broker that takes the connection and then says nothing is away too.
    transport |= {"socket_timeout": 5, "socket_keepalive": True}
    # A sender learns at once that the broker is away, not after kombu's six seconds; workers keep trying.
    transport |= {"max_retries": 1, "interval_start": 0, "interval_step": 0.1}
    celery.conf.update(
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_default_queue="media",
        task_create_missing_queues=True,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # by default a worker ends for good after a hundred
        broker_transport_options=transport,
        worker_hijack_root_logger=False,
    )
    return celery


def hint_after_commit(session: Session, hints: Iterable[Hint]) -> None:
    """Remember hints on the session; whoever commits it sends them (`take_hints`)."""
    session.info.setdefault("hints", []).extend(hints)


def take_hints(session: Session) -> list[Hint]:
    """The hints of a session whose commit is done; they are handed out once."""
    hints: list[Hint] = session.info.pop("hints", [])
    return hints
