"""To an OpenID provider and back: two addresses that a browser opens, so they answer with other addresses."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Depends, Query, Request
from fastapi.responses import RedirectResponse

from cms import audit, oidc, people, signing_in
from cms.accounts import Actor
from cms.api import callers
from cms.api.callers import Brought, Credentials
from cms.api.deps import InHouse, Paced
from cms.api.uploads import PROBLEM_CONTENT
from cms.bootstrap import House
from cms.db import writing
from cms.errors import CmsError, NotFoundError, UnauthorizedError

router = APIRouter(prefix="/session/oidc", tags=["session"])

_STATE = "__Host-eightcount-way"
_ADMIN = "/admin/"
_SIGN_IN = "/admin/sign-in"
_AWAY: dict[int | str, dict[str, Any]] = {
    303: {"description": "Go on there."},
    404: {"description": "No provider is set up.", "content": PROBLEM_CONTENT},
    429: {"description": "Too much at once; Retry-After says when.", "content": PROBLEM_CONTENT},
}


@router.get(
    "",
    summary="Sign in at the provider",
    status_code=303,
    responses=_AWAY,
    response_class=RedirectResponse,
    dependencies=[Depends(Paced(cost=50))],
)
def begin(house: InHouse, request: Request) -> RedirectResponse:
    """Open this in a browser: it leads to the provider, and from there to `/session/oidc/back`. A page of
    another site may not: nobody is signed in who did not want to be.
    """
    _must_be_set_up(house)
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return _refused(callers.cross_site())
    try:
        going = oidc.send(house.settings)
        with writing(house.engine) as session:
            oidc.remember(session, going)
    except CmsError as error:
        return _refused(error)
    leads = RedirectResponse(going.url, 303, headers={"Cache-Control": "no-store"})
    leads.set_cookie(
        _STATE, going.state, max_age=int(oidc.WAY_S), path="/", secure=True, httponly=True, samesite="lax"
    )
    return leads


@router.get(
    "/back",
    summary="Back from the provider",
    status_code=303,
    responses=_AWAY,
    response_class=RedirectResponse,
    dependencies=[Depends(Paced(cost=50))],
)
def back(
    house: InHouse,
    brought: Brought,
    kept: Annotated[
        str | None,
        Cookie(alias=_STATE, description="What this browser was given on its way.", max_length=200),
    ] = None,
    state: Annotated[str, Query(max_length=200, description="What the provider was given.")] = "",
    code: Annotated[str, Query(max_length=4096, description="The provider's code.")] = "",
) -> RedirectResponse:
    """The provider sends the browser here. It opens a session and leads to the admin; where it cannot, the
    admin's sign-in page is told why in `failed`.
    """
    _must_be_set_up(house)
    try:
        token = _enter(house, brought, kept, state, code)
    except CmsError as error:
        answer = _refused(error)
    else:
        answer = RedirectResponse(_ADMIN, 303, headers={"Cache-Control": "no-store"})
        callers.keep(answer, house, token)
    answer.delete_cookie(_STATE, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def _enter(house: House, brought: Credentials, kept: str | None, state: str, code: str) -> str:
    """The token of a new session, in place of the one that the browser brought.

    Raises UnauthorizedError, ProviderError, BusyError.
    """
    if not kept or not secrets.compare_digest(kept.encode(), state.encode()):
        raise _lost()
    with writing(house.engine) as session:
        way = oidc.take_back(session, state)
    if way is None or not code:
        raise _lost()
    nonce, verifier = way
    known = oidc.ask_who(house.settings, code=code, nonce=nonce, verifier=verifier)
    with writing(house.engine) as session:
        provider = Actor("oidc", house.settings.oidc_name, frozenset())
        audit.watch(session, lambda: provider)
        account = oidc.account_of(session, house.settings, known)
        if brought.token is not None:
            signing_in.end(session, brought.token)
        signing_in.sweep(session, house.settings)
        audit.note(session, people.actor_of(account), "sign-in", "account", account.id)
        return signing_in.open_session(session, account)


def _must_be_set_up(house: House) -> None:
    if not house.settings.oidc_issuer:
        raise NotFoundError("No provider is set up here. Sign in with login and password.")


def _lost() -> UnauthorizedError:
    return UnauthorizedError(
        "The way to the provider and back took too long, or was not begun here.", code="oidc-lost"
    )


def _refused(error: CmsError) -> RedirectResponse:
    return RedirectResponse(f"{_SIGN_IN}?failed={error.code}", 303, headers={"Cache-Control": "no-store"})
