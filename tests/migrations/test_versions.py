"""Every version goes up and down, on both engines, and what it makes is what the rows say."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import postgres
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, inspect, select, text
from sqlalchemy.orm import Session

from cms.db import connect
from cms.migrate import downgrade, migrate, newest
from cms.models import ApiKey, Base, BeatRevision, Build, DanceClass


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    with postgres.copied(server, "template0") as url:
        yield url


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_makes_the_rows_and_down_leaves_nothing(empty):
    engine = connect(empty)
    migrate(engine)
    assert tables(engine) == set(Base.metadata.tables)
    downgrade(engine, "base")
    assert tables(engine) == set()
    migrate(engine)
    assert tables(engine) == set(Base.metadata.tables)
    engine.dispose()


def test_a_version_before_starts_in_the_schema_of_one_after(empty):
    """As when an upgrade is taken back, or a process of before it starts again meanwhile."""
    engine = connect(empty)
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    migrate(engine)
    assert tables(engine) == set(Base.metadata.tables)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "9999"
    engine.dispose()


def test_what_the_versions_make_is_what_the_rows_say(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_many_processes_may_migrate_at_once(empty):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: migrate(empty), range(4)))
    engine = connect(empty)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [(newest(),)]
    engine.dispose()


def test_foreign_keys_are_watched_again_after_a_migration(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    migrate(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
    engine.dispose()


NOW = datetime(2026, 1, 2, tzinfo=UTC)
_MADE = {"created_at": NOW, "created_by": "cli"}
_EDITED = {**_MADE, "updated_at": NOW, "version": 1}
#: A class with beats and a failed build, as version 0002 had them.
OLD = {
    "songs": {**_EDITED, "id": "s", "title": "Monday", "artist": "", "licence": ""},
    "dancers": {**_EDITED, "id": "d", "name": "Mina", "profile": ""},
    "classes": {
        **_EDITED, "id": "c", "slug": "one", "song_id": "s", "dancer_id": "d", "titles": {"en": "One"},
        "difficulty": 3, "tags": ["house"],
    },
    "beat_revisions": {
        **_MADE, "id": "r", "class_id": "c", "number": 1, "beats": {"format": 1, "beats_s": [1.5]},
        "note": "",
    },
    "builds": {
        **_MADE, "id": "b", "class_id": "c", "state": "failed", "revision": 1, "fingerprint": "f",
        "inputs": {},
    },
    "steps": {
        "id": "p", "build_id": "b", "name": "probe", "position": 0, "queue": "media", "key": "k",
        "params": {}, "inputs": {}, "state": "failed", "cached": False, "attempt": 1, "token": 1,
        "lease_until_s": 0.0, "worker": "", "progress": 0.0, "words": "", "detail": "",
        "sentence": "No picture.",
    },
}  # fmt: skip


def test_what_was_made_before_is_kept_both_ways(empty):
    engine = connect(empty)
    migrate(engine, "0002")
    there = MetaData()
    there.reflect(engine)
    with engine.begin() as connection:
        for name, row in OLD.items():
            connection.execute(there.tables[name].insert(), row)
    migrate(engine)
    with Session(engine) as session:
        one = session.get_one(DanceClass, "c")
        assert (one.slug, one.titles, one.tags, one.song.title, one.owner) == (
            "one", {"en": "One"}, ["house"], "Monday", None
        )  # fmt: skip
        marked = session.get_one(BeatRevision, "r")
        assert (marked.beats["beats_s"], marked.confirmed, marked.marks) == ([1.5], True, None)
        (failed,) = session.get_one(Build, "b").steps
        assert (failed.state, failed.sentence, failed.code) == ("failed", "No picture.", "")
    downgrade(engine, "0002")
    with engine.connect() as connection:
        for name, row in OLD.items():
            kept = connection.execute(select(there.tables[name])).mappings().one()
            assert {column: kept[column] for column in row if column not in ("created_at", "updated_at")} == {
                column: value for column, value in row.items() if column not in ("created_at", "updated_at")
            }
    engine.dispose()


def test_keys_that_could_accept_an_alignment_still_can(empty):
    engine = connect(empty)
    migrate(engine, "0001")
    with engine.begin() as connection:
        for number, scopes in enumerate(('["author", "read"]', '["read"]')):
            connection.execute(
                text(
                    "INSERT INTO api_keys (id, created_at, created_by, name, secret_sha256, scopes) "
                    "VALUES (:id, CURRENT_TIMESTAMP, 'cli', 'k', :id, :scopes)"
                ),
                {"id": str(number), "scopes": scopes},
            )

    def scopes():
        with Session(engine) as session:
            return [key.scopes for key in session.scalars(select(ApiKey).order_by(ApiKey.id))]

    migrate(engine)
    assert scopes() == [["author", "read", "review"], ["read"]]
    downgrade(engine, "0001")
    assert scopes() == [["author", "read"], ["read"]]
    engine.dispose()
