"""Classes over HTTP: the draft, and where it stands on its way to devices."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, cast

from fastapi import APIRouter, Query, Response, status
from sqlalchemy.orm import Session

from cms import alignments, classes, known, presence, standing, stopwatch
from cms.api.ahead import read_ahead
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
from cms.class_problems import problems_of
from cms.models import DanceClass

router = APIRouter(prefix="/classes", tags=["classes"])

#: Where a class stands no query knows, so a state is looked for among so many classes at once.
_LOOKED_THROUGH = 200
#: What a row tells of itself by the same name.
_TOLD = (
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
    "owner",
)


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
    q: Annotated[MaybeLine | None, Query(description="Words in slug, titles, song or dancer.")] = None,
    song_id: Annotated[AnId | None, Query(description="Only of this song.")] = None,
    dancer_id: Annotated[AnId | None, Query(description="Only of this dancer.")] = None,
    tag: Annotated[Tag | None, Query(description="Only with this tag.")] = None,
    owner_id: Annotated[AnId | None, Query(description="Only of this owner.")] = None,
    state: Annotated[
        list[standing.State] | None, Query(description="Only those that stand there; may be given again.")
    ] = None,
) -> ClassList:
    """Oldest first, in pages, each with where it stands."""
    query = classes.search(words=q, song_id=song_id, dancer_id=dancer_id, tag=tag, owner_id=owner_id)
    items: list[ClassListed] = []
    following: str | None = page.after
    at_once = max(page.limit, _LOOKED_THROUGH) if state else page.limit
    while True:
        rows, following = page_of(session, query, DanceClass.id, Page(at_once, following))
        listed = _listed(session, rows, known.gather(session, house.storage, rows))
        items += [item for item in listed if not state or item.state in state]
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
    read_ahead(house, class_name)
    dance_class = classes.edit(session, classes.get(session, class_name), expected, **_changes(body))
    shown = _show(session, house, dance_class)
    response.headers["ETag"] = etag(shown.version)
    return shown


def _changes(body: ClassCreate | ClassEdit) -> classes.ClassChanges:
    given = body.model_dump(exclude_unset=isinstance(body, ClassEdit), exclude={"slug"})
    if given.get("section") is not None:
        given["section"] = classes.Section(**given["section"])
    return cast("classes.ClassChanges", given)


def _listed(
    session: Session, rows: Sequence[DanceClass], found: Mapping[str, known.Known]
) -> list[ClassListed]:
    """Every one of a page as it is listed; the queries are the same few for one class and for a hundred."""
    ids = [row.id for row in rows]
    opened, spent = presence.open_by(session, ids), stopwatch.totals(session, ids)
    return [
        _list(row, found[row.id], open_by=opened.get(row.id, []), active_s=spent.get(row.id, {}))
        for row in rows
    ]


def _list(row: DanceClass, found: known.Known, **more: Any) -> ClassListed:
    stands = standing.of(row, found)
    section = None
    if row.section_start_s is not None and row.section_end_s is not None:
        section = {"start_s": row.section_start_s, "end_s": row.section_end_s}
    picture = found.thumbnail_sha256
    return ClassListed.model_validate(
        {
            **{name: getattr(row, name) for name in _TOLD},
            "song_title": row.song.title,
            "song_artist": row.song.artist,
            "dancer_name": row.dancer.name,
            "section": section,
            "take": row.take_sha256,
            "cover": row.cover_sha256,
            "thumbnail": f"/api/v1/outputs/{picture}/thumbnail.jpg" if picture else None,
            "state": stands.state,
            "sentence": stands.sentence,
            "next": stands.next,
            "why": stands.why,
            "problems": problems_of(found),
            "judged": found.judged,
            "beats_revision": found.revision.number if found.revision else None,
            "live_on": sorted(found.live),
            **more,
        }
    )


def _show(session: Session, house: House, row: DanceClass) -> ClassShown:
    gathered = known.gather(session, house.storage, [row])
    found = gathered[row.id]
    heard = alignments.current(session, house.storage, row)
    return ClassShown(
        **_listed(session, [row], gathered)[0].model_dump(),
        build=show_build(found.build, row) if found.build else None,
        alignment=shown_alignment(heard) if heard else None,
        live=[show_release(release, row.slug, None) for _, release in sorted(found.live.items())],
    )
