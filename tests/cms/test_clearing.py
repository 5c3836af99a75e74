"""What is too old goes; what is younger, or was finished, stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cms import clearing, uploads
from cms.accounts import Actor
from cms.db import clock_s, writing
from cms.errors import StoreAwayError
from cms.models import DanceClass, Dancer, IdempotencyKey, Presence, Song, Upload, utcnow
from cms.settings import Settings
from cms.storage import MissingError
from cms.storage.local import LocalStorage

AUTHOR = Actor("key:1", "author", frozenset({"author"}))


@pytest.fixture
def storage(tmp_path):
    return LocalStorage(tmp_path / "store", base_url="http://test", secret=b"secret")


def clear(engine, storage):
    clearing.clear(engine, storage)


def test_answers_kept_for_retries_go_after_a_day(engine, storage):
    with writing(engine) as session:
        for key, hours in (("old", 25), ("young", 23)):
            made = utcnow() - timedelta(hours=hours)
            session.add(
                IdempotencyKey(caller="c", key=key, request_sha256="", status=201, body="{}", created_at=made)
            )
    clear(engine, storage)
    with Session(engine) as session:
        assert session.scalars(select(IdempotencyKey.key)).all() == ["young"]


def test_uploads_that_were_left_go_after_a_week_with_their_parts(engine, storage, tmp_path):
    begun = {}
    with writing(engine) as session:
        for name, days in (("left", 8), ("fresh", 6)):
            upload = uploads.begin(
                session,
                Settings(data=tmp_path),
                AUTHOR,
                storage.begin_upload(),
                filename=f"{name}.mp4",
                total=10,
            )
            upload.created_at = utcnow() - timedelta(days=days)
            begun[name] = upload
        done = Upload(filename="done", bytes=1, part_bytes=1, state="complete", sha256="0" * 64)
        done.created_at = utcnow() - timedelta(days=80)
        session.add(done)
    for _ in range(2):
        clear(engine, storage)
    with Session(engine) as session:
        states = {row.filename: row.state for row in session.scalars(select(Upload))}
    assert states == {"left.mp4": "aborted", "fresh.mp4": "open", "done": "complete"}
    with pytest.raises(MissingError):
        storage.parts(begun["left"].storage_upload)
    assert storage.parts(begun["fresh"].storage_upload) == []


def test_an_upload_that_cannot_be_given_up_now_is_given_up_later(engine, storage, tmp_path, monkeypatch):
    """The store is asked while nobody waits for a row, and what it does not answer is asked again."""
    with writing(engine) as session:
        upload = uploads.begin(
            session,
            Settings(data=tmp_path),
            AUTHOR,
            storage.begin_upload(),
            filename="left.mp4",
            total=10,
        )
        upload.created_at = utcnow() - timedelta(days=8)

    def away(_self, _upload):
        assert engine.pool.checkedout() == 0
        raise StoreAwayError("away")

    with monkeypatch.context() as patch:
        patch.setattr(LocalStorage, "abort_upload", away)
        with pytest.raises(StoreAwayError):
            clear(engine, storage)
    clear(engine, storage)
    with Session(engine) as session:
        assert session.scalars(select(Upload.state)).all() == ["aborted"]
    with pytest.raises(MissingError):
        storage.parts(upload.storage_upload)


def test_tabs_that_were_closed_without_a_word_go_after_a_day(engine, storage):
    with writing(engine) as session:
        made = DanceClass(
            slug="a", titles={}, tags=[], song=Song(title="S", artist=""), dancer=Dancer(name="D")
        )
        session.add(made)
        session.flush()
        now_s = clock_s(session)
        for tab, hours in (("old", 25), ("young", 23)):
            seen_s = now_s - hours * 3600
            session.add(
                Presence(
                    class_id=made.id, actor_id="x", tab=tab, name="X", stage="beats",
                    since_s=seen_s, seen_s=seen_s,
                )
            )  # fmt: skip
    clear(engine, storage)
    with Session(engine) as session:
        assert session.scalars(select(Presence.tab)).all() == ["young"]
