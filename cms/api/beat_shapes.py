"""What the API takes and tells of beats, and the files that they come and go as."""

from datetime import datetime
from typing import Annotated, Any, Literal

from eightcount_runtime.classpack import beat_files
from eightcount_runtime.classpack.beats import Beats
from eightcount_runtime.classpack.errors import PackError
from fastapi import Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from cms import beats
from cms.api.etags import etag
from cms.api.fields import EXAMPLE_ID, EXAMPLE_TIME, Example
from cms.api.problems import ContentTypeError
from cms.errors import InvalidError
from cms.models import BeatRevision

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
BODY: dict[str, Any] = {
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
FILES: dict[int | str, dict[str, Any]] = {
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


class BeatsFile(BaseModel):
    """beats.json: what `?format=json` gives and a save takes."""

    model_config = ConfigDict(json_schema_extra={"examples": [_DOCUMENT]})

    format: Literal[1] = Field(description="Always 1.")
    beats_s: list[float] = Field(description="Seconds on the song clock, rising.")
    part_names: list[str | None] = Field(
        default_factory=list, description="A name or null for each of the first parts."
    )


class BeatsHistory(BaseModel):
    """A page of revisions, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_LISTED], "next": None}]})

    items: list[BeatsListed] = Field(description="The revisions.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


async def _sent(request: Request) -> Beats:
    """The beats of the body, by its content type. Raises ContentTypeError, InvalidError."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    read = _READERS.get(kind)
    if read is None:
        raise ContentTypeError(
            f"Beats come as {', '.join(_READERS)}; the content type sent is '{kind[:60]}'."
        )
    try:
        return read(await request.body())
    except PackError as error:
        raise InvalidError(error.sentence, code="beats-unreadable") from error


Sent = Annotated[Beats, Depends(_sent)]


def as_file(slug: str, revision: BeatRevision, kind: str) -> Response:
    """A revision as a file to keep: `kind` is json, csv or labels."""
    name = f"{slug}-beats-{revision.number}.{_ENDINGS[kind]}"
    return Response(
        _WRITERS[kind](beats.read(revision)),
        media_type=_TYPES[kind],
        headers={"ETag": etag(revision.number), "Content-Disposition": f'attachment; filename="{name}"'},
    )
