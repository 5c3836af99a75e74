"""What nobody needs any more, cleared by the workers' sweep: answers kept for retries, uploads that were
begun and left, tabs that were closed without a word. Never touches what people made.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cms import presence, uploads
from cms.db import clock_s
from cms.models import IdempotencyKey, Upload
from cms.storage import Storage

#: A create is not sent again after so long.
ANSWERS_KEPT = timedelta(days=1)
#: An upload is not resumed after so long.
UPLOADS_KEPT = timedelta(days=7)
#: Uploads given up in one go; the next sweep goes on.
_AT_ONCE = 100


def clear(session: Session, storage: Storage) -> None:
    """Clear what is too old, by the database's clock. Twice at the same time is no error."""
    now = datetime.fromtimestamp(clock_s(session), UTC)
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - ANSWERS_KEPT))
    presence.forget(session)
    left = (
        select(Upload.id)
        .where(Upload.state == "open", Upload.created_at < now - UPLOADS_KEPT)
        .order_by(Upload.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    for upload_id in session.scalars(left).all():
        uploads.abort(session, storage, upload_id)
