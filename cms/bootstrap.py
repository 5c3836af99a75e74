"""The one place where things are chosen: settings in, engine, storage, delivery and queue out."""

import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from cms.db import connect
from cms.queue import CeleryQueue, Queue, make_celery
from cms.settings import Settings
from cms.storage import Delivery, Storage
from cms.storage.local import LocalDelivery, LocalStorage


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


def broker_url(settings: Settings) -> str:
    """The broker in use: the one named, or the embedded valkey's socket in the data folder."""
    if settings.broker_url:
        return settings.broker_url
    return f"redis+socket://{embedded_broker_socket(settings.data)}"


def embedded_broker_socket(data: Path) -> Path:
    """Where the embedded broker listens: a socket that only this user reaches.

    The kernel takes 107 bytes of path, so a deep data folder gets a short name beside the temporary files.
    """
    socket = (data / "broker" / "valkey.sock").resolve()
    if len(str(socket)) <= 100:
        return socket
    short = hashlib.sha256(str(socket).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"eightcount-{os.getuid()}-{short}" / "valkey.sock"


def _secret(data: Path) -> bytes:
    """The key that signs part URLs: made once, readable by its owner only."""
    path = data / "part-url.key"
    if not path.exists():
        fresh = data / f".part-url.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_bytes(secrets.token_bytes(32))
        try:
            path.hardlink_to(fresh)  # the first of several starting processes wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()
