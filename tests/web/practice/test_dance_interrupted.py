"""What comes between somebody and a dance in the built app, as truly as a browser can bring it about: it
pauses and goes on, or ends with the result so far, and says why.
"""

from collections.abc import Iterator
from pathlib import Path

import practising
import pytest
from app_danced import PATIENCE_MS, begin, begin_here, to_result, with_class
from app_opened import kept_nets, until
from app_served import Served
from playwright.sync_api import Browser, BrowserContext, Page, expect
from real_tabs import browser_with_tabs

#: Every camera that a page has opened.
CAMERAS = """
window.cameras = [];
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (asked) => {
  const stream = await open(asked);
  window.cameras.push(...stream.getVideoTracks());
  return stream;
};
"""

#: Breaks the class's video as soon as the practice is ready, while it is waited for or counted down.
BROKEN_WHEN_READY = """() => {
  const isReady = ".dance[data-phase=counting], .dance[data-phase=waiting] button:enabled + button:enabled";
  const look = setInterval(() => {
    if (!document.querySelector(isReady)) return;
    clearInterval(look);
    document.querySelector(".dance video").src = "data:video/mp4,broken";
  }, 20);
}"""


def judged(page: Page, steps: int) -> None:
    """Wait until so many steps of the dance have been judged."""
    page.locator(".dance-part i:not([data-grade=none])").nth(steps - 1).wait_for(timeout=PATIENCE_MS)


def paused(page: Page, why: str) -> None:
    """It is, and says why."""
    expect(page.locator(".dance-paused[role=alert]")).to_contain_text(why, timeout=PATIENCE_MS)
    assert page.evaluate("document.querySelector('.dance video').paused")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Dance on").click()
    expect(page.locator(".dance[data-phase=dancing]")).to_be_visible()


def result(page: Page) -> None:
    """Its page, by itself, with the film."""
    to_result(page)
    expect(page.get_by_role("heading", name="Part by part")).to_be_visible()
    expect(page.get_by_role("heading", name="Your film")).to_be_visible()


def test_a_phone_that_is_turned_pauses_and_one_short_of_memory_dances_on(
    dancer: BrowserContext, floor: Served
) -> None:
    page = with_class(dancer, floor)
    begin(page, floor, "parts=1,2&speed=1")
    judged(page, 2)
    page.set_viewport_size({"width": 844, "height": 390})
    paused(page, "The phone was turned")
    go_on(page)
    session = dancer.new_cdp_session(page)
    upright = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    turned = {"type": "portraitPrimary", "angle": 0}
    session.send("Emulation.setDeviceMetricsOverride", {**upright, "screenOrientation": turned})
    paused(page, "The phone was turned")
    go_on(page)
    session.send("Memory.simulatePressureNotification", {"level": "critical"})
    result(page)
    expect(page.get_by_text("This is the result up to then")).to_have_count(0)


def test_a_camera_that_is_taken_away_is_told_before_a_dance_and_ends_one(
    dancer: BrowserContext, floor: Served
) -> None:
    page = with_class(dancer, floor)
    page.goto(f"{floor.url}/practice/c/uniform/dance")
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_enabled()
    dancer.clear_permissions()
    expect(page.get_by_role("alert")).to_contain_text("The camera was disconnected")
    dancer.grant_permissions(["camera"])
    page.get_by_role("button", name="Try again").click()
    begin_here(page)
    judged(page, 2)
    dancer.clear_permissions()
    result(page)
    expect(page.get_by_text("The camera was lost. This is the result up to then.")).to_be_visible()


def test_a_net_that_cannot_be_had_is_told_and_trying_again_brings_it(
    dancer: BrowserContext, floor: Served
) -> None:
    page = with_class(dancer, floor)
    until(lambda: kept_nets(page) > 0)
    page.evaluate("caches.delete('eightcount-models')")
    dancer.route("**/models/**", lambda route: route.abort())
    dancer.add_init_script(CAMERAS)
    page.goto(f"{floor.url}/practice/c/uniform/dance")
    expect(page.get_by_role("alert")).to_contain_text("could not be downloaded")
    # A dance that broke has let go of the camera.
    until(lambda: page.evaluate("window.cameras.map(({readyState}) => readyState)") == ["ended"])
    dancer.unroute("**/models/**")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".dance-verdict:not([data-verdict=looking])")).to_be_visible(timeout=PATIENCE_MS)
    assert kept_nets(page) > 0


def test_a_class_that_breaks_before_it_is_danced_is_told_and_leaves_no_result(
    dancer: BrowserContext, floor: Served
) -> None:
    page = with_class(dancer, floor)
    page.goto(f"{floor.url}/practice/c/uniform/dance")
    page.evaluate(BROKEN_WHEN_READY)
    page.get_by_role("button", name="Start", exact=True).click(timeout=PATIENCE_MS)
    expect(page.get_by_role("alert")).to_contain_text("The class video cannot be played", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_enabled(timeout=PATIENCE_MS)
    page.goto(f"{floor.url}/practice/c/uniform")
    expect(page.get_by_text("You have not danced it yet.")).to_be_visible(timeout=PATIENCE_MS)


@pytest.fixture
def tabs(chromium: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    clip = practising.clip_of("own", tmp_path)
    with browser_with_tabs(chromium.browser_type, tmp_path / "profile", clip) as context:
        yield context


def test_another_tab_in_front_pauses_a_dance_and_one_that_is_closed_leaves_its_result(
    tabs: BrowserContext, floor: Served
) -> None:
    page = with_class(tabs, floor)
    other = tabs.new_page()
    page.bring_to_front()
    page.goto(f"{floor.url}/practice/c/uniform/dance?parts=1,2&speed=1")
    page.get_by_role("button", name="Start", exact=True).click(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Start now").click(timeout=PATIENCE_MS)
    # Nobody sees it begin.
    other.bring_to_front()
    assert page.evaluate("document.visibilityState") == "hidden"
    paused(page, "Paused while you looked at something else")
    page.bring_to_front()
    go_on(page)
    judged(page, 2)
    other.bring_to_front()
    paused(page, "Paused while you looked at something else")
    session = tabs.new_cdp_session(page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    session.send("Page.setWebLifecycleState", {"state": "active"})
    page.bring_to_front()
    go_on(page)
    judged(page, 5)
    page.close()
    other.goto(f"{floor.url}/practice/c/uniform")
    other.locator(".results-line").click(timeout=PATIENCE_MS)
    expect(other.get_by_text("The page was closed, which ended it.")).to_be_visible()
    expect(other.get_by_role("heading", name="Part by part")).to_be_visible()
    expect(other.get_by_role("heading", name="Your film")).to_be_visible()
