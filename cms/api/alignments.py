"""Alignments over HTTP: where the song lies in the take, as found, and as a person decides."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from cms import alignments, classes
from cms.api.ahead import read_ahead
from cms.api.deps import Author, InHouse, Reads, Reviewer, Writes, needs
from cms.api.fields import ClassName, Example, Given, MaybeLine
from cms.errors import NotFoundError

router = APIRouter(prefix="/classes/{class_name}/alignment", tags=["alignments"])

_SHOWN: Example = {
    "offset_s": 41.523817,
    "rate": 1.0000021,
    "kind": "same",
    "verdict": "certain",
    "confidence": 0.98,
    "decided": None,
    "to_check": False,
    "document": {"format": 1, "offset_s": 41.523817, "rate": 1.0000021, "verdict": "certain"},
    "found": {"format": 1, "offset_s": 41.523817, "rate": 1.0000021, "verdict": "certain"},
}

OffsetS = Annotated[float, Field(ge=-36_000, le=36_000, allow_inf_nan=False)]


class AlignmentShown(BaseModel):
    """Where the song lies in the take: `song_s = offset_s + rate * video_s`."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    offset_s: float = Field(
        description="Song time of the take's first frame, seconds; negative: it starts later."
    )
    rate: float = Field(description="Song seconds per take second; 1 where both clocks agree.")
    kind: Literal["same", "varispeed", "stretched"] = Field(
        description="`same` speed; `varispeed`: speed and pitch differ; `stretched`: the speed alone differs."
    )
    verdict: Literal["certain", "check"] | None = Field(
        description="`check`: a person must listen before publishing; null: a person placed it by hand."
    )
    confidence: float | None = Field(
        description="From 0 to 1, as measured; what a wrong song never reaches. Null: a person placed it."
    )
    decided: Literal["accepted", "corrected"] | None = Field(
        description="What a person said; null: nothing yet."
    )
    to_check: bool = Field(description="Whether a person must still listen before this may be published.")
    document: dict[str, Any] = Field(
        description="The alignment.json that counts: windows, candidates, problems."
    )
    found: dict[str, Any] | None = Field(
        description="The alignment.json that was found; null: only a person's."
    )


class AlignmentAccept(Given):
    """A person has listened and agrees."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "Checked by ear at both ends."}]})

    note: MaybeLine = Field(default="", description="Why, for whoever asks later.")


class AlignmentCorrect(Given):
    """A person says where the song lies."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"offset_s": 41.5238, "note": "Second chorus."}]}
    )

    offset_s: OffsetS = Field(description="Song time of the take's first frame, seconds.")
    rate: float | None = Field(
        default=None,
        ge=0.25,
        le=4,
        allow_inf_nan=False,
        description="Song seconds per take second; null: as found.",
    )
    note: MaybeLine = Field(default="", description="Why, for whoever asks later.")


@router.get("", summary="Get the alignment", dependencies=[needs("read")])
def show(class_name: ClassName, session: Reads, house: InHouse) -> AlignmentShown:
    """What holds now: a person's correction, else what was found for the present take and song."""
    dance_class = classes.get(session, class_name)
    present = alignments.current(session, house.storage, dance_class)
    if present is None:
        raise NotFoundError(alignments.not_found_sentence(session, dance_class), code="no-alignment")
    return shown(present)


@router.post("/accept", summary="Accept the alignment")
def accept(
    class_name: ClassName, body: AlignmentAccept, session: Writes, house: InHouse, actor: Reviewer
) -> AlignmentShown:
    """A person has listened to the found alignment and agrees."""
    read_ahead(house, class_name)
    dance_class = classes.get(session, class_name)
    return shown(alignments.accept(session, house.storage, actor, dance_class, note=body.note))


@router.put("", summary="Correct the alignment")
def correct(
    class_name: ClassName, body: AlignmentCorrect, session: Writes, house: InHouse, actor: Author
) -> AlignmentShown:
    """The next build uses this instead of what was found."""
    read_ahead(house, class_name)
    dance_class = classes.get(session, class_name)
    return shown(
        alignments.correct(
            session,
            house.storage,
            actor,
            dance_class,
            offset_s=body.offset_s,
            rate=body.rate,
            note=body.note,
        )
    )


@router.delete("", summary="Take the decision back", status_code=204)
def reset(class_name: ClassName, session: Writes, house: InHouse, actor: Reviewer) -> None:
    """What was found holds again. Without a decision nothing changes."""
    read_ahead(house, class_name)
    alignments.reset(session, house.storage, actor, classes.get(session, class_name))


def shown(present: alignments.Alignment) -> AlignmentShown:
    """As it is shown, here and with its class."""
    by_person = present.decided == "corrected"
    return AlignmentShown(
        **{name: present.document[name] for name in ("offset_s", "rate", "kind")},
        verdict=None if by_person else present.document["verdict"],
        confidence=None if by_person else present.document["confidence"],
        decided=present.decided,
        to_check=present.to_check,
        document=present.document,
        found=present.found,
    )
