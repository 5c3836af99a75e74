"""Passwords: what one must be, and the one way to hash and to check it. Knows no account and no row.

Argon2id takes 64 MiB and a core for each hash by intent, so only a few run at once and a few more wait:
memory stays bounded however many people, or guesses, knock at the same time.
"""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pwdlib.hashers.argon2 import Argon2Hasher

from cms.easy_passwords import is_easy
from cms.errors import BusyError, InvalidError

SHORTEST, LONGEST = 12, 200
#: How many hashes run at once in this process, and how many callers may wait for their turn.
AT_ONCE, WAITING = 2, 16

_HASHER = Argon2Hasher()
#: Compared with where there is no account, so that the answer takes as long as for a known login.
_NOBODYS = _HASHER.hash(secrets.token_urlsafe())


class Gate:
    """Lets `at_once` callers through and `waiting` more wait; everybody else is sent away at once."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._inside = threading.BoundedSemaphore(at_once)
        self._here = threading.BoundedSemaphore(at_once + waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it. Raises BusyError when too many wait already."""
        if not self._here.acquire(blocking=False):
            raise BusyError("Too many people want the same at this moment. Try again in a few seconds.")
        try:
            with self._inside:
                yield
        finally:
            self._here.release()


_GATE = Gate(AT_ONCE, WAITING)


def hashed(password: str) -> str:
    """The hash to keep. Call it in no transaction: it takes a while by intent. Raises BusyError."""
    with _GATE.turn():
        return _HASHER.hash(password)


def fits(password: str, kept: str) -> bool:
    """Whether the password is the one of the hash `kept`; as slow for an empty hash. Raises BusyError."""
    with _GATE.turn():
        return _HASHER.verify(password, kept or _NOBODYS) and bool(kept)


def must_be_good(password: str, login: str, *, field: str = "password") -> None:
    """Refuse a password that is too short or easy to guess from the login. Raises InvalidError."""
    plain = password.strip().lower()
    if len(password) < SHORTEST:
        sentence = f"A password has at least {SHORTEST} characters. A few words in a row are easy to keep."
    elif len(password) > LONGEST:
        sentence = f"A password has at most {LONGEST} characters. Choose a shorter one."
    elif plain == login.lower() or (login.lower() in plain and len(plain) - len(login) < 4):
        sentence = "The password is nearly the login. Choose one that nobody guesses from it."
    elif len(set(plain)) < 4:
        sentence = "The password repeats the same few characters. Choose one that nobody guesses."
    elif is_easy(password):
        sentence = "Everybody who guesses tries this password first. Take words that are not of this house."
    else:
        return
    raise InvalidError(
        sentence,
        code="weak-password",
        errors=[{"field": field, "sentence": sentence, "code": "weak-password"}],
    )


def generated() -> str:
    """A fresh password of 20 random characters, to be shown once."""
    return secrets.token_urlsafe(15)
