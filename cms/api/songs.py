"""Songs over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status
from pydantic import BaseModel, ConfigDict, Field

from cms import songs
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
    Sha256,
)
from cms.api.idempotency import MadeOnce
from cms.api.paging import Paged, page_of
from cms.models import Song

router = APIRouter(prefix="/songs", tags=["songs"])

_GIVEN: Example = {
    "title": "Blue Monday Steps",
    "artist": "The Samples",
    "licence": "CC BY 4.0",
    "sound": EXAMPLE_SHA256,
}
_SHOWN: Example = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    "version": 1,
    "updated_at": EXAMPLE_TIME,
    **_GIVEN,
}


class SongCreate(Given):
    """A new song."""

    model_config = ConfigDict(json_schema_extra={"examples": [_GIVEN]})

    title: Line = Field(description="Its title.")
    artist: MaybeLine = Field(default="", description="Who made it.")
    licence: MaybeLine = Field(default="", description="By what right it is used.")
    sound: Sha256 | None = Field(default=None, description="sha256 of the uploaded original sound.")


class SongEdit(Given):
    """What shall change; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Blue Monday Steps (remaster)"}]})

    title: Line = Field(default_factory=str, description="Its title.")
    artist: MaybeLine = Field(default_factory=str, description="Who made it.")
    licence: MaybeLine = Field(default_factory=str, description="By what right it is used.")
    sound: Sha256 | None = Field(
        default=None, description="sha256 of the uploaded original sound; null for none."
    )


class SongShown(Edited):
    """A song."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    title: str = Field(description="Its title.")
    artist: str = Field(description="Who made it.")
    licence: str = Field(description="By what right it is used.")
    sound: str | None = Field(validation_alias="sound_sha256", description="sha256 of its original sound.")


class SongList(BaseModel):
    """A page of songs, oldest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_SHOWN], "next": None}]})

    items: list[SongShown] = Field(description="The songs.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


@router.post("", status_code=status.HTTP_201_CREATED, summary="Make a song")
def create(body: SongCreate, session: Writes, actor: Author, once: MadeOnce, response: Response) -> SongShown:
    """The sound may come later; a class builds only when it is there."""
    shown = once(actor, body, SongShown, lambda: _show(songs.create(session, actor, **body.model_dump())))
    response.headers["ETag"] = etag(shown.version)
    response.headers["Location"] = f"/api/v1/songs/{shown.id}"
    return shown


@router.get("", summary="List songs", dependencies=[needs("read")])
def list_songs(
    session: Reads,
    page: Paged,
    q: Annotated[MaybeLine | None, Query(description="Words in the title or the artist.")] = None,
) -> SongList:
    """Oldest first, in pages."""
    rows, following = page_of(session, songs.search(q), Song.id, page)
    return SongList(items=[_show(row) for row in rows], next=following)


@router.get("/{id}", summary="Get a song", dependencies=[needs("read")])
def show(id: Id, session: Reads, response: Response) -> SongShown:  # noqa: A002 - the word of the URL
    """Its ETag is what an edit sends as If-Match."""
    shown = _show(songs.get(session, id))
    response.headers["ETag"] = etag(shown.version)
    return shown


@router.patch("/{id}", summary="Edit a song", dependencies=[needs("author")])
def edit(
    id: Id,  # noqa: A002 - the word of the URL
    body: SongEdit,
    session: Writes,
    expected: IfMatch,
    response: Response,
) -> SongShown:
    """Changes what is given. Classes that are published keep what they were published with."""
    song = songs.edit(session, songs.get(session, id), expected, **body.model_dump(exclude_unset=True))
    shown = _show(song)
    response.headers["ETag"] = etag(shown.version)
    return shown


def _show(song: Song) -> SongShown:
    return SongShown.model_validate(song)
