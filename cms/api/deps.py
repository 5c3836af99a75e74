"""What routes are handed: the house, a session to read or to write with, and the caller with a right.

The one commit of a request stands here. A route without a rule of who may call it does not start
(`rules`, checked by `create_app`).
"""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from sqlalchemy.orm import Session

from cms import audit
from cms.accounts import Actor
from cms.api.callers import Brought, who_calls, who_is_signed_in
from cms.api.pace import Open, Pace
from cms.bootstrap import House
from cms.db import ReadSession, reading, writing
from cms.queue import take_hints
from cms.signing_in import SignedIn, place_of


def the_house(request: Request) -> House:
    """The collaborators that `create_app` was given."""
    house: House = request.app.state.house
    return house


InHouse = Annotated[House, Depends(the_house)]


async def _desk(request: Request) -> AsyncIterator[None]:
    """One of the places at which requests may hold a connection, fewer than there are connections. A request
    keeps its own while it waits for a thread to write its answer; were all threads waiting for connections
    meanwhile, nobody would go on. Those without a place wait here, without a thread.
    """
    async with request.app.state.desks:
        yield


AtDesk = Annotated[None, Depends(_desk, scope="function")]


def _reads(house: InHouse, _desk: AtDesk) -> Iterator[ReadSession]:
    with reading(house.engine) as session:
        yield session


def _writes(request: Request, house: InHouse, _desk: AtDesk) -> Iterator[Session]:
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
    """The rule of a route: who calls must hold this scope. Its value is the caller.

    `cost`: what a call counts for in the caller's pace; a hundredfold where it starts hours of work.
    """

    scope: str
    cost: float = 1.0

    def __call__(self, request: Request, house: InHouse, brought: Brought) -> Actor:
        """Raise UnauthorizedError without a known caller, ForbiddenError without the scope, TooManyError."""
        actor = who_calls(request, house, brought)
        request.state.actor = actor  # before it is refused, so that the log knows who was
        actor.must(self.scope)
        _pace(request).take(actor.id, self.cost)
        return actor


@dataclass(frozen=True)
class NeedsPerson:
    """The rule of a route about oneself: who calls must be a person with a session, whatever the role."""

    scope: str = "person"

    def __call__(self, request: Request, house: InHouse, brought: Brought) -> SignedIn:
        """Raise UnauthorizedError without a session, TooManyError."""
        found = who_is_signed_in(request, house, brought)
        request.state.actor = found.actor
        _pace(request).take(found.actor.id)
        return found


@dataclass(frozen=True)
class Paced:
    """For a route that asks for nobody: counts the call in the pace of the network address."""

    cost: float = 1.0

    def __call__(self, request: Request) -> None:
        """Raise TooManyError."""
        address = request.client.host if request.client else ""
        _pace(request).take(f"address:{place_of(address)}", self.cost)


def _still(request: Request, house: InHouse, brought: Brought) -> Callable[[], Actor]:
    return lambda: who_calls(request, house, brought)


#: Asks again who calls, for an answer that takes long: UnauthorizedError once the session or key has ended.
StillCalls = Annotated[Callable[[], Actor], Depends(_still)]


def _pace(request: Request) -> Pace:
    pace: Pace = request.app.state.pace
    return pace


async def _watches(request: Request) -> AsyncIterator[None]:
    """Holds one of the caller's open streams until the answer has been sent, or the line broke."""
    streams: Open = request.app.state.streams
    with streams.one(request.state.actor.id):
        yield


#: For a route that answers with a stream, behind its rule: a caller can hold only so many.
WATCHES = Depends(_watches, scope="request")


def needs(scope: str, *, cost: float = 1.0) -> Any:
    """The dependency that asks for a scope, for a route that does not care who the caller is."""
    return Depends(Needs(scope, cost))


Reader = Annotated[Actor, Depends(Needs("read"))]
Author = Annotated[Actor, Depends(Needs("author"))]
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
