"""Originals on their way in: begin, sign a part, list parts, complete with the sha256, abort.

The bytes go past this module: the client PUTs each part to a signed URL of the store. What a file is (a
video, a picture, a song) is not asked here; the pipeline's first step finds out. The store is asked in no
transaction: what takes a `storage` takes no session.
"""

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cms import keeping
from cms.accounts import Actor
from cms.errors import ConflictError, InvalidError, NotFoundError
from cms.models import Original, Upload
from cms.settings import Settings
from cms.storage import ChecksumError, MissingError, Part, Storage, Stored

#: How long a part's URL works, seconds: long enough for a slow line, short for one that leaks.
PART_URL_S = 3600


@dataclass(frozen=True)
class SignedPart:
    """Where to PUT part `number`: exactly `bytes` bytes, before `expires_at`."""

    number: int
    url: str
    bytes: int
    expires_at: datetime


def is_known(session: Session, settings: Settings, *, total: int, sha256: str | None) -> bool:
    """Whether the rows know the file that is going to be uploaded.

    Raises InvalidError for a file that is empty, too large, or not as long as the one of that sha256.
    """
    if not 1 <= total <= settings.max_upload_bytes:
        raise InvalidError(
            f"A file of {total:,} bytes cannot be uploaded: the limit is {settings.max_upload_bytes:,} bytes"
            " and an empty file is none. Choose another file, or raise EIGHTCOUNT_MAX_UPLOAD_BYTES.",
            bytes=total,
            max_bytes=settings.max_upload_bytes,
        )
    known = _original(session, sha256)
    if known and known.bytes != total:
        raise InvalidError(
            f"The file with that sha256 has {known.bytes:,} bytes, not {total:,}: the file seems to have"
            " changed while it was read. Read its length and its sha256 again.",
            bytes=total,
        )
    return known is not None


def make_room(storage: Storage, *, total: int, known: str | None) -> str:
    """Open an upload in the store, which names it; "" where the `known` file lies there whole. In no
    transaction, as the store may be slow.
    """
    here = known is not None and storage.size(known) == total
    return "" if here else storage.begin_upload()


def begin(
    session: Session,
    settings: Settings,
    actor: Actor,
    storage_upload: str,
    *,
    filename: str,
    total: int,
    sha256: str | None = None,
) -> Upload:
    """Write down an upload of `total` bytes for which there is room (`make_room`). One whose announced file
    is here already is complete at once.
    """
    upload = Upload(
        filename=_label(filename),
        bytes=total,
        part_bytes=settings.part_bytes,
        state="open" if storage_upload else "complete",
        storage_upload=storage_upload,
        sha256=sha256,
        created_by=actor.id,
    )
    session.add(upload)
    session.flush()
    return upload


def get(session: Session, upload_id: str) -> Upload:
    """The upload of that id. Raises NotFoundError."""
    upload = session.get(Upload, upload_id)
    if upload is None:
        raise NotFoundError(f"There is no upload '{upload_id}'. Begin one with POST /uploads.")
    return upload


def part_count(upload: Upload) -> int:
    """How many parts make the file; all but the last have `part_bytes`."""
    return math.ceil(upload.bytes / upload.part_bytes)


def original_of(session: Session, upload: Upload) -> Original | None:
    """The original that a complete upload brought; None before."""
    return _original(session, upload.sha256) if upload.state == "complete" else None


def sign_part(storage: Storage, upload: Upload, number: int) -> SignedPart:
    """A URL for one part, signed for its exact length. Raises NotFoundError, ConflictError."""
    _must_be_open(upload)
    count = part_count(upload)
    if not 1 <= number <= count:
        raise NotFoundError(f"This upload has the parts 1 to {count}; there is no part {number}.")
    size = min(upload.part_bytes, upload.bytes - (number - 1) * upload.part_bytes)
    try:
        url = storage.part_url(upload.storage_upload, number, total=size, expires_s=PART_URL_S)
    except MissingError as error:
        raise _lost() from error
    return SignedPart(number, url, size, datetime.now(UTC) + timedelta(seconds=PART_URL_S))


def parts(storage: Storage, upload: Upload) -> list[Part]:
    """The parts that arrived whole; a client resumes with those that lack. Raises ConflictError."""
    _must_be_open(upload)
    try:
        return storage.parts(upload.storage_upload)
    except MissingError as error:
        raise _lost() from error


