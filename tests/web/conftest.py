"""A real Chromium on a page that holds the sound and drawing rooms and nothing else."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

import rooms

CHROMIUM = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rooms.Site]:
    """The built page on loopback."""
    folder = tmp_path_factory.mktemp("rooms")
    rooms.build(folder)
    with rooms.served(folder) as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium, without a window."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("NOT RUN: there is no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield launched
        launched.close()


@pytest.fixture
def open_rooms(site: rooms.Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens the page in a context of its own; what it throws fails the test."""
    contexts = []
    faults: list[str] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(base_url=site.url, viewport={"width": 1000, "height": 600}, **options)
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
