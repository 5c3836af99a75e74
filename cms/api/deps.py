"""What routes are handed: the house, a session to read or to write with, and the caller with a right.

The one commit of a request stands here. A route without a rule of who may call it does not start
(`rules`, checked by `create_app`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from cms.accounts import Actor, authenticate
from cms.bootstrap import House
from cms.db import ReadSession, reading, writing
from cms.errors import UnauthorizedError
from cms.queue import take_hints

_BEARER = HTTPBearer(
    auto_error=False,
    description="An API key made by `eightcount key create`, with the scope the route needs.",
)


def the_house(request: Request) -> House:
    """The collaborators that `create_app` was given."""
    house: House = request.app.state.house
    return house


InHouse = Annotated[House, Depends(the_house)]


def _reads(house: InHouse) -> Iterator[ReadSession]:
    with reading(house.engine) as session:
        yield session


def _writes(house: InHouse) -> Iterator[Session]:
    """Commits once, before the response is sent; then tells the workers what became ready."""
    with writing(house.engine) as session:
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

    def __call__(
        self, house: InHouse, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
    ) -> Actor:
        """Raise UnauthorizedError without a known key, ForbiddenError without the scope."""
        if credentials is None:
            raise UnauthorizedError(
                "This needs an API key. Send it as 'Authorization: Bearer <key>'; make one with "
                "`eightcount key create`."
            )
        with reading(house.engine) as session:
            actor = authenticate(session, credentials.credentials)
        actor.must(self.scope)
        return actor


def needs(scope: str) -> Any:
    """The dependency that asks for a scope, for a route that does not care who the caller is."""
    return Depends(Needs(scope))


Reader = Annotated[Actor, Depends(Needs("read"))]
Author = Annotated[Actor, Depends(Needs("author"))]
Builder = Annotated[Actor, Depends(Needs("build"))]
Publisher = Annotated[Actor, Depends(Needs("publish"))]


def rules(app: FastAPI) -> dict[str, str | None]:
    """Every route, "GET /api/v1/songs", and the scope that it asks for; None where it asks for nothing."""
    found: dict[str, str | None] = {}
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        for method in sorted(route.methods or {"ANY"}):
            found[f"{method} {route.path}"] = _scope(dependant) if dependant is not None else None
    return found


def _scope(dependant: Dependant) -> str | None:
    if isinstance(dependant.call, Needs):
        return dependant.call.scope
    return next((scope for inner in dependant.dependencies if (scope := _scope(inner))), None)
