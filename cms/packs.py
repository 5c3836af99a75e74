"""Class packs as rows: made by the last step of a build, never changed, compared in meaning."""

from eightcount_runtime.classpack.diff import PackDiff, diff_packs
from eightcount_runtime.classpack.manifest import Manifest, read_manifest
from eightcount_runtime.classpack.routine import Routine
from eightcount_runtime.classpack.routine_files import read_routine
from sqlalchemy import select
from sqlalchemy.orm import Session

from cms.errors import InvalidError, NotFoundError
from cms.models import Build, Output, Pack
from cms.storage import Storage


def register(session: Session, build: Build) -> str | None:
    """Write down the pack that a build has made, once; its manifest's sha256, or None when it made none."""
    step = next((row for row in build.steps if row.name == "package" and row.release_id is None), None)
    if step is None or step.state != "done":
        return None
    files = session.get_one(Output, step.key).files
    manifest = files["manifest.json"]
    if session.scalar(select(Pack.id).where(Pack.manifest_sha256 == manifest["sha256"])) is None:
        objects = {kept["sha256"]: int(kept["bytes"]) for name, kept in files.items() if "/" in name}
        session.add(
            Pack(
                class_id=build.class_id,
                build_id=build.id,
                manifest_sha256=manifest["sha256"],
                manifest_bytes=manifest["bytes"],
                revision=build.revision,
                bytes=sum(objects.values()),
                created_by=build.created_by,
            )
        )
        session.flush()
    return str(manifest["sha256"])


def get(session: Session, pack_id: str) -> Pack:
    """The pack of that id. Raises NotFoundError."""
    pack = session.get(Pack, pack_id)
    if pack is None:
        raise NotFoundError(f"There is no pack '{pack_id}'.")
    return pack


def manifest_file(storage: Storage, pack: Pack) -> bytes:
    """The manifest as devices get it."""
    with storage.open(pack.manifest_sha256) as stored:
        return stored.read()


def manifest(storage: Storage, pack: Pack) -> Manifest:
    """The manifest, read."""
    return read_manifest(manifest_file(storage, pack))


def diff(storage: Storage, old: Pack | None, new: Pack) -> PackDiff:
    """What a device that has `old` gets with `new`. Raises InvalidError for packs of two classes."""
    if old is not None and old.class_id != new.class_id:
        raise InvalidError("These packs belong to two classes. Compare packs of one class.")
    return diff_packs(_opened(storage, old) if old else None, _opened(storage, new))


def _opened(storage: Storage, pack: Pack) -> tuple[bytes, Routine]:
    document = manifest_file(storage, pack)
    with storage.open(read_manifest(document).file("routine").sha256) as stored:
        return document, read_routine(stored.read())
