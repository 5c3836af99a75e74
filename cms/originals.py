"""Originals as other rows name them: by the sha256 of a file that was uploaded and verified."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cms.errors import InvalidError
from cms.models import Original


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
