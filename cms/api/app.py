"""The HTTP application: its routers, its error answers, its document. `create_app` takes the house as it is;
`app` reads the settings and is what a server process starts.
"""

import asyncio
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
    practice_app,
    practices,
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
from cms.api.pace import Open, Pace
from cms.api.safe_headers import SafeHeaders
from cms.api.seen import Seen
from cms.api.too_large import TooLargeAsProblem
from cms.bootstrap import House, build_house
from cms.migrate import migrate
from cms.settings import Settings
from cms.storage import ServesParts, ServesShelf

#: Routes that ask for nobody, and why.
PUBLIC = {
    "GET /": "it leads to the admin",
    "GET /admin": "the pages hold nothing; what they show they ask the API for",
    "GET /admin/{path:path}": "the pages hold nothing; what they show they ask the API for",
    "GET /practice": "whoever has the address may practise; what is shown is what devices read",
    "GET /practice/config.json": "whoever has the address may practise; root keys are public",
    "GET /practice/models/{sha256}/{name}": "whoever has the address may practise; the nets are public",
    "GET /practice/{path:path}": "whoever has the address may practise; what is shown is what devices read",
    "GET /docs": "the API is no secret",
    "GET /openapi.json": "the API is no secret",
    "HEAD /openapi.json": "the API is no secret",
    "GET /healthz": "load balancers ask",
    "GET /readyz": "load balancers ask",
    "GET /channels/{channel}.json": "what lies on the shelf is for devices, signed",
    "HEAD /channels/{channel}.json": "what lies on the shelf is for devices, signed",
    "OPTIONS /channels/{channel}.json": "any page may read the shelf",
    "GET /packs/{class_id}/{sha256}.json": "what lies on the shelf is for devices",
    "HEAD /packs/{class_id}/{sha256}.json": "what lies on the shelf is for devices",
    "OPTIONS /packs/{class_id}/{sha256}.json": "any page may read the shelf",
    "GET /o/{sha256}": "what lies on the shelf is for devices",
    "HEAD /o/{sha256}": "what lies on the shelf is for devices",
    "OPTIONS /o/{sha256}": "any page may read the shelf",
    "PUT /api/v1/storage/uploads/{upload}/parts/{number}": "the URL is signed for this one part",
    "GET /api/v1/session/ways": "the sign-in page asks before anybody is signed in",
    "POST /api/v1/session": "signing in",
    "GET /api/v1/session/oidc": "signing in at a provider",
    "GET /api/v1/session/oidc/back": "signing in at a provider",
}

#: Longest body that a route takes, bytes; upload parts are no bodies of the API.
_MAX_BODY_BYTES = 2 * 1024**2

#: Requests that hold a connection at once: fewer than a pool has (15), as finding out who calls takes one.
_DESKS = 10
#: Streams that one process, and one caller of it, hold open; each looks at the database every moment.
_MOST_STREAMS, _MOST_STREAMS_EACH = 120, 12

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
    practices,
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
        LookupError: a route has no rule of who may call it.
    """
    app = FastAPI(
        title="Eightcount",
        version="1",
        summary="An authoring server for dance classes",
        description=_DESCRIPTION,
        docs_url=None,  # ours, in `docs_page`
        redoc_url=None,
        redirect_slashes=False,  # it would lead to whatever host the request names
    )
    app.state.house = house
    app.state.pace = Pace(house.settings.calls_per_s)
    app.state.desks = asyncio.Semaphore(_DESKS)
    app.state.streams = Open(most=_MOST_STREAMS, most_each=_MOST_STREAMS_EACH)
    app.add_middleware(TooLargeAsProblem)
    app.add_middleware(SafeHeaders, settings=house.settings)
    app.add_middleware(Seen)  # outermost: what others refuse is seen too
    problems.add_handlers(app)
    app.include_router(server.make_router())
    app.include_router(pages.router)
    app.include_router(practice_app.router)
    app.include_router(docs_page.router)
    for noun in _NOUNS:
        app.include_router(noun.router, prefix="/api/v1", max_body_size=_MAX_BODY_BYTES)
    if isinstance(house.storage, ServesParts):
        app.include_router(parts.router, prefix="/api/v1")
    if isinstance(house.delivery, ServesShelf):
        app.include_router(shelf.router)
    unruled = [name for name, scope in rules(app).items() if not scope and name not in PUBLIC]
    if unruled:
        raise LookupError(
            f"nobody said who may call {', '.join(unruled)}; give it a rule, or a line in PUBLIC"
        )

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
