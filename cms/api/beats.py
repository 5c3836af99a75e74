"""Beats over HTTP: the draft, its revisions, and files of them (JSON, CSV, Audacity labels)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from eightcount_runtime.classpack import beat_files
from eightcount_runtime.classpack.beats import Beats
from eightcount_runtime.classpack.errors import PackError
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from cms import alignments, beats, classes
from cms.api.deps import Author, InHouse, Reads, Writes, needs
from cms.api.etags import IfMatch, etag
from cms.api.fields import EXAMPLE_ID, EXAMPLE_TIME, ClassName, Example, MaybeLine
from cms.api.paging import Paged, page_of
from cms.bootstrap import House
from cms.errors import InvalidError, NotFoundError
from cms.models import BeatRevision, DanceClass

router = APIRouter(prefix="/classes/{class_name}/beats", tags=["beats"])

_DOCUMENT: Example = {"format": 1, "beats_s": [12.5, 13.0, 13.5, 14.0, 14.5, 15.0, 15.5, 16.0, 16.5]}
_SHOWN: Example = {
    "revision": 4,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    "note": "moved the last beat",
    "beats_s": _DOCUMENT["beats_s"],
    "part_names": ["Intro"],
    "steps": 8,
    "parts": 1,
    "problems": [
        {"severity": "warning", "code": "part_count", "sentence": "The class has 1 part; 4 to 6 are usual."}
    ],
}
_LISTED: Example = {name: _SHOWN[name] for name in ("revision", "created_at", "created_by", "note")} | {
    "beats": 9
}
_TYPES = {"json": "application/json", "csv": "text/csv", "labels": "text/plain"}
_ENDINGS = {"json": "json", "csv": "csv", "labels": "txt"}
_READERS = {
    "application/json": beat_files.beats_from_json,
    "text/csv": beat_files.beats_from_csv,
    "text/plain": beat_files.beats_from_labels,
    "text/tab-separated-values": beat_files.beats_from_labels,
}
_WRITERS = {
    "json": beat_files.beats_to_json,
    "csv": beat_files.beats_to_csv,
    "labels": beat_files.beats_to_labels,
}
_LABELS = "12.500000\t12.500000\t1.1 Intro\n13.000000\t13.000000\t1.2\n"
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The beats: beats.json, a CSV table with a column time_s, or Audacity's label track.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["format", "beats_s"],
                    "properties": {
                        "format": {"type": "integer", "enum": [1], "description": "Always 1."},
                        "beats_s": {
                            "type": "array",
                            "maxItems": 4096,
                            "items": {"type": "number", "minimum": 0, "maximum": 36000},
                            "description": "Seconds on the song clock, rising.",
                        },
                        "part_names": {
                            "type": "array",
                            "items": {"type": ["string", "null"], "maxLength": 80},
                            "description": "A name or null for each of the first parts.",
                        },
                    },
                },
                "example": _DOCUMENT,
            },
            "text/csv": {"schema": {"type": "string"}, "example": "beat,time_s\n1,12.500000\n2,13.000000\n"},
            "text/plain": {"schema": {"type": "string"}, "example": _LABELS},
        },
    }
}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "text/csv": {"schema": {"type": "string"}, "example": "beat,time_s,part,count,name\n"},
            "text/plain": {"schema": {"type": "string"}, "example": _LABELS},
        }
    }
}

Number = Annotated[int, Path(ge=1, le=10**9, description="The revision.", examples=[4])]
FileFormat = Annotated[
    Literal["json", "csv", "labels"] | None,
    Query(alias="format", description="Give the beats as a file: beats.json, CSV or Audacity's label track."),
]


class ProblemOfBeats(BaseModel):
    """Something about the beats that a person should see."""

    model_config = ConfigDict(json_schema_extra={"examples": _SHOWN["problems"]})

    severity: Literal["error", "warning"] = Field(description="An error keeps the class from being built.")
    code: str = Field(description="The kind of problem, for a program.")
    sentence: str = Field(description="What is wrong, for a person.")
    index: int | None = Field(default=None, description="The beat it is about, counted from 0.")


class BeatsListed(BaseModel):
    """A revision of the beats, without its beats."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LISTED]})

    revision: int = Field(description="Its number; it counts up from 1.")
    created_at: datetime = Field(description="When it was saved, UTC.")
    created_by: str = Field(description="Who saved it.")
    note: str = Field(description="What they said of it.")
    beats: int = Field(description="How many beats it has.")


