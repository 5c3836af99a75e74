"""Who may call what: every route of the application, really called by every kind of caller.

The table that comes of it lies in docs/rights.txt, so that a change of rights is seen in a review.
"""

import asyncio
import re
from collections.abc import Coroutine, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
from signed_in import account, person
from studio import Studio, told

from cms.accounts import SCOPES
from cms.api.app import PUBLIC
from cms.api.callers import COOKIE
from cms.api.deps import rules
from cms.people import ROLES

Found = TypeVar("Found")

FILE = Path(__file__).parent.parent / "docs/rights.txt"
HOST = "https://testserver"
OURS = {"Sec-Fetch-Site": "same-origin"}
THEIRS = {"Sec-Fetch-Site": "cross-site", "Origin": "https://else.where"}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: What a route needs besides its rule, as it is asked here: without `class` the log is for admins.
BESIDES = {"GET /api/v1/audit": "admin"}
#: What a route is asked with, where it would else refuse the request before it looks at who calls.
QUERIES = {
    "PUT /api/v1/storage/uploads/{upload}/parts/{number}": "?bytes=1&expires=9999999999&signature=none"
}
#: And with what body.
BODIES = {"POST /api/v1/session": {"login": "nobody", "password": "seven quiet drums"}}
#: What an answer says of the caller's right; everything else is about what was asked.
_SAYS = {401: "401", 403: "403"}
_HEAD = """\
# Made by `make rights`; do not edit. Every route of the application was called by every kind of caller:
#   yes  let through (what comes then depends on what was asked)      401  not known      403  not allowed
#   x    not done, because the request came with a session, but not from a page of this server
# "public" is what asks for nobody; cms/api/app.py says why. A key has one scope here. The last three are
# sessions of an admin: ended, disabled, and alive but sent by a page of another site."""


@dataclass(frozen=True)
class Caller:
    """Who calls: how the column is headed, which scopes are held, and what a request brings.

    Attributes:
        name: over the column.
        headers: what says who calls.
        scopes: what is allowed to this caller; None for nobody that is known.
        person: whether it is a person with a session.
        from_elsewhere: whether a page of another site sends the request.
    """

    name: str
    headers: Mapping[str, str] = field(repr=False)
    scopes: frozenset[str] | None
    person: bool = False
    from_elsewhere: bool = False


def callers(studio: Studio) -> Iterator[Caller]:
    """Every kind of caller that there is."""
    yield Caller("nobody", {}, None)
    for scope in SCOPES:
        yield Caller(f"key:{scope}", _bearer(studio.key(scope)), frozenset({scope}))
    made = studio.post("/keys", {"name": "gone", "scopes": list(SCOPES)})
    told(studio.client.delete(f"/api/v1/keys/{made['id']}"), 204)
    yield Caller("key:revoked", _bearer(made["secret"]), None)
    for role, scopes in ROLES.items():
        yield Caller(role, OURS | _session(studio, role), scopes, person=True)
    ended = person(studio, "admin")
    brought = {"Cookie": f"{COOKIE}={ended.cookies[COOKIE]}"}
    told(ended.delete("/api/v1/session"), 204)
    yield Caller("ended", OURS | brought, None)
    out = person(studio, "admin")
    brought = {"Cookie": f"{COOKIE}={out.cookies[COOKIE]}"}
    who = told(out.get("/api/v1/session"), 200)["account"]["id"]
    told(studio.client.patch(f"/api/v1/accounts/{who}", json={"disabled": True}), 200)
    yield Caller("disabled", OURS | brought, None)
    yield Caller(
        "elsewhere", THEIRS | _session(studio, "admin"), ROLES["admin"], person=True, from_elsewhere=True
    )


def expected(name: str, needed: str | None, caller: Caller) -> str:
    """What the rule of the route says that this caller is answered."""
    method = name.split(maxsplit=1)[0]
    if needed is None:
        refused = caller.from_elsewhere and name == "POST /api/v1/session"  # nobody is signed in unasked
        return "x" if refused else "yes"
    if caller.scopes is None or (needed == "person" and not caller.person):
        return "401"
    if caller.from_elsewhere and method not in SAFE:
        return "x"
    wanted = {needed, BESIDES.get(name, needed)} - {"person"}
    return "yes" if wanted <= caller.scopes else "403"


