"""The people who work here, for choosing one of them."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from cms import people
from cms.api.deps import Reads, needs
from cms.api.fields import EXAMPLE_ID, Example
from cms.models import Account

router = APIRouter(prefix="/people", tags=["accounts"])

_ONE: Example = {"id": EXAMPLE_ID, "name": "Mina Park"}


class SomebodyShown(BaseModel):
    """A person, as colleagues see them."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_ONE]})

    id: str = Field(description="The id of the account.")
    name: str = Field(description="The name.")


class PeopleList(BaseModel):
    """Everybody who is not disabled."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_ONE]}]})

    items: list[SomebodyShown] = Field(description="By name.")


@router.get("", summary="List people", dependencies=[needs("read")])
def list_people(session: Reads) -> PeopleList:
    """Whom a class can be given to."""
    present = people.everybody().where(Account.disabled_at.is_(None)).order_by(Account.name, Account.id)
    return PeopleList(items=[SomebodyShown.model_validate(row) for row in session.scalars(present)])
