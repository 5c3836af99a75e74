"""Releases: a pack made visible on a channel, by somebody, at a time. Rows and rules; a worker moves files.

A release is pending until its objects and manifest lie on the shelf, verified, and the channel's one pointer
has been swapped; only then is it live. A rollback is a new release of an old pack.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from eightcount_runtime.classpack.channel import Put, Remove
from eightcount_runtime.classpack.shelf import manifest_key, object_key
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cms import judgings, keeping, packs, pointers
from cms.accounts import Actor
from cms.documents import read_json
from cms.errors import ConflictError, InvalidError
from cms.models import (
    AlignmentDecision,
    Build,
    Channel,
    DanceClass,
    Json,
    Output,
    Pack,
    Release,
    Step,
    utcnow,
)
from cms.queue import Hint, hint_after_commit
from cms.signing import Signer
from cms.storage import Delivery, Storage

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
    pack = pack or newest_pack(session, dance_class)
    if pack is None:
        raise InvalidError("This class has no finished pack yet. Build it first, then publish.")
    if pack.class_id != dance_class.id:
        raise InvalidError("That pack belongs to another class.")
    _must_be_heard(session, storage, pack)
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
    before = way_back(session.scalars(history.order_by(Release.id)))
    if before is None:
        raise ConflictError(f"Nothing of this class was live on {channel} before; there is no way back.")
    return _ask(session, actor, dance_class, channel, before, kind="rollback", note=note)


def way_back(history: Iterable[Release]) -> Pack | None:
    """The pack that a rollback would bring back, of a class on a channel; None where there is no way back.

    Args:
        history: its releases that are live or were, oldest first.
    """
    was_live: list[Pack | None] = []
    for release in history:
        if release.kind == "rollback":
            was_live.pop()
        else:
            was_live.append(release.pack)
    return was_live[-2] if len(was_live) > 1 else None


def withdraw(
    session: Session, actor: Actor, dance_class: DanceClass, channel: str, note: str = ""
) -> Release:
    """Ask for the class to vanish from a channel. Raises ConflictError when it is not there."""
    _lock(session, channel)
    present = live_release(session, dance_class, channel)
    if present is None:
        raise ConflictError(f"This class is not on {channel}; there is nothing to withdraw.")
    return _ask(session, actor, dance_class, channel, None, kind="withdraw", note=note)


def newest_pack(session: Session, dance_class: DanceClass) -> Pack | None:
    """The pack of the newest build that ended with one."""
    query = (
        select(Pack)
        .join(Build, Build.pack_sha256 == Pack.manifest_sha256)
        .where(Pack.class_id == dance_class.id)
        .order_by(Build.id.desc())
    )
    return session.scalars(query.limit(1)).first()


def live(session: Session, channel: str) -> list[Release]:
    """What devices of that channel see, a release per class."""
    query = select(Release).where(
        Release.channel == channel, Release.state == "live", Release.pack_id.is_not(None)
    )
    return list(session.scalars(query.order_by(Release.class_id)))


def live_release(session: Session, dance_class: DanceClass, channel: str) -> Release | None:
    """The live release of one class on one channel."""
    return next((row for row in live(session, channel) if row.class_id == dance_class.id), None)


def go_live(
    session: Session,
    delivery: Delivery,
    signer: Signer,
    release: Release,
    manifest: bytes | None,
    *,
    valid_days: int,
) -> None:
    """Swap the channel's pointer and mark the release live. The caller has laid objects and manifest before.

    Holds the channel's row, so releases follow each other; a second run after a crash finds the pointer as it
    should be and only records. Raises MovedError when another hand moved the pointer in between, SigningError
    when it cannot be signed; then nothing has changed.

    Args:
        manifest: the manifest file of the release's pack; None to take the class away.
        valid_days: devices refuse the pointer after so many days.
    """
    now = datetime.now(UTC)
    slug = session.get_one(DanceClass, release.class_id).slug
    shown = pointers.locked(session, delivery, signer, release.channel, now=now)
    wanted = release.pack.manifest_sha256 if release.pack else None
    if not shown.current or shown.pointer.manifest_of(slug) != wanted:
        change = Put(slug, manifest) if manifest else Remove(slug)
        pointers.swap(shown, delivery, signer, change, valid_days=valid_days, now=now)
    session.execute(
        update(Release)
        .where(
            Release.class_id == release.class_id,
            Release.channel == release.channel,
            Release.state == "live",
        )
        .values(state="superseded")
    )
    release.state, release.live_at, release.channel_version = "live", utcnow(), shown.channel.version


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
        _keep(session, dance_class, pack)
    session.flush()
    hint_after_commit(session, [Hint(step.id, step.queue)])
    return release


def _lock(session: Session, channel: str) -> None:
    """One after the other decides what a channel shows. Raises InvalidError for one that there is not."""
    if channel not in CHANNELS:
        raise InvalidError(f"There is no channel '{channel}'; channels are {' and '.join(CHANNELS)}.")
    session.get_one(Channel, channel, with_for_update=True)


def _keep(session: Session, dance_class: DanceClass, pack: Pack) -> None:
    """What this pack needs, in the store and on the shelf, stays from now on. Raises ConflictError when it
    was cleared away.
    """
    steps = packs.steps_of(session, pack)
    keeping.keep_outputs(session, [step.key for step in steps])
    files = packs.files_of(session, pack)
    if files is None:
        raise _cleared()
    objects = {file["sha256"] for name, file in files.items() if name.startswith("objects/")}
    manifest = manifest_key(dance_class.slug, pack.manifest_sha256)
    keeping.keep_on_shelf(session, [manifest, *map(object_key, objects)])


def _cleared() -> ConflictError:
    return ConflictError(
        "The files of this pack were cleared away, as nothing had shown it for a long time. Build the class "
        "again, then publish.",
        code="cleared-away",
    )


def read_ahead(session: Session, storage: Storage, dance_class: DanceClass, pack: Pack | None) -> None:
    """What `publish` will need of the store is remembered (`cms.documents`), so that no transaction waits."""
    pack = pack or newest_pack(session, dance_class)
    if pack is not None:
        judgings.warnings_of(session, storage, pack)  # who publishes is told them in the answer
        _found_alignment(session, storage, packs.steps_of(session, pack)[-1].build)


def _found_alignment(session: Session, storage: Storage, build: Build) -> Json | None:
    """What a build found; None where the alignment was a person's own. Raises ConflictError."""
    align = next((step for step in build.steps if step.name == "audio_align"), None)
    if align is None:
        return None
    output = session.get(Output, align.key)
    if output is None:
        raise _cleared()
    found: Json = read_json(session, storage, output.files["alignment.json"]["sha256"])
    return found


def _must_be_heard(session: Session, storage: Storage, pack: Pack) -> None:
    """A found alignment that is not certain must have been accepted or corrected by a person."""
    build = packs.steps_of(session, pack)[-1].build  # the newest that ended with it: its files are kept
    found = _found_alignment(session, storage, build)
    if found is None or found["verdict"] == "certain":
        return
    judged = session.scalars(
        select(AlignmentDecision)
        .where(
            AlignmentDecision.class_id == pack.class_id,
            AlignmentDecision.take_sha256 == build.inputs["take"],
            AlignmentDecision.song_sha256 == build.inputs["song"],
        )
        .order_by(AlignmentDecision.id.desc())
        .limit(1)
    ).first()
    if judged is not None and judged.kind == "corrected":
        raise ConflictError(
            "The alignment was corrected after this pack was built. Build the class again, then publish."
        )
    if judged is None or judged.kind != "accepted":
        raise ConflictError(
            "The place of the song in this take is not certain. Listen to the class video, then "
            "accept or correct the alignment, and publish again."
        )
