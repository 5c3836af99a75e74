"""Builds over HTTP: start, watch, retry, abort."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query, Response, status
from fastapi.responses import StreamingResponse
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from cms import builds, classes, drafts, planning
from cms.accounts import Actor
from cms.api.build_events import events
from cms.api.build_shapes import BuildList, BuildShown, BuildStart, BuildState, show_build
from cms.api.deps import WATCHES, InHouse, Needs, Reads, StillCalls, Writes, needs
from cms.api.fields import (
    ClassName,
    Id,
)
from cms.api.idempotency import MadeOnce
from cms.api.paging import Paged, page_of
from cms.db import reading
from cms.errors import CmsError, NotFoundError
from cms.models import Build, DanceClass

router = APIRouter(tags=["builds"])


@router.post("/classes/{class_name}/builds", status_code=status.HTTP_201_CREATED, summary="Start a build")
def start(
    class_name: ClassName,
    session: Writes,
    house: InHouse,
    actor: Annotated[Actor, Depends(Needs("build", cost=50))],
    once: MadeOnce,
    response: Response,
    body: Annotated[BuildStart, Body(default_factory=BuildStart)],
) -> BuildShown:
    """Builds the draft as it stands. What was done before is not done again; the same draft that is being
    built already is given back.
    """
    params = planning.with_usual_params(body.params, house.settings)
    laid = None
    with suppress(CmsError):  # told below, unless this request was answered before
        laid = drafts.lay(house.engine, house.storage, lambda before: classes.get(before, class_name), params)

    def make() -> BuildShown:
        dance_class = classes.get(session, class_name)
        build = builds.start(session, house.storage, actor, dance_class, params, laid=laid)
        return show_build(build, dance_class)

    shown = once(actor, body, BuildShown, make)
    response.headers["Location"] = f"/api/v1/builds/{shown.id}"
    return shown


@router.get("/builds", summary="List builds", dependencies=[needs("read")])
def list_builds(
    session: Reads,
    page: Paged,
    state: Annotated[BuildState | None, Query(description="Only those in this state.")] = None,
) -> BuildList:
    """Of all classes, newest first."""
    return _listed(session, select(Build), page, state)


@router.get("/classes/{class_name}/builds", summary="List builds of a class", dependencies=[needs("read")])
def list_class_builds(
    class_name: ClassName,
    session: Reads,
    page: Paged,
    state: Annotated[BuildState | None, Query(description="Only those in this state.")] = None,
) -> BuildList:
    """Of one class, newest first."""
    dance_class = classes.get(session, class_name)
    return _listed(session, select(Build).where(Build.class_id == dance_class.id), page, state)


@router.get("/builds/{id}", summary="Get a build", dependencies=[needs("read")])
def show(id: Id, session: Reads) -> BuildShown:  # noqa: A002 - the word of the URL
    """A build and its steps as they stand."""
    return _show(session, _get(session, id))


@router.post("/builds/{id}/retry", summary="Retry a build", dependencies=[needs("build", cost=50)])
def retry(id: Id, session: Writes) -> BuildShown:  # noqa: A002 - the word of the URL
    """Tries the failed steps again; those that are done stay done."""
    return _show(session, builds.retry(session, _get(session, id)))


@router.post("/builds/{id}/abort", summary="Abort a build", dependencies=[needs("build")])
def abort(id: Id, session: Writes) -> BuildShown:  # noqa: A002 - the word of the URL
    """Stops what runs; what is done stays in the cache."""
    return _show(session, builds.abort(session, _get(session, id)))


@router.get(
    "/builds/{id}/events",
    summary="Watch a build",
    dependencies=[needs("read"), WATCHES],
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Events named `build`, each with the build as JSON, until it has ended.",
            "content": {
                "text/event-stream": {"schema": {"type": "string"}, "example": "event: build\ndata: {}\n\n"}
            },
        }
    },
)
def watch(id: Id, house: InHouse, still: StillCalls) -> StreamingResponse:  # noqa: A002 - the word of the URL
    """Server-sent events: the build now, then after every change; a comment line while nothing happens.

    The stream ends when the build has, or the session or key. A client that lost it just asks again.
    """

    def look() -> BuildShown:
        still()
        with reading(house.engine) as session:
            return _show(session, _get(session, id))

    look()  # an unknown id is a 404, not a broken stream
    return StreamingResponse(
        events(look),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _show(session: Session, build: Build) -> BuildShown:
    return show_build(build, session.get_one(DanceClass, build.class_id))


def _listed(session: Session, query: Select[Build], page: Paged, state: str | None) -> BuildList:
    if state is not None:
        query = query.where(Build.state == state)
    query = query.options(selectinload(Build.steps))
    rows, following = page_of(session, query, Build.id, page, newest_first=True)
    return BuildList(items=[_show(session, row) for row in rows], next=following)


def _get(session: Session, build_id: str) -> Build:
    build = session.get(Build, build_id)
    if build is None:
        raise NotFoundError(f"There is no build '{build_id}'.")
    return build
