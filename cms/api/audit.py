"""The log of changes over HTTP: who did what when."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from cms import audit, classes
from cms.api.deps import Reader, Reads
from cms.api.fields import EXAMPLE_ID, EXAMPLE_TIME, Example
from cms.api.paging import Paged, page_of
from cms.models import AuditEntry

router = APIRouter(prefix="/audit", tags=["accounts"])

_CHANGE: Example = {"field": "difficulty", "from": 3, "to": 4}
_ENTRY: Example = {
    "id": EXAMPLE_ID,
    "at": EXAMPLE_TIME,
    "actor": f"account:{EXAMPLE_ID}",
    "actor_name": "Mina Park",
    "action": "edit",
    "noun": "class",
    "noun_id": EXAMPLE_ID,
    "class_slug": "spring-combo-1",
    "changes": [_CHANGE],
}

_NAME = r"^[a-zA-Z0-9:_.-]{1,80}$"


class ChangeShown(BaseModel):
    """One thing that was changed."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CHANGE]}, populate_by_name=True)

    field: str = Field(description="What was changed.")
    before: Any = Field(alias="from", description="What it was; null: nothing, or a secret.")
    after: Any = Field(alias="to", description="What it is now; null: nothing.")


class AuditEntryShown(BaseModel):
    """One change that somebody made."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_ENTRY]})

    id: str = Field(description="The id; ids sort by time.")
    at: datetime = Field(validation_alias="created_at", description="When, UTC.")
    actor: str = Field(description="Who: `account:<id>`, `key:<id>`, or `cli`.")
    actor_name: str = Field(description="Their name at that time.")
    action: str = Field(description="`create`, `edit`, `delete`, `sign-in` or `sign-out`.")
    noun: str = Field(description="What kind of thing: `class`, `beats`, `release` and so on.")
    noun_id: str = Field(description="Which one: its id, or the number of a revision of beats.")
    class_slug: str | None = Field(description="The class that it belongs to; null: to none.")
    changes: list[ChangeShown] = Field(description="From what to what.")


class AuditList(BaseModel):
    """A page of the log, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_ENTRY], "next": None}]})

    items: list[AuditEntryShown] = Field(description="The changes.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


@router.get("", summary="List changes")
def list_changes(
    session: Reads,
    actor: Reader,
    page: Paged,
    noun: Annotated[str | None, Query(pattern=_NAME, description="Only of this kind of thing.")] = None,
    noun_id: Annotated[
        str | None, Query(alias="id", pattern=_NAME, description="Only of this thing.")
    ] = None,
    of_class: Annotated[
        str | None,
        Query(alias="class", pattern=r"^[a-z0-9-]{1,80}$", description="Only of this class: id or slug."),
    ] = None,
    by: Annotated[str | None, Query(alias="actor", pattern=_NAME, description="Only what they did.")] = None,
) -> AuditList:
    """Newest first. Those of one class are for everybody who may read; without `class` it needs `admin`."""
    if of_class is None:
        actor.must("admin")
    slug = classes.get(session, of_class).slug if of_class is not None else None
    query = audit.entries(noun=noun, noun_id=noun_id, class_slug=slug, actor=by)
    rows, following = page_of(session, query, AuditEntry.id, page, newest_first=True)
    return AuditList(items=[AuditEntryShown.model_validate(row) for row in rows], next=following)
