"""The plant of these tests: on embedded parts, and on PostgreSQL with Redis."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from clips import ShortClass, cut_sample
from plant import Plant, broker_of, running_plant


@pytest.fixture(scope="session")
def short(tmp_path_factory: pytest.TempPathFactory) -> ShortClass:
    """Six seconds of the sample class with its first eight-count."""
    return cut_sample(tmp_path_factory.mktemp("short"), start_s=0.0, duration_s=6.0, beats=9)


@pytest.fixture(params=["embedded", "postgres+redis"])
def plant(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Plant]:
    """A house without workers yet: SQLite and valkey, or PostgreSQL and Redis."""
    broker = broker_of(request.param)
    url = request.getfixturevalue("sqlite_url" if request.param == "embedded" else "postgres_url")
    with running_plant(url, broker, tmp_path, lease_s=3.0, sweep_s=0.5) as plant:
        yield plant
