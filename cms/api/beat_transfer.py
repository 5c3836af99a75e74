"""What beats come as and go as: beats.json, CSV, Audacity labels, JAMS and MIDI."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from eightcount_runtime.classpack import beat_files
from eightcount_runtime.classpack.beats import Beats
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.fields import read_object
from fastapi import Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from cms import beats
from cms.api.beat_shapes import MarkShown
from cms.api.etags import etag
from cms.api.fields import MaybeLine
from cms.api.problems import ContentTypeError
from cms.beat_formats.jams import beats_from_jams, beats_to_jams
from cms.beat_formats.midi import beats_from_midi, beats_to_midi
from cms.beats import Mark
from cms.errors import InvalidError
from cms.models import BeatRevision, DanceClass

JAMS, MIDI = "application/jams+json", "audio/midi"

_JSON = "application/json"
_READERS: dict[str, Callable[[bytes], Beats]] = {
    _JSON: beat_files.beats_from_json,
    "text/csv": beat_files.beats_from_csv,
    "text/plain": beat_files.beats_from_labels,
    "text/tab-separated-values": beat_files.beats_from_labels,
    JAMS: beats_from_jams,
    MIDI: beats_from_midi,
    "audio/mid": beats_from_midi,
    "audio/x-midi": beats_from_midi,
}
_TYPES = {"json": _JSON, "csv": "text/csv", "labels": "text/plain", "jams": JAMS, "midi": MIDI}
_ENDINGS = {"json": "json", "csv": "csv", "labels": "txt", "jams": "jams", "midi": "mid"}
_DOCUMENT = {"format": 1, "beats_s": [12.5, 13.0, 13.5, 14.0, 14.5, 15.0, 15.5, 16.0, 16.5]}
_LABELS = "12.500000\t12.500000\t1.1 Intro\n13.000000\t13.000000\t1.2\n"
_JAMS = {
    "annotations": [{"namespace": "beat", "data": [{"time": 12.5, "duration": 0, "value": 1}]}],
    "file_metadata": {"title": "Blue Monday Steps", "duration": 180.0},
}
_FILE = {"schema": {"type": "string", "contentMediaType": MIDI}}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The beats: beats.json and what is to be said of them, a CSV table with a column"
        " time_s, Audacity's label track, JAMS with an annotation of beats, or MIDI with a note for each.",
        "content": {
            _JSON: {
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
                        "confirmed": {
                            "type": "boolean",
                            "default": True,
                            "description": "Whether a person means these beats; others are kept, not built.",
                        },
                        "marks": {
                            "type": ["array", "null"],
                            "items": {"$ref": "#/components/schemas/MarkShown"},
                            "description": "Where each beat comes from: one for each, or null.",
                        },
                        "note": {"type": "string", "maxLength": 200, "description": "A word about it."},
                    },
                },
                "example": _DOCUMENT | {"confirmed": True},
            },
            "text/csv": {"schema": {"type": "string"}, "example": "beat,time_s\n1,12.500000\n2,13.000000\n"},
            "text/plain": {"schema": {"type": "string"}, "example": _LABELS},
            JAMS: {"schema": {"type": "object"}, "example": _JAMS},
            MIDI: _FILE,
        },
    }
}
FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "text/csv": {"schema": {"type": "string"}, "example": "beat,time_s,part,count,name\n"},
            "text/plain": {"schema": {"type": "string"}, "example": _LABELS},
            JAMS: {"schema": {"type": "object"}, "example": _JAMS},
            MIDI: _FILE,
        }
    }
}

FileFormat = Annotated[
    Literal["json", "csv", "labels", "jams", "midi"] | None,
    Query(
        alias="format",
        description="Give the beats as a file: beats.json, CSV, Audacity's label track, JAMS or MIDI.",
    ),
]


class _Said(BaseModel):
    """What the JSON body may say of the beats, beside them."""

    confirmed: bool = True
    marks: list[MarkShown] | None = Field(default=None, max_length=4096)
    note: MaybeLine = ""


@dataclass(frozen=True)
class BeatsGiven:
    """Beats that came in a body, and what was said of them."""

    beats: Beats
    confirmed: bool = True
    marks: tuple[Mark, ...] | None = None
    note: str = ""


async def _sent(request: Request) -> BeatsGiven:
    """By the content type. Raises ContentTypeError, InvalidError."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    read = _READERS.get(kind)
    if read is None:
        raise ContentTypeError(
            f"Beats come as {', '.join(_READERS)}; the content type sent is '{kind[:60]}'."
        )
    data = await request.body()
    try:
        found = await run_in_threadpool(read, data)  # seconds, for the largest file there may be
        return _with_words(found, data) if kind == _JSON else BeatsGiven(found)
    except PackError as error:
        raise InvalidError(error.sentence, code="beats-unreadable") from error


Sent = Annotated[BeatsGiven, Depends(_sent)]


def _with_words(found: Beats, data: bytes) -> BeatsGiven:
    try:
        said = _Said.model_validate(read_object(data, "beats file", limit=beat_files.MAX_BYTES).values)
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from error
    marks = said.marks
    told = None if marks is None else tuple(Mark(mark.origin, mark.slow) for mark in marks)
    return BeatsGiven(found, said.confirmed, told, said.note)


def as_file(
    dance_class: DanceClass, revision: BeatRevision, kind: str, song_duration_s: float | None
) -> Response:
    """A revision as a file to keep: `kind` is json, csv, labels, jams or midi."""
    name = f"{dance_class.slug}-beats-{revision.number}.{_ENDINGS[kind]}"
    return Response(
        _written(dance_class, beats.read(revision), kind, song_duration_s),
        media_type=_TYPES[kind],
        headers={"ETag": etag(revision.number), "Content-Disposition": f'attachment; filename="{name}"'},
    )


def _written(dance_class: DanceClass, marked: Beats, kind: str, song_duration_s: float | None) -> bytes:
    if kind == "jams":
        song = dance_class.song
        return beats_to_jams(marked, title=song.title, artist=song.artist, duration_s=song_duration_s)
    write = {
        "json": beat_files.beats_to_json,
        "csv": beat_files.beats_to_csv,
        "labels": beat_files.beats_to_labels,
        "midi": beats_to_midi,
    }[kind]
    return write(marked)
