"""The built practice app before a camera that shows a dancer: brought to a class, and to a dance."""

import re
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import practising
from app_opened import PHONE
from app_served import NETS, Served
from browsers import FLAGS, chromium_path
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

#: A phone whose owner lets the app use its camera.
LET: dict[str, Any] = {**PHONE, "permissions": ["camera"]}
#: A dance, its result and a slow machine.
PATIENCE_MS = 120_000
#: The score of the one result that is kept, as its page says it.
KEPT_SCORE = """async () => {
  const open = indexedDB.open("eightcount-results");
  await new Promise((resolve) => (open.onsuccess = resolve));
  const asked = open.result.transaction(["kept"]).objectStore("kept").getAll();
  await new Promise((resolve) => (asked.onsuccess = resolve));
  open.result.close();
  const [{score}] = asked.result;
  return score === null ? "No score" : String(Math.round(score));
}"""


def real_nets() -> dict[str, bytes]:
    """The pose nets of this machine, for a server of the app."""
    return {name: (practising.ROOT / ".models" / name).read_bytes() for name in NETS}


def filming_browser(chromium: Browser, folder: Path, *flags: str) -> Browser:
    """Another browser, whose camera shows the class's dancer to who is let; whoever asked closes it."""
    clip = practising.clip_of("own", folder)
    camera = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}"]
    return chromium.browser_type.launch(executable_path=chromium_path(), args=[*FLAGS, *camera, *flags])


def with_class(context: BrowserContext, served: Served) -> Page:
    """The class's page, the class downloaded."""
    page = context.new_page()
    page.goto(f"{served.url}/practice/")
    page.get_by_role("link", name=re.compile("Uniform")).first.click()
    page.get_by_role("button", name=re.compile("^Download")).click()
    expect(page.get_by_role("link", name="Dance")).to_be_visible(timeout=PATIENCE_MS)
    return page


def begin(page: Page, served: Served, query: str) -> None:
    """Dance, whatever the body check thinks of the dancer."""
    page.goto(f"{served.url}/practice/c/uniform/dance?{query}")
    begin_here(page)


def begin_here(page: Page) -> None:
    """The same, on the screen of a dance."""
    page.get_by_role("button", name="Start", exact=True).click(timeout=PATIENCE_MS)
    dancing = page.locator(".dance[data-phase='dancing']")
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not dancing.is_visible():
        assert time.monotonic() < deadline
        # It goes away by itself where the body check is content just now.
        with suppress(PlaywrightTimeout):
            page.get_by_role("button", name="Start now").click(timeout=500)


def to_result(page: Page) -> None:
    """Dance to the end, to the result's page; on after a pause, as a busy machine keeps a camera silent."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while "/practice/r/" not in page.url:
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        with suppress(PlaywrightTimeout):
            page.get_by_role("button", name="Dance on").click(timeout=500)
