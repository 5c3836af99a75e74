"""Signing in at an OpenID provider: the code flow with PKCE, a state and a nonce.

The provider says who somebody is, never what they may do: roles are kept here. What talks to the provider
runs in no transaction.
"""

import secrets
import warnings
from dataclasses import dataclass
from typing import Any

import httpx
from authlib.deprecate import AuthlibDeprecationWarning
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cms import people
from cms.accounts import kept_hash
from cms.db import clock_s
from cms.errors import BusyError, CmsError, UnauthorizedError
from cms.models import Account, OidcSignIn
from cms.passwords import Gate
from cms.settings import Settings

with warnings.catch_warnings():  # it tells everybody that it will want another HTTP client one day
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.common.errors import AuthlibBaseError
    from authlib.integrations.httpx_client import OAuth2Client
    from authlib.oidc.core import CodeIDToken

#: Who was sent to the provider comes back within so long, seconds.
WAY_S = 600.0
#: How many may be on their way at once: whoever is not signed in can begin, so it must end somewhere.
ON_THEIR_WAY = 20_000
#: Signatures with a key that only the provider has.
_ALGORITHMS = ["RS256", "PS256", "ES256"]
_TIMEOUT_S = 10.0
#: Whoever is not signed in can make us ask the provider, and a slow one holds a thread for each who waits.
_GATE = Gate(at_once=4, waiting=4)
_LEEWAY_S = 60


class ProviderError(CmsError):
    """The provider could not be asked, or answered what cannot be believed."""

    code = "oidc-provider"


@dataclass(frozen=True)
class Going:
    """Somebody on the way to the provider: `url` is where, `state` stays in their browser."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Known:
    """Who the provider says somebody is. `subject_sha256` names them for ever, `login` may change."""

    subject_sha256: str
    login: str
    name: str


def send(settings: Settings) -> Going:
    """Where to send somebody, with fresh secrets. Raises ProviderError, BusyError."""
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    with _GATE.turn(), _client(settings) as client:
        endpoint = _discovered(settings)["authorization_endpoint"]
        url, state = client.create_authorization_url(
            endpoint, state=secrets.token_urlsafe(32), nonce=nonce, code_verifier=verifier
        )
    return Going(url, state, nonce, verifier)


def remember(session: Session, going: Going) -> None:
    """Keep what is needed when they come back. Raises BusyError when too many are on their way."""
    now_s = clock_s(session)
    session.execute(delete(OidcSignIn).where(OidcSignIn.started_s < now_s - WAY_S))
    if (session.scalar(select(func.count()).select_from(OidcSignIn)) or 0) >= ON_THEIR_WAY:
        raise BusyError("Too many people sign in at this moment. Try again in a few minutes.")
    row = OidcSignIn(state_sha256=kept_hash(going.state), nonce=going.nonce, verifier=going.verifier)
    row.started_s = now_s
    session.add(row)


def take_back(session: Session, state: str) -> tuple[str, str] | None:
    """Nonce and verifier of somebody who comes back, this once; None for nobody, or for who took too long."""
    row = session.get(OidcSignIn, kept_hash(state), with_for_update=True)
    if row is None:
        return None
    session.delete(row)
    return (row.nonce, row.verifier) if clock_s(session) - row.started_s <= WAY_S else None


def ask_who(settings: Settings, *, code: str, nonce: str, verifier: str) -> Known:
    """Who it is that came back with this code. Raises ProviderError, BusyError, UnauthorizedError."""
    with _GATE.turn(), _client(settings) as client:
        provider = _discovered(settings)
        try:
            token = client.fetch_token(provider["token_endpoint"], code=code, code_verifier=verifier)
            keys = KeySet.import_key_set({"keys": _json(provider["jwks_uri"])["keys"]})
            signed = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)
            claims = CodeIDToken(
                signed.claims,
                signed.header,
                {
                    "iss": {"essential": True, "value": settings.oidc_issuer},
                    "aud": {"essential": True, "value": settings.oidc_client_id},
                },
                {
                    "nonce": nonce,
                    "client_id": settings.oidc_client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(leeway=_LEEWAY_S)
        except (AuthlibBaseError, JoseError, httpx.HTTPError, KeyError, ValueError) as error:
            raise ProviderError(
                f"{settings.oidc_name} gave an answer that cannot be believed ({type(error).__name__}). "
                "Sign in again; if it stays so, tell an admin."
            ) from error
    return _known(settings, dict(claims))


def account_of(session: Session, settings: Settings, known: Known) -> Account:
    """The account of that person: by what the provider calls them, else by the login, else a new one.

    Raises UnauthorizedError when nobody of that login is known here, or they are kept out.
    """
    account = session.scalar(select(Account).where(Account.oidc_subject == known.subject_sha256))
    if account is None:
        account = session.scalar(select(Account).where(Account.login == people.plain_login(known.login)))
        if account is None and settings.oidc_new_people:
            account = people.create(
                session, "oidc", login=known.login, name=known.name, role=settings.oidc_new_people
            )
        if account is not None and account.oidc_subject is None:
            account.oidc_subject = known.subject_sha256
    if account is None or account.oidc_subject != known.subject_sha256 or account.disabled_at is not None:
        raise UnauthorizedError(
            f"{settings.oidc_name} knows you as '{known.login}', who has no account here. Ask an admin for "
            "one.",
            code="oidc-unknown",
        )
    return account


def _known(settings: Settings, claims: dict[str, Any]) -> Known:
    login = claims.get(settings.oidc_login_claim)
    unproven = settings.oidc_login_claim == "email" and claims.get("email_verified") is not True
    if not isinstance(login, str) or not login.strip() or unproven:
        raise UnauthorizedError(
            f"{settings.oidc_name} did not tell a verified {settings.oidc_login_claim} of you, which is the "
            "login here. Ask an admin.",
            code="oidc-unknown",
        )
    subject = kept_hash(f"{settings.oidc_issuer}\n{claims['sub']}")
    return Known(subject, login, str(claims.get("name") or login)[:200])


def _client(settings: Settings) -> OAuth2Client:
    return OAuth2Client(
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        scope="openid email profile",
        redirect_uri=f"{settings.public_url}/api/v1/session/oidc/back",
        code_challenge_method="S256",
        timeout=_TIMEOUT_S,
    )


def _discovered(settings: Settings) -> dict[str, Any]:
    try:
        url = f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration"
        provider = _json(url)
    except (httpx.HTTPError, ValueError) as error:
        raise ProviderError(
            f"{settings.oidc_name} does not answer. Try again in a few minutes, or sign in with a password."
        ) from error
    lacking = {"authorization_endpoint", "token_endpoint", "jwks_uri"} - provider.keys()
    if provider.get("issuer") != settings.oidc_issuer or lacking:
        raise ProviderError(
            f"What answers for {settings.oidc_name} is not the provider that is set up. Tell an admin."
        )
    return provider


def _json(url: str) -> dict[str, Any]:
    answer = httpx.get(url, timeout=_TIMEOUT_S)
    answer.raise_for_status()
    document = answer.json()
    return document if isinstance(document, dict) else {}
