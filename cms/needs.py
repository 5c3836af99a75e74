"""What is needed, and by whom: outputs, files of the store, files of the shelf. Reads rows, and of the store
only manifests. Takes nothing away: that is `cms.collecting`.

When in doubt, it is needed. A pack is needed while it is live or on its way, while it is the newest of its
class, while a rollback would bring it back, and while a practice is kept that was danced to it; what a
pointer on the shelf shows is needed whatever the rows say.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.manifest import read_manifest
from eightcount_runtime.classpack.shelf import object_key
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cms import material
from cms.models import Build, DanceClass, Original, Output, Pack, Practice, Release, Step, Upload
from cms.releases import way_back
from cms.storage import MissingError, Storage

#: Manifests that are remembered: as many packs as a large studio shows.
_KEPT = 20_000
_objects: dict[str, frozenset[str]] = {}


class LostError(Exception):
    """What is needed cannot be told, as a manifest that is needed cannot be read. Nothing may go."""


@dataclass(frozen=True)
class OnShelf:
    """What must lie on the shelf: manifests by their sha256 (in whatever folder), objects by their names."""

    manifests: frozenset[str]
    objects: frozenset[str]

    def has(self, name: str) -> bool:
        """Whether the file of that name is needed there."""
        return name in self.objects or name.rpartition("/")[2].removesuffix(".json") in self.manifests


def manifests(session: Session, shown: Collection[str]) -> frozenset[str]:
    """What devices may ask for now, or soon; `shown` are the manifests that the pointers on the shelf name.
    All by their sha256.
    """
    asked = (
        select(Pack.manifest_sha256)
        .join(Release, Release.pack_id == Pack.id)
        .where(Release.state.in_(("live", "pending")))
    )
    return frozenset(shown) | frozenset(session.scalars(asked))


def on_shelf(storage: Storage, manifests: frozenset[str]) -> OnShelf:
    """What these name. Asks the store: no connection of the pool is held meanwhile. Raises LostError."""
    return OnShelf(manifests, frozenset().union(*(_objects_of(storage, sha256) for sha256 in manifests)))


def outputs(session: Session, shown: Collection[str], classes: Collection[str] | None = None) -> set[str]:
    """Keys of the outputs that builds, packs and drafts of these classes (of all, where None) need; `shown`
    as for `manifests`.
    """
    mine = select(Build.id, Build.class_id, Build.state, Build.pack_sha256).order_by(Build.id)
    ours = select(DanceClass).options(joinedload(DanceClass.song))
    if classes is not None:
        mine, ours = mine.where(Build.class_id.in_(classes)), ours.where(DanceClass.id.in_(classes))
    wanted = _wanted_packs(session, classes) | _danced_to(session, classes) | set(shown)
    newest: dict[str, str] = {}
    newest_pack: dict[str, str] = {}
    rows = session.execute(mine).all()
    for row in rows:
        newest[row.class_id] = row.id
        if row.pack_sha256 is not None:
            newest_pack[row.class_id] = row.pack_sha256
    wanted |= set(newest_pack.values())
    kept = {
        row.id
        for row in rows
        if row.state == "running" or row.id == newest[row.class_id] or row.pack_sha256 in wanted
    }
    keys = {key for dance_class in session.scalars(ours) for key in material.shown_keys(session, dance_class)}
    steps = select(Step.build_id, Step.key).where(Step.release_id.is_(None))
    if classes is not None:
        steps = steps.join(Build, Build.id == Step.build_id).where(Build.class_id.in_(classes))
    return keys | {key for build_id, key in session.execute(steps) if build_id in kept}


def classes_of(session: Session, keys: Collection[str]) -> set[str]:
    """The classes whose builds have steps under these keys."""
    rows = select(Build.class_id).join(Step, Step.build_id == Build.id).where(Step.key.in_(keys)).distinct()
    return set(session.scalars(rows))


def in_store(session: Session) -> set[str]:
    """Every file of the store that a row names: originals, what builds were given, what steps wrote,
    manifests, what uploads announced.
    """
    named = set(session.scalars(select(Original.sha256)))
    named |= set(session.scalars(select(Pack.manifest_sha256)))
    announced = select(Upload.sha256).where(Upload.state == "open", Upload.sha256.is_not(None))
    named |= {sha256 for sha256 in session.scalars(announced) if sha256}
    for given in session.scalars(select(Build.inputs)):
        named |= set(given.values())
    for files in session.scalars(select(Output.files)):
        named |= {file["sha256"] for file in files.values()}
    return named


def lengths_on_their_way(session: Session) -> set[int]:
    """Bytes of the open uploads: a file that no row names and that is as long may be what one has brought."""
    return set(session.scalars(select(Upload.bytes).where(Upload.state == "open")))


def _wanted_packs(session: Session, classes: Collection[str] | None) -> set[str]:
    """Manifests of packs that are live, are being released, or are where a rollback would lead."""
    releases = (
        select(Release)
        .where(Release.state.in_(("pending", "live", "superseded")))
        .options(joinedload(Release.pack))
        .order_by(Release.class_id, Release.channel, Release.id)
    )
    if classes is not None:
        releases = releases.where(Release.class_id.in_(classes))
    found = set()
    for _, of_one in groupby(session.scalars(releases), key=lambda row: (row.class_id, row.channel)):
        history = list(of_one)
        was = [release for release in history if release.state != "pending"]
        packs = [release.pack for release in history if release.state != "superseded"]
        found |= {pack.manifest_sha256 for pack in (*packs, way_back(was)) if pack is not None}
    return found


def _danced_to(session: Session, classes: Collection[str] | None) -> set[str]:
    """Manifests of packs to which a practice that is kept was danced: it is scored again against them."""
    danced = select(Practice.manifest_sha256).distinct()
    if classes is not None:
        danced = danced.where(Practice.class_id.in_(classes))
    return set(session.scalars(danced))


def _objects_of(storage: Storage, manifest_sha256: str) -> frozenset[str]:
    """Their names on the shelf. A manifest never changes, so what was read of it once is kept."""
    known = _objects.get(manifest_sha256)
    if known is not None:
        return known
    if len(_objects) >= _KEPT:
        _objects.clear()
    _objects[manifest_sha256] = found = _read_objects(storage, manifest_sha256)
    return found


def _read_objects(storage: Storage, manifest_sha256: str) -> frozenset[str]:
    try:
        with storage.open(manifest_sha256) as stored:
            manifest = read_manifest(stored.read())
    except (MissingError, PackError) as error:
        raise LostError(
            f"The manifest {manifest_sha256} is shown to devices, or is being released, but cannot be read "
            "from the store. Until it can, nothing is taken away. See what `eightcount verify --database` "
            "tells, and restore the file, or release the class anew."
        ) from error
    return frozenset(object_key(file.sha256) for file in manifest.files)
