"""Class packs as rows: what a build ended with; never changed, compared in meaning."""

import json

from eightcount_runtime.classpack.diff import PackDiff, diff_packs
from eightcount_runtime.classpack.manifest import PackFile, read_manifest
from eightcount_runtime.classpack.routine import Routine
from eightcount_runtime.classpack.routine_files import read_routine
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cms.errors import ConflictError, InvalidError, NotFoundError
from cms.models import Build, DanceClass, Json, Output, Pack, Step
from cms.storage import MissingError, Storage


def get(session: Session, pack_id: str) -> Pack:
    """The pack of that id. Raises NotFoundError."""
    pack = session.get(Pack, pack_id)
    if pack is None:
        raise NotFoundError(f"There is no pack '{pack_id}'.")
    return pack


def newest(session: Session, dance_class: DanceClass) -> Pack | None:
    """The pack of the newest build that ended with one."""
    query = (
        select(Pack)
        .join(Build, Build.pack_sha256 == Pack.manifest_sha256)
        .where(Pack.class_id == dance_class.id)
        .order_by(Build.id.desc())
    )
    return session.scalars(query.limit(1)).first()


def manifest_file(storage: Storage, pack: Pack) -> bytes:
    """The manifest as devices get it."""
    with storage.open(pack.manifest_sha256) as stored:
        return stored.read()


def manifest_document(storage: Storage, pack: Pack) -> Json:
    """The manifest as JSON, with the fields that this version does not know."""
    document: Json = json.loads(manifest_file(storage, pack))
    return document


def diff(storage: Storage, old: Pack | None, new: Pack) -> PackDiff:
    """What a device that has `old` gets with `new`. Raises InvalidError for packs of two classes."""
    if old is not None and old.class_id != new.class_id:
        raise InvalidError("These packs belong to two classes. Compare packs of one class.")
    return diff_packs(_opened(storage, old) if old else None, _opened(storage, new))


def steps_of(session: Session, pack: Pack) -> list[Step]:
    """The steps of every build that ended with this pack, its first one's first."""
    rows = (
        select(Step)
        .join(Build, Build.id == Step.build_id)
        .where(
            Step.release_id.is_(None),
            or_(Build.id == pack.build_id, Build.pack_sha256 == pack.manifest_sha256),
        )
    )
    return list(session.scalars(rows.order_by(Build.id, Step.position)))


def files_of(session: Session, pack: Pack) -> Json | None:
    """Name -> {"sha256", "bytes"} of the pack's files in the store; None when they were cleared away."""
    keys = [step.key for step in steps_of(session, pack) if step.name == "package"]
    kept = session.scalars(select(Output).where(Output.key.in_(keys)).order_by(Output.key).limit(1)).first()
    return kept.files if kept is not None else None


def file_of(storage: Storage, pack: Pack, role: str) -> PackFile:
    """The first, and so the best, file of a role, as the manifest tells of it.

    Raises NotFoundError for a role that the pack has not, ConflictError where the file was cleared away.
    """
    files = [file for file in read_manifest(manifest_file(storage, pack)).files if file.role == role]
    if not files:
        raise NotFoundError(f"This pack has no {role}.")
    if storage.size(files[0].sha256) is None:
        raise ConflictError(
            f"The {role} of revision {pack.revision} was cleared away, as nothing needed that pack for a "
            "long time. Ask for a younger one.",
            code="cleared-away",
        )
    return files[0]


def _opened(storage: Storage, pack: Pack) -> tuple[bytes, Routine]:
    document = manifest_file(storage, pack)
    try:
        with storage.open(read_manifest(document).file("routine").sha256) as stored:
            return document, read_routine(stored.read())
    except MissingError as error:
        raise ConflictError(
            f"The routine of revision {pack.revision} was cleared away, as nothing had shown that pack for a "
            "long time. Compare with a younger one.",
            code="cleared-away",
        ) from error