class BeatsShown(BaseModel):
    """A revision of the beats of a class."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    revision: int = Field(description="Its number: its ETag, sent as If-Match with the next save.")
    created_at: datetime = Field(description="When it was saved, UTC.")
    created_by: str = Field(description="Who saved it.")
    note: str = Field(description="What they said of it.")
    beats_s: list[float] = Field(description="Seconds on the song clock, to the microsecond, rising.")
    part_names: list[str | None] = Field(description="A name or null for each of the first parts.")
    steps: int = Field(description="From a beat to the next one is a step.")
    parts: int = Field(description="Whole parts of 8 steps.")
    problems: list[ProblemOfBeats] = Field(
        description="What a person should see; errors keep it from a build."
    )


class BeatsHistory(BaseModel):
    """A page of revisions, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_LISTED], "next": None}]})

    items: list[BeatsListed] = Field(description="The revisions.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


async def _sent(request: Request) -> Beats:
    """The beats of the body, by its content type. Raises InvalidError."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    read = _READERS.get(kind)
    if read is None:
        raise InvalidError(
            f"Beats come as {', '.join(_READERS)}; the content type sent is '{kind[:60]}'.",
            code="content-type",
        )
    try:
        return read(await request.body())
    except PackError as error:
        raise InvalidError(error.sentence, code="beats-unreadable") from error


Sent = Annotated[Beats, Depends(_sent)]


@router.get(
    "", summary="Get the beats", dependencies=[needs("read")], response_model=BeatsShown, responses=_FILES
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


@router.put("", summary="Save the beats", openapi_extra=_BODY)
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

    A draft may be unfinished: a wrong count is saved and told. Beats that are unsorted, doubled or negative
    are refused, every one listed. Saving what is there already changes nothing.
    """
    dance_class = classes.get(session, class_name)
    revision = beats.save(session, actor, dance_class, sent, expected, note=note)
    response.headers["ETag"] = etag(revision.number)
    return _show(session, house, dance_class, revision)


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
    response_model=BeatsShown,
    responses=_FILES,
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
    name = f"{dance_class.slug}-beats-{revision.number}.{_ENDINGS[file]}"
    return Response(
        _WRITERS[file](beats.read(revision)),
        media_type=_TYPES[file],
        headers={"ETag": etag(revision.number), "Content-Disposition": f'attachment; filename="{name}"'},
    )


def _listed(revision: BeatRevision) -> BeatsListed:
    return BeatsListed(
        revision=revision.number,
        created_at=revision.created_at,
        created_by=revision.created_by,
        note=revision.note,
        beats=len(revision.beats["beats_s"]),
    )


def _show(session: Session, house: House, dance_class: DanceClass, revision: BeatRevision) -> BeatsShown:
    found = alignments.found(session, house.storage, dance_class)
    duration_s = found.get("song_duration_s") if found else None
    read = beats.read(revision)
    return BeatsShown(
        revision=revision.number,
        created_at=revision.created_at,
        created_by=revision.created_by,
        note=revision.note,
        beats_s=list(read.times_s),
        part_names=list(read.part_names),
        steps=read.step_count,
        parts=read.part_count,
        problems=[
            ProblemOfBeats.model_validate(problem.as_json())
            for problem in beats.problems(revision, song_duration_s=duration_s)
        ],
    )
