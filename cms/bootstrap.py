"""The one place where things are chosen: settings in, engine, storage, delivery and queue out."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from cms import edge
from cms.broker import broker_url
from cms.db import connect
from cms.queue import CeleryQueue, Queue, make_celery
from cms.settings import Settings
from cms.storage import Delivery, Storage
from cms.storage.local import LocalDelivery, LocalStorage

_SECRET_BYTES = 32


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
    storage = LocalStorage(
        folder=settings.data / "store",
        base_url=f"{settings.public_url}/api/v1",
        secret=_secret(settings.data),
    )
    return House(
        settings=settings,
        engine=connect(settings.resolved_database_url()),
        storage=storage,
        delivery=LocalDelivery(folder=settings.data / "shelf"),
        queue=CeleryQueue(make_celery(broker_url(settings))),
    )


def _secret(data: Path) -> bytes:
    """The key that signs part URLs: made once, readable by its owner only."""
    path = data / "part-url.key"
    if path.exists() and path.stat().st_size != _SECRET_BYTES:
        path.unlink(missing_ok=True)  # a power cut can leave it empty, and with an empty key anybody can sign
    if not path.exists():
        fresh = data / f".part-url.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_bytes(secrets.token_bytes(_SECRET_BYTES))
        try:
            path.hardlink_to(fresh)  # the first of several starting processes wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()
