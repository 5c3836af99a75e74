"""Classes over HTTP: the draft, and where it stands on its way to devices."""

from typing import Annotated, cast

from fastapi import APIRouter, Query, Response, status
from sqlalchemy.orm import Session

from cms import alignments, classes, standing
from cms.api.alignments import shown as shown_alignment
from cms.api.build_shapes import show_build
from cms.api.class_shapes import AnId, ClassCreate, ClassEdit, ClassList, ClassListed, ClassShown
from cms.api.deps import Author, InHouse, Reads, Writes, needs
from cms.api.etags import IfMatch, etag
from cms.api.fields import (
    ClassName,
    MaybeLine,
    Tag,
)
from cms.api.idempotency import MadeOnce
from cms.api.paging import Page, Paged, page_of
from cms.api.release_shapes import show_release
from cms.bootstrap import House
from cms.models import DanceClass

router = APIRouter(prefix="/classes", tags=["classes"])


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
