"""Make a pack visible: its objects first, each verified, then the manifest, then the one small pointer.

The only step with an effect on the world, so it works on storage and delivery and is never cached. It may be
run twice, or stopped anywhere: what lies on the shelf already is left, and devices see the old pointer until
the last moment.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from cms import edge, going_live, jobs
from cms.bootstrap import House
from cms.db import reading, writing
from cms.failures import NOT_SIGNED
from cms.models import DanceClass, Release
from cms.signing import SigningError
from cms.storage import MovedError
from workers.runner import Ended

#: How often the pointer's swap is tried when other hands move it.
SWAPS = 8


def run(house: House, held: jobs.Claim, watch: Callable[[float, str], bool]) -> Ended:
    """Carry out the release of a claimed publish step, and record both in one transaction."""
    try:
        return _carry_out(house, held, watch)
    except SigningError as error:
        return Ended("refused", NOT_SIGNED, error.sentence, error.code)


def _carry_out(house: House, held: jobs.Claim, watch: Callable[[float, str], bool]) -> Ended:
    with reading(house.engine) as session:
        release = session.get_one(Release, held.release_id)
        channel = release.channel
        slug = session.get_one(DanceClass, release.class_id).slug
    house.signer.keys(channel, now=datetime.now(UTC))  # else nothing is laid on the shelf in vain
    manifest = None
    if "manifest.json" in held.files:
        manifest = shelve(house, slug, held.files["manifest.json"], watch)
        if manifest is None:
            return Ended("killed", "The release was taken away from this worker.")
    for _ in range(SWAPS):
        try:
            with writing(house.engine) as session:
                release = session.get_one(Release, held.release_id)
                if jobs.record(session, held, {}):
                    days = house.settings.pointer_days
                    going_live.go_live(
                        session, house.delivery, house.signer, release, manifest, valid_days=days
                    )
        except MovedError:
            continue
        edge.forget_pointer(house.settings, channel)
        return Ended("done")
    return Ended("refused", "The channel's pointer is being moved by somebody else. Publish again.")


def shelve(
    house: House, slug: str, manifest_sha256: str, watch: Callable[[float, str], bool]
) -> bytes | None:
    """Lay a pack on the shelf, manifest last, and give the manifest; None when the work was taken away.

    Raises MissingError when a file of the pack is not in storage, ChecksumError when it is damaged there.
    """
    with house.storage.open(manifest_sha256) as stored:
        manifest = stored.read()
    files = json.loads(manifest)["files"]
    total = sum(file["bytes"] for file in files)
    laid = 0
    for file in files:
        if not house.delivery.has_object(file["sha256"], file["bytes"]):
            with house.storage.open(file["sha256"]) as source:
                house.delivery.put_object(file["sha256"], source, media_type=file["type"])
        laid += file["bytes"]
        if not watch(laid / max(total, 1), file["role"]):
            return None
    house.delivery.put_manifest(slug, manifest_sha256, manifest)
    return manifest
