"""Originals as other rows name them: by the sha256 of a file that was uploaded and verified."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cms.errors import InvalidError, NotFoundError
from cms.models import Original

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


def must_be_here(session: Session, sha256: str | None, field: str) -> str | None:
    """Give the hash back when its file is here (or none is named). Raises InvalidError."""
    if sha256 is None:
        return None
    if session.scalar(select(Original.id).where(Original.sha256 == sha256)) is None:
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


def media_type(first: bytes) -> str:
    """What kind of picture, sound or film begins so; `application/octet-stream` for everything else."""
    for beginning, kind in _BEGINNINGS:
        if first.startswith(beginning):
            return kind
    if first[:4] == b"RIFF":
        return _OF_RIFF.get(first[8:12], UNKNOWN)
    if first[4:8] == b"ftyp":
        return "audio/mp4" if first[8:11] == b"M4A" else "video/mp4"
    if first[:1] == b"\xff" and first[1:2] >= b"\xe0":  # the sync word of an MPEG audio frame
        return "audio/mpeg"
    return UNKNOWN
