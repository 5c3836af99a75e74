"""A real Chromium on a page that holds the sound and drawing rooms and nothing else."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).parent))

import rooms


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rooms.Site]:
    """The built page on loopback."""
    folder = tmp_path_factory.mktemp("rooms")
    rooms.build(folder)
    with rooms.served(folder) as served:
        yield served


@pytest.fixture
def open_rooms(site: rooms.Site, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens the page in a context of its own; what it throws fails the test."""
    contexts = []
    faults: list[str] = []

    def make(**options: Any) -> Page:
        context = chromium.new_context(base_url=site.url, viewport={"width": 1000, "height": 600}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto("/")
        page.wait_for_function("window.rooms")
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults, faults
