"""Somebody who opens the class again and again, then scrolls, zooms and plays. Starts no server."""

from playwright.sync_api import BrowserContext, Page, sync_playwright

from bench.editor.page import SHOWN, Frames, frames, shown_ms

ARGUMENTS = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
EDITOR = "/admin/classes/escape/beats"

Opened = dict[str, list[float]]


def measure(
    chromium: str, url: str, login: str, password: str, visits: int, seconds: float
) -> tuple[Opened, list[Frames]]:
    """How it was opened -> milliseconds of each visit; and the frames of each way to move."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 800})
        _sign_in(context, login, password)
        context.add_init_script(SHOWN)
        page = context.new_page()
        opened: Opened = {
            "its address, nothing in the browser's cache": [_cold(page) for _ in range(visits)],
            "its address": [_loaded(page) for _ in range(visits)],
            "its tab on the class's page": [_clicked(page) for _ in range(visits)],
        }
        moved = [_moved(page, what, seconds) for what in ("resting", "scrolling", "zooming", "playing")]
        browser.close()
    return opened, moved


def _sign_in(context: BrowserContext, login: str, password: str) -> None:
    page = context.new_page()
    page.goto("/admin/mark.svg")
    page.evaluate(
        """given => fetch("/api/v1/session", {
            method: "POST", body: JSON.stringify(given), headers: {"Content-Type": "application/json"},
        })""",
        {"login": login, "password": password},
    )
    page.close()


def _cold(page: Page) -> float:
    page.goto("about:blank")
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    return _loaded(page)


def _loaded(page: Page) -> float:
    page.goto(EDITOR)
    return shown_ms(page)


def _clicked(page: Page) -> float:
    page.get_by_role("link", name="Overview").click()
    page.locator(".editor").wait_for(state="detached")
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """() => {
            window.watch();
            [...document.querySelectorAll("nav a")].find((link) => link.pathname.endsWith("/beats")).click();
        }"""
    )
    return shown_ms(page)


def _moved(page: Page, what: str, seconds: float) -> Frames:
    timeline = page.get_by_role("application")
    timeline.focus()
    page.keyboard.press("z")
    page.keyboard.press("=")
    if what == "playing":
        page.keyboard.press("Space")
    measured = frames(page, what, seconds)
    if what == "playing":
        page.keyboard.press("Space")
    return measured
