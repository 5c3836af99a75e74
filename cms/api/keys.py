"""API keys over HTTP, for admins: programs call with them."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Response, status
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from cms import accounts
from cms.api.deps import Admin, Reads, Writes, needs
from cms.api.fields import EXAMPLE_ID, EXAMPLE_TIME, Example, Given, Id, Line, Made
from cms.api.paging import Paged, page_of
from cms.models import ApiKey

router = APIRouter(prefix="/keys", tags=["accounts"])

_GIVEN: Example = {"name": "nightly import", "scopes": ["author", "read"]}
_SHOWN: Example = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"account:{EXAMPLE_ID}",
    **_GIVEN,
    "revoked_at": None,
}

Scope = Literal["read", "author", "review", "build", "publish", "admin"]


class KeyCreate(Given):
    """A new key."""

    model_config = ConfigDict(json_schema_extra={"examples": [_GIVEN]})

    name: Line = Field(description="Whose it is, or what for.")
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=20)] = Field(description="What it allows.")


class KeyShown(Made):
    """A key, without its secret."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    name: str = Field(description="Whose it is, or what for.")
    scopes: list[str] = Field(description="What it allows.")
    revoked_at: datetime | None = Field(description="Since when it does not work any more; null: it works.")


class KeyMade(KeyShown):
    """A new key with its secret, which is shown this once."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_SHOWN, "secret": "eck_R2xvYmFsIGhlYXJ0"}]})

    secret: str = Field(description="Send it as `Authorization: Bearer <secret>`. It is kept nowhere.")


class KeyList(BaseModel):
    """A page of keys, oldest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_SHOWN], "next": None}]})

    items: list[KeyShown] = Field(description="The keys, revoked ones too.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


@router.get("", summary="List API keys", dependencies=[needs("admin")])
def list_keys(session: Reads, page: Paged) -> KeyList:
    """Oldest first, in pages, without their secrets."""
    rows, following = page_of(session, select(ApiKey), ApiKey.id, page)
    return KeyList(items=[KeyShown.model_validate(row) for row in rows], next=following)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Make an API key")
def create(body: KeyCreate, actor: Admin, session: Writes, response: Response) -> KeyMade:
    """Its secret is in this one answer and kept nowhere."""
    key, secret = accounts.create_key(session, body.name, body.scopes, by=actor.id)
    response.headers["Cache-Control"] = "no-store"
    return KeyMade(**KeyShown.model_validate(key).model_dump(), secret=secret)


@router.delete(
    "/{id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Revoke an API key",
    dependencies=[needs("admin")],
)
def revoke(id: Id, session: Writes) -> None:  # noqa: A002 - the word of the URL
    """It does not work from now on. Twice is no error."""
    accounts.revoke_key(session, id)
