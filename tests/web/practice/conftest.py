"""The practice app, built, on a server of its own, and a phone that opens it. Modules beside these tests are
found by their names.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import rooms
from playwright.sync_api import Browser, BrowserContext
from small_class import Built, lay_desk, pack

sys.path.insert(0, str(Path(__file__).parent))

import practising
from app_danced import LET, filming_browser, real_nets
from app_opened import EXTRA, PHONE
from app_served import Served, app_served, changed
from practising import Dancing, Visit

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def built_app() -> Path:
    """The app as `make web` leaves it, or the folder of EIGHTCOUNT_PRACTICE."""
    folder = Path(os.environ.get("EIGHTCOUNT_PRACTICE", ROOT / "web/practice/dist"))
    if not (folder / "index.html").is_file():
        pytest.fail("The practice app is not built: run `make web` before these tests.")
    return folder


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A real pack with a file of 3 MB besides."""
    built = pack(lay_desk(tmp_path_factory.mktemp("pack") / "desk"))
    return changed(built, {}, EXTRA)


@pytest.fixture
def served(tmp_path: Path, built_app: Path) -> Iterator[Served]:
    with app_served(tmp_path, built_app) as served:
        yield served


@pytest.fixture
def context(chromium: Browser, served: Served) -> Iterator[BrowserContext]:
    """A phone. What it throws fails the test, and so does a request to any other place."""
    context = chromium.new_context(**PHONE)
    faults: list[str] = []
    context.on("weberror", lambda thrown: faults.append(str(thrown.error)))
    context.on("request", lambda asked: faults.append(asked.url) if _is_strange(asked.url, served) else None)
    yield context
    context.close()
    assert not faults


def _is_strange(url: str, served: Served) -> bool:
    return not url.startswith((f"{served.url}/", f"blob:{served.url}/", "data:"))


@pytest.fixture(scope="session")
def floor(tmp_path_factory: pytest.TempPathFactory, built_app: Path) -> Iterator[Served]:
    """The app with a class and the real nets: all that dancing takes."""
    folder = tmp_path_factory.mktemp("floor")
    with app_served(folder / "served", built_app, real_nets()) as served:
        served.publish(pack(lay_desk(folder / "desk")))
        yield served


@pytest.fixture(scope="session")
def filming(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera shows the class's dancer."""
    browser = filming_browser(chromium, tmp_path_factory.mktemp("clip"))
    yield browser
    browser.close()


@pytest.fixture
def dancer(filming: Browser) -> Iterator[BrowserContext]:
    """A phone before that camera. What its pages throw fails the test."""
    context = filming.new_context(**LET)
    faults: list[str] = []
    context.on("weberror", lambda thrown: faults.append(str(thrown.error)))
    yield context
    context.close()
    assert not faults


@pytest.fixture(scope="session")
def class_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack as the package step leaves it."""
    folder = tmp_path_factory.mktemp("practice") / "class"
    pack(lay_desk(folder))
    return folder


@pytest.fixture(scope="session")
def dancing(
    tmp_path_factory: pytest.TempPathFactory, class_folder: Path, chromium: Browser
) -> Iterator[Dancing]:
    """Opens the graph's page in a browser whose camera shows that dancer: `own`, `other`, `nobody`."""
    folder = tmp_path_factory.mktemp("dancing")
    rooms.build(folder / "page", "practice/src/graph/harness")
    with rooms.served(folder / "page") as site:
        practising.lay_site(site, class_folder, folder / "data")

        def open_page(dancer: str | None, *flags: str) -> AbstractContextManager[Visit]:
            clip = practising.clip_of(dancer, folder) if dancer else None
            return practising.visiting(chromium.browser_type, site.url, clip, *flags)

        yield open_page
