"""A worker whose broker takes a message for lost after a second: every longer step is delivered twice.

It tells each message that it gets in a line of its own.
"""

from celery.signals import task_received

from workers import tasks

celery = tasks.celery
celery.conf.broker_transport_options |= {
    "visibility_timeout": 1,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
}


@task_received.connect  # type: ignore[untyped-decorator]
def _tell(**_: object) -> None:
    print("a message came", flush=True)
