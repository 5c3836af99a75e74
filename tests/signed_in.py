"""People at their browsers: clients that have signed in over HTTP, with what a browser sends."""

import itertools

from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.testclient import TestClient
from studio import Studio, told

from cms import people
from cms.db import writing

PASSWORD = "seven quiet drums"  # noqa: S105 - of people who live for one test
#: Hashing takes its time by intent; of a test it would take most of it, so here it is the same made light.
LIGHT = Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1)
_KEPT = LIGHT.hash(PASSWORD)
_COUNT = itertools.count(1)

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def browser(studio: Studio, **headers: str) -> TestClient:
    """A browser that nobody has signed in at, on a page of the server."""
    return TestClient(
        studio.app,
        base_url="https://testserver",
        raise_server_exceptions=False,
        headers=headers or SAME_ORIGIN,
    )


def account(studio: Studio, role: str = "author", login: str | None = None, name: str = "Mina") -> str:
    """An account of that role; its id."""
    login = login or f"person{next(_COUNT)}"
    with writing(studio.house.engine) as session:
        return people.create(session, "cli", login=login, name=name, role=role, password_hash=_KEPT).id


def sign_in(studio: Studio, login: str, password: str = PASSWORD) -> TestClient:
    """That person at a browser."""
    client = browser(studio)
    told(client.post("/api/v1/session", json={"login": login, "password": password}), 200)
    return client


def person(studio: Studio, role: str = "author", login: str | None = None) -> TestClient:
    """A new person of that role at a browser."""
    login = login or f"person{next(_COUNT)}"
    account(studio, role, login)
    return sign_in(studio, login)
