"""Raw passes of taps over HTTP."""

from typing import Annotated

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict, Field

from cms import classes, taps
from cms.api.deps import Author, Reads, Writes, needs
from cms.api.fields import (
    EXAMPLE_ID,
    EXAMPLE_SHA256,
    EXAMPLE_TIME,
    ClassName,
    Example,
    Given,
    Made,
    MaybeLine,
)
from cms.api.idempotency import MadeOnce
from cms.api.paging import Paged, page_of
from cms.models import TapPass

router = APIRouter(prefix="/classes/{class_name}/taps", tags=["beats"])

_GIVEN: Example = {
    "rate": 1.0,
    "latency_ms": 84.0,
    "taps_s": [12.581, 13.09, 13.577],
    "device": "studio iMac",
}
_SHOWN: Example = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"account:{EXAMPLE_ID}",
    **_GIVEN,
    "song_sha256": EXAMPLE_SHA256,
}

Tap = Annotated[float, Field(ge=-60, le=36_000, allow_inf_nan=False)]


class TapsGiven(Given):
    """One pass, as it came."""

    model_config = ConfigDict(json_schema_extra={"examples": [_GIVEN]})

    rate: float = Field(ge=0.1, le=4, allow_inf_nan=False, description="Of playback; 1 is full speed.")
    latency_ms: float = Field(
        ge=-2000,
        le=2000,
        allow_inf_nan=False,
        description="What the latency of this person and device is taken for. It is not taken off the taps.",
    )
    taps_s: list[Tap] = Field(
        min_length=1,
        max_length=4096,
        description="Seconds on the song clock at which the key was pressed, in the order in which it was.",
    )
    device: MaybeLine = Field(default="", description="On what it was tapped.")


class TapsShown(Made):
    """One pass, as it came."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    song_sha256: str | None = Field(description="The sound that was heard.")
    rate: float = Field(description="Of playback.")
    latency_ms: float = Field(description="What the latency was taken for.")
    taps_s: list[float] = Field(description="Seconds on the song clock, nothing taken off.")
    device: str = Field(description="On what it was tapped.")


class TapsList(BaseModel):
    """A page of passes, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_SHOWN], "next": None}]})

    items: list[TapsShown] = Field(description="The passes.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


@router.post("", status_code=status.HTTP_201_CREATED, summary="Keep a pass of taps")
def keep(class_name: ClassName, body: TapsGiven, session: Writes, actor: Author, once: MadeOnce) -> TapsShown:
    """Raw data: a pass is never changed, and beats are made of it elsewhere."""

    def make() -> TapsShown:
        dance_class = classes.get(session, class_name)
        return TapsShown.model_validate(taps.keep(session, actor, dance_class, **body.model_dump()))

    return once(actor, body, TapsShown, make)


@router.get("", summary="List passes of taps", dependencies=[needs("read")])
def list_passes(class_name: ClassName, session: Reads, page: Paged) -> TapsList:
    """Newest first, also those of an earlier sound of the song."""
    query = taps.passes(classes.get(session, class_name))
    rows, following = page_of(session, query, TapPass.id, page, newest_first=True)
    return TapsList(items=[TapsShown.model_validate(row) for row in rows], next=following)
