"""What routes are handed: the house, a session to read or to write with, and the caller with a right.

The one commit of a request stands here. A route without a rule of who may call it does not start
(`rules`, checked by `create_app`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from sqlalchemy.orm import Session

from cms import audit
from cms.accounts import Actor
from cms.api.callers import Brought, who_calls, who_is_signed_in
from cms.bootstrap import House
from cms.db import ReadSession, reading, writing
from cms.queue import take_hints
from cms.signing_in import SignedIn


def the_house(request: Request) -> House:
    """The collaborators that `create_app` was given."""
    house: House = request.app.state.house
    return house


InHouse = Annotated[House, Depends(the_house)]


def _reads(house: InHouse) -> Iterator[ReadSession]:
    with reading(house.engine) as session:
        yield session


def _writes(request: Request, house: InHouse) -> Iterator[Session]:
    """Commits once, before the response is sent; then tells the workers what became ready.

    What the caller changes is logged; who that is the route's rule has found out by then.
    """
    with writing(house.engine) as session:
        audit.watch(session, lambda: getattr(request.state, "actor", None))
        yield session
    house.queue.send(take_hints(session))


#: A session that looks only.
Reads = Annotated[ReadSession, Depends(_reads, scope="function")]
#: A session that is committed when the route returned, before its answer leaves; rolled back when it raised.
Writes = Annotated[Session, Depends(_writes, scope="function")]


@dataclass(frozen=True)
class Needs:
    """The rule of a route: who calls must hold this scope. Its value is the caller."""

    scope: str

    def __call__(self, request: Request, house: InHouse, brought: Brought) -> Actor:
        """Raise UnauthorizedError without a known caller, ForbiddenError without the scope."""
        actor = who_calls(request, house, brought)
        actor.must(self.scope)
        request.state.actor = actor
        return actor


@dataclass(frozen=True)
class NeedsPerson:
    """The rule of a route about oneself: who calls must be a person with a session, whatever the role."""

    scope: str = "person"

    def __call__(self, request: Request, house: InHouse, brought: Brought) -> SignedIn:
        """Raise UnauthorizedError without a session."""
        found = who_is_signed_in(request, house, brought)
        request.state.actor = found.actor
        return found


def _still(request: Request, house: InHouse, brought: Brought) -> Callable[[], Actor]:
    return lambda: who_calls(request, house, brought)


#: Asks again who calls, for an answer that takes long: UnauthorizedError once the session or key has ended.
StillCalls = Annotated[Callable[[], Actor], Depends(_still)]


def needs(scope: str) -> Any:
    """The dependency that asks for a scope, for a route that does not care who the caller is."""
    return Depends(Needs(scope))


Reader = Annotated[Actor, Depends(Needs("read"))]
Author = Annotated[Actor, Depends(Needs("author"))]
Builder = Annotated[Actor, Depends(Needs("build"))]
Reviewer = Annotated[Actor, Depends(Needs("review"))]
Publisher = Annotated[Actor, Depends(Needs("publish"))]
Admin = Annotated[Actor, Depends(Needs("admin"))]
Person = Annotated[SignedIn, Depends(NeedsPerson())]


def rules(app: FastAPI) -> dict[str, str | None]:
    """Every route, "GET /api/v1/songs", and the scope that it asks for; None where it asks for nothing.

    "person" is no scope: such a route asks for a session, whatever the role.
    """
    found: dict[str, str | None] = {}
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        for method in sorted(route.methods or {"ANY"}):
            found[f"{method} {route.path}"] = _scope(dependant) if dependant is not None else None
    return found


def _scope(dependant: Dependant) -> str | None:
    if isinstance(dependant.call, Needs | NeedsPerson):
        return dependant.call.scope
    return next((scope for inner in dependant.dependencies if (scope := _scope(inner))), None)
