"""People as the API shows them: fields that a session, an account list and a form share."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cms.api.fields import EXAMPLE_ID, Example
from cms.models import Account
from cms.people import ROLES, actor_of

RoleName = Literal["author", "reviewer", "publisher", "admin"]
LanguageName = Literal["en", "ko"]

#: What is typed as a login, in forms: no more than a line.
Login = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
#: What is typed as a password; whether it is a good one is judged when it is set.
Password = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]+$")]

PERSON: Example = {
    "id": EXAMPLE_ID,
    "login": "mina",
    "name": "Mina Park",
    "role": "author",
    "scopes": sorted(ROLES["author"]),
    "language": "ko",
}


class PersonShown(BaseModel):
    """A person who is signed in."""

    model_config = ConfigDict(json_schema_extra={"examples": [PERSON]})

    id: str = Field(description="The id of the account.")
    login: str = Field(description="What the person signs in with.")
    name: str = Field(description="What others see.")
    role: RoleName = Field(description="What the person is allowed in one word.")
    scopes: list[str] = Field(description="What the role allows; a route names the one that it needs.")
    language: LanguageName | None = Field(description="The chosen language; null: as the browser asks.")


def show_person(account: Account) -> PersonShown:
    """As the person is shown to themselves."""
    return PersonShown.model_validate(
        {
            "id": account.id,
            "login": account.login,
            "name": account.name,
            "role": account.role,
            "scopes": sorted(actor_of(account).scopes),
            "language": account.language,
        }
    )
