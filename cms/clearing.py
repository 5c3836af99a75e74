"""What nobody needs any more, cleared by workers now and then: answers kept for retries, uploads that were
begun and left, tabs that were closed without a word. Never touches what people made.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, select

from cms import presence, uploads
from cms.db import clock_s, writing
from cms.errors import ConflictError
from cms.models import IdempotencyKey, Upload
from cms.storage import Storage

#: A create is not sent again after so long.
ANSWERS_KEPT = timedelta(days=1)
#: An upload is not resumed after so long.
UPLOADS_KEPT = timedelta(days=7)
#: Uploads given up in one go; the next sweep goes on.
_AT_ONCE = 100


def clear(engine: Engine, storage: Storage) -> None:
    """Clear what is too old, by the database's clock, in transactions of its own: none of them waits for the
    store. Twice at the same time is no error.
    """
    with writing(engine) as session:
        now = datetime.fromtimestamp(clock_s(session), UTC)
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - ANSWERS_KEPT))
        presence.forget(session)
        left = (
            select(Upload)
            .where(Upload.state == "open", Upload.created_at < now - UPLOADS_KEPT)
            .order_by(Upload.id)
            .limit(_AT_ONCE)
        )
        too_old = session.scalars(left).all()
    for upload in too_old:
        uploads.drop_parts(storage, upload)
        with suppress(ConflictError), writing(engine) as session:  # completed at the very last moment
            uploads.abort(session, upload.id)
