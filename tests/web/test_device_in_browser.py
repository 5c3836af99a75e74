"""The TypeScript runtime in a real Chromium: a device on one origin that follows a real shelf on another, and
is killed in the middle.
"""

import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import device_page
import pytest
import rooms
from browsers import FLAGS, chromium_path
from device_page import Shelf, hashes_of
from playwright.sync_api import Browser, BrowserContext, Error, Page
from small_class import BEATS_S, Built, lay_desk, pack

MB = 1024 * 1024
VECTORS = Path(__file__).parents[2] / "runtime" / "vectors" / "trust"
EXTRA = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(5 * MB // 32 + 77))
EXTRA_KEY = hashlib.sha256(EXTRA).hexdigest()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A real pack, and a file of 5 MiB besides."""
    return device_page.with_extra(pack(lay_desk(tmp_path_factory.mktemp("pack") / "desk")), EXTRA)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same with a beat moved and without that file, as the next revision."""
    beats_s = [time_s + 0.02 * (number == 5) for number, time_s in enumerate(BEATS_S)]
    return pack(lay_desk(tmp_path_factory.mktemp("pack") / "desk", beats_s=beats_s, revision=2))


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the page, which is not the shelf's."""
    folder = tmp_path_factory.mktemp("device")
    device_page.build(folder)
    with rooms.served(folder) as site:
        yield site.url


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with device_page.shelf_served(tmp_path / "shelf") as shelf:
        yield shelf


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    yield context
    context.close()


@contextmanager
def lasting(chromium: Browser, profile: Path) -> Iterator[BrowserContext]:
    """A browser of its own whose profile lies on the disk, as a person's does."""
    context = chromium.browser_type.launch_persistent_context(
        profile, executable_path=chromium_path(), args=FLAGS
    )
    try:
        yield context
    finally:
        with suppress(Error):
            context.close()


def opened_in(context: BrowserContext, origin: str) -> Page:
    page = context.new_page()
    page.goto(origin)
    page.wait_for_function("window.device")
    return page


def following(shelf: Shelf, **more: str) -> dict[str, str]:
    return {"baseUrl": shelf.url, "root": shelf.root_key, "channel": "production", **more}


def follow(page: Page, shelf: Shelf, **more: str) -> Any:
    return page.evaluate("about => device.follow(about)", following(shelf, **more))


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.02)


def begin(page: Page, shelf: Shelf, upto: int, kept: int = 0) -> int:
    """Start a sync in which the large file, of which so much is kept, stops at a byte; how much is kept then.
    The last piece, at most 1 MiB, may not be.
    """
    shelf.held[f"o/{EXTRA_KEY}"] = upto - kept
    page.evaluate("about => { device.follow(about).catch(() => undefined) }", following(shelf))

    def kept_now() -> int:
        return int(page.evaluate("device.incoming()").get(f"incoming/{EXTRA_KEY}") or 0)

    until(lambda: kept_now() >= upto - MB)
    return kept_now()


def test_every_golden_vector_is_judged_in_chromium_as_in_python(context: BrowserContext, origin: str) -> None:
    page = opened_in(context, origin)
    vectors = [json.loads(path.read_text()) for path in sorted(VECTORS.glob("*.json"))]
    assert len(vectors) > 100
    verdicts = [page.evaluate("vector => device.verdict(vector)", vector) for vector in vectors]
    assert dict(zip([each["name"] for each in vectors], verdicts, strict=True)) == {
        each["name"]: each["error"] for each in vectors
    }


def test_indexed_db_keeps_the_rules_of_a_store(context: BrowserContext, origin: str) -> None:
    assert opened_in(context, origin).evaluate("device.brokenRules()") == []


def test_a_device_on_another_origin_follows_verifies_and_plays(
    context: BrowserContext, origin: str, shelf: Shelf, first: Built, second: Built
) -> None:
    shelf.show(1, first)
    page = opened_in(context, origin)
    report = follow(page, shelf, query="Signature=abc")
    assert [(each["state"], each["sentence"]) for each in report["classes"]] == [("updated", "")]
    assert {origin for _, _, _, origin in shelf.asked} == {origin}
    assert {query for _, query, _, _ in shelf.asked} == {"Signature=abc"}
    assert page.evaluate("device.opened('uniform')") == {
        "revision": 1,
        "hashes": hashes_of(first),
        "type": "video/mp4",
    }
    assert page.evaluate("about => device.playableS(about)", following(shelf)) == pytest.approx(9, abs=0.2)

    shelf.asked.clear()
    again = follow(page, shelf)
    assert (again["notModified"], again["classes"][0]["state"]) == (True, "current")
    assert len(shelf.asked) == 1

    shelf.show(2, second)
    moved = follow(page, shelf)
    assert (moved["classes"][0]["state"], moved["downloadedBytes"] < 100_000) == ("updated", True)
    assert page.evaluate("device.opened('uniform')")["revision"] == 2

    shelf.show(1, first)
    assert follow(page, shelf)["name"] == "RolledBackError"
    shelf.online = shelf.root
    shelf.show(3, first)
    assert follow(page, shelf)["name"] == "RolledBackError", "the root document names another key now"
    stranger = type(shelf)(shelf.house, shelf.url)
    stranger.show(4, first)
    assert follow(page, shelf)["name"] == "UntrustedError"
    assert page.evaluate("device.opened('uniform')")["hashes"] == hashes_of(second)


