"""Every version goes up and down, on both engines, and what it makes is what the rows say."""

from concurrent.futures import ThreadPoolExecutor

import postgres
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from cms.db import connect
from cms.migrate import downgrade, migrate, newest
from cms.models import ApiKey, Base


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
