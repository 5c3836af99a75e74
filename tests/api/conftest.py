"""The API of a house of this test, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from signed_in import LIGHT
from studio import Studio

from cms import passwords


@pytest.fixture(autouse=True)
def _light_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signing in costs no second; how heavy hashes are in earnest is tests/cms/test_passwords.py's matter."""
    monkeypatch.setattr(passwords, "_HASHER", LIGHT)
    monkeypatch.setattr(passwords, "_NOBODYS", LIGHT.hash("nobody's"))


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