def join(storage: Storage, upload: Upload, sha256: str) -> Stored:
    """Make one verified file of the parts. Long for a large file, so it runs in no transaction.

    Again after it was done, even after a crash before `record`, it gives the same answer. The file is held
    before (`keeping.hold_files`), as it may lie there already; from then on the open upload keeps it. Raises
    InvalidError when the parts do not make that file (the upload stays open), ConflictError when the upload
    has ended.
    """
    if upload.sha256 not in (None, sha256):
        raise InvalidError(
            f"This upload was begun for a file with sha256 {upload.sha256}, and is to be completed with"
            f" {sha256}. Complete it with the first, or abort it and begin again.",
            code="wrong-sha256",
        )
    if upload.state == "complete":
        return Stored(sha256=sha256, bytes=upload.bytes)
    _must_be_open(upload)
    if storage.size(sha256) == upload.bytes:
        storage.abort_upload(upload.storage_upload)  # joined before, or sent before by somebody else
        return Stored(sha256=sha256, bytes=upload.bytes)
    try:
        _must_be_all_there(upload, storage.parts(upload.storage_upload))
        return storage.complete_upload(upload.storage_upload, sha256=sha256, total=upload.bytes)
    except ChecksumError as error:
        raise InvalidError(
            f"The parts that arrived do not make the file with sha256 {sha256}: a part was damaged on its way"
            " or belongs to another file. Compare the etags of the parts (md5) with the file, send again"
            " those that differ, and complete again.",
            code="wrong-sha256",
        ) from error
    except MissingError as error:
        if storage.size(sha256) == upload.bytes:  # somebody completed it at the same time
            return Stored(sha256=sha256, bytes=upload.bytes)
        raise _lost() from error


def record(session: Session, upload_id: str, stored: Stored, actor: Actor) -> Original:
    """Write down that an upload brought `stored`: once, however often it is told. Raises ConflictError."""
    upload = session.get(Upload, upload_id, with_for_update=True, populate_existing=True)
    if upload is None or upload.state == "aborted":
        raise ConflictError(
            "This upload was aborted meanwhile. Begin again with POST /uploads.", code="aborted"
        )
    if upload.state == "complete" and upload.sha256 != stored.sha256:
        raise ConflictError(
            f"This upload was completed meanwhile, with sha256 {upload.sha256}.", code="complete"
        )
    keeping.hold_files(session, [stored.sha256])
    upload.state, upload.sha256 = "complete", stored.sha256
    original = _original(session, stored.sha256)
    if original is not None:
        return original
    original = Original(
        sha256=stored.sha256, bytes=stored.bytes, filename=upload.filename, created_by=actor.id
    )
    try:
        with session.begin_nested():
            session.add(original)
    except IntegrityError:  # another upload of the same file was recorded between our look and our insert
        return session.scalars(select(Original).where(Original.sha256 == stored.sha256)).one()
    return original


def drop_parts(storage: Storage, upload: Upload) -> None:
    """Free the room of an upload that is given up; twice is no error. In no transaction, and before `abort`:
    who dies between the two leaves an open upload whose parts are gone, and it is given up once more.

    Raises ConflictError for a complete one.
    """
    _must_not_be_complete(upload)
    storage.abort_upload(upload.storage_upload)


def abort(session: Session, upload_id: str) -> Upload:
    """Write down that an upload was given up; twice is no error. Raises ConflictError for a complete one.

    Whoever records at this moment that it is complete is waited for.
    """
    get(session, upload_id)
    upload = session.get_one(Upload, upload_id, with_for_update=True, populate_existing=True)
    _must_not_be_complete(upload)
    upload.state = "aborted"
    return upload


def _original(session: Session, sha256: str | None) -> Original | None:
    return session.scalar(select(Original).where(Original.sha256 == sha256)) if sha256 else None


def _must_be_open(upload: Upload) -> None:
    if upload.state != "open":
        raise ConflictError(
            f"This upload is {upload.state}; parts belong to an open one. Begin another with POST /uploads.",
            code=upload.state,
        )


def _must_not_be_complete(upload: Upload) -> None:
    if upload.state == "complete":
        raise ConflictError(
            "This upload is complete; there is nothing to abort. Its file stays.", code="complete"
        )


def _must_be_all_there(upload: Upload, arrived: list[Part]) -> None:
    there = {part.number for part in arrived}
    lacking = [number for number in range(1, part_count(upload) + 1) if number not in there]
    if lacking:
        some = ", ".join(str(number) for number in lacking[:20]) + (", ..." if len(lacking) > 20 else "")
        raise ConflictError(
            f"{len(lacking)} of {part_count(upload)} parts have not arrived: {some}."
            " Send them, then complete.",
            code="parts-missing",
            missing=lacking,
        )


def _lost() -> ConflictError:
    return ConflictError("The parts of this upload are gone. Abort it and begin again.", code="parts-gone")


def _label(filename: str) -> str:
    """The name without folders and control characters: it is shown, never used as a path."""
    name = re.split(r"[/\\]", filename)[-1]
    return "".join(sign for sign in name if sign.isprintable()).strip()[:200] or "unnamed"
