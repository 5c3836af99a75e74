"""What a connection waits for, and how it shows that it was ended."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import postgres
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from cms.db import clock_s, connect, reading, writing


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    opened = connect(postgres_url)
    yield opened
    opened.dispose()


def show(engine: Engine, name: str) -> str:
    with reading(engine) as session:
        return str(session.execute(text(f"SHOW {name}")).scalar_one())


def test_nothing_is_waited_for_without_end(engine: Engine) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    assert [show(engine, name) for name in names] == ["1min", "15s", "30s"]


def test_the_url_may_say_otherwise(postgres_url: str) -> None:
    engine = connect(f"{postgres_url}?application_name=ours&options=-c%20lock_timeout%3D3s")
    assert (show(engine, "application_name"), show(engine, "lock_timeout")) == ("ours", "3s")
    engine.dispose()


def pause(session: Session, name: str) -> None:
    session.execute(text(f"SET LOCAL {name} = '100ms'"))


def test_a_frozen_transaction_is_ended_and_holds_nobody_up(engine: Engine, postgres_server: str) -> None:
    """Its end shows itself as any other of a connection, so whoever waits for the database waits for this."""
    ended = threading.Event()

    def frozen() -> None:
        with writing(engine) as session:
            pause(session, "idle_in_transaction_session_timeout")
            session.execute(text("SELECT * FROM channels FOR UPDATE"))
            pid = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
            while not ended.wait(0.05):
                if pid not in pids(postgres_server):
                    ended.set()
            session.execute(text("SELECT 1"))

    with pytest.raises(OperationalError) as raised:
        frozen()
    assert raised.value.connection_invalidated
    with writing(engine) as session:
        session.execute(text("SELECT * FROM channels FOR UPDATE NOWAIT"))


def pids(server: str) -> set[int]:
    engine = connect(server)
    with reading(engine) as session:
        found = set(session.scalars(text("SELECT pid FROM pg_stat_activity")))
    engine.dispose()
    return found


@pytest.mark.parametrize("wait", ["SELECT pg_sleep(60)", "SELECT * FROM channels FOR UPDATE"])
def test_who_waits_too_long_is_told(engine: Engine, wait: str) -> None:
    def wait_for_it() -> None:
        with writing(engine) as session:
            pause(session, "statement_timeout")
            session.execute(text(wait))

    with writing(engine) as holding:
        holding.execute(text("SELECT * FROM channels FOR UPDATE"))
        with pytest.raises(OperationalError):
            wait_for_it()


def test_a_server_that_ended_all_connections_is_asked_again(engine: Engine, postgres_url: str) -> None:
    assert show(engine, "application_name") == "eightcount"
    postgres.execute(
        postgres_url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'eightcount'",
    )
    assert show(engine, "application_name") == "eightcount"


def test_the_clock_is_the_databases(engine: Engine) -> None:
    with reading(engine) as session:
        first = clock_s(session)
        said = session.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one()
        assert first <= said <= clock_s(session)


class Recovered(sqlite3.Connection):
    """Of a file that another process recovers, as after a crash, when its mode is asked for first."""

    refusals = 2

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        if "journal_mode" in sql and Recovered.refusals:
            Recovered.refusals -= 1
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY_RECOVERY
            raise error
        return super().execute(sql, *parameters)


def test_a_file_that_another_process_recovers_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = sqlite3.connect
    monkeypatch.setattr(
        sqlite3.dbapi2, "connect", lambda *args, **kwargs: opened(*args, **kwargs, factory=Recovered)
    )
    engine = connect(f"sqlite:///{tmp_path / 'eightcount.db'}")
    with reading(engine) as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
    assert Recovered.refusals == 0
    engine.dispose()