def test_a_practice_is_scored_in_a_worker(
    context: BrowserContext, origin: str, shelf: Shelf, first: Built
) -> None:
    shelf.show(1, first)
    page = opened_in(context, origin)
    follow(page, shelf)
    danced = page.evaluate("device.practised('uniform')")
    # The last step is told 0.6 s after its point, when the dance is over: by the end of the session.
    assert danced["kinds"] == {"feedback": 270, "judgement": 16, "part": 2}
    assert danced["total"]["judged"] == 16
    # A shift that is next to nothing costs next to nothing.
    assert danced["total"]["raw"] == pytest.approx(1, abs=1e-3)
    assert (danced["total"]["medal"], danced["session"]["mirrored"]) == ("gold", False)


def test_a_tab_that_crashes_in_mid_download_goes_on_where_it_was(
    context: BrowserContext, origin: str, shelf: Shelf, first: Built
) -> None:
    shelf.show(1, first)
    page = opened_in(context, origin)
    kept = begin(page, shelf, 3 * MB + 4321)
    other = opened_in(context, origin)
    assert follow(other, shelf)["name"] == "BusyError"
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    shelf.held.clear()
    shelf.asked.clear()
    until(lambda: "name" not in other.evaluate("about => device.follow(about)", following(shelf)))
    assert went_on_at(shelf) >= kept
    assert other.evaluate("device.opened('uniform')")["hashes"] == hashes_of(first)


@pytest.mark.skipif(sys.platform == "win32", reason="ends a process by its id")
def test_a_browser_killed_in_mid_download_keeps_what_it_had_and_the_last_good_pack(
    chromium: Browser, origin: str, shelf: Shelf, first: Built, second: Built, tmp_path: Path
) -> None:
    shelf.show(1, second)
    with lasting(chromium, tmp_path / "profile") as context:
        assert follow(opened_in(context, origin), shelf)["complete"]
    shelf.show(2, first)
    kept = 0
    for upto in (MB + 17, 3 * MB + 99):
        with lasting(chromium, tmp_path / "profile") as context:
            page = opened_in(context, origin)
            assert page.evaluate("device.incoming()").get(f"incoming/{EXTRA_KEY}", 0) == kept
            assert page.evaluate("device.opened('uniform')")["hashes"] == hashes_of(second)
            kept = begin(page, shelf, upto, kept)
            kill(context)
        shelf.held.clear()
    with lasting(chromium, tmp_path / "profile") as context:
        page = opened_in(context, origin)
        shelf.asked.clear()
        assert follow(page, shelf)["complete"]
        assert went_on_at(shelf) >= kept
        assert page.evaluate("device.opened('uniform')")["hashes"] == hashes_of(first)


def went_on_at(shelf: Shelf) -> int:
    """The byte from which the one request for the rest begins; a browser's own cache may have some more."""
    ((_, _, span, _),) = [asked for asked in shelf.asked if asked[0] == f"o/{EXTRA_KEY}"]
    return int(span.removeprefix("bytes=").partition("-")[0])


def kill(context: BrowserContext) -> None:
    """End the browser's main process as a crash or an empty battery does."""
    assert context.browser is not None
    processes = context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    pid = next(each["id"] for each in processes if each["type"] == "browser")
    with context.expect_event("close"):
        os.kill(pid, signal.SIGKILL)


def test_a_browser_without_room_says_so_and_keeps_the_last_good_pack(
    context: BrowserContext, origin: str, shelf: Shelf, first: Built, second: Built
) -> None:
    shelf.show(1, second)
    page = opened_in(context, origin)
    session = context.new_cdp_session(page)
    # Before anything is kept: afterwards Chromium goes on for a while with the room that it remembers.
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 3 * MB})
    assert follow(page, shelf)["complete"]
    shelf.show(2, first)
    (report,) = follow(page, shelf)["classes"]
    assert report["state"] == "failed"
    assert report["sentence"] == "The browser has no more room for this page; nothing has changed."
    assert page.evaluate("device.opened('uniform')")["hashes"] == hashes_of(second)
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    assert follow(page, shelf)["complete"]
    assert page.evaluate("device.opened('uniform')")["hashes"] == hashes_of(first)
