"""Going live: the one moment at which devices see a release, or see that a class was withdrawn.

Asked for by `cms.releases`; what the pointer becomes, and who signs it, is `cms.pointers`.
"""

from datetime import UTC, datetime

from eightcount_runtime.classpack.channel import Put, Remove
from sqlalchemy import update
from sqlalchemy.orm import Session

from cms import pointers
from cms.models import DanceClass, Release, utcnow
from cms.signing import Signer
from cms.storage import Delivery


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
