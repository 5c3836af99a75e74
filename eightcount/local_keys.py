"""API keys straight in the database of the settings: who makes the first key has nobody to ask over HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from cms import accounts
from cms.models import ApiKey
from cms.settings import Settings
from eightcount.local_database import local_rows


@dataclass(frozen=True)
class Key:
    """A key as people may see it."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: str
    revoked_at: str | None


def create(settings: Settings, name: str, scopes: Sequence[str]) -> tuple[Key, str]:
    """A new key and its secret; the scope `all` stands for every one. Raises RefusedError."""
    wanted = list(accounts.SCOPES) if "all" in scopes else scopes
    with local_rows(settings) as session:
        row, secret = accounts.create_key(session, name, wanted)
        return _seen(row), secret


def every(settings: Settings) -> list[Key]:
    """All keys, oldest first."""
    with local_rows(settings) as session:
        return [_seen(row) for row in session.scalars(select(ApiKey).order_by(ApiKey.id))]


def revoke(settings: Settings, key_id: str) -> Key:
    """End a key at once. Raises RefusedError when there is none of that id."""
    with local_rows(settings) as session:
        return _seen(accounts.revoke_key(session, key_id))


def _seen(row: ApiKey) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        scopes=tuple(row.scopes),
        created_at=row.created_at.isoformat(timespec="seconds"),
        revoked_at=row.revoked_at.isoformat(timespec="seconds") if row.revoked_at else None,
    )
