"""The database: engine, sessions, and its clock. One Session type for API and workers, all of it sync.

A use case never commits; the one commit stands at the edge: `writing()` here, or the session
dependency of the API.
"""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NewType

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    ExceptionContext,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from cms.errors import InvalidError

#: A session that only reads: it takes no write lock, and there is nothing to commit.
ReadSession = NewType("ReadSession", Session)

#: So long SQLite waits for who writes.
_BUSY_S = 30
#: What a connection to PostgreSQL waits for, and how long; these are parameters of libpq. A transaction here
#: takes milliseconds, so one that does nothing for half a minute belongs to a process that is frozen, and its
#: locks must not hold up the others; a machine that is gone without a word is noticed after as long.
_PATIENCE: dict[str, str | int] = {
    "connect_timeout": 5,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "application_name": "eightcount",
    "options": " ".join(
        f"-c {name}={value}"
        for name, value in {
            "statement_timeout": "60s",
            "lock_timeout": "15s",
            "idle_in_transaction_session_timeout": "30s",
            "tcp_keepalives_idle": 15,  # the server's side: a client that is gone
            "tcp_keepalives_interval": 5,
            "tcp_keepalives_count": 3,
        }.items()
    ),
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime on every engine (SQLite gives back naive ones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes: they are a wrong hour waiting to happen."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a datetime without time zone was given to the database")
        return value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give every datetime its zone."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def connect(url: str) -> Engine:
    """An engine for SQLite (WAL, immediate write transactions) or PostgreSQL (psycopg 3).

    Its errors do not tell what was to be written: they go into logs, and rows hold hashes of passwords.

    Raises InvalidError for the URL of any other database, or of none.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise _no_database() from None  # it may hold a password
    if parsed.get_backend_name() not in ("sqlite", "postgresql", "postgres"):
        raise _no_database()
    if parsed.get_backend_name() != "sqlite":
        return _connect_server(re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url))
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": 30}, hide_parameters=True)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _no_database() -> InvalidError:
    return InvalidError(
        "EIGHTCOUNT_DATABASE_URL names no database that this server works with. Set one such as"
        " postgresql://name:password@host:5432/name, or none for SQLite in the data folder."
    )


def _connect_server(url: str) -> Engine:
    """A pool of connections to PostgreSQL, each bounded in what it waits for; the URL may say otherwise."""
    said = make_url(url).query
    engine = create_engine(
        url,
        connect_args={name: value for name, value in _PATIENCE.items() if name not in said},
        pool_size=5,  # a process has 15 at most; threads beyond these wait their turn
        max_overflow=10,
        pool_timeout=15,
        pool_recycle=1800,
        pool_use_lifo=True,
        pool_pre_ping=True,
        hide_parameters=True,
    )
    event.listen(engine, "handle_error", _one_kind_of_away, retval=True)
    return engine


def _one_kind_of_away(context: ExceptionContext) -> BaseException | None:
    """A connection that the server ended shows itself as an OperationalError, whatever it was ended for: the
    server has a kind of its own for one that was idle in a transaction.
    """
    error = context.sqlalchemy_exception
    if not context.is_disconnect or error is None or isinstance(error, OperationalError):
        return error
    return OperationalError(
        error.statement,
        error.params,
        context.original_exception,
        hide_parameters=True,
        connection_invalidated=True,
    )


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # pysqlite's own BEGIN is deferred; ours is below
    connection.execute(f"PRAGMA busy_timeout={_BUSY_S * 1000}")
    _write_ahead(connection)
    for pragma in ("foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: Any) -> None:
    """Several processes may meet a new file at once, and SQLite waits for nobody who is changing its mode."""
    patient_until_s = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            # The low byte: a file that another process is recovering after a crash is busy, too.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > patient_until_s:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads, then writes, loses updates; an immediate one waits its turn.
    reads = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session that commits at the end of the block, or rolls everything back."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[ReadSession]:
    """A session for looking only."""
    with Session(engine.execution_options(reads_only=True), expire_on_commit=False) as session:
        yield ReadSession(session)


def let_go(session: Session) -> None:
    """Give the connection of a session that only reads back before something slow is asked; its next query
    takes one again. One that writes keeps its own: whoever has one asks before it begins.
    """
    if session.get_bind().get_execution_options().get("reads_only", False):
        try:
            session.commit()
        except BaseException:  # a connection that may still be in its transaction is for nobody else
            session.invalidate()
            raise


def clock_s(session: Session) -> float:
    """Seconds since 1970 by the **database's** clock: the one clock by which leases are counted."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    query = "(julianday('now') - 2440587.5) * 86400.0" if sqlite else "extract(epoch FROM clock_timestamp())"
    return float(session.execute(text(f"SELECT {query}")).scalar_one())
