"""Class packs as rows: what a build ended with; never changed, compared in meaning."""

import json

from eightcount_runtime.classpack.diff import PackDiff, diff_packs
from eightcount_runtime.classpack.manifest import read_manifest
from eightcount_runtime.classpack.routine import Routine
from eightcount_runtime.classpack.routine_files import read_routine
from sqlalchemy.orm import Session

from cms.errors import InvalidError, NotFoundError
from cms.models import Json, Pack
from cms.storage import Storage


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


def manifest_document(storage: Storage, pack: Pack) -> Json:
    """The manifest as JSON, with the fields that this version does not know."""
    document: Json = json.loads(manifest_file(storage, pack))
    return document


def diff(storage: Storage, old: Pack | None, new: Pack) -> PackDiff:
    """What a device that has `old` gets with `new`. Raises InvalidError for packs of two classes."""
    if old is not None and old.class_id != new.class_id:
        raise InvalidError("These packs belong to two classes. Compare packs of one class.")
    return diff_packs(_opened(storage, old) if old else None, _opened(storage, new))


def _opened(storage: Storage, pack: Pack) -> tuple[bytes, Routine]:
    document = manifest_file(storage, pack)
    with storage.open(read_manifest(document).file("routine").sha256) as stored:
        return document, read_routine(stored.read())
