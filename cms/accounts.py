"""Who calls, and what they may do: an API key, or a person (`cms.people`). Everything behind this module sees
only an `Actor`.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cms.errors import ForbiddenError, InvalidError, NotFoundError, UnauthorizedError
from cms.models import ApiKey, utcnow

#: What a caller can be allowed. Deny by default: a route names the one scope that it needs.
SCOPES = {
    "read": "see songs, dancers, classes, uploads, builds, packs and releases",
    "author": "create and edit songs, dancers and classes, upload, mark beats, place the song by hand",
    "review": "accept or reset an alignment, leave notes",
    "build": "start, retry and abort builds",
    "publish": "publish, withdraw and roll back releases",
    "admin": "see and change accounts and API keys, see every change of everybody",
}

_PREFIX = "eck_"


@dataclass(frozen=True)
class Actor:
    """Who acts: `id` is stored as `created_by`; `scopes` are what they may do."""

    id: str
    name: str
    scopes: frozenset[str]

    def must(self, scope: str) -> None:
        """Raise ForbiddenError unless this actor holds the scope."""
        if scope not in self.scopes:
            who, cure = (
                ("Your role", "Ask an admin for one")
                if self.id.startswith("account:")
                else ("This key", "Ask for a key")
            )
            raise ForbiddenError(
                f"{who} may not {SCOPES[scope]}: it lacks the scope '{scope}'. {cure} that has it."
            )


def create_key(session: Session, name: str, scopes: Iterable[str], *, by: str = "cli") -> tuple[ApiKey, str]:
    """Make a key; its secret is given back this once and kept only as a hash. `by`: who makes it.

    Raises InvalidError for an unknown scope or none.
    """
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown or not wanted:
        raise InvalidError(f"Scopes are {', '.join(SCOPES)}; {', '.join(unknown) or 'none'} was given.")
    if not 0 < len(name) <= 200:
        raise InvalidError("A key needs a name of 1 to 200 characters, so that people know whose it is.")
    secret = _PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(name=name, secret_sha256=kept_hash(secret), scopes=wanted, created_by=by)
    session.add(key)
    session.flush()
    return key, secret


def revoke_key(session: Session, key_id: str) -> ApiKey:
    """End a key at once. Raises NotFoundError."""
    key = session.get(ApiKey, key_id)
    if key is None:
        raise NotFoundError(f"There is no key '{key_id}'. `eightcount key list` shows those that are.")
    key.revoked_at = key.revoked_at or utcnow()
    return key


def revoke_keys_of(session: Session, maker: str) -> None:
    """End every key that this maker made ("account:<id>"), and those that were made with one of them."""
    makers = [maker]
    while makers:
        made = session.scalars(select(ApiKey).where(ApiKey.created_by.in_(makers))).all()
        for key in made:
            key.revoked_at = key.revoked_at or utcnow()
        makers = [f"key:{key.id}" for key in made]


def authenticate(session: Session, secret: str) -> Actor:
    """Who holds this secret. Raises UnauthorizedError for none, an unknown or a revoked one.

    A secret has 256 random bits, so one round of SHA-256 is a sound hash for it, and looking the hash up
    tells nothing about how near a guess was.
    """
    key = session.scalar(select(ApiKey).where(ApiKey.secret_sha256 == kept_hash(secret)))
    if key is None or key.revoked_at is not None:
        raise UnauthorizedError(
            "This API key is not known or was revoked. Make one with `eightcount key create`."
        )
    return Actor(id=f"key:{key.id}", name=key.name, scopes=frozenset(key.scopes))


def kept_hash(secret: str) -> str:
    """What the database keeps of a key, a token or a login that was tried: its sha256. Not for passwords."""
    return hashlib.sha256(secret.encode()).hexdigest()
