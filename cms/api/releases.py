"""Releases over HTTP: publish, roll back, withdraw, what is live, and what a publication would change."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response, status
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cms import classes, packs, releases
from cms.api.deps import InHouse, Publisher, Reads, Writes, needs
from cms.api.fields import (
    EXAMPLE_ID,
    EXAMPLE_SHA256,
    EXAMPLE_TIME,
    ChannelName,
    ClassName,
    Example,
    Given,
    Id,
    Made,
    MaybeLine,
)
from cms.api.idempotency import MadeOnce
from cms.api.packs import DiffShown, show_diff
from cms.api.paging import Paged, page_of
from cms.errors import NotFoundError
from cms.models import Channel, DanceClass, Release, Step

router = APIRouter(tags=["releases"])

_SHOWN: Example = {
    "id": EXAMPLE_ID,
    "created_at": EXAMPLE_TIME,
    "created_by": f"key:{EXAMPLE_ID}",
    "channel": "staging",
    "class_id": EXAMPLE_ID,
    "class_slug": "spring-combo-1",
    "pack_id": EXAMPLE_ID,
    "manifest_sha256": EXAMPLE_SHA256,
    "revision": 3,
    "kind": "publish",
    "state": "live",
    "channel_version": 17,
    "live_at": EXAMPLE_TIME,
    "note": "beats checked",
    "progress": 1.0,
    "words": "",
    "sentence": "",
    "detail": "",
}

ChannelWord = Literal["staging", "production"]
ReleaseState = Literal["pending", "live", "superseded", "failed"]


class ReleaseAsk(Given):
    """Make a pack visible."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"channel": "staging", "note": "beats checked"}]}
    )

    channel: ChannelWord = Field(description="Where to.")
    pack: str | None = Field(
        default=None, pattern=r"^[0-9a-f]{22}$", description="Which pack; null: the newest of the class."
    )
    note: MaybeLine = Field(default="", description="Why, for whoever asks later.")


class ChannelAsk(Given):
    """On which channel, and why."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"channel": "production", "note": "wrong song"}]}
    )

    channel: ChannelWord = Field(description="Where.")
    note: MaybeLine = Field(default="", description="Why, for whoever asks later.")


class ReleaseShown(Made):
    """A pack made visible on a channel, or a class taken from it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    channel: ChannelWord = Field(description="Where.")
    class_id: str = Field(description="The class.")
    class_slug: str = Field(description="Its slug.")
    pack_id: str | None = Field(description="The pack; null: the class was withdrawn.")
    manifest_sha256: str | None = Field(description="Its manifest.")
    revision: int | None = Field(description="The revision of the class in that pack.")
    kind: Literal["publish", "rollback", "withdraw"] = Field(description="What was asked for.")
    state: ReleaseState = Field(description="`live` once devices see it; `superseded` by a later one.")
    channel_version: int | None = Field(description="The version of the channel that brought it.")
    live_at: datetime | None = Field(description="Since when, UTC.")
    note: str = Field(description="What was said of it.")
    progress: float = Field(description="From 0 to 1, while it is pending.")
    words: str = Field(description="What is being done now.")
    sentence: str = Field(description="Why it failed and what to do; empty otherwise.")
    detail: str = Field(description="The technical reason behind that, for an engineer.")


class ReleaseList(BaseModel):
    """A page of releases, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [_SHOWN], "next": None}]})

    items: list[ReleaseShown] = Field(description="The releases.")
    next: str | None = Field(description="`after` of the next page; null on the last one.")


class ChannelShown(BaseModel):
    """What a set of devices sees."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"channel": "staging", "version": 17, "live": [_SHOWN]}]}
    )

    channel: ChannelWord = Field(description="The channel.")
    version: int = Field(description="Rises with every change; 0 before the first release.")
    live: list[ReleaseShown] = Field(description="The live release of every class on it.")


@router.post("/classes/{class_name}/releases", status_code=status.HTTP_201_CREATED, summary="Publish a class")
def publish(
    class_name: ClassName,
    body: ReleaseAsk,
    session: Writes,
    house: InHouse,
    actor: Publisher,
    once: MadeOnce,
    response: Response,
) -> ReleaseShown:
    """Asks for a pack to be made visible: pending until every file lies on the shelf, verified; then live."""

    def make() -> ReleaseShown:
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
        return _show(session, release)

    return _made(once(actor, body, ReleaseShown, make), response)


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
    """The newest pack beside what is live on a channel, in meaning and in bytes."""
    dance_class = classes.get(session, class_name)
    new = releases.newest_pack(session, dance_class)
    if new is None:
        raise NotFoundError("This class has no finished pack yet. Build it first.", code="no-pack")
    live = releases.live_release(session, dance_class, channel)
    old = live.pack if live else None
    return show_diff(packs.diff(house.storage, old, new), old, new)


def show_release(release: Release, slug: str, step: Step | None) -> ReleaseShown:
    """As it is shown, here and with its class. `step`: the publishing of it."""
    told = (
        "created_at",
        "created_by",
        "class_id",
        "pack_id",
        "channel",
        "kind",
        "state",
        "channel_version",
        "live_at",
        "note",
    )
    return ReleaseShown.model_validate(
        {
            "id": release.id,
            **{name: getattr(release, name) for name in told},
            "class_slug": slug,
            "manifest_sha256": release.pack.manifest_sha256 if release.pack else None,
            "revision": release.pack.revision if release.pack else None,
            **{name: getattr(step, name) if step else "" for name in ("words", "sentence", "detail")},
            "progress": step.progress if step else 1.0,
        }
    )


def _show(session: Session, release: Release) -> ReleaseShown:
    step = session.scalars(select(Step).where(Step.release_id == release.id).limit(1)).first()
    return show_release(release, session.get_one(DanceClass, release.class_id).slug, step)


def _made(shown: ReleaseShown, response: Response) -> ReleaseShown:
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
