"""Accounts of people over HTTP, for admins."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response, status
from pydantic import BaseModel, ConfigDict, Field

from cms import passwords, people, signing_in
from cms.accounts import Actor
from cms.api.deps import InHouse, Needs, Reads, Writes, needs
from cms.api.fields import EXAMPLE_ID, EXAMPLE_TIME, Example, Given, Id, Line, Made
from cms.api.paging import Paged, page_of
from cms.api.person_shapes import LanguageName, Login, Password, RoleName
from cms.db import reading
from cms.models import Account

router = APIRouter(prefix="/accounts", tags=["accounts"])

#: An admin, for what hashes a password.
Hashes = Annotated[Actor, Depends(Needs("admin", cost=10))]

_SHOWN: Example = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": "cli",
    "login": "mina",
    "name": "Mina Park",
    "role": "author",
    "language": "ko",
    "disabled": False,
    "has_password": True,
}


class AccountCreate(Given):
    """A new person."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"login": "mina", "name": "Mina Park", "role": "author", "password": "seven quiet drums"}
            ]
        }
    )

    login: Login = Field(description="What the person signs in with: letters, digits, and . _ @ + -")
    name: Line = Field(description="What others see.")
    role: RoleName = Field(description="What the person is allowed.")
    password: Password = Field(description="At least 12 characters, and not the login.")


class AccountEdit(Given):
    """What shall change; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"role": "publisher"}]})

    name: Line = Field(default_factory=str, description="What others see.")
    role: RoleName = Field(default_factory=lambda: "author", description="What the person is allowed.")
    disabled: bool = Field(
        default_factory=bool,
        description="Whether the person is kept out; sessions end at once, and so do keys that they made.",
    )
    password: Password = Field(
        default_factory=str, description="A new password; sessions end at once, and so does a lock."
    )


class AccountShown(Made):
    """An account, as admins see it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    login: str = Field(description="What the person signs in with.")
    name: str = Field(description="What others see.")
    role: RoleName = Field(description="What the person is allowed.")
    language: LanguageName | None = Field(description="The chosen language; null: as the browser asks.")
    disabled: bool = Field(description="Whether the person is kept out.")
    has_password: bool = Field(description="False for who signs in at an identity provider only.")


class AccountList(BaseModel):
    """A page of accounts, oldest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_SHOWN], "next": None}]})

    items: list[AccountShown] = Field(description="The accounts.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


@router.get("", summary="List accounts", dependencies=[needs("admin")])
def list_accounts(session: Reads, page: Paged) -> AccountList:
    """Oldest first, in pages; disabled ones too."""
    rows, following = page_of(session, people.everybody(), Account.id, page)
    return AccountList(items=[_show(row) for row in rows], next=following)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Make an account")
def create(body: AccountCreate, actor: Hashes, session: Writes, response: Response) -> AccountShown:
    """The person signs in with this password, and should then change it."""
    passwords.must_be_good(body.password, people.plain_login(body.login))
    kept = passwords.hashed(body.password)
    account = people.create(
        session, actor.id, login=body.login, name=body.name, role=body.role, password_hash=kept
    )
    response.headers["Location"] = f"/api/v1/accounts/{account.id}"
    return _show(account)


@router.patch("/{id}", summary="Edit an account", dependencies=[needs("admin", cost=10)])
def edit(id: Id, body: AccountEdit, house: InHouse, session: Writes) -> AccountShown:  # noqa: A002 - the word of the URL
    """Role, name, whether the person is kept out, a new password. The last admin stays one."""
    given = body.model_dump(exclude_unset=True, exclude={"password"})
    if "password" in body.model_fields_set:
        with reading(house.engine) as before:
            login = people.get(before, id).login
        passwords.must_be_good(body.password, login)
        given["password_hash"] = passwords.hashed(body.password)  # before the transaction: it takes a while
    account = people.edit(session, people.get(session, id), **given)
    if "password_hash" in given:
        signing_in.forget_attempts(session, account.login)  # after its account, as who signs in locks them
    return _show(account)


def _show(account: Account) -> AccountShown:
    return AccountShown.model_validate(
        {
            **{name: getattr(account, name) for name in ("id", "created_at", "created_by", "login", "name")},
            "role": account.role,
            "language": account.language,
            "disabled": account.disabled_at is not None,
            "has_password": bool(account.password_hash),
        }
    )
