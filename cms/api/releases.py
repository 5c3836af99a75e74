"""Releases over HTTP: publish, roll back, withdraw, what is live, and what a publication would change."""

from contextlib import suppress
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Response, status
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cms import classes, judgings, packs, release_checks, releases
from cms.api.deps import InHouse, Publisher, Reads, Writes, needs
from cms.api.fields import (
    ChannelName,
    ClassName,
    Id,
)
from cms.api.idempotency import MadeOnce
from cms.api.packs import DiffShown, show_diff
from cms.api.paging import Paged, page_of
from cms.api.release_shapes import (
    ChannelAsk,
    ChannelShown,
    ChannelWord,
    ReleaseAsk,
    ReleaseAsked,
    ReleaseList,
    ReleaseShown,
    ReleaseState,
    show_release,
)
from cms.db import reading
from cms.errors import CmsError, NotFoundError
from cms.models import Channel, DanceClass, Release, Step

router = APIRouter(tags=["releases"])

Shown = TypeVar("Shown", bound=ReleaseShown)


@router.post("/classes/{class_name}/releases", status_code=status.HTTP_201_CREATED, summary="Publish a class")
def publish(
    class_name: ClassName,
    body: ReleaseAsk,
    session: Writes,
    house: InHouse,
    actor: Publisher,
    once: MadeOnce,
    response: Response,
) -> ReleaseAsked:
    """Asks for a pack to be made visible: pending until every file lies on the shelf, verified; then live.
    Warnings of the pack are told, and keep nobody from it.
    """
    with suppress(CmsError), reading(house.engine) as before:  # told below, unless it was answered before
        asked = packs.get(before, body.pack) if body.pack else None
        release_checks.read_ahead(before, house.storage, classes.get(before, class_name), asked)

    def make() -> ReleaseAsked:
        pack = packs.get(session, body.pack) if body.pack else None
        release = releases.publish(
            session,
            house.storage,
            actor,
            classes.get(session, class_name),
            body.channel,
            pack=pack,
            note=body.note,
        )
        warnings = judgings.warnings_of(session, house.storage, release.pack) if release.pack else ()
        told = {**_show(session, release).model_dump(), "warnings": warnings}
        return ReleaseAsked.model_validate(told, from_attributes=True)

    return _made(once(actor, body, ReleaseAsked, make), response)


@router.post(
    "/classes/{class_name}/rollback", status_code=status.HTTP_201_CREATED, summary="Roll a class back"
)
def rollback(
    class_name: ClassName,
    body: ChannelAsk,
    session: Writes,
    actor: Publisher,
    once: MadeOnce,
    response: Response,
) -> ReleaseShown:
    """Asks for the pack that was live before this one: a new release of an old pack."""

    def make() -> ReleaseShown:
        dance_class = classes.get(session, class_name)
        return _show(session, releases.rollback(session, actor, dance_class, body.channel, note=body.note))

    return _made(once(actor, body, ReleaseShown, make), response)


@router.post(
    "/classes/{class_name}/withdraw", status_code=status.HTTP_201_CREATED, summary="Withdraw a class"
)
def withdraw(
    class_name: ClassName,
    body: ChannelAsk,
    session: Writes,
    actor: Publisher,
    once: MadeOnce,
    response: Response,
) -> ReleaseShown:
    """Asks for the class to vanish from a channel. Its packs stay."""

    def make() -> ReleaseShown:
        dance_class = classes.get(session, class_name)
        return _show(session, releases.withdraw(session, actor, dance_class, body.channel, note=body.note))

    return _made(once(actor, body, ReleaseShown, make), response)


@router.get("/releases", summary="List releases", dependencies=[needs("read")])
def list_releases(
    session: Reads,
    page: Paged,
    channel: Annotated[ChannelWord | None, Query(description="Only on this channel.")] = None,
    state: Annotated[ReleaseState | None, Query(description="Only those in this state.")] = None,
) -> ReleaseList:
    """Of all classes, newest first: who made what visible where and when."""
    return _listed(session, select(Release), page, channel, state)


@router.get(
    "/classes/{class_name}/releases", summary="List releases of a class", dependencies=[needs("read")]
)
def list_class_releases(
    class_name: ClassName,
    session: Reads,
    page: Paged,
    channel: Annotated[ChannelWord | None, Query(description="Only on this channel.")] = None,
    state: Annotated[ReleaseState | None, Query(description="Only those in this state.")] = None,
) -> ReleaseList:
    """Of one class, newest first."""
    dance_class = classes.get(session, class_name)
    return _listed(session, select(Release).where(Release.class_id == dance_class.id), page, channel, state)


@router.get("/releases/{id}", summary="Get a release", dependencies=[needs("read")])
def show(id: Id, session: Reads) -> ReleaseShown:  # noqa: A002 - the word of the URL
    """A release as it stands: ask again until it is live or failed."""
    release = session.get(Release, id)
    if release is None:
        raise NotFoundError(f"There is no release '{id}'.")
    return _show(session, release)


@router.get("/channels/{channel}", summary="What is live on a channel", dependencies=[needs("read")])
def show_channel(channel: ChannelName, session: Reads) -> ChannelShown:
    """Every class that devices of this channel see, and the channel's version."""
    row = session.get(Channel, channel)
    live = [_show(session, release) for release in releases.live(session, channel)]
    return ChannelShown.model_validate(
        {"channel": channel, "version": row.version if row else 0, "live": live}
    )


@router.get(
    "/classes/{class_name}/diff", summary="What publishing would change", dependencies=[needs("read")]
)
def diff(
    class_name: ClassName,
    session: Reads,
    house: InHouse,
    channel: Annotated[ChannelWord, Query(description="The channel to compare with.")],
) -> DiffShown:
    """The newest pack beside what is live on a channel, in meaning and in bytes; and what to know before."""
    dance_class = classes.get(session, class_name)
    new = packs.newest(session, dance_class)
    if new is None:
        raise NotFoundError("This class has no finished pack yet. Build it first.", code="no-pack")
    live = releases.live_release(session, dance_class, channel)
    old = live.pack if live else None
    return show_diff(session, house.storage, old, new)


def _show(session: Session, release: Release) -> ReleaseShown:
    step = session.scalars(select(Step).where(Step.release_id == release.id).limit(1)).first()
    return show_release(release, session.get_one(DanceClass, release.class_id).slug, step)


def _made(shown: Shown, response: Response) -> Shown:
    response.headers["Location"] = f"/api/v1/releases/{shown.id}"
    return shown


def _listed(
    session: Session, query: Select[Release], page: Paged, channel: str | None, state: str | None
) -> ReleaseList:
    if channel is not None:
        query = query.where(Release.channel == channel)
    if state is not None:
        query = query.where(Release.state == state)
    rows, following = page_of(session, query, Release.id, page, newest_first=True)
    return ReleaseList(items=[_show(session, row) for row in rows], next=following)
