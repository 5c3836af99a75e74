"""Who calls, of a request: an API key in its header, or a person by the cookie of a session.

A cookie comes with a request whoever made the browser send it, so an unsafe request by cookie must also say
that it comes from our own pages (Sec-Fetch-Site, or Origin where a browser does not send that).
"""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from cms import signing_in
from cms.accounts import Actor, authenticate
from cms.bootstrap import House
from cms.db import reading, writing
from cms.errors import ForbiddenError, UnauthorizedError

#: `__Host-`: the browser takes it for this very host only, over TLS (or loopback), for every path.
COOKIE = "__Host-eightcount"

_BEARER = HTTPBearer(
    auto_error=False,
    description="An API key made by `eightcount key create` or in the admin, with the scope the route needs.",
)
_COOKIE = APIKeyCookie(
    name=COOKIE, auto_error=False, description="The session of a person, opened by POST /api/v1/session."
)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Credentials:
    """What a request brought to say who calls."""

    key: str | None
    token: str | None


def _brought(
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
    cookie: Annotated[str | None, Depends(_COOKIE)],
) -> Credentials:
    return Credentials(bearer.credentials if bearer else None, cookie or None)


Brought = Annotated[Credentials, Depends(_brought)]


def who_calls(request: Request, house: House, brought: Credentials) -> Actor:
    """The caller; a key goes before a cookie. Raises UnauthorizedError, ForbiddenError from another site."""
    if brought.key is not None:
        with reading(house.engine) as session:
            return authenticate(session, brought.key)
    if brought.token is not None:
        return who_is_signed_in(request, house, brought).actor
    raise UnauthorizedError(
        "This needs a session or an API key. Sign in, or send a key as 'Authorization: Bearer <key>'; make "
        "one with `eightcount key create`."
    )


def who_is_signed_in(request: Request, house: House, brought: Credentials) -> signing_in.SignedIn:
    """The person of the cookie. Raises UnauthorizedError, ForbiddenError from another site."""
    if brought.token is None:
        raise UnauthorizedError(
            "You are not signed in. Sign in with POST /api/v1/session.", code="not-signed-in"
        )
    if request.method not in _SAFE and not comes_from_us(request):
        raise cross_site()
    with reading(house.engine) as session:
        found = signing_in.find(session, house.settings, brought.token)
    if found.stale:
        with writing(house.engine) as session:
            signing_in.mark_seen(session, found.session_id)
    return found


def must_not_be_cross_site(request: Request) -> None:
    """Refuse what a page of another site made a browser send; programs, which say neither, may pass.

    For signing in, where no cookie is needed: nobody shall be signed in as somebody else unasked.
    """
    says_something = "sec-fetch-site" in request.headers or "origin" in request.headers
    if says_something and not comes_from_us(request):
        raise cross_site()


def comes_from_us(request: Request) -> bool:
    """Whether the browser says that one of our own pages sent this."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.headers.get("host")


def keep(response: Response, house: House, token: str) -> None:
    """Hand the browser its session."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(house.settings.session_max_s),
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )


def forget(response: Response) -> None:
    """Take the session away from the browser."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")


def cross_site() -> ForbiddenError:
    """What a request from a page of another site is told."""
    return ForbiddenError(
        "This request came with your session, but not from a page of this server, so it was not done. "
        "Open the admin at its own address and try there; programs use an API key.",
        code="cross-site",
    )
