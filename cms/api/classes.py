"""Classes over HTTP: the draft, and where it stands on its way to devices."""

from typing import Annotated, cast

from fastapi import APIRouter, Query, Response, status
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy.orm import Session

from cms import alignments, classes, standing
from cms.api.alignments import AlignmentShown
from cms.api.alignments import shown as shown_alignment
from cms.api.builds import BuildShown, show_build
from cms.api.deps import Author, InHouse, Reads, Writes, needs
from cms.api.etags import IfMatch, etag
from cms.api.fields import (
    EXAMPLE_ID,
    EXAMPLE_SHA256,
    EXAMPLE_TIME,
    ClassName,
    Edited,
    Example,
    Given,
    Language,
    Line,
    MaybeLine,
    Sha256,
    Slug,
    Tag,
)
from cms.api.idempotency import MadeOnce
from cms.api.paging import Page, Paged, page_of
from cms.api.releases import ReleaseShown, show_release
from cms.bootstrap import House
from cms.models import DanceClass

router = APIRouter(prefix="/classes", tags=["classes"])

_GIVEN: Example = {
    "titles": {"en": "Spring combo 1", "ko": "봄 콤보 1"},
    "song_id": EXAMPLE_ID,
    "dancer_id": EXAMPLE_ID,
    "difficulty": 2,
    "tags": ["house", "beginner"],
    "section": {"start_s": 41.5, "end_s": 73.0},
    "take": EXAMPLE_SHA256,
    "cover": None,
}
_LISTED: Example = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    "version": 1,
    "updated_at": EXAMPLE_TIME,
    "slug": "spring-combo-1",
    **_GIVEN,
    "song_title": "Blue Monday Steps",
    "dancer_name": "Mina",
    "state": "needs_beats",
    "sentence": "No beats are marked yet. Mark them by ear.",
    "next": "mark_beats",
    "beats_revision": None,
    "live_on": [],
}
_SHOWN: Example = {**_LISTED, "build": None, "alignment": None, "live": []}

Titles = Annotated[dict[Language, Line], Field(min_length=1, max_length=50)]
Tags = Annotated[list[Tag], Field(max_length=30)]
Difficulty = Annotated[int, Field(ge=1, le=5)]
Second = Annotated[float, Field(ge=0, le=36_000, allow_inf_nan=False)]
AnId = Annotated[str, Field(pattern=r"^[0-9a-f]{22}$")]


class SectionOfSong(Given):
    """The piece of the song that the class teaches."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_GIVEN["section"]]})

    start_s: Second = Field(description="Seconds on the song clock.")
    end_s: Second = Field(description="Seconds on the song clock, after the start.")

    @model_validator(mode="after")
    def _rises(self) -> "SectionOfSong":
        if self.end_s <= self.start_s:
            raise ValueError("A section must end after its start.")
        return self


class ClassCreate(Given):
    """A new class."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"slug": "spring-combo-1", **_GIVEN}]})

    slug: Slug = Field(description="Its name in addresses and packs: a-z, 0-9 and -. It never changes.")
    titles: Titles = Field(description="Language (BCP 47) -> title; at least one.")
    song_id: AnId = Field(description="The song.")
    dancer_id: AnId = Field(description="The dancer.")
    difficulty: Difficulty = Field(default=3, description="From 1, easy, to 5.")
    tags: Tags = Field(default_factory=list, description="Words to find it by.")
    section: SectionOfSong | None = Field(default=None, description="The piece of the song that it teaches.")
    take: Sha256 | None = Field(default=None, description="sha256 of the uploaded take.")
    cover: Sha256 | None = Field(default=None, description="sha256 of an uploaded picture.")


class ClassEdit(Given):
    """What shall change; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"difficulty": 3, "tags": ["house"]}]})

    titles: Titles = Field(
        default_factory=dict, description="Language (BCP 47) -> title; replaces all titles."
    )
    song_id: AnId = Field(default_factory=str, description="The song.")
    dancer_id: AnId = Field(default_factory=str, description="The dancer.")
    difficulty: Difficulty = Field(default_factory=int, description="From 1, easy, to 5.")
    tags: Tags = Field(default_factory=list, description="Words to find it by; replaces all.")
    section: SectionOfSong | None = Field(default=None, description="The piece of the song; null for none.")
    take: Sha256 | None = Field(default=None, description="sha256 of the uploaded take; null for none.")
    cover: Sha256 | None = Field(default=None, description="sha256 of an uploaded picture; null for none.")


class ClassListed(Edited):
    """A class and where it stands."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LISTED]})

    slug: str = Field(description="Its name in addresses and packs.")
    titles: dict[str, str] = Field(description="Language (BCP 47) -> title.")
    song_id: str = Field(description="The song.")
    song_title: str = Field(description="Its title.")
    dancer_id: str = Field(description="The dancer.")
    dancer_name: str = Field(description="Their name.")
    difficulty: int = Field(description="From 1, easy, to 5.")
    tags: list[str] = Field(description="Words to find it by.")
    section: SectionOfSong | None = Field(description="The piece of the song that it teaches.")
    take: str | None = Field(description="sha256 of the take.")
    cover: str | None = Field(description="sha256 of the cover.")
    state: standing.State = Field(description="Where it stands on its way to devices.")
    sentence: str = Field(description="Why, in a sentence.")
    next: standing.Next = Field(description="The one thing to do next.")
    beats_revision: int | None = Field(description="The newest revision of its beats.")
    live_on: list[str] = Field(description="Channels on which it is live.")


