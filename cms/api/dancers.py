"""Dancers over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status
from pydantic import BaseModel, ConfigDict, Field

from cms import dancers
from cms.api.deps import Author, Reads, Writes, needs
from cms.api.etags import IfMatch, etag
from cms.api.fields import (
    EXAMPLE_ID,
    EXAMPLE_SHA256,
    EXAMPLE_TIME,
    Edited,
    Example,
    Given,
    Id,
    Line,
    MaybeLine,
    Prose,
    Sha256,
)
from cms.api.idempotency import MadeOnce
from cms.api.paging import Paged, page_of
from cms.models import Dancer

router = APIRouter(prefix="/dancers", tags=["dancers"])

_GIVEN: Example = {
    "name": "Mina",
    "profile": "Teaches house and popping in Busan.",
    "picture": EXAMPLE_SHA256,
}
_SHOWN: Example = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    "version": 1,
    "updated_at": EXAMPLE_TIME,
    **_GIVEN,
}


class DancerCreate(Given):
    """A new dancer."""

    model_config = ConfigDict(json_schema_extra={"examples": [_GIVEN]})

    name: Line = Field(description="The name that learners see.")
    profile: Prose = Field(default="", description="A few lines about the dancer.")
    picture: Sha256 | None = Field(default=None, description="sha256 of the uploaded picture.")


class DancerEdit(Given):
    """What shall change; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"profile": "Teaches house in Seoul."}]})

    name: Line = Field(default_factory=str, description="The name that learners see.")
    profile: Prose = Field(default_factory=str, description="A few lines about the dancer.")
    picture: Sha256 | None = Field(default=None, description="sha256 of the uploaded picture; null for none.")


class DancerShown(Edited):
    """A dancer."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    name: str = Field(description="The name that learners see.")
    profile: str = Field(description="A few lines about the dancer.")
    picture: str | None = Field(validation_alias="picture_sha256", description="sha256 of the picture.")


class DancerList(BaseModel):
    """A page of dancers, oldest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_SHOWN], "next": None}]})

    items: list[DancerShown] = Field(description="The dancers.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


@router.post("", status_code=status.HTTP_201_CREATED, summary="Make a dancer")
def create(
    body: DancerCreate, session: Writes, actor: Author, once: MadeOnce, response: Response
) -> DancerShown:
    """Who dances the takes of some classes."""
    shown = once(actor, body, DancerShown, lambda: _show(dancers.create(session, actor, **body.model_dump())))
    response.headers["ETag"] = etag(shown.version)
    response.headers["Location"] = f"/api/v1/dancers/{shown.id}"
    return shown


@router.get("", summary="List dancers", dependencies=[needs("read")])
def list_dancers(
    session: Reads,
    page: Paged,
    q: Annotated[MaybeLine | None, Query(description="Words in the name.")] = None,
) -> DancerList:
    """Oldest first, in pages."""
    rows, following = page_of(session, dancers.search(q), Dancer.id, page)
    return DancerList(items=[_show(row) for row in rows], next=following)


@router.get("/{id}", summary="Get a dancer", dependencies=[needs("read")])
def show(id: Id, session: Reads, response: Response) -> DancerShown:  # noqa: A002 - the word of the URL
    """Its ETag is what an edit sends as If-Match."""
    shown = _show(dancers.get(session, id))
    response.headers["ETag"] = etag(shown.version)
    return shown


@router.patch("/{id}", summary="Edit a dancer", dependencies=[needs("author")])
def edit(
    id: Id,  # noqa: A002 - the word of the URL
    body: DancerEdit,
    session: Writes,
    expected: IfMatch,
    response: Response,
) -> DancerShown:
    """Changes what is given. Classes that are published keep what they were published with."""
    dancer = dancers.edit(session, dancers.get(session, id), expected, **body.model_dump(exclude_unset=True))
    shown = _show(dancer)
    response.headers["ETag"] = etag(shown.version)
    return shown


def _show(dancer: Dancer) -> DancerShown:
    return DancerShown.model_validate(dancer)
