"""Accounts of people straight in the database of the settings: the first admin is made here."""

from dataclasses import dataclass

from cms import passwords, people, signing_in
from cms.errors import InvalidError
from cms.models import Account
from cms.settings import Settings
from eightcount.failures import RefusedError
from eightcount.local_database import local_rows


@dataclass(frozen=True)
class Person:
    """An account as people may see it."""

    id: str
    login: str
    name: str
    role: str
    created_at: str
    disabled_at: str | None


def create(settings: Settings, *, login: str, name: str, role: str, password: str) -> Person:
    """A new account. Raises RefusedError for a login, role or password that cannot be."""
    kept = _kept(password, login)
    with local_rows(settings) as session:
        return _seen(people.create(session, "cli", login=login, name=name, role=role, password_hash=kept))


def every(settings: Settings) -> list[Person]:
    """All accounts, oldest first."""
    with local_rows(settings) as session:
        return [_seen(row) for row in session.scalars(people.everybody().order_by(Account.id))]


def disable(settings: Settings, login: str, *, disabled: bool) -> Person:
    """Keep a person out, or let them in again. Raises RefusedError for an unknown one and the last admin."""
    with local_rows(settings) as session:
        return _seen(people.edit(session, people.by_login(session, login), disabled=disabled))


def set_password(settings: Settings, login: str, password: str) -> Person:
    """A new password; it ends the person's sessions and a lock after failed tries. Raises RefusedError."""
    kept = _kept(password, login)
    with local_rows(settings) as session:
        account = people.edit(session, people.by_login(session, login), password_hash=kept)
        signing_in.forget_attempts(session, account.login)
        return _seen(account)


def _kept(password: str, login: str) -> str:
    """The hash of a good password. Raises RefusedError for one that is not."""
    try:
        passwords.must_be_good(password, people.plain_login(login))
    except InvalidError as error:
        raise RefusedError(error.sentence, code=error.code) from error
    return passwords.hashed(password)


def _seen(row: Account) -> Person:
    return Person(
        id=row.id,
        login=row.login,
        name=row.name,
        role=row.role,
        created_at=row.created_at.isoformat(timespec="seconds"),
        disabled_at=row.disabled_at.isoformat(timespec="seconds") if row.disabled_at else None,
    )