def filled(studio: Studio) -> dict[str, str]:
    """Put something of everything into the house; what stands for the parts of paths, by noun."""
    studio.dance_class("spring")
    studio.beats("spring")
    build = studio.post("/classes/spring/builds", {})
    studio.post(f"/builds/{build['id']}/abort", status=200)  # so that watching it ends
    upload = studio.post("/uploads", {"filename": "a.mov", "bytes": 5})
    return {
        "songs": studio.get("/songs")["items"][0]["id"],
        "dancers": studio.get("/dancers")["items"][0]["id"],
        "builds": build["id"],
        "uploads": upload["id"],
        "accounts": account(studio),
        "sha256": studio.original(b"song"),
        "class_name": "spring",
        "class_id": "0" * 22,
        "number": "1",
        "channel": "staging",
        "tab": "t",
        "name": "song.wav",
        "role": "routine",
        "upload": "0" * 32,
        "path": "assets/none.js",
    }


def finished(work: Coroutine[Any, Any, Found]) -> Found:
    """What it comes to, in a loop of its own: this thread may have one that drives a browser."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def called(studio: Studio, everybody: Sequence[Caller]) -> dict[str, dict[str, str]]:
    """Every route -> every caller -> how it was answered; every call is really made."""
    return finished(_call_all(studio, filled(studio), everybody))


async def _call_all(
    studio: Studio, values: Mapping[str, str], everybody: Sequence[Caller]
) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    transport = httpx.ASGITransport(studio.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        for name in sorted(rules(studio.app), key=_by_path):
            method, path = name.split()
            if name == "DELETE /api/v1/session":
                continue  # it would end what is tried; `test_rights` calls it by itself
            address = named(path, values) + QUERIES.get(name, "")
            for caller in everybody:
                client.cookies.clear()  # signing in must not leave its own
                answer = await client.request(method, address, headers=caller.headers, json=BODIES.get(name))
                assert answer.status_code < 500, (name, caller.name, answer.text)
                found.setdefault(name, {})[caller.name] = _right(name, answer)
    return found


def as_text(found: Mapping[str, Mapping[str, str]], needed: Mapping[str, str | None]) -> str:
    """The table as it lies in the file."""
    names = list(next(iter(found.values())))
    widths = [max(4, len(name)) for name in names]
    lines = [_HEAD, _line("", "needs", zip(names, widths, strict=True))]
    for name, cells in found.items():
        shown = "+".join(filter(None, (needed[name] or "public", BESIDES.get(name))))
        lines.append(_line(name, shown, zip(cells.values(), widths, strict=True)))
    return "\n".join(lines) + "\n"


def _line(name: str, needed: str, cells: Iterable[tuple[str, int]]) -> str:
    told_of = "  ".join(cell.ljust(width) for cell, width in cells)
    return f"{name:<72}  {needed:<10}  {told_of}".rstrip()


def _right(name: str, answer: httpx.Response) -> str:
    if answer.status_code not in _SAYS or answer.request.method == "HEAD":
        return _SAYS.get(answer.status_code, "yes")
    code = answer.json()["code"]
    if code == "cross-site":
        return "x"
    # A public route may refuse for a reason of its own: a signature, a password.
    return "yes" if name in PUBLIC else _SAYS[answer.status_code]


def named(path: str, values: Mapping[str, str]) -> str:
    """An address of that route with something that is here in it, where there is such a thing."""
    noun = path.split("/")[3] if path.startswith("/api/v1/") else ""
    thing = values.get(noun, "0" * 22)
    return re.sub(r"{(\w+)(:\w+)?}", lambda found: thing if found[1] == "id" else values[found[1]], path)


def _by_path(name: str) -> tuple[str, str]:
    method, path = name.split()
    return path, method


def _bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def _session(studio: Studio, role: str) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={person(studio, role).cookies[COOKIE]}"}