class ClassShown(ClassListed):
    """A class, where it stands, and what stands behind that."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    build: BuildShown | None = Field(description="The newest build.")
    alignment: AlignmentShown | None = Field(
        description="Where the song lies in the take, once that is known."
    )
    live: list[ReleaseShown] = Field(description="The live release on every channel where it is.")


class ClassList(BaseModel):
    """A page of classes, oldest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_LISTED], "next": None}]})

    items: list[ClassListed] = Field(description="The classes.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


@router.post("", status_code=status.HTTP_201_CREATED, summary="Make a class")
def create(
    body: ClassCreate, session: Writes, house: InHouse, actor: Author, once: MadeOnce, response: Response
) -> ClassShown:
    """A draft. The take may come later; nothing is published until it is released."""

    def make() -> ClassShown:
        given = _changes(body)
        return _show(session, house, classes.create(session, actor, body.slug, **given))

    shown = once(actor, body, ClassShown, make)
    response.headers["ETag"] = etag(shown.version)
    response.headers["Location"] = f"/api/v1/classes/{shown.slug}"
    return shown


@router.get("", summary="List classes", dependencies=[needs("read")])
def list_classes(
    session: Reads,
    house: InHouse,
    page: Paged,
    q: Annotated[MaybeLine | None, Query(description="Words in the slug or in a title.")] = None,
    song_id: Annotated[AnId | None, Query(description="Only of this song.")] = None,
    dancer_id: Annotated[AnId | None, Query(description="Only of this dancer.")] = None,
    tag: Annotated[Tag | None, Query(description="Only with this tag.")] = None,
    state: Annotated[standing.State | None, Query(description="Only those that stand there.")] = None,
) -> ClassList:
    """Oldest first, in pages, each with where it stands."""
    query = classes.search(words=q, song_id=song_id, dancer_id=dancer_id, tag=tag)
    items: list[ClassListed] = []
    following: str | None = page.after
    while True:
        rows, following = page_of(session, query, DanceClass.id, Page(page.limit, following))
        known = standing.gather(session, rows)
        listed = [_list(session, house, row, known[row.id]) for row in rows]
        items += [item for item in listed if state in (None, item.state)]
        if following is None or len(items) >= page.limit:
            break
    if len(items) > page.limit:
        items = items[: page.limit]
        following = items[-1].id
    return ClassList(items=items, next=following)


@router.get("/{class_name}", summary="Get a class", dependencies=[needs("read")])
def show(class_name: ClassName, session: Reads, house: InHouse, response: Response) -> ClassShown:
    """The draft and where it stands. Its ETag is what an edit sends as If-Match."""
    shown = _show(session, house, classes.get(session, class_name))
    response.headers["ETag"] = etag(shown.version)
    return shown


@router.patch("/{class_name}", summary="Edit a class", dependencies=[needs("author")])
def edit(
    class_name: ClassName,
    body: ClassEdit,
    session: Writes,
    house: InHouse,
    expected: IfMatch,
    response: Response,
) -> ClassShown:
    """Changes what is given. What is published stays as it is until it is released again."""
    dance_class = classes.edit(session, classes.get(session, class_name), expected, **_changes(body))
    shown = _show(session, house, dance_class)
    response.headers["ETag"] = etag(shown.version)
    return shown


def _changes(body: ClassCreate | ClassEdit) -> classes.ClassChanges:
    given = body.model_dump(exclude_unset=isinstance(body, ClassEdit), exclude={"slug"})
    if given.get("section") is not None:
        given["section"] = classes.Section(**given["section"])
    return cast("classes.ClassChanges", given)


def _list(session: Session, house: House, row: DanceClass, known: standing.Known) -> ClassListed:
    stands = standing.of(session, house.storage, row, known)
    section = None
    if row.section_start_s is not None and row.section_end_s is not None:
        section = {"start_s": row.section_start_s, "end_s": row.section_end_s}
    told = (
        "id",
        "created_at",
        "created_by",
        "version",
        "updated_at",
        "slug",
        "titles",
        "song_id",
        "dancer_id",
        "difficulty",
        "tags",
    )
    return ClassListed.model_validate(
        {
            **{name: getattr(row, name) for name in told},
            "song_title": row.song.title,
            "dancer_name": row.dancer.name,
            "section": section,
            "take": row.take_sha256,
            "cover": row.cover_sha256,
            "state": stands.state,
            "sentence": stands.sentence,
            "next": stands.next,
            "beats_revision": known.revision.number if known.revision else None,
            "live_on": sorted(known.live),
        }
    )


def _show(session: Session, house: House, row: DanceClass) -> ClassShown:
    known = standing.gather(session, [row])[row.id]
    heard = alignments.current(session, house.storage, row)
    return ClassShown(
        **_list(session, house, row, known).model_dump(),
        build=show_build(known.build, row) if known.build else None,
        alignment=shown_alignment(heard) if heard else None,
        live=[show_release(release, row.slug, None) for _, release in sorted(known.live.items())],
    )
