"""API keys straight in the database of the settings: who makes the first key has nobody to ask over HTTP."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from cms import accounts
from cms.db import connect, writing
from cms.errors import CmsError
from cms.migrate import migrate
from cms.models import ApiKey
from cms.settings import Settings
from eightcount.failures import RefusedError


@dataclass(frozen=True)
class Key:
    """A key as people may see it."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: str
    revoked_at: str | None


@dataclass(frozen=True)
class Place:
    """Where the keys are: `name` is a file, or a URL without its password; `is_new`: nothing is there yet."""

    name: str
    is_new: bool


def place(settings: Settings) -> Place:
    """The database that the settings name. Creates nothing."""
    url = make_url(settings.resolved_database_url())
    if url.get_backend_name() == "sqlite" and url.database:
        return Place(url.database, is_new=not Path(url.database).exists())
    return Place(url.render_as_string(hide_password=True), is_new=False)


def create(settings: Settings, name: str, scopes: Sequence[str]) -> tuple[Key, str]:
    """A new key and its secret; the scope `all` stands for every one. Raises RefusedError."""
    wanted = list(accounts.SCOPES) if "all" in scopes else scopes
    with _session(settings) as session:
        row, secret = accounts.create_key(session, name, wanted)
        return _seen(row), secret


def every(settings: Settings) -> list[Key]:
    """All keys, oldest first."""
    with _session(settings) as session:
        return [_seen(row) for row in session.scalars(select(ApiKey).order_by(ApiKey.id))]


def revoke(settings: Settings, key_id: str) -> Key:
    """End a key at once. Raises RefusedError when there is none of that id."""
    with _session(settings) as session:
        return _seen(accounts.revoke_key(session, key_id))


@contextmanager
def _session(settings: Settings) -> Iterator[Session]:
    engine = connect(settings.resolved_database_url())
    try:
        migrate(engine)
        with writing(engine) as session:
            yield session
    except CmsError as error:
        raise RefusedError(error.sentence, code=error.code) from error
    finally:
        engine.dispose()


def _seen(row: ApiKey) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        scopes=tuple(row.scopes),
        created_at=row.created_at.isoformat(timespec="seconds"),
        revoked_at=row.revoked_at.isoformat(timespec="seconds") if row.revoked_at else None,
    )
