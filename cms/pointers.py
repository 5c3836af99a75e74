"""The one pointer of each channel: read, judged, signed and swapped while its row is locked.

What lies on the shelf is built upon only where we signed it under the root document of now, and where it is
no older than the newest that the rows know of. Otherwise the rows tell what the channel shows: whoever can
write to the shelf cannot make us sign his classes, nor an old pointer of ours anew.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from eightcount_runtime.classpack.channel import (
    Pointer,
    PointerClass,
    Put,
    Remove,
    next_pointer,
    read_pointer,
)
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.pointer_file import PointerFile
from sqlalchemy import select
from sqlalchemy.orm import Session

from cms.models import Channel, DanceClass, Pack, Release
from cms.signing import Signer
from cms.storage import Delivery
from cms.storage import Pointer as Lying

log = logging.getLogger(__name__)

#: A stranger's pointer is replaced by one of a higher version; one as high as this he made up to use them up.
_PLAUSIBLE_VERSION = 2**30
#: Manifests that are looked for on the shelf at the same time.
_ASKED_AT_ONCE = 32


@dataclass(frozen=True)
class Shown:
    """A channel whose row is locked, and what it shows; `current`: the shelf says so too, well signed."""

    channel: Channel
    lying: Lying | None
    pointer: Pointer
    current: bool


def locked(session: Session, delivery: Delivery, signer: Signer, name: str, *, now: datetime) -> Shown:
    """Lock a channel until the transaction ends, and see what it shows. Raises SigningError."""
    channel = session.get_one(Channel, name, with_for_update=True, populate_existing=True)
    lying = delivery.pointer(name)
    found = _ours(signer, lying, name, least_version=channel.version, now=now) if lying else None
    channel.version = max(channel.version, _version(lying, found))
    pointer = (
        found.pointer if found else Pointer(name, channel.version, now, _of_rows(session, delivery, name))
    )
    return Shown(channel, lying, pointer, current=found is not None)


def swap(
    shown: Shown,
    delivery: Delivery,
    signer: Signer,
    change: Put | Remove | None,
    *,
    valid_days: float,
    now: datetime,
) -> None:
    """Put a new version on the shelf: with a change, or for its date alone.

    Raises SigningError, or MovedError when another hand moved the pointer meanwhile; then it is as it was.
    """
    following = next_pointer(
        shown.pointer,
        change,
        channel=shown.channel.name,
        expires=now + timedelta(days=valid_days),
        version=shown.channel.version + 1,
    )
    after = shown.lying.data if shown.lying and shown.current else None
    file = signer.sign(following, after=after, now=now)
    delivery.swap_pointer(shown.channel.name, file, expected=shown.lying.etag if shown.lying else None)
    shown.channel.version += 1


def is_due(
    delivery: Delivery, signer: Signer, name: str, *, least_version: int, valid_days: float, now: datetime
) -> bool:
    """Whether a channel's pointer wants a new signature: less than half of its days are left, it stands under
    an older root document, it is not ours, or older than the newest that the channel's row knows of
    (`least_version`). Raises SigningError.
    """
    lying = delivery.pointer(name)
    if lying is None:
        return False
    found = _ours(signer, lying, name, least_version=least_version, now=now)
    return _wants(signer, found, name, valid_days=valid_days, now=now)


def renew(
    session: Session, delivery: Delivery, signer: Signer, name: str, *, valid_days: float, now: datetime
) -> bool:
    """Sign a channel's pointer anew where that is still due; whether it was.

    Raises SigningError, or MovedError when another hand moved it meanwhile.
    """
    shown = locked(session, delivery, signer, name, now=now)
    if shown.lying is None:
        return False
    found = signer.believed(shown.lying.data, name, now=now) if shown.current else None
    if not _wants(signer, found, name, valid_days=valid_days, now=now):
        return False
    swap(shown, delivery, signer, None, valid_days=valid_days, now=now)
    return True


def _ours(
    signer: Signer, lying: Lying, name: str, *, least_version: int, now: datetime
) -> PointerFile | None:
    """What lies there, if it is the newest that we signed. One before it was laid there by another hand, or
    the rows were restored: either way devices, which have seen a newer one, refuse it.
    """
    found = signer.believed(lying.data, name, now=now)
    if found is None or found.pointer.version >= least_version:
        return found
    log.warning(
        "the pointer of %s on the shelf is an old one, of version %d; the newest was %d",
        name,
        found.pointer.version,
        least_version,
    )
    return None


def _wants(signer: Signer, found: PointerFile | None, name: str, *, valid_days: float, now: datetime) -> bool:
    if found is None or found.root.covered != signer.keys(name, now=now).root.covered:
        return True
    return found.pointer.expires - now < timedelta(days=valid_days) / 2


def _version(lying: Lying | None, found: PointerFile | None) -> int:
    """The version that the next one must exceed, as far as the shelf tells."""
    if found is not None:
        return found.pointer.version
    if lying is None:
        return 0
    try:
        version = read_pointer(lying.data).version
    except PackError:
        return 0
    return version if version < _PLAUSIBLE_VERSION else 0


def _of_rows(session: Session, delivery: Delivery, name: str) -> tuple[PointerClass, ...]:
    """What the channel shows by its live releases, as far as it lies on this shelf: on a new one nothing
    does until it is published again. A manifest is laid when all that it names lies there.
    """
    query = (
        select(DanceClass.slug, Pack.manifest_sha256, Pack.manifest_bytes)
        .select_from(Release)
        .join(Pack, Release.pack_id == Pack.id)
        .join(DanceClass, Release.class_id == DanceClass.id)
        .where(Release.channel == name, Release.state == "live")
        .order_by(DanceClass.slug)
    )
    entries = [PointerClass(*row) for row in session.execute(query)]
    # Many at once: a shelf is asked over a line, and the database ends a transaction that idles for long.
    with ThreadPoolExecutor(_ASKED_AT_ONCE, thread_name_prefix="shelf") as pool:
        laid = pool.map(lambda each: delivery.has_manifest(each.class_id, each.manifest, each.bytes), entries)
        return tuple(each for each, lies in zip(entries, laid, strict=True) if lies)
