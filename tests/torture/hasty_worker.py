"""A worker whose broker takes a message for lost after a second: every longer step is delivered twice."""

from workers import tasks

celery = tasks.celery
celery.conf.broker_transport_options |= {
    "visibility_timeout": 1,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
}
