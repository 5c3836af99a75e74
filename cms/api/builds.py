"""Builds over HTTP: start, watch, retry, abort."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response, status
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StrictBool, StrictInt
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from cms import builds, classes
from cms.api.build_events import events
from cms.api.deps import Builder, InHouse, Reads, Writes, needs
from cms.api.fields import (
    EXAMPLE_ID,
    EXAMPLE_TIME,
    ClassName,
    Example,
    Given,
    Id,
    Made,
    MaybeLine,
)
from cms.api.idempotency import MadeOnce
from cms.api.paging import Paged, page_of
from cms.db import reading
from cms.errors import NotFoundError
from cms.models import Build, DanceClass, Step

router = APIRouter(tags=["builds"])

_STEP: Example = {
    "name": "pose_extract",
    "state": "running",
    "progress": 0.42,
    "words": "frame 250 of 593",
    "cached": False,
    "attempt": 1,
    "seconds": 12.5,
    "sentence": "",
    "detail": "",
    "started_at": EXAMPLE_TIME,
    "finished_at": None,
}
_SHOWN: Example = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    "class_id": EXAMPLE_ID,
    "class_slug": "spring-combo-1",
    "state": "running",
    "revision": 3,
    "beats_revision": 4,
    "pack_sha256": None,
    "finished_at": None,
    "progress": 0.57,
    "steps": [_STEP],
}

BuildState = Literal["running", "needs_beats", "done", "failed", "aborted"]
ParameterValue = StrictBool | StrictInt | FiniteFloat | MaybeLine | None


class BuildStart(Given):
    """How to build; mostly nothing needs saying."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{}, {"params": {"pose_extract": {"model": "full"}}}]}
    )

    params: dict[str, dict[str, ParameterValue]] = Field(
        default_factory=dict, description="Step -> its parameters, where they shall differ from the usual."
    )


class StepShown(BaseModel):
    """One step of a build."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_STEP]})

    name: str = Field(description="The step of the pipeline.")
    state: Literal["waiting", "ready", "running", "done", "failed", "aborted"] = Field(
        description="How it stands."
    )
    progress: float = Field(description="From 0 to 1.")
    words: str = Field(description="What it does now.")
    cached: bool = Field(description="Its output was there already; nothing was done again.")
    attempt: int = Field(description="How often it was begun.")
    seconds: float | None = Field(description="How long it took, or has been running.")
    sentence: str = Field(description="Why it failed and what to do; empty otherwise.")
    detail: str = Field(description="The technical reason behind that, for an engineer.")
    started_at: datetime | None = Field(description="UTC.")
    finished_at: datetime | None = Field(description="UTC.")


class BuildShown(Made):
    """One run of the pipeline over fixed inputs."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    class_id: str = Field(description="The class.")
    class_slug: str = Field(description="Its slug.")
    state: BuildState = Field(description="`needs_beats`: all that could be done without beats is done.")
    revision: int = Field(description="The revision of the class; a pack carries it.")
    beats_revision: int | None = Field(description="The beats it was started with.")
    pack_sha256: str | None = Field(description="The manifest of the pack it made.")
    finished_at: datetime | None = Field(description="When it ended, UTC.")
    progress: float = Field(description="From 0 to 1, the mean of its steps.")
    steps: list[StepShown] = Field(description="In the order of the pipeline.")


class BuildList(BaseModel):
    """A page of builds, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_SHOWN], "next": None}]})

    items: list[BuildShown] = Field(description="The builds.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


@router.post("/classes/{class_name}/builds", status_code=status.HTTP_201_CREATED, summary="Start a build")
def start(
    class_name: ClassName,
    body: BuildStart,
    session: Writes,
    house: InHouse,
    actor: Builder,
    once: MadeOnce,
    response: Response,
) -> BuildShown:
    """Builds the draft as it stands. What was done before is not done again; the same draft that is being
    built already is given back.
    """

    def make() -> BuildShown:
        dance_class = classes.get(session, class_name)
        params = {**builds.usual_params(house.settings), **body.params}
        return show_build(builds.start(session, house.storage, actor, dance_class, params), dance_class)

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


@router.post("/builds/{id}/retry", summary="Retry a build", dependencies=[needs("build")])
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
    dependencies=[needs("read")],
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
def watch(id: Id, house: InHouse) -> StreamingResponse:  # noqa: A002 - the word of the URL
    """Server-sent events: the build now, then after every change; a comment line while nothing happens.

    The stream ends when the build has. A client that lost it just asks again.
    """

    def look() -> BuildShown:
        with reading(house.engine) as session:
            return _show(session, _get(session, id))

    look()  # an unknown id is a 404, not a broken stream
    return StreamingResponse(
        events(look),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def show_build(build: Build, dance_class: DanceClass) -> BuildShown:
    """As it is shown, here and with its class."""
    steps = [step for step in build.steps if step.release_id is None]
    return BuildShown(
        id=build.id,
        created_at=build.created_at,
        created_by=build.created_by,
        class_id=build.class_id,
        class_slug=dance_class.slug,
        state=build.state,
        revision=build.revision,
        beats_revision=build.beats_revision,
        pack_sha256=build.pack_sha256,
        finished_at=build.finished_at,
        progress=round(sum(step.progress for step in steps) / len(steps), 4) if steps else 1.0,
        steps=[_show_step(step) for step in steps],
    )


def _show(session: Session, build: Build) -> BuildShown:
    return show_build(build, session.get_one(DanceClass, build.class_id))


def _show_step(step: Step) -> StepShown:
    seconds = None
    if step.started_at is not None:
        seconds = round(((step.finished_at or datetime.now(UTC)) - step.started_at).total_seconds(), 2)
    return StepShown.model_validate(
        {
            **{name: getattr(step, name) for name in StepShown.model_fields if name != "seconds"},
            "seconds": seconds,
        }
    )


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
