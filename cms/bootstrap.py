"""The one place where things are chosen: settings in, engine, storage, delivery and queue out."""

from dataclasses import dataclass

from sqlalchemy import Engine

from cms import edge
from cms.broker import broker_url
from cms.db import connect
from cms.queue import CeleryQueue, Queue, make_celery
from cms.settings import Settings
from cms.storage import Delivery, Storage
from cms.stores import stores


@dataclass(frozen=True)
class House:
    """The collaborators of every entry point."""

    settings: Settings
    engine: Engine
    storage: Storage
    delivery: Delivery
    queue: Queue


def build_house(settings: Settings) -> House:
    """Choose by the settings. Creates the data folder, connects lazily, migrates nothing."""
    edge.check(settings)
    settings.data.mkdir(parents=True, exist_ok=True)
    storage, delivery = stores(settings)
    return House(
        settings=settings,
        engine=connect(settings.resolved_database_url()),
        storage=storage,
        delivery=delivery,
        queue=CeleryQueue(make_celery(broker_url(settings))),
    )
