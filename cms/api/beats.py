"""Beats over HTTP: the draft, its revisions and what differs between them, and files of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy.orm import Session

from cms import alignments, beats, classes
from cms.api.ahead import read_ahead
from cms.api.beat_shapes import (
    BeatMoved,
    BeatsDiff,
    BeatsFile,
    BeatsHistory,
    BeatsListed,
    BeatsShown,
    MarkShown,
    Number,
    ProblemOfBeats,
)
from cms.api.beat_transfer import BODY, FILES, FileFormat, Sent, as_file
from cms.api.deps import Author, InHouse, Reads, Writes, needs
from cms.api.etags import IfMatch, etag
from cms.api.fields import ClassName, MaybeLine
from cms.api.paging import Paged, page_of
from cms.bootstrap import House
from cms.errors import NotFoundError
from cms.models import BeatRevision, DanceClass

router = APIRouter(prefix="/classes/{class_name}/beats", tags=["beats"])


@router.get(
    "",
    summary="Get the beats",
    dependencies=[needs("read")],
    response_model=BeatsShown | BeatsFile,
    responses=FILES,
)
def show(
    class_name: ClassName, session: Reads, house: InHouse, response: Response, file: FileFormat = None
) -> BeatsShown | Response:
    """The newest revision, with its problems, or as a file. Before the first save there is none."""
    dance_class = classes.get(session, class_name)
    revision = beats.current(session, dance_class)
    if revision is None:
        raise NotFoundError(
            'No beats are marked yet. Save the first ones with If-Match: "0".', code="no-beats"
        )
    return _answer(session, house, dance_class, revision, response, file)


@router.put("", summary="Save the beats", openapi_extra=BODY)
def save(
    actor: Author,  # first: who may not save is not asked for beats
    class_name: ClassName,
    sent: Sent,
    session: Writes,
    house: InHouse,
    expected: IfMatch,
    response: Response,
    note: Annotated[MaybeLine, Query(description="A word about this revision.")] = "",
) -> BeatsShown:
    """Saves a new revision if the newest one is the one you have read (`"0"` before the first).

    A draft may be unfinished: a wrong count is saved and told, and beats that nobody has confirmed are kept
    and not built. Beats that are unsorted, doubled or negative are refused, every one listed. Saving what is
    there already changes nothing.
    """
    read_ahead(house, class_name)
    dance_class = classes.get(session, class_name)
    revision = beats.save(
        session,
        actor,
        dance_class,
        sent.beats,
        expected,
        note=note or sent.note,
        confirmed=sent.confirmed,
        marks=sent.marks,
    )
    response.headers["ETag"] = etag(revision.number)
    return _show(session, house, dance_class, revision)


@router.post("/read", summary="Read a file of beats", dependencies=[needs("author")], openapi_extra=BODY)
def read_file(class_name: ClassName, sent: Sent, session: Reads) -> BeatsFile:
    """What a file says, for an editor to show. Nothing is saved."""
    classes.get(session, class_name)
    return BeatsFile(format=1, beats_s=list(sent.beats.times_s), part_names=list(sent.beats.part_names))


@router.get("/diff", summary="Compare revisions of the beats", dependencies=[needs("read")])
def compare(
    class_name: ClassName,
    session: Reads,
    old: Annotated[
        int, Query(alias="from", ge=0, le=10**9, description="The earlier revision; 0: before the first.")
    ],
    new: Annotated[
        int | None, Query(alias="to", ge=1, le=10**9, description="The later revision; else the newest.")
    ] = None,
) -> BeatsDiff:
    """What happened to the beats from one revision to another: which moved, were added, were removed."""
    dance_class = classes.get(session, class_name)
    found = beats.compare(session, dance_class, old, new)
    newest = beats.current(session, dance_class)
    return BeatsDiff(
        from_revision=old,
        to_revision=new or (newest.number if newest else 0),
        sentence=found.sentence,
        moved=[BeatMoved.model_validate(beat) for beat in found.moved],
        added=list(found.added),
        removed=list(found.removed),
    )


@router.get("/revisions", summary="List revisions of the beats", dependencies=[needs("read")])
def list_revisions(class_name: ClassName, session: Reads, page: Paged) -> BeatsHistory:
    """Every save, newest first."""
    query = beats.history(classes.get(session, class_name))
    rows, following = page_of(session, query, BeatRevision.id, page, newest_first=True)
    return BeatsHistory(items=[_listed(row) for row in rows], next=following)


@router.get(
    "/revisions/{number}",
    summary="Get a revision of the beats",
    dependencies=[needs("read")],
    response_model=BeatsShown | BeatsFile,
    responses=FILES,
)
def show_revision(
    class_name: ClassName,
    number: Number,
    session: Reads,
    house: InHouse,
    response: Response,
    file: FileFormat = None,
) -> BeatsShown | Response:
    """One revision as it was saved, or as a file."""
    dance_class = classes.get(session, class_name)
    return _answer(session, house, dance_class, beats.get(session, dance_class, number), response, file)


@router.post("/revisions/{number}/restore", summary="Restore a revision of the beats")
def restore(
    class_name: ClassName,
    number: Number,
    session: Writes,
    house: InHouse,
    actor: Author,
    expected: IfMatch,
    response: Response,
) -> BeatsShown:
    """Saves an old revision as the newest one."""
    read_ahead(house, class_name)
    dance_class = classes.get(session, class_name)
    revision = beats.restore(session, actor, dance_class, number, expected)
    response.headers["ETag"] = etag(revision.number)
    return _show(session, house, dance_class, revision)


def _answer(
    session: Session,
    house: House,
    dance_class: DanceClass,
    revision: BeatRevision,
    response: Response,
    file: str | None,
) -> BeatsShown | Response:
    if file is None:
        response.headers["ETag"] = etag(revision.number)
        return _show(session, house, dance_class, revision)
    return as_file(dance_class, revision, file, _song_duration_s(session, house, dance_class))


def _listed(revision: BeatRevision) -> BeatsListed:
    return BeatsListed(
        revision=revision.number,
        created_at=revision.created_at,
        created_by=revision.created_by,
        note=revision.note,
        confirmed=revision.confirmed,
        beats=len(revision.beats["beats_s"]),
    )


def _show(session: Session, house: House, dance_class: DanceClass, revision: BeatRevision) -> BeatsShown:
    duration_s = _song_duration_s(session, house, dance_class)
    read, marks = beats.read(revision), beats.marks_of(revision)
    return BeatsShown(
        revision=revision.number,
        created_at=revision.created_at,
        created_by=revision.created_by,
        note=revision.note,
        confirmed=revision.confirmed,
        beats_s=list(read.times_s),
        part_names=list(read.part_names),
        marks=None if marks is None else [MarkShown.model_validate(mark) for mark in marks],
        steps=read.step_count,
        parts=read.part_count,
        problems=[
            ProblemOfBeats.model_validate(problem.as_json())
            for problem in beats.problems(revision, song_duration_s=duration_s)
        ],
    )


def _song_duration_s(session: Session, house: House, dance_class: DanceClass) -> float | None:
    """Once it was measured."""
    found = alignments.found(session, house.storage, dance_class)
    return found.get("song_duration_s") if found else None
