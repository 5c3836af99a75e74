"""What the database says is shown, what lies on the shelf, and what its address hands out, compared.

Works on the server, by its settings. Looks only.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from eightcount_runtime.classpack.channel import Pointer, read_pointer
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.manifest import Manifest, read_manifest
from eightcount_runtime.classpack.shelf import manifest_key, object_key, pointer_key
from sqlalchemy import select
from sqlalchemy.orm import Session

from cms import needs, releases
from cms.bootstrap import House
from cms.db import let_go, reading
from cms.keeping import SHELF
from cms.models import DanceClass, Garbage, Release
from cms.storage import MissingError
from eightcount.walking import Fault, Walk


@dataclass(frozen=True)
class Compared:
    """What was found: faults, what is worth knowing, and how much lies there that nothing needs."""

    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]
    shelf_files: int
    unneeded_files: int
    unneeded_bytes: int


def compare(house: House, walked: Walk) -> Compared:
    """Compare all three for the channel that was walked."""
    faults: list[Fault] = []
    notes: list[Fault] = []
    key = pointer_key(walked.channel)
    lying = house.delivery.pointer(walked.channel)
    try:
        shown = read_pointer(lying.data) if lying else None
    except PackError as error:
        shown = None
        faults.append(Fault("shelf-pointer-malformed", key, f"On the shelf: {error.sentence}"))
    with reading(house.engine) as session:
        live = _live(session, walked.channel)
        moving = session.scalars(select(Release.id).where(Release.state == "pending")).all()
        let_go(session)  # shelf and store are asked for long; marks and needs are read after them
        differing = list(_rows_and_shelf(live, shown, key))
        if moving and differing:
            notes += [Fault("being-released", key, f"{len(moving)} releases are on their way just now.")]
        faults += differing
        faults += _shelf_and_address(shown, walked, key, notes)
        listed = {each.name: each.bytes for each in house.delivery.listing()}
        faults += _lying(house, live, listed)
        marked = set(session.scalars(select(Garbage.name).where(Garbage.place == SHELF)))
        unneeded = _unneeded(session, house, listed, shown, notes)
    unmarked = unneeded.keys() - marked
    if unmarked:
        notes.append(
            Fault(
                "extra",
                "",
                f"{len(unmarked)} files lie on the shelf that nothing needs, and that the "
                "collector has not marked yet.",
            )
        )
    return Compared(tuple(faults), tuple(notes), len(listed), len(unneeded), sum(unneeded.values()))


def _live(session: Session, channel: str) -> dict[str, str]:
    """Class -> manifest that the rows say devices see."""
    return {
        session.get_one(DanceClass, row.class_id).slug: row.pack.manifest_sha256
        for row in releases.live(session, channel)
        if row.pack is not None
    }


def _rows_and_shelf(live: dict[str, str], shown: Pointer | None, key: str) -> Iterator[Fault]:
    pointed = {entry.class_id: entry.manifest for entry in shown.classes} if shown else {}
    for slug in sorted(live.keys() | pointed.keys()):
        if live.get(slug) != pointed.get(slug):
            yield Fault(
                "rows-and-shelf-differ",
                key,
                f"{slug}: the rows say {live.get(slug, 'not released')}, the pointer on the shelf says "
                f"{pointed.get(slug, 'not released')}.",
            )


def _shelf_and_address(shown: Pointer | None, walked: Walk, key: str, notes: list[Fault]) -> Iterator[Fault]:
    """A cache may lag behind the shelf for as long as the pointer may be kept, and no longer."""
    served = walked.pointer
    if shown is None or served is None:
        if shown is not None or served is not None:
            yield Fault("shelf-and-address-differ", key, "The pointer is there on one side only.")
        return
    if served.version > shown.version:
        yield Fault(
            "shelf-and-address-differ",
            key,
            f"The address hands out version {served.version}, the shelf has {shown.version}: is this its "
            "shelf?",
        )
    elif served.version < shown.version:
        age = (
            "does not say how old its copy is"
            if walked.age_s is None
            else f"holds its copy for {walked.age_s} s"
        )
        notes.append(
            Fault(
                "lag",
                key,
                f"A cache lags: version {served.version} instead of {shown.version}; it {age}, and may keep "
                f"it {walked.max_age_s} s.",
            )
        )
    elif served.classes != shown.classes:
        yield Fault("shelf-and-address-differ", key, f"Version {shown.version} has other classes there.")


def _lying(house: House, live: dict[str, str], listed: dict[str, int]) -> Iterator[Fault]:
    """Each file of what is live: in the store, on the shelf, and whole there."""
    seen: set[str] = set()
    for slug, sha256 in live.items():
        manifest = _manifest(house, sha256)
        if manifest is None:
            yield Fault("store-lacks", sha256, f"The manifest of {slug} cannot be read from the store.")
            continue
        name = manifest_key(slug, sha256)
        if name not in listed:
            yield Fault(
                "shelf-lacks", name, f"The manifest of {slug} is not on the shelf. Publish {slug} again."
            )
        for file in manifest.files:
            if file.sha256 in seen:
                continue
            seen.add(file.sha256)
            name = object_key(file.sha256)
            if house.storage.size(file.sha256) != file.bytes:
                yield Fault("store-lacks", file.sha256, f"{file.path} of {slug} is not whole in the store.")
            if name not in listed:
                yield Fault(
                    "shelf-lacks", name, f"{file.path} of {slug} is not on the shelf. Publish {slug} again."
                )
            elif not house.delivery.has_object(file.sha256, file.bytes):
                yield Fault("shelf-damaged", name, f"{file.path} of {slug} is damaged. Publish {slug} again.")


def _unneeded(
    session: Session, house: House, listed: dict[str, int], shown: Pointer | None, notes: list[Fault]
) -> dict[str, int]:
    try:
        pointed: Collection[str] = {entry.manifest for entry in shown.classes} if shown else set()
        manifests = needs.manifests(session, pointed)
        let_go(session)
        needed = needs.on_shelf(house.storage, manifests)
    except needs.LostError as error:
        notes.append(Fault("needs-unknown", "", str(error)))
        return {}
    return {name: total for name, total in listed.items() if not needed.has(name)}


def _manifest(house: House, sha256: str) -> Manifest | None:
    try:
        with house.storage.open(sha256) as stored:
            return read_manifest(stored.read())
    except (MissingError, PackError):
        return None
