"""Signing in and out over HTTP, and what people change of themselves."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response, status
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from cms import audit, passwords, people, signing_in
from cms.api import callers, problems
from cms.api.callers import Brought
from cms.api.deps import InHouse, Paced, Person, Reads, Writes
from cms.api.fields import Example, Given, Line
from cms.api.person_shapes import PERSON, LanguageName, Login, Password, PersonShown, show_person
from cms.bootstrap import House
from cms.db import writing
from cms.errors import BusyError, InvalidError

router = APIRouter(prefix="/session", tags=["session"])

Responses = dict[int | str, dict[str, Any]]

_SHOWN: Example = {"account": PERSON}
_PROBLEM = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_TOO_MANY: Responses = {429: {"description": "Too many tries; Retry-After says when.", "content": _PROBLEM}}
_FAILED: Responses = {401: {"description": "Login and password do not belong together.", "content": _PROBLEM}}
_CROSS_SITE: Responses = {403: {"description": "Another site's page sent this.", "content": _PROBLEM}}


class SignIn(Given):
    """Who wants to sign in."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"login": "mina", "password": "seven quiet drums"}]}
    )

    login: Login = Field(description="The login; capital letters do not matter.")
    password: Annotated[SecretStr, Field(min_length=1, max_length=1000)] = Field(description="The password.")


class SessionShown(BaseModel):
    """Who is signed in here."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    account: PersonShown = Field(description="The person.")


class PasswordChange(Given):
    """A new password for oneself."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"old": "seven quiet drums", "new": "eight louder trumpets"}]}
    )

    old: Password = Field(description="The present password.")
    new: Password = Field(description="The new one: at least 12 characters, and not the login.")


class SelfEdit(Given):
    """What shall change of oneself; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"language": "ko"}]})

    name: Line = Field(default_factory=str, description="What others see.")
    language: LanguageName | None = Field(
        default=None, description="The language of the admin; null: as the browser asks."
    )


class OidcWay(BaseModel):
    """Signing in at an identity provider."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Studio", "url": "/api/v1/session/oidc"}]}
    )

    name: str = Field(description="What people call the provider.")
    url: str = Field(description="Open this in the browser to begin.")


class WaysShown(BaseModel):
    """How people can sign in here."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"password": True, "oidc": None, "first": False}]}
    )

    password: bool = Field(description="With login and password.")
    oidc: OidcWay | None = Field(description="At an identity provider; null: none is set up.")
    first: bool = Field(
        description="No account exists yet: `eightcount account create LOGIN --name NAME --role admin` "
        "makes the first."
    )


@router.get("/ways", summary="How to sign in")
def ways(session: Reads, house: InHouse) -> WaysShown:
    """What the sign-in page offers. Asks for nothing."""
    provider = (
        OidcWay(name=house.settings.oidc_name, url="/api/v1/session/oidc")
        if house.settings.oidc_issuer
        else None
    )
    return WaysShown(password=True, oidc=provider, first=people.nobody_yet(session))


@router.post(
    "",
    summary="Sign in",
    responses={**_TOO_MANY, **_FAILED, **_CROSS_SITE},
    dependencies=[Depends(Paced(cost=10))],
)
def sign_in(
    body: SignIn, request: Request, house: InHouse, brought: Brought, response: Response
) -> SessionShown:
    """Opens a session and sets its cookie, `__Host-eightcount`. Asks for nothing but login and password.

    Ten failed tries lock a login for 15 minutes at the address that they came from, a hundred from anywhere
    lock it for everybody, and too many of one address lock that address.
    """
    callers.must_not_be_cross_site(request)
    attempt, fits = _compared(request, house, body.login, body.password.get_secret_value())
    with writing(house.engine) as session:
        account, token = signing_in.finish(session, attempt, fits=fits)
        if brought.token is not None:
            signing_in.end(session, brought.token)
        signing_in.sweep(session, house.settings)
        audit.note(session, people.actor_of(account), "sign-in", "account", account.id)
        shown = show_person(account)
    callers.keep(response, house, token)
    response.headers["Cache-Control"] = "no-store"
    return SessionShown(account=shown)


@router.get("", summary="Who is signed in")
def show(person: Person, response: Response) -> SessionShown:
    """The person of this session; 401 `not-signed-in` without one."""
    response.headers["Cache-Control"] = "no-store"
    return SessionShown(account=show_person(person.account))


@router.delete("", status_code=status.HTTP_204_NO_CONTENT, summary="Sign out")
def sign_out(person: Person, brought: Brought, session: Writes, response: Response) -> None:
    """Ends the session at once, here and wherever its cookie was copied to."""
    signing_in.end(session, brought.token or "")
    audit.note(session, person.actor, "sign-out", "account", person.account.id)
    callers.forget(response)


@router.put(
    "/password",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Change one's password",
    responses=_TOO_MANY,
)
def change_password(
    body: PasswordChange, person: Person, request: Request, house: InHouse, session: Writes
) -> None:
    """Ends all other sessions of this person. A wrong present password counts as a failed try to sign in."""
    login = person.account.login
    passwords.must_be_good(body.new, login, field="new")
    _attempt, fits = _compared(request, house, login, body.old)
    if not fits:
        sentence = "This is not your present password."
        raise InvalidError(sentence, code="wrong-password", errors=[{"field": "old", "sentence": sentence}])
    fresh = passwords.hashed(body.new)
    account = people.get(session, person.account.id)
    people.edit(session, account, keep_session=person.session_id, password_hash=fresh)
    signing_in.forget_attempts(session, login)


@router.patch("/account", summary="Edit oneself")
def edit_account(body: SelfEdit, person: Person, session: Writes) -> SessionShown:
    """One's name and language; login and role are an admin's matter."""
    account = people.get(session, person.account.id)
    return SessionShown(
        account=show_person(people.edit(session, account, **body.model_dump(exclude_unset=True)))
    )


def _compared(request: Request, house: House, login: str, password: str) -> tuple[signing_in.Attempt, bool]:
    """A counted try, and whether the password is that login's. Raises TooManyError, BusyError."""
    address = request.client.host if request.client else ""
    with writing(house.engine) as session:  # counted before it is compared, whatever comes of it
        attempt = signing_in.begin(session, house.settings, login=login, address=address)
    try:
        return attempt, passwords.fits(password, attempt.password_hash)
    except BusyError:
        with writing(house.engine) as session:  # nothing was tried
            signing_in.forget(session, attempt)
        raise
