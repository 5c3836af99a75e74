"""Dancing where there is no network: what was brought before is enough for dance, result and film."""

import json
import re
from pathlib import Path

import av
from app_danced import KEPT_SCORE, PATIENCE_MS, begin, to_result, with_class
from app_opened import READY, kept_nets, until
from app_served import Served
from playwright.sync_api import BrowserContext, Page, expect

#: A browser looks for a newer one by itself, whatever its pages are told of the network.
WORKER = "practice/sw.js"
#: The net that was measured to suit this device; null before.
CHOSEN = "localStorage.getItem('eightcount.pose')"


def test_a_first_dance_its_result_and_its_film_need_no_network(
    dancer: BrowserContext, floor: Served, tmp_path: Path
) -> None:
    page = reopened_offline(brought(dancer, floor), floor)
    assert page.evaluate(CHOSEN) is None
    begin(page, floor, "parts=1&speed=1")
    to_result(page)
    expect(page.get_by_role("heading", name="Part by part")).to_be_visible()
    expect(page.locator(".results-score")).to_have_text(page.evaluate(KEPT_SCORE))
    assert page.evaluate(CHOSEN) is None, "a better net was out of reach: that is measured another time"
    page.get_by_role("button", name="Make the film").click()
    with page.expect_download(timeout=PATIENCE_MS) as download:
        page.get_by_role("button", name="Save as a file").click(timeout=PATIENCE_MS)
    download.value.save_as(tmp_path / "film.mp4")
    with av.open(str(tmp_path / "film.mp4")) as film:
        assert {stream.type for stream in film.streams} == {"video", "audio"}
        assert sum(1 for _ in film.decode(video=0)) > 5
    assert reached(floor) == set()


def test_a_device_that_has_chosen_its_net_dances_on_without_a_network(
    dancer: BrowserContext, floor: Served
) -> None:
    page = brought(dancer, floor)
    page.goto(f"{floor.url}/practice/c/uniform/dance")
    until(lambda: page.evaluate(CHOSEN) is not None)
    chosen = json.loads(page.evaluate(CHOSEN))
    page = reopened_offline(page, floor)
    begin(page, floor, "parts=1&speed=1")
    to_result(page)
    expect(page.locator(".results-score")).to_have_text(page.evaluate(KEPT_SCORE))
    assert json.loads(page.evaluate(CHOSEN))["tookMs"] == chosen["tookMs"], "it was not measured again"
    assert reached(floor) == set()


def brought(context: BrowserContext, served: Served) -> Page:
    """The class's page; class, net and app are on the device."""
    page = with_class(context, served)
    page.evaluate(READY)
    until(lambda: kept_nets(page) > 0)
    return page


def reopened_offline(page: Page, served: Served) -> Page:
    """The catalogue in a new tab, once there is no network any more."""
    context = page.context
    page.close()
    context.set_offline(True)
    served.asked.clear()
    opened = context.new_page()
    opened.goto(f"{served.url}/practice/")
    expect(opened.get_by_text("The server cannot be reached")).to_be_visible()
    expect(opened.get_by_role("link", name=re.compile("Uniform"))).to_contain_text("On this device")
    return opened


def reached(served: Served) -> set[str]:
    """What pages and their workers got from the server though there is no network."""
    return {path for path, _ in served.asked} - {WORKER}
