"""The practice app on a phone, as a person uses it."""

import re
import time
from collections.abc import Callable
from typing import Any

from app_served import Served
from playwright.sync_api import BrowserContext, Page, expect

#: Pieces of a download are stored by the megabyte.
EXTRA = bytes(range(256)) * (3 * 4096)
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "locale": "en-GB",
    "reduced_motion": "reduce",
}
#: Awaited on a page: the app is kept on the device, and its service worker serves it.
READY = "navigator.serviceWorker.ready.then(({ active }) => active !== null)"


def opened(context: BrowserContext, served: Served, path: str = "") -> Page:
    page = context.new_page()
    page.goto(f"{served.url}/practice/{path}")
    return page


def button(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=re.compile(f"^{name}"))


def is_here(page: Page) -> None:
    expect(page.get_by_role("link", name="Dance")).to_be_visible()


def bring(page: Page) -> None:
    button(page, "(Download|Go on)").click()
    is_here(page)


def kept_nets(page: Page) -> int:
    """How many pose nets lie on the device."""
    return int(
        page.evaluate("caches.open('eightcount-models').then((c) => c.keys()).then((all) => all.length)")
    )


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.02)
