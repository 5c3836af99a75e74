"""A class and a page to dance it on; modules beside the tests are found by their names."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import rooms
import small_class
from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parent))

import practising
from practising import Dancing, Visit


@pytest.fixture(scope="session")
def class_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack as the package step leaves it."""
    folder = tmp_path_factory.mktemp("practice") / "class"
    small_class.pack(small_class.lay_desk(folder))
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
