"""What the API takes and tells of classes."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cms import standing
from cms.api.alignments import AlignmentShown
from cms.api.build_shapes import BuildShown
from cms.api.fields import (
    EXAMPLE_ID,
    EXAMPLE_SHA256,
    EXAMPLE_TIME,
    Edited,
    Example,
    Given,
    Language,
    Line,
    Sha256,
    Slug,
    Tag,
)
from cms.api.release_shapes import ReleaseShown

_GIVEN: Example = {
    "titles": {"en": "Spring combo 1", "ko": "봄 콤보 1"},
    "song_id": EXAMPLE_ID,
    "dancer_id": EXAMPLE_ID,
    "difficulty": 2,
    "tags": ["house", "beginner"],
    "section": {"start_s": 41.5, "end_s": 73.0},
    "take": EXAMPLE_SHA256,
    "cover": None,
    "owner_id": EXAMPLE_ID,
}
_LISTED: Example = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    "version": 1,
    "updated_at": EXAMPLE_TIME,
    "slug": "spring-combo-1",
    **{name: value for name, value in _GIVEN.items() if name != "owner_id"},
    "song_title": "Blue Monday Steps",
    "song_artist": "The Eights",
    "dancer_name": "Mina",
    "owner": {"id": EXAMPLE_ID, "name": "Jiwoo"},
    "thumbnail": f"/api/v1/outputs/{EXAMPLE_SHA256}/thumbnail.jpg",
    "state": "needs_beats",
    "sentence": "No beats are marked yet. Mark them by ear.",
    "next": "mark_beats",
    "why": "no_beats",
    "problems": [{"severity": "warning", "code": "no_audio", "sentence": "The take has no sound."}],
    "judged": False,
    "beats_revision": None,
    "live_on": [],
    "open_by": [{"name": "Jiwoo", "stage": "beats"}],
    "active_s": {"align": 12.5, "beats": 74.0},
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
    owner_id: AnId | None = Field(default=None, description="The account of who cares for it.")


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
    owner_id: AnId | None = Field(
        default=None, description="The account of who cares for it; null for nobody."
    )


class OwnerShown(BaseModel):
    """Who cares for a class."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_LISTED["owner"]]})

    id: str = Field(description="The account.")
    name: str = Field(description="Their name.")


class ProblemOfClass(BaseModel):
    """Something about a class that a person should see."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": _LISTED["problems"]})

    severity: Literal["error", "warning"] = Field(
        description="An error keeps the class from being built or published."
    )
    code: str = Field(description="The kind of problem, for a program.")
    sentence: str = Field(description="What is wrong, for a person.")


class OpenedBy(BaseModel):
    """Somebody who has a class open."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": _LISTED["open_by"]})

    name: str = Field(description="Their name.")
    stage: str = Field(description="Where in the class they are.")


class ClassListed(Edited):
    """A class and where it stands."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LISTED]})

    slug: str = Field(description="Its name in addresses and packs.")
    titles: dict[str, str] = Field(description="Language (BCP 47) -> title.")
    song_id: str = Field(description="The song.")
    song_title: str = Field(description="Its title.")
    song_artist: str = Field(description="Whose song it is.")
    dancer_id: str = Field(description="The dancer.")
    dancer_name: str = Field(description="Their name.")
    difficulty: int = Field(description="From 1, easy, to 5.")
    tags: list[str] = Field(description="Words to find it by.")
    section: SectionOfSong | None = Field(description="The piece of the song that it teaches.")
    take: str | None = Field(description="sha256 of the take.")
    cover: str | None = Field(description="sha256 of the cover.")
    owner: OwnerShown | None = Field(description="Who cares for it.")
    thumbnail: str | None = Field(description="Address of a picture of the take, once there is one.")
    state: standing.State = Field(description="Where it stands on its way to devices.")
    sentence: str = Field(description="Why, in a sentence.")
    why: standing.Why = Field(description="That sentence for a program, which may say it in its own words.")
    next: standing.Next = Field(description="The one thing to do next.")
    problems: list[ProblemOfClass] = Field(description="What a person should look at, the worst first.")
    judged: bool = Field(description="Whether it is known if scores tell its dance from not dancing it.")
    beats_revision: int | None = Field(description="The newest revision of its beats.")
    live_on: list[str] = Field(description="Channels on which it is live.")
    open_by: list[OpenedBy] = Field(description="Who has it open now.")
    active_s: dict[str, float] = Field(
        description="Stage -> seconds that people have actively spent on it, all together."
    )


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
