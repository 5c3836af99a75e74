"""What lies on the shelf, in the store and among the outputs that nothing needs, and why each is thought so.

Only looks: marks nothing, takes nothing away, and may be wrong by what happens while it looks. What makes it
right in the end is `cms.collecting`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from eightcount_runtime.classpack.channel import read_pointer
from eightcount_runtime.classpack.errors import PackError
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from cms import needs
from cms.db import let_go
from cms.keeping import OUTPUT, SHELF, STORE
from cms.models import Build, Channel, DanceClass, Json, Output, Pack, Release, Step
from cms.storage import Delivery, Lying, Storage

Thing = tuple[str, str]


@dataclass(frozen=True)
class Unneeded:
    """A thing that nothing needs: of an output, `bytes` are those of its files, which other outputs may have
    too.
    """

    place: str
    name: str
    bytes: int
    why: str


@dataclass(frozen=True)
class Survey:
    """What was found, by place and name; `lying` is all that there is."""

    unneeded: Mapping[Thing, Unneeded]
    lying: frozenset[Thing]


@dataclass(frozen=True)
class Wanted:
    """What was wanted on the shelf at a moment; `shown` are the manifests that its pointers named."""

    shown: frozenset[str]
    on_shelf: needs.OnShelf


def survey(session: Session, storage: Storage, delivery: Delivery, *, young: datetime) -> Survey:
    """Look at everything. What the store says is younger than `young` is left out of `unneeded`.

    Args:
        session: one that only reads; it holds no connection while store and shelf are asked.

    Raises LostError when what is needed cannot be told.
    """
    on_shelf, in_store = list(delivery.listing()), list(storage.listing())
    outputs = session.execute(select(Output.key, Output.step, Output.files)).all()
    # What is needed is asked after what there is: so a thing that comes meanwhile is not among it at all.
    now = wanted(session, storage, delivery)
    unneeded = (
        *_of_shelf([each for each in on_shelf if not now.on_shelf.has(each.name)], _packs_told(session)),
        *_of_outputs(outputs, needs.outputs(session, now.shown), _last_users(session)),
        *_of_store(in_store, needs.in_store(session), needs.lengths_on_their_way(session)),
    )
    spared = {
        (place, each.name)
        for place, listing in ((SHELF, on_shelf), (STORE, in_store))
        for each in listing
        if each.modified >= young
    }
    lying = {(SHELF, each.name) for each in on_shelf} | {(STORE, each.name) for each in in_store}
    return Survey(
        {(each.place, each.name): each for each in unneeded if (each.place, each.name) not in spared},
        frozenset(lying | {(OUTPUT, row.key) for row in outputs}),
    )


def wanted(session: Session, storage: Storage, delivery: Delivery) -> Wanted:
    """What must lie on the shelf, as rows and pointers say now. Raises LostError.

    Args:
        session: one that only reads; it holds no connection while store and shelf are asked.
    """
    shown = _shown(session, delivery)
    manifests = needs.manifests(session, shown)
    let_go(session)
    return Wanted(shown, needs.on_shelf(storage, manifests))


def _shown(session: Session, delivery: Delivery) -> frozenset[str]:
    found: set[str] = set()
    channels = session.scalars(select(Channel.name)).all()
    let_go(session)
    for channel in channels:
        lying = delivery.pointer(channel)
        try:
            found |= {entry.manifest for entry in read_pointer(lying.data).classes} if lying else set()
        except PackError as error:
            raise needs.LostError(
                f"The pointer of {channel} on the shelf cannot be read ({error.sentence}), so nobody knows "
                "what devices are shown. Until it can, nothing is taken away."
            ) from error
    if unknown := found - set(session.scalars(select(Pack.manifest_sha256))):
        raise needs.LostError(
            f"Devices are shown the manifest {min(unknown)}, of which this database knows nothing. Maybe it "
            "is a new and empty one, or an old one, which would take for garbage what people made. Until it "
            "is restored, or that class is published again, nothing is taken away."
        )
    return frozenset(found)


def _of_shelf(unneeded: Iterable[Lying], told: Mapping[str, str]) -> Iterator[Unneeded]:
    for each in unneeded:
        words = told.get(each.name) or told.get(each.name.rpartition("/")[2].removesuffix(".json"))
        why = f"Of {words}." if words else "No pack that is known here has it."
        yield Unneeded(SHELF, each.name, each.bytes, why)


def _of_store(
    listing: Iterable[Lying], named: Collection[str], lengths: Collection[int]
) -> Iterator[Unneeded]:
    for each in listing:
        if each.name not in named and each.bytes not in lengths:
            yield Unneeded(STORE, each.name, each.bytes, "No row names this file.")


def _of_outputs(
    outputs: Iterable[Row[str, str, Json]], needed: Collection[str], last: Mapping[str, tuple[str, str, int]]
) -> Iterator[Unneeded]:
    for key, step, files in outputs:
        if key not in needed:
            total = sum(file["bytes"] for file in files.values())
            yield Unneeded(OUTPUT, key, total, _why_not_used(step, last.get(key)))


def _why_not_used(step: str, last: tuple[str, str, int] | None) -> str:
    if last is None:
        return f"What {step} wrote for a build that there is no more."
    build, slug, revision = last
    return (
        f"What {step} wrote; last used by build {build} of {slug}, revision {revision}, which is not the "
        "newest, and whose pack is neither released nor where a rollback leads."
    )


def _last_users(session: Session) -> dict[str, tuple[str, str, int]]:
    """Key -> the newest build with a step under it: its id, class and revision."""
    newest = (
        select(Step.key, func.max(Step.build_id).label("build_id"))
        .where(Step.release_id.is_(None))
        .group_by(Step.key)
        .subquery()
    )
    rows = (
        select(newest.c.key, Build.id, DanceClass.slug, Build.revision)
        .join(Build, Build.id == newest.c.build_id)
        .join(DanceClass, DanceClass.id == Build.class_id)
    )
    return {key: (build, slug, revision) for key, build, slug, revision in session.execute(rows)}


def _packs_told(session: Session) -> dict[str, str]:
    """Name of an object, or sha256 of a manifest -> the newest pack that has it, and when it was released."""
    live_at = (
        select(Release.pack_id, func.max(Release.live_at).label("at")).group_by(Release.pack_id).subquery()
    )
    rows = (
        select(Pack.manifest_sha256, Pack.revision, DanceClass.slug, live_at.c.at, Output.files)
        .join(DanceClass, DanceClass.id == Pack.class_id)
        .outerjoin(live_at, live_at.c.pack_id == Pack.id)
        .outerjoin(Step, (Step.build_id == Pack.build_id) & (Step.name == "package"))
        .outerjoin(Output, Output.key == Step.key)
        .order_by(Pack.id)
    )
    told = {}
    for manifest, revision, slug, at, files in session.execute(rows):
        when = f"last released {_day(at)} and not shown any more" if at else "never released"
        words = f"{slug}, revision {revision}, {when}"
        told[manifest] = words
        for name, file in (files or {}).items():
            if name.startswith("objects/"):
                told[f"o/{file['sha256']}"] = words
    return told


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d")


def younger_than(now_s: float, grace_s: float) -> datetime:
    """The moment `grace_s` ago; a file that its store calls younger is left alone."""
    return datetime.fromtimestamp(now_s, UTC) - timedelta(seconds=grace_s)
