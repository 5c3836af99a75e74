"""Originals as other rows name them: by the sha256 of a file that was uploaded and verified."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cms.errors import InvalidError, NotFoundError
from cms.models import Build, DanceClass, Dancer, Original, Practice, Song, Upload

#: So many first bytes tell what kind of file it is.
TELLING_BYTES = 12
UNKNOWN = "application/octet-stream"
_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
)
_OF_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_OF_BOXES = {b"M4A": "audio/mp4"}
#: All that `media_type` says.
MEDIA_TYPES = tuple(
    sorted({UNKNOWN, "video/mp4", *dict(_BEGINNINGS).values(), *_OF_RIFF.values(), *_OF_BOXES.values()})
)


def must_be_here(session: Session, sha256: str | None, field: str) -> str | None:
    """Give the hash back when its file is here (or none is named); it is not dropped before the transaction
    has ended. Raises InvalidError.
    """
    if sha256 is None:
        return None
    held = select(Original.id).where(Original.sha256 == sha256).with_for_update(read=True, key_share=True)
    if session.scalar(held) is None:
        sentence = "No complete upload has this sha256. Upload the file first, then name it here."
        raise InvalidError(
            f"{field}: {sentence}", code="not-uploaded", errors=[{"field": field, "sentence": sentence}]
        )
    return sha256


def get(session: Session, sha256: str) -> Original:
    """The original of that hash. Raises NotFoundError."""
    found = session.scalar(select(Original).where(Original.sha256 == sha256))
    if found is None:
        raise NotFoundError("No complete upload has this sha256.")
    return found


def drop(session: Session, sha256: str) -> bool:
    """Forget a file that a person wants gone: it cannot be read or named any more, and the collector takes
    its bytes away. One that anything else names stays; returns whether it was dropped.

    Who is about to name it has come first and is seen here, or waits and is told that it is not there.
    """
    held = select(Original).where(Original.sha256 == sha256).with_for_update()
    original = session.scalar(held)
    if original is None or _is_named(session, sha256):
        return False
    brought = select(Upload).where(Upload.sha256 == sha256, Upload.state == "complete").order_by(Upload.id)
    for upload in session.scalars(brought.with_for_update()).all():
        upload.state = "aborted"  # completed once more, it would bring back a row without a file
    session.delete(original)
    session.flush()
    return True


def _is_named(session: Session, sha256: str) -> bool:
    columns = (
        DanceClass.take_sha256,
        DanceClass.cover_sha256,
        Song.sound_sha256,
        Dancer.picture_sha256,
        Practice.poses_sha256,
        Practice.video_sha256,
    )
    if any(session.scalar(select(column).where(column == sha256).limit(1)) for column in columns):
        return True
    return any(sha256 in given.values() for given in session.scalars(select(Build.inputs)))


def media_type(first: bytes) -> str:
    """What kind of picture, sound or film begins so; `application/octet-stream` for everything else."""
    for beginning, kind in _BEGINNINGS:
        if first.startswith(beginning):
            return kind
    if first[:4] == b"RIFF":
        return _OF_RIFF.get(first[8:12], UNKNOWN)
    if first[4:8] == b"ftyp":
        return _OF_BOXES.get(first[8:11], "video/mp4")
    if first[:1] == b"\xff" and first[1:2] >= b"\xe0":  # the sync word of an MPEG audio frame
        return "audio/mpeg"
    return UNKNOWN
