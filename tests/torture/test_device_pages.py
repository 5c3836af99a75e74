"""Devices in a real browser whose tab crashes at random moments of an update: what they hold stays good."""

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page
from small_class import BEATS_S, Built, lay_desk, pack

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

import device_page
import rooms

from .conftest import Figure

MB = 1024 * 1024


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> list[Built]:
    """Two revisions of one class, each with a file of some MiB that the other lacks."""
    made = []
    for number in (0, 1):
        beats_s = [time_s + 0.02 * (at == number) for at, time_s in enumerate(BEATS_S)]
        desk = lay_desk(tmp_path_factory.mktemp("pack") / "desk", beats_s=beats_s, revision=number + 1)
        extra = random.Random(number).randbytes((3 + number) * MB + 4321)
        made.append(device_page.with_extra(pack(desk), extra))
    return made


@pytest.fixture
def site(tmp_path: Path) -> Iterator[rooms.Site]:
    device_page.build(tmp_path / "page")
    with rooms.served(tmp_path / "page") as site:
        yield site


def opened_in(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    page.wait_for_function("window.device")
    return page


def crash(page: Page) -> None:
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    page.close()


def test_a_tab_that_crashes_in_mid_update_leaves_a_whole_pack(
    chromium: Browser,
    site: rooms.Site,
    packs: list[Built],
    tmp_path: Path,
    dice: random.Random,
    times: Callable[[int], int],
    figure: Figure,
) -> None:
    told: Counter[str] = Counter()
    hashes = [device_page.hashes_of(built) for built in packs]
    context = chromium.new_context()
    with device_page.shelf_served(tmp_path / "shelf") as shelf:
        about = {"baseUrl": shelf.url, "root": shelf.root_key, "channel": "production"}

        def follow(page: Page) -> Any:
            """Once the crashed tab's lock is gone."""
            while (report := page.evaluate("about => device.follow(about)", about)).get(
                "name"
            ) == "BusyError":
                told["waits for the lock of a dead tab"] += 1
                page.wait_for_timeout(20)
            return report

        shelf.show(1, packs[0])
        assert follow(opened_in(context, site.url))["complete"]
        for number in range(1, times(100) + 1):
            shelf.show(number + 1, packs[number % 2])
            page = opened_in(context, site.url)
            page.evaluate("about => { device.follow(about).catch(() => undefined) }", about)
            page.wait_for_timeout(dice.uniform(0, 400))
            crash(page)
            after = opened_in(context, site.url)
            now = after.evaluate("device.opened('uniform')")
            assert now.get("hashes") in hashes, now
            told["switched before the crash"] += now["hashes"] == hashes[number % 2]
            told["went on with what had come"] += bool(after.evaluate("device.incoming()"))
            assert follow(after)["complete"]
            assert after.evaluate("device.opened('uniform')")["hashes"] == hashes[number % 2]
            after.close()
            told["crashes"] += 1
    context.close()
    figure("tabs crashed in mid-update, unplayable packs", (told["crashes"], 0))
    figure("of these", dict(told))
