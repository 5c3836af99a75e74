"""Stored practices: what a learner danced, beside the score that it was given (docs/practices.md).

Of a file only its kind, shape and length are asked; nothing here scores, and nothing decodes a video.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.npy import read_npy
from eightcount_runtime.scoring import read_sheet
from sqlalchemy import Select, select
from sqlalchemy import delete as delete_rows
from sqlalchemy.orm import Session

from cms import keeping, originals, packs
from cms.accounts import Actor
from cms.errors import ConflictError, InvalidError, NotFoundError
from cms.models import DanceClass, IdempotencyKey, Json, Pack, Practice
from cms.storage import MissingError, Storage

#: Twenty minutes at 30 pictures a second.
MOST_PICTURES = 36_000
#: A time, and 33 landmarks of x, y, z, visibility.
COLUMNS = 1 + 33 * 4
_DEEPEST = 100
_MOST_BYTES = MOST_PICTURES * COLUMNS * 8 + 4096

#: Manifest of a pack -> its id.
PackIds = Mapping[str, str]


@dataclass(frozen=True)
class Danced:
    """A practice as it is given: files by their sha256, `class_s = offset_s + rate * practice_s`."""

    name: str
    danced_at: datetime | None
    poses: str
    video: str | None
    offset_s: float
    rate: float
    sheet: Json


def check_poses(storage: Storage, sha256: str) -> None:
    """Whether this file is a pose file, by its kind, shape and length. Long for a store that is far, so it is
    asked in no transaction. Raises InvalidError.
    """
    total = storage.size(sha256)
    if total is None:
        raise _refused("poses", "No complete upload has this sha256. Upload the file first.", "not-uploaded")
    if total > _MOST_BYTES:
        raise _refused("poses", f"A pose file has at most {MOST_PICTURES:,} pictures. Send a shorter one.")
    try:
        with storage.open(sha256) as stored:
            pictures = len(read_npy(stored.read(), "pose file", dtype="<f8", shape=(None, COLUMNS)))
    except (PackError, MissingError) as error:
        raise _refused("poses", f"{error} docs/practices.md says how it is written.") from error
    if not 1 <= pictures <= MOST_PICTURES:
        raise _refused("poses", f"A pose file has 1 to {MOST_PICTURES:,} pictures; this has {pictures:,}.")


def check_sheet(sheet: Json) -> None:
    """Raise InvalidError for what is no sheet, and for what a database or a browser could not give back:
    numbers that JSON has not, half letters, endless nesting.
    """
    for value, depth in _values(sheet):
        if depth > _DEEPEST:
            raise _refused("sheet", f"A sheet holds lists and objects nested at most {_DEEPEST} deep.")
        if isinstance(value, float) and not math.isfinite(value):
            raise _refused("sheet", "A sheet holds finite numbers; what was not judged is null.")
        if isinstance(value, str) and not _readable(value):
            raise _refused("sheet", "A sheet holds readable text, without NUL and half surrogate pairs.")
    try:
        read_sheet(canonical_json(sheet))
    except PackError as error:
        raise _refused("sheet", f"{error} docs/sheet.schema.json says what a sheet holds.") from error


def keep(session: Session, actor: Actor, dance_class: DanceClass, danced: Danced) -> Practice:
    """Keep a practice whose poses and sheet were checked; the pack that it was danced to stays with it.

    Raises:
        InvalidError: a file was not uploaded, or the sheet is not of this class.
        ConflictError: the files of the pack were cleared away.
    """
    pack = _pack_of(session, dance_class, danced.sheet)
    made = Practice(
        class_id=dance_class.id,
        manifest_sha256=pack.manifest_sha256,
        name=danced.name,
        danced_at=danced.danced_at,
        poses_sha256=originals.must_be_here(session, danced.poses, "poses"),
        video_sha256=originals.must_be_here(session, danced.video, "video"),
        offset_s=danced.offset_s,
        rate=danced.rate,
        session=danced.sheet["session"],
        total=danced.sheet["total"],
        sheet=danced.sheet,
        created_by=actor.id,
    )
    session.add(made)
    keeping.keep_outputs(session, {step.key for step in packs.steps_of(session, pack)})
    if packs.files_of(session, pack) is None:
        raise ConflictError(
            f"The files of revision {pack.revision} were cleared away, so that this practice could not be "
            "looked at. Score the video against a younger pack of the class.",
            code="cleared-away",
        )
    return made


def of(dance_class: DanceClass) -> Select[Practice]:
    """All practices of a class."""
    return select(Practice).where(Practice.class_id == dance_class.id)


def get(session: Session, dance_class: DanceClass, practice_id: str) -> Practice:
    """The practice of that id. Raises NotFoundError."""
    found = session.scalar(of(dance_class).where(Practice.id == practice_id))
    if found is None:
        raise NotFoundError(f"This class has no practice '{practice_id}'.")
    return found


def pack_ids(session: Session, rows: list[Practice]) -> PackIds:
    """Manifest -> id of its pack, for these practices."""
    named = {row.manifest_sha256 for row in rows}
    found = session.execute(select(Pack.manifest_sha256, Pack.id).where(Pack.manifest_sha256.in_(named)))
    return {row.manifest_sha256: row.id for row in found}


def delete(session: Session, dance_class: DanceClass, practice_id: str) -> None:
    """Delete a practice, the answer that was kept for its retry, and its files unless something else names
    them. Raises NotFoundError.
    """
    practice = session.scalar(of(dance_class).where(Practice.id == practice_id).with_for_update())
    if practice is None:
        raise NotFoundError(f"This class has no practice '{practice_id}'.")
    files = {sha256 for sha256 in (practice.poses_sha256, practice.video_sha256) if sha256 is not None}
    session.execute(delete_rows(IdempotencyKey).where(IdempotencyKey.body.contains(practice.id)))
    session.delete(practice)
    session.flush()
    for sha256 in sorted(files):
        originals.drop(session, sha256)


def _readable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _values(document: Any) -> Iterator[tuple[Any, int]]:
    """Everything in it, keys too, and how deep it lies."""
    left = [(document, 1)]
    while left:
        value, depth = left.pop()
        yield value, depth
        if isinstance(value, dict):
            left.extend((each, depth + 1) for pair in value.items() for each in pair)
        elif isinstance(value, list):
            left.extend((each, depth + 1) for each in value)


def _pack_of(session: Session, dance_class: DanceClass, sheet: Json) -> Pack:
    manifest = sheet["class"]["manifest"]
    pack = session.scalar(
        select(Pack).where(Pack.manifest_sha256 == manifest, Pack.class_id == dance_class.id)
    )
    if pack is None:
        raise _refused(
            "sheet",
            "It was danced to a pack that is none of this class on this server. Score the video against a "
            "pack of the class that this server made.",
            "unknown-pack",
        )
    return pack


def _refused(field: str, sentence: str, code: str | None = None) -> InvalidError:
    return InvalidError(f"{field}: {sentence}", code=code, errors=[{"field": field, "sentence": sentence}])
