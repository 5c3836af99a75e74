"""Somebody who brings a class to a fresh browser and dances it before a fake camera. Starts no server."""

import base64
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.practice.pace import CATEGORIES, MARK, paces_ms, ticks_ms
from bench.practice.page import FILM, KEPT, WATCH, Danced, times_ms

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
#: A phone, upright.
WINDOW = {"width": 390, "height": 844}
_PATIENCE_MS = 90_000


def dance(chromium: str, url: str, clip: Path, class_id: str, times: int) -> list[Danced]:
    """Some dances of all parts of a class, one after the other."""
    with sync_playwright() as playwright:
        camera = f"--use-file-for-fake-video-capture={clip}"
        browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, camera])
        context = browser.new_context(base_url=url, viewport=WINDOW, locale="en-GB")  # type: ignore[arg-type]
        context.set_default_timeout(_PATIENCE_MS)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto("/practice/")
        page.locator(f'a[href$="/c/{class_id}"]').first.click()
        page.get_by_role("button", name="Download").click()
        page.get_by_role("link", name="Dance").wait_for()
        danced = [_danced(browser, page, class_id) for _ in range(times)]
        browser.close()
    return danced


def _danced(browser: Browser, page: Page, class_id: str) -> Danced:
    page.goto(f"/practice/c/{class_id}/dance")
    browser.start_tracing(page=page, categories=CATEGORIES)
    page.evaluate("(name) => void performance.mark(name)", MARK)
    page.get_by_role("button", name="Start", exact=True).click()
    page.locator('[data-phase="dancing"], [data-phase="counting"]').or_(
        page.get_by_role("button", name="Start now")
    ).first.wait_for()
    now = page.locator("button:enabled", has_text="Start now")
    if page.locator('[data-phase="waiting"]').count():
        now.click()
    page.locator('[data-phase="dancing"]').wait_for()
    page.locator('[data-phase="dancing"]').wait_for(state="detached")
    end_ms = float(page.evaluate("performance.now()"))
    page.wait_for_url("**/practice/r/*")
    ticks = ticks_ms(browser.stop_tracing())
    times = times_ms(page, end_ms)
    kept = page.evaluate(KEPT)
    return Danced(
        seconds=(end_ms - times.from_ms) / 1000,
        frames_ms=tuple(took for _, took in times.frames),
        paces_ms=tuple(paces_ms(times.frames, ticks)),
        long_ms=tuple(times.long_ms),
        preview_ms=tuple(times.preview_ms),
        stats=kept["stats"],
        score=kept["score"],
        film=base64.b64decode(page.evaluate(FILM, kept["film"]["id"])),
    )
