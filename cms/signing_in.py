"""Signing in: sessions of people, and the brake on guessing. Rows only; cookies are the matter of `cms.api`.

A session is an opaque random token of which only the hash is kept, so it can be ended at once. Every time
here is by the database's clock, so that several API processes agree; failed tries are counted there too.
"""

import ipaddress
import math
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session

from cms import people
from cms.accounts import Actor, kept_hash
from cms.db import clock_s
from cms.errors import TooManyError, UnauthorizedError
from cms.models import Account, SignInAttempt, WebSession
from cms.settings import Settings

#: A session that was seen less than this long ago, seconds, is not written again.
SEEN_EVERY_S = 60.0
#: PostgreSQL's advisory lock under which tries are counted.
_LOCK = 8_020_802


@dataclass(frozen=True)
class Attempt:
    """A try to sign in that has been counted: whose hash the password is compared with ("": nobody's)."""

    id: str
    account_id: str | None
    password_hash: str


@dataclass(frozen=True)
class SignedIn:
    """A living session and whose it is. `stale`: it should be marked as seen."""

    session_id: str
    account: Account
    actor: Actor
    stale: bool


def begin(session: Session, settings: Settings, *, login: str, address: str) -> Attempt:
    """Count a try before its password is looked at, so that many at once do not slip past the limit.

    Raises TooManyError when the address, the login from there, or the login from everywhere has failed too
    often lately. The last bears more, so that a stranger does not soon lock a person out.
    """
    _one_at_a_time(session)
    now_s = clock_s(session)
    login_sha256, place = kept_hash(people.plain_login(login)), place_of(address)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at_s < now_s - settings.sign_in_window_s))
    _must_have_tries(session, settings, now_s, login_sha256, place)
    attempt = SignInAttempt(login_sha256=login_sha256, address=place, at_s=now_s)
    session.add(attempt)
    session.flush()
    account = session.scalar(select(Account).where(Account.login == people.plain_login(login)))
    usable = account is not None and account.disabled_at is None
    return Attempt(
        id=attempt.id,
        account_id=account.id if account and usable else None,
        password_hash=account.password_hash if account and usable else "",
    )


def finish(session: Session, attempt: Attempt, *, fits: bool) -> tuple[Account, str]:
    """Open a session when the password fits: the account and the session's token, told this once.

    Raises UnauthorizedError, in the same words whatever was wrong.
    """
    # Locked: a new password or disabling at this moment must not leave a session behind.
    account = session.get(Account, attempt.account_id or "", with_for_update=True) if fits else None
    if account is None or account.disabled_at is not None or account.password_hash != attempt.password_hash:
        raise UnauthorizedError(
            "This login and password do not belong together. Check both, and the keyboard's language.",
            code="sign-in-failed",
        )
    forget_attempts(session, account.login)
    return account, open_session(session, account)


def open_session(session: Session, account: Account) -> str:
    """A new session of that person; its token, 256 random bits."""
    token, now_s = secrets.token_urlsafe(32), clock_s(session)
    row = WebSession(account_id=account.id, token_sha256=kept_hash(token), started_s=now_s, seen_s=now_s)
    row.created_by = f"account:{account.id}"
    session.add(row)
    session.flush()
    return token


def find(session: Session, settings: Settings, token: str) -> SignedIn:
    """Whose session this is. Raises UnauthorizedError when it ended, ran out, or never was."""
    row = session.scalar(select(WebSession).where(WebSession.token_sha256 == kept_hash(token)))
    account = session.get(Account, row.account_id) if row is not None else None
    now_s = clock_s(session)
    if row is None or account is None or account.disabled_at is not None or _is_over(row, settings, now_s):
        raise UnauthorizedError(
            "You are not signed in, or your session has ended. Sign in.", code="not-signed-in"
        )
    return SignedIn(row.id, account, people.actor_of(account), stale=now_s - row.seen_s > SEEN_EVERY_S)


def mark_seen(session: Session, session_id: str) -> None:
    """The person is still here: the idle time begins again. An ended session stays ended."""
    session.execute(update(WebSession).where(WebSession.id == session_id).values(seen_s=clock_s(session)))


def end(session: Session, token: str) -> None:
    """End the session of that token, if there is one."""
    row = session.scalar(select(WebSession).where(WebSession.token_sha256 == kept_hash(token)))
    if row is not None:
        session.delete(row)
        session.flush()


def sweep(session: Session, settings: Settings) -> None:
    """Drop the sessions that ran out."""
    now_s = clock_s(session)
    over = (WebSession.seen_s < now_s - settings.session_idle_s) | (
        WebSession.started_s < now_s - settings.session_max_s
    )
    session.execute(delete(WebSession).where(over))


def forget(session: Session, attempt: Attempt) -> None:
    """Count a try no more: the password was not looked at."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.id == attempt.id))


def forget_attempts(session: Session, login: str) -> None:
    """The person has signed in, or an admin lets them try again.

    Call it once the account's row is locked (`finish`, `people.edit`): rows are locked in that order.
    """
    session.execute(
        delete(SignInAttempt).where(SignInAttempt.login_sha256 == kept_hash(people.plain_login(login)))
    )


def _one_at_a_time(session: Session) -> None:
    """Nobody else counts a try until this transaction ends; SQLite's writers wait for each other anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _must_have_tries(session: Session, settings: Settings, now_s: float, login: str, place: str) -> None:
    of_login, from_here = SignInAttempt.login_sha256 == login, SignInAttempt.address == place
    here = "from your network address"
    for tries, most, whose in (
        (of_login & from_here, settings.sign_in_tries_per_login, f"this login {here}"),
        (of_login, settings.sign_in_tries_per_login_everywhere, "this login"),
        (from_here, settings.sign_in_tries_per_address, f"any login {here}"),
    ):
        recent = select(func.count(), func.min(SignInAttempt.at_s)).where(tries)
        count, oldest_s = session.execute(recent).one()
        if count < most:
            continue
        wait_s = max(1, math.ceil(oldest_s + settings.sign_in_window_s - now_s))
        raise TooManyError(
            f"There were {count} failed tries for {whose}, so that is locked. Try again in "
            f"{math.ceil(wait_s / 60)} min, or ask an admin for a new password.",
            retry_after_s=wait_s,
        )


def _is_over(row: WebSession, settings: Settings, now_s: float) -> bool:
    return now_s - row.seen_s > settings.session_idle_s or now_s - row.started_s > settings.session_max_s


def place_of(address: str) -> str:
    """The network that an address speaks for: itself, or its /64, of which one household has many."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
