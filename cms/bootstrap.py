"""The one place where things are chosen: settings in, engine, storage, delivery and queue out."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from cms import edge
from cms.broker import broker_url
from cms.db import connect
from cms.queue import CeleryQueue, Queue, make_celery
from cms.releases import CHANNELS
from cms.settings import Settings
from cms.signing import Signer, make_own
from cms.storage import Delivery, ServesShelf, Storage
from cms.stores import stores


@dataclass(frozen=True)
class House:
    """The collaborators of every entry point."""

    settings: Settings
    engine: Engine
    storage: Storage
    delivery: Delivery
    queue: Queue
    signer: Signer


def build_house(settings: Settings) -> House:
    """Choose by the settings. Creates the data folder, for its user alone: it holds hashes of passwords and
    everybody's takes. Connects lazily, migrates nothing.
    """
    edge.check(settings)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    storage, delivery = stores(settings)
    return House(
        settings=settings,
        engine=connect(settings.resolved_database_url()),
        storage=storage,
        delivery=delivery,
        queue=CeleryQueue(make_celery(broker_url(settings))),
        signer=_signer(settings, delivery),
    )


def signer_of(settings: Settings) -> Signer:
    """Where the keys of these settings lie; they need not be there."""
    own = settings.data / "keys"
    return Signer(
        key_path=Path(settings.signing_key) if settings.signing_key else own / "online.key",
        root_path=Path(settings.root_file) if settings.root_file else own / "root.json",
    )


def _signer(settings: Settings, delivery: Delivery) -> Signer:
    """The signer; where no keys are named and the shelf is a folder here, it has keys of its own."""
    if not settings.signing_key and not settings.root_file and isinstance(delivery, ServesShelf):
        make_own(settings.data / "keys", CHANNELS, now=datetime.now(UTC))
    return signer_of(settings)
