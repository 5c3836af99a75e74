"""Rows as files of JSON lines, a file for each table, and back: the same on every engine, so that rows can
move from one to another. Knows columns and types; what rows mean is nothing to it.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, MetaData, Table, insert, select

from cms.models import Base

#: Who is here at this moment: worth nothing elsewhere, and a session must not be copied.
FLEETING = frozenset({"web_sessions", "sign_in_attempts", "oidc_sign_ins", "presences", "idempotency_keys"})
_AT_ONCE = 1000


def write_rows(connection: Connection, folder: Path) -> dict[str, int]:
    """All rows that last, as `<table>.jsonl` in `folder`, on the disk; how many of each table.

    The connection is in a transaction in which all tables are seen as at one moment.
    """
    counts = {}
    for table in Base.metadata.sorted_tables:
        if table.name in FLEETING:
            continue
        with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as out:
            counts[table.name] = 0
            for row in connection.execute(select(table).order_by(*table.primary_key)).yield_per(_AT_ONCE):
                out.write(json.dumps(_plain(row._mapping), ensure_ascii=False) + "\n")  # noqa: SLF001 - its public name
                counts[table.name] += 1
            out.flush()
            os.fsync(out.fileno())
    return counts


def read_rows(connection: Connection, folder: Path) -> dict[str, int]:
    """Put the rows of `folder` in place of all rows of the database; how many of each table.

    The tables are taken as they are in the database, so that rows of an older version fit its schema; the
    database is migrated onwards afterwards.

    Raises ValueError when a file is of no table.
    """
    found = MetaData()
    found.reflect(connection)
    tables = [table for table in found.sorted_tables if table.name != "alembic_version"]
    unknown = {path.stem for path in folder.glob("*.jsonl")} - {table.name for table in tables}
    if unknown:
        raise ValueError(f"no such table: {', '.join(sorted(unknown))}")
    for table in reversed(tables):  # what migrations put there; nothing else is there
        connection.execute(table.delete())
    counts = {}
    for table in tables:
        path = folder / f"{table.name}.jsonl"
        rows = list(_rows(table, path)) if path.is_file() else []
        for start in range(0, len(rows), _AT_ONCE):
            connection.execute(insert(table), rows[start : start + _AT_ONCE])
        counts[table.name] = len(rows)
    return counts


def _rows(table: Table, path: Path) -> Iterator[dict[str, Any]]:
    times = {column.name for column in table.columns if isinstance(column.type, DateTime)}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield {
                name: datetime.fromisoformat(value) if name in times and value is not None else value
                for name, value in row.items()
            }


def _plain(row: Any) -> dict[str, Any]:
    """A row as JSON: instants as ISO 8601 in UTC, everything else as it is."""
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }
