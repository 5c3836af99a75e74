"""Presence over HTTP: a tab tells every few seconds where somebody is in a class, and learns who else is."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, status
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cms import classes, presence
from cms.api.deps import Reader, Writes
from cms.api.fields import EXAMPLE_TIME, ClassName, Example, Given

router = APIRouter(prefix="/classes/{class_name}/presence", tags=["presence"])

_TAB = r"^[A-Za-z0-9_-]{1,64}$"
_TOLD: Example = {"tab": "b3f1c2", "stage": "beats", "editing": True, "take_over": False, "active_s": 9.4}
_HOLDER: Example = {"name": "Jiwoo", "tab": "b3f1c2", "since": EXAMPLE_TIME, "you": True}
_SHOWN: Example = {"holder": _HOLDER, "others": [{"name": "Mina", "stage": "overview"}]}


class PresenceTold(Given):
    """What a tab tells of itself."""

    model_config = ConfigDict(json_schema_extra={"examples": [_TOLD]})

    tab: Annotated[str, StringConstraints(pattern=_TAB)] = Field(
        description="A name that the tab gave itself; others of the same person have other ones."
    )
    stage: presence.Stage = Field(description="Where in the class it is.")
    editing: bool = Field(default=False, description="Whether it edits the beats, or would like to.")
    take_over: bool = Field(default=False, description="Take the beat editor from whoever holds it.")
    active_s: float = Field(
        default=0.0,
        ge=0,
        le=86_400,
        allow_inf_nan=False,
        description="For how long somebody was active in it since it last told; more than has passed since"
        " does not count.",
    )


class HolderShown(BaseModel):
    """The tab that edits the beats."""

    model_config = ConfigDict(json_schema_extra={"examples": [_HOLDER]})

    name: str = Field(description="Whose it is.")
    tab: str = Field(description="Its name.")
    since: datetime = Field(description="Since when it has the class open, UTC.")
    you: bool = Field(description="Whether it is the tab that asks.")


class OtherShown(BaseModel):
    """Somebody else who has the class open."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": _SHOWN["others"]})

    name: str = Field(description="Their name.")
    stage: str = Field(description="Where in the class they are.")


class PresenceShown(BaseModel):
    """Who is here."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    holder: HolderShown | None = Field(description="The one tab that edits the beats.")
    others: list[OtherShown] = Field(description="Everybody but the tab that asks.")


@router.post("", summary="Tell that a tab has the class open")
def tell(class_name: ClassName, body: PresenceTold, session: Writes, actor: Reader) -> PresenceShown:
    """To be sent about every ten seconds; a tab that is silent for thirty is not here any more.

    One tab holds the beat editor of a class: it gets it when nobody has it, or by `take_over`. Holding it is
    a courtesy between people; what keeps an edit from being lost is the revision check when beats are saved.
    """
    told = presence.Beat(**body.model_dump())
    here = presence.tell(session, actor, classes.get(session, class_name), told)
    holder = here.holder
    return PresenceShown(
        holder=HolderShown(
            name=holder.name,
            tab=holder.tab,
            since=datetime.fromtimestamp(holder.since_s, UTC),
            you=holder is here.me,
        )
        if holder is not None
        else None,
        others=[OtherShown.model_validate(other) for other in here.others],
    )


@router.delete("/{tab}", status_code=status.HTTP_204_NO_CONTENT, summary="Tell that a tab is closed")
def leave(
    class_name: ClassName,
    tab: Annotated[str, Path(pattern=_TAB, description="The tab's name.", examples=["b3f1c2"])],
    session: Writes,
    actor: Reader,
) -> None:
    """It holds nothing any more. A tab that is not here is no error."""
    presence.leave(session, actor, classes.get(session, class_name), tab)
