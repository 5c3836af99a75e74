"""The HTTP application: its routers, its error answers, its document. `create_app` takes the house as it is;
`app` reads the settings and is what a server process starts.
"""

from typing import Any

from fastapi import FastAPI

from cms import logs, traces
from cms.api import (
    access,
    accounts,
    alignments,
    audit,
    beats,
    builds,
    classes,
    dancers,
    docs_page,
    keys,
    material,
    multipart,
    oidc,
    originals,
    packs,
    pages,
    parts,
    people,
    presence,
    problems,
    releases,
    server,
    session,
    shelf,
    songs,
    taps,
    uploads,
)
from cms.api.deps import rules
from cms.api.openapi import document
from cms.api.seen import Seen
from cms.api.too_large import TooLargeAsProblem
from cms.bootstrap import House, build_house
from cms.migrate import migrate
from cms.settings import Settings
from cms.storage import ServesParts, ServesShelf

#: Routes under /api/v1 that ask for no key, and why.
PUBLIC = {
    "PUT /api/v1/storage/uploads/{upload}/parts/{number}": "the URL is signed for this one part",
    "GET /api/v1/session/ways": "the sign-in page asks before anybody is signed in",
    "POST /api/v1/session": "signing in",
    "GET /api/v1/session/oidc": "signing in at a provider",
    "GET /api/v1/session/oidc/back": "signing in at a provider",
}

#: Longest body that a route takes, bytes; upload parts are no bodies of the API.
_MAX_BODY_BYTES = 2 * 1024**2

_NOUNS = (
    session,
    oidc,
    songs,
    dancers,
    classes,
    presence,
    uploads,
    multipart,
    originals,
    alignments,
    beats,
    taps,
    builds,
    material,
    packs,
    releases,
    access,
    accounts,
    people,
    keys,
    audit,
)

_DESCRIPTION = """
From a dancer's take, a song and beats to class packs on devices.

Upload the **song** and the **take** (`uploads`), make a **dancer**, a **song** and a **class** of them,
start a **build**, mark the **beats** by ear, build again, and **release** the pack to a channel. Every error
is `application/problem+json` with a sentence for a person in `detail` and a stable `code`.
""".strip()


def create_app(house: House) -> FastAPI:
    """The application over these collaborators.

    Raises:
        LookupError: a route under /api/v1 has no rule of who may call it.
    """
    app = FastAPI(
        title="Eightcount",
        version="1",
        summary="An authoring server for dance classes",
        description=_DESCRIPTION,
        docs_url=None,  # ours, in `docs_page`
        redoc_url=None,
    )
    app.state.house = house
    app.add_middleware(TooLargeAsProblem)
    app.add_middleware(Seen)  # outermost: what others refuse is seen too
    problems.add_handlers(app)
    app.include_router(server.make_router())
    app.include_router(pages.router)
    app.include_router(docs_page.router)
    for noun in _NOUNS:
        app.include_router(noun.router, prefix="/api/v1", max_body_size=_MAX_BODY_BYTES)
    if isinstance(house.storage, ServesParts):
        app.include_router(parts.router, prefix="/api/v1")
    if isinstance(house.delivery, ServesShelf):
        app.include_router(shelf.router)
    unruled = [
        name for name, scope in rules(app).items() if " /api/v1" in name and not scope and name not in PUBLIC
    ]
    if unruled:
        raise LookupError(f"nobody said who may call {', '.join(unruled)}")

    def openapi() -> dict[str, Any]:
        app.openapi_schema = app.openapi_schema or document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    return app


def app() -> FastAPI:
    """The application of the settings, its database migrated: `uvicorn --factory cms.api.app:app`."""
    settings = Settings()
    logs.configure(settings)
    traces.configure(settings, "api")
    house = build_house(settings)
    migrate(house.engine)
    return create_app(house)
