"""Brings a database to the schema of this code. Every entry point and every test database goes through here,
so what the tests run on is what the migrations make, never `create_all`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from cms.db import connect

_FOLDER = Path(__file__).resolve().parents[1] / "migrations"
#: PostgreSQL's advisory lock under which one process migrates while the others wait.
_LOCK = 8_020_801


def migrate(database: Engine | str, revision: str = "head") -> None:
    """Upgrade to `revision` in one transaction; nothing happens when it is there already, or when a newer
    version of us has migrated: its schema serves this one too (docs/operating.md).

    Several processes may start at once: one migrates, the others wait for it.
    """
    with _alone(database) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        if found is not None and found > newest():
            return
        command.upgrade(_config(connection), revision)


def downgrade(database: Engine | str, revision: str) -> None:
    """Go back to an older `revision` ("base": to an empty database), in one transaction."""
    with _alone(database) as connection:
        command.downgrade(_config(connection), revision)


def newest() -> str:
    """The revision that this code expects."""
    head = ScriptDirectory(str(_FOLDER)).get_current_head()
    if head is None:
        raise LookupError(f"no migrations in {_FOLDER}")
    return head


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _wait_for_turn(connection: Connection) -> None:
    """Wait for others who migrate, then work, as long as it takes: the bounds of `connect` are for requests.

    A lock on a table is not waited for longer than they do: whoever comes after would wait behind it.
    """
    for name in ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"):
        connection.execute(text(f"SET LOCAL {name} = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))


@contextmanager
def _alone(database: Engine | str) -> Iterator[Connection]:
    """A connection in a transaction that no other migration runs beside; closed engines are the caller's."""
    engine = connect(database) if isinstance(database, str) else database
    try:
        with engine.connect() as connection, _foreign_keys_off(connection), connection.begin():
            if connection.dialect.name == "postgresql":
                _wait_for_turn(connection)
            yield connection
    finally:
        if isinstance(database, str):
            engine.dispose()


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """On SQLite a table is altered by copying it, and dropping the old one would meet its foreign keys.

    The switch works outside a transaction only, so it is thrown on the bare connection.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    bare = connection.connection.cursor()
    bare.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        bare.execute("PRAGMA foreign_keys=ON")
        bare.close()
