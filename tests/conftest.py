"""What many tests stand on: a migrated database of their own, on SQLite and on PostgreSQL; a browser.

A database is a copy of one that was migrated once, so each costs milliseconds. Random cases are the same in
every run: a red build then says that the code has changed, not the dice.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser
from sqlalchemy import Engine

from cms.db import connect
from cms.migrate import migrate

sys.path.insert(0, str(Path(__file__).parent))

import browsers
import postgres
import seaweed

settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")

#: What takes long; `make torture` asks for it.
collect_ignore = [] if os.environ.get("TORTURE") else ["torture"]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of the maintenance database of a PostgreSQL server that lives as long as this test run."""
    with postgres.running() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """Name of a migrated database, to be copied."""
    postgres.execute(postgres_server, "CREATE DATABASE template_migrated")
    migrate(postgres.named(postgres_server, "template_migrated"))
    return "template_migrated"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[seaweed.S3Server]:
    """A real S3 server that lives as long as this test run; `fresh_bucket()` makes each test its own."""
    with seaweed.running() as server:
        yield server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of this test."""
    path = tmp_path / "eightcount.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test."""
    with postgres.copied(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test: the test runs once on each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on `database_url`."""
    opened = connect(database_url)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser that lives as long as this test run: a process can drive but one."""
    with browsers.chromium_running() as browser:
        yield browser
