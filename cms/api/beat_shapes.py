"""What the API tells of beats. The bodies and files that they come and go as are in `beat_transfer`."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from cms.api.fields import EXAMPLE_ID, EXAMPLE_TIME, Example
from cms.beats import Origin

_DOCUMENT: Example = {"format": 1, "beats_s": [12.5, 13.0, 13.5, 14.0, 14.5, 15.0, 15.5, 16.0, 16.5]}
_SHOWN: Example = {
    "revision": 4,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    "note": "moved the last beat",
    "confirmed": True,
    "beats_s": _DOCUMENT["beats_s"],
    "marks": [{"origin": "tap", "slow": False}] * 8 + [{"origin": "hand", "slow": False}],
    "part_names": ["Intro"],
    "steps": 8,
    "parts": 1,
    "problems": [
        {"severity": "warning", "code": "part_count", "sentence": "The class has 1 part; 4 to 6 are usual."}
    ],
}
_OF_ROW = ("revision", "created_at", "created_by", "note", "confirmed")
_LISTED: Example = {name: _SHOWN[name] for name in _OF_ROW} | {"beats": 9}
_DIFF: Example = {
    "from_revision": 3,
    "to_revision": 4,
    "sentence": "1 beat moved by 12 ms, 1 added.",
    "moved": [{"index": 7, "from_s": 15.988, "to_s": 16.0}],
    "added": [16.5],
    "removed": [],
}
Number = Annotated[int, Path(ge=1, le=10**9, description="The revision.", examples=[4])]


class ProblemOfBeats(BaseModel):
    """Something about the beats that a person should see."""

    model_config = ConfigDict(json_schema_extra={"examples": _SHOWN["problems"]})

    severity: Literal["error", "warning"] = Field(description="An error keeps the class from being built.")
    code: str = Field(description="The kind of problem, for a program.")
    sentence: str = Field(description="What is wrong, for a person.")
    index: int | None = Field(default=None, description="The beat it is about, counted from 0.")


class MarkShown(BaseModel):
    """Where a beat comes from."""

    model_config = ConfigDict(
        from_attributes=True, extra="forbid", json_schema_extra={"examples": [_SHOWN["marks"][0]]}
    )

    origin: Origin = Field(description="How it was marked.")
    slow: bool = Field(
        default=False, description="Marked in slow playback, and not yet confirmed at full speed."
    )


class BeatsListed(BaseModel):
    """A revision of the beats, without its beats."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LISTED]})

    revision: int = Field(description="Its number; it counts up from 1.")
    created_at: datetime = Field(description="When it was saved, UTC.")
    created_by: str = Field(description="Who saved it.")
    note: str = Field(description="What they said of it.")
    confirmed: bool = Field(description="Whether a person means these beats; others are not built.")
    beats: int = Field(description="How many beats it has.")


class BeatsShown(BaseModel):
    """A revision of the beats of a class."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    revision: int = Field(description="Its number: its ETag, sent as If-Match with the next save.")
    created_at: datetime = Field(description="When it was saved, UTC.")
    created_by: str = Field(description="Who saved it.")
    note: str = Field(description="What they said of it.")
    confirmed: bool = Field(description="Whether a person means these beats; others are not built.")
    beats_s: list[float] = Field(description="Seconds on the song clock, to the microsecond, rising.")
    part_names: list[str | None] = Field(description="A name or null for each of the first parts.")
    marks: list[MarkShown] | None = Field(description="Where each beat comes from; null: nobody said.")
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


class BeatMoved(BaseModel):
    """A beat that is elsewhere."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": _DIFF["moved"]})

    index: int = Field(description="Which one, counted from 0 in the later revision.")
    from_s: float = Field(description="Where it was, seconds on the song clock.")
    to_s: float = Field(description="Where it is.")


class BeatsDiff(BaseModel):
    """What happened to the beats from one revision to another."""

    model_config = ConfigDict(json_schema_extra={"examples": [_DIFF]})

    from_revision: int = Field(description="The earlier one; 0: before the first.")
    to_revision: int = Field(description="The later one.")
    sentence: str = Field(description="It in words.")
    moved: list[BeatMoved] = Field(description="Beats that both have, elsewhere.")
    added: list[float] = Field(description="Times of beats that only the later one has, seconds.")
    removed: list[float] = Field(description="Times of beats that only the earlier one has, seconds.")
