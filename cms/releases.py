"""Releases: a pack made visible on a channel, by somebody, at a time. Rows and rules; a worker moves files.

What must hold of the pack is `cms.release_checks`; the end of it is `cms.going_live`. A release is pending
until its objects and manifest lie on the shelf, verified, and the channel's one pointer has been swapped;
only then is it live. A rollback is a new release of an old pack.
"""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from cms import packs, release_checks
from cms.accounts import Actor
from cms.errors import ConflictError, InvalidError
from cms.models import Build, Channel, DanceClass, Pack, Release, Step
from cms.queue import Hint, hint_after_commit
from cms.storage import Storage

CHANNELS = ("staging", "production")


def publish(
    session: Session,
    storage: Storage,
    actor: Actor,
    dance_class: DanceClass,
    channel: str,
    *,
    pack: Pack | None = None,
    note: str = "",
) -> Release:
    """Ask for a pack (the newest one by default) to be made visible.

    Raises:
        InvalidError: no such channel, no pack yet, a pack of another class.
        ConflictError: the class is being published there now, or its alignment wants a person's ear first.
    """
    pack = pack or packs.newest(session, dance_class)
    if pack is None:
        raise InvalidError("This class has no finished pack yet. Build it first, then publish.")
    if pack.class_id != dance_class.id:
        raise InvalidError("That pack belongs to another class.")
    release_checks.must_be_heard(session, storage, pack)
    return _ask(session, actor, dance_class, channel, pack, kind="publish", note=note)


def rollback(
    session: Session, actor: Actor, dance_class: DanceClass, channel: str, *, note: str = ""
) -> Release:
    """Undo the newest release that is not undone yet: ask for the pack that was live before it.

    Raises ConflictError when there was none.
    """
    _lock(session, channel)
    history = select(Release).where(
        Release.class_id == dance_class.id,
        Release.channel == channel,
        Release.state.in_(("live", "superseded")),
    )
    releases = list(session.scalars(history.order_by(Release.id)))
    before = way_back(releases)
    if before is None:
        raise ConflictError(f"{_before(releases, channel)}; there is no way back.")
    return _ask(session, actor, dance_class, channel, before, kind="rollback", note=note)


def way_back(history: Iterable[Release]) -> Pack | None:
    """The pack that a rollback would bring back, of a class on a channel; None where there is no way back.

    Args:
        history: its releases that are live or were, oldest first.
    """
    was_live = _not_undone(history)
    return was_live[-2].pack if len(was_live) > 1 else None


def _not_undone(history: Iterable[Release]) -> list[Release]:
    """Of releases that are live or were, oldest first, those that no rollback has undone."""
    was_live: list[Release] = []
    for release in history:
        if release.kind == "rollback":
            was_live.pop()
        else:
            was_live.append(release)
    return was_live


def _before(history: Sequence[Release], channel: str) -> str:
    """What was live where there is nothing to go back to, without a full stop."""
    stays = _not_undone(history)
    if not stays or stays[-1].pack is None:
        return f"Nothing of this class was live on {channel} before"
    undone = sorted({each.pack.revision for each in history if each.pack and each not in stays})
    undone = [revision for revision in undone if revision != stays[-1].pack.revision]
    told = "".join(f"Revision {revision} was rolled back. " for revision in undone)
    earlier = "the class was not there" if len(stays) > 1 else "there was nothing"
    return f"{told}Revision {stays[-1].pack.revision} is live on {channel} now, and before it {earlier}"


def withdraw(
    session: Session, actor: Actor, dance_class: DanceClass, channel: str, note: str = ""
) -> Release:
    """Ask for the class to vanish from a channel. Raises ConflictError when it is not there."""
    _lock(session, channel)
    present = live_release(session, dance_class, channel)
    if present is None:
        raise ConflictError(f"This class is not on {channel}; there is nothing to withdraw.")
    return _ask(session, actor, dance_class, channel, None, kind="withdraw", note=note)


def live(session: Session, channel: str) -> list[Release]:
    """What devices of that channel see, a release per class."""
    query = select(Release).where(
        Release.channel == channel, Release.state == "live", Release.pack_id.is_not(None)
    )
    return list(session.scalars(query.order_by(Release.class_id)))


def live_release(session: Session, dance_class: DanceClass, channel: str) -> Release | None:
    """The live release of one class on one channel."""
    return next((row for row in live(session, channel) if row.class_id == dance_class.id), None)


def _ask(
    session: Session,
    actor: Actor,
    dance_class: DanceClass,
    channel: str,
    pack: Pack | None,
    *,
    kind: str,
    note: str,
) -> Release:
    """The rows of a release and of the step that will carry it out, and the hint for the workers."""
    _lock(session, channel)
    pending = select(Release.id).where(
        Release.class_id == dance_class.id, Release.channel == channel, Release.state == "pending"
    )
    if session.scalar(pending.limit(1)) is not None:
        raise ConflictError(f"This class is being published to {channel} now. Wait until that is done.")
    release = Release(
        channel=channel, class_id=dance_class.id, pack=pack, kind=kind, note=note, created_by=actor.id
    )
    session.add(release)
    session.flush()
    build_id = (
        pack.build_id
        if pack
        else session.scalars(
            select(Build.id).where(Build.class_id == dance_class.id).order_by(Build.id.desc()).limit(1)
        ).one()
    )
    step = Step(
        build_id=build_id,
        release_id=release.id,
        name="publish",
        position=100,
        queue="media",
        key=hashlib.sha256(release.id.encode()).hexdigest(),
        params={},
        inputs={"manifest.json": pack.manifest_sha256} if pack else {},
        state="ready",
    )
    session.add(step)
    if pack is not None:
        release_checks.keep(session, dance_class, pack)
    session.flush()
    hint_after_commit(session, [Hint(step.id, step.queue)])
    return release


def _lock(session: Session, channel: str) -> None:
    """One after the other decides what a channel shows. Raises InvalidError for one that there is not."""
    if channel not in CHANNELS:
        raise InvalidError(f"There is no channel '{channel}'; channels are {' and '.join(CHANNELS)}.")
    session.get_one(Channel, channel, with_for_update=True)
