"""A real server on a real socket, reached over a line that can be cut, and the command line before it."""

import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from shelf_server import ROOT

from cms.accounts import SCOPES, create_key
from cms.api.app import create_app
from cms.bootstrap import build_house
from cms.db import writing
from cms.migrate import migrate
from cms.settings import Settings
from eightcount.cli import main

sys.path.insert(0, str(Path(__file__).parent))

import loopback
from cutting_proxy import CuttingProxy
from desk import PART_BYTES, Said, Served, make_class_folder


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    listener = socket.create_server(("127.0.0.1", 0))
    proxy = CuttingProxy(*listener.getsockname())
    settings = Settings(
        data=tmp_path_factory.mktemp("data"), public_url=proxy.url, part_bytes=PART_BYTES, database_url=""
    )
    house = build_house(settings)
    migrate(house.engine)
    with writing(house.engine) as session:
        _, key = create_key(session, "all", SCOPES)
        _, reader = create_key(session, "reader", ["read"])
    with loopback.serving(create_app(house), listener):
        yield Served(proxy.url, key, reader, proxy, settings, house.engine)
    proxy.close()
    house.engine.dispose()


@pytest.fixture
def eightcount(
    served: Served, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    """Types a command: gives its exit code, stdout and stderr."""
    monkeypatch.setenv("EIGHTCOUNT_URL", served.url)
    monkeypatch.setenv("EIGHTCOUNT_KEY", served.key)
    monkeypatch.setenv("EIGHTCOUNT_DATA", str(served.settings.data))
    monkeypatch.setenv("EIGHTCOUNT_ROOT_KEY", ROOT)
    monkeypatch.setenv("COLUMNS", "200")

    def type_command(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["eightcount", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        captured = capsys.readouterr()
        return Said(int(code or 0), captured.out, captured.err)

    return type_command


@pytest.fixture
def class_folder(tmp_path: Path) -> Path:
    """A class of a few hundred kilobytes whose files are no media: importing does not look into them."""
    return make_class_folder(tmp_path / "spring", "spring-one")
