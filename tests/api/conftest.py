"""The API of a house of this test, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from studio import Studio


@pytest.fixture
def studio(database_url: str, tmp_path: Path) -> Iterator[Studio]:
    """Once on each engine."""
    made = Studio(database_url, tmp_path / "data")
    yield made
    made.house.engine.dispose()


@pytest.fixture
def sqlite_studio(sqlite_url: str, tmp_path: Path) -> Iterator[Studio]:
    """For what does not depend on the engine."""
    made = Studio(sqlite_url, tmp_path / "data")
    yield made
    made.house.engine.dispose()
