"""Accounts of people: who they are and what their role allows. Signing in is `cms.signing_in`.

A person is never deleted, only disabled: what they did keeps their name.
"""

import re
from typing import Literal, TypedDict, Unpack

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cms.accounts import SCOPES, Actor, revoke_keys_of
from cms.errors import ConflictError, InvalidError, NotFoundError
from cms.models import Account, WebSession, utcnow

Role = Literal["author", "reviewer", "publisher", "admin"]

#: What each role may do; nothing that is not said here.
ROLES: dict[str, frozenset[str]] = {
    "author": frozenset({"read", "author", "review", "build"}),
    "reviewer": frozenset({"read", "review"}),
    "publisher": frozenset({"read", "author", "review", "build", "publish"}),
    "admin": frozenset(SCOPES),
}
LANGUAGES = ("en", "ko")

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")


class AccountChanges(TypedDict, total=False):
    """What may be changed of an account; `password_hash` comes from `cms.passwords`."""

    name: str
    role: str
    disabled: bool
    language: str | None
    password_hash: str


def create(
    session: Session, by: str, *, login: str, name: str, role: str, password_hash: str = ""
) -> Account:
    """A new person; the login is kept in small letters. `by` is who makes it, as in `created_by`.

    Raises InvalidError for a login, name or role that cannot be, ConflictError for a login that is taken.
    """
    login = plain_login(login)
    if not _LOGIN.fullmatch(login):
        raise InvalidError(
            "A login is 1 to 100 letters, digits, or . _ @ + - and begins with a letter or digit.",
            errors=[{"field": "login", "sentence": "Letters, digits, and . _ @ + - only.", "code": "login"}],
        )
    if session.scalar(select(Account.id).where(Account.login == login)) is not None:
        raise ConflictError(
            f"There is an account '{login}' already. Choose another login.", code="login-taken"
        )
    account = Account(login=login, created_by=by, password_hash=password_hash)
    account.name, account.role = _named(name), _known(role)
    session.add(account)
    session.flush()
    return account


def edit(
    session: Session, account: Account, *, keep_session: str | None = None, **given: Unpack[AccountChanges]
) -> Account:
    """Change what is given and leave the rest. Disabling or a new password ends the person's sessions,
    but for the one of id `keep_session`. Who is no admin any more leaves no keys behind: those they made end.

    Raises ConflictError where it would leave no admin who can sign in, InvalidError.
    """
    disabled = given.get("disabled", account.disabled_at is not None)
    role = _known(given.get("role", account.role))
    if disabled or role != "admin":
        _must_leave_an_admin(session, account)
    account.name, account.role = _named(given.get("name", account.name)), role
    account.disabled_at = (account.disabled_at or utcnow()) if disabled else None
    if "language" in given:
        account.language = _language(given["language"])
    if "password_hash" in given:
        account.password_hash = given["password_hash"]
    if disabled or "password_hash" in given:
        end_sessions(session, account, keep=keep_session)
    if disabled or role != "admin":  # only admins make keys, and whoever made one may have kept its secret
        revoke_keys_of(session, f"account:{account.id}")
    session.flush()
    return account


def end_sessions(session: Session, account: Account, *, keep: str | None = None) -> None:
    """End all of a person's sessions at once, or all but the one of id `keep`."""
    for row in session.scalars(select(WebSession).where(WebSession.account_id == account.id)):
        if row.id != keep:
            session.delete(row)


def get(session: Session, account_id: str) -> Account:
    """The account of that id. Raises NotFoundError."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFoundError(f"There is no account '{account_id}'.")
    return account


def by_login(session: Session, login: str) -> Account:
    """The account of that login. Raises NotFoundError."""
    account = session.scalar(select(Account).where(Account.login == plain_login(login)))
    if account is None:
        raise NotFoundError(f"There is no account '{login}'. `eightcount account list` shows those that are.")
    return account


def everybody() -> Select[Account]:
    """All accounts, disabled ones too."""
    return select(Account)


def nobody_yet(session: Session) -> bool:
    """Whether no account exists: the first is made on the command line."""
    return session.scalar(select(Account.id).limit(1)) is None


def actor_of(account: Account) -> Actor:
    """The person as who acts."""
    return Actor(f"account:{account.id}", account.name, ROLES.get(account.role, frozenset()))


def plain_login(login: str) -> str:
    """A login as it is kept."""
    return login.strip().lower()


def _named(name: str) -> str:
    if not 0 < len(name.strip()) <= 200:
        raise InvalidError("An account needs a name of 1 to 200 characters, as people know the person.")
    return name.strip()


def _known(role: str) -> str:
    if role not in ROLES:
        raise InvalidError(f"There is no role '{role}'; roles are {', '.join(ROLES)}.")
    return role


def _language(language: str | None) -> str | None:
    if language not in (*LANGUAGES, None):
        raise InvalidError(f"There is no language '{language}' here; languages are {', '.join(LANGUAGES)}.")
    return language


def _must_leave_an_admin(session: Session, account: Account) -> None:
    """Locks all admins, in one order, so that two who demote each other cannot both succeed."""
    if account.role != "admin" or account.disabled_at is not None:
        return
    admins = select(Account.id).where(Account.role == "admin", Account.disabled_at.is_(None))
    if set(session.scalars(admins.order_by(Account.id).with_for_update())) <= {account.id}:
        raise ConflictError(
            f"'{account.login}' is the last admin: nobody could make accounts any more. Make another admin "
            "first.",
            code="last-admin",
        )
