"""The practice app as an app: without a network, in a newer version, in two languages, under a thumb."""

import re
import shutil
from pathlib import Path

import pytest
from app_opened import PHONE, READY, bring, button, is_here, kept_nets, opened, until
from app_served import Served, app_served
from playwright.sync_api import Browser, BrowserContext, Page, expect
from small_class import Built

AXE = Path(__file__).parents[3] / "web/node_modules/axe-core/axe.min.js"


def test_a_class_that_is_here_is_opened_without_a_network(
    context: BrowserContext, served: Served, first: Built
) -> None:
    served.publish(first)
    page = opened(context, served, "c/uniform")
    bring(page)
    page.evaluate(READY)
    until(lambda: kept_nets(page) == 1)
    context.set_offline(True)
    page.goto(f"{served.url}/practice/")
    expect(page.get_by_text("The server cannot be reached")).to_be_visible()
    card = page.get_by_role("link", name=re.compile("Uniform"))
    expect(card).to_contain_text("On this device")
    card.click()
    is_here(page)
    page.reload()
    is_here(page)
    page.get_by_role("link", name="Learn").click()
    playing = page.locator("video").first
    expect(playing).to_be_attached()
    until(lambda: bool(playing.evaluate("(video) => video.readyState >= 2 && video.duration > 8")))
    context.set_offline(False)
    page.goto(f"{served.url}/practice/")
    expect(page.get_by_text("The server cannot be reached")).to_have_count(0)


def test_what_was_never_opened_says_that_a_network_is_needed(context: BrowserContext, served: Served) -> None:
    context.route("**/config.json", lambda route: route.abort())
    page = opened(context, served)
    expect(page.get_by_role("alert")).to_contain_text("The first time, a network is needed")
    context.unroute("**/config.json")
    button(page, "Open again").click()
    expect(page.get_by_text("No class has been published here yet.")).to_be_visible()


def test_a_newer_version_waits_until_somebody_takes_it(
    chromium: Browser, built_app: Path, first: Built, tmp_path: Path
) -> None:
    app = tmp_path / "app"
    shutil.copytree(built_app, app)
    context = chromium.new_context(**PHONE)
    with app_served(tmp_path / "server", app) as served:
        served.publish(first)
        page = opened(context, served)
        page.evaluate(READY)
        worker, start = app / "sw.js", app / "index.html"
        page.reload()
        expect(page.get_by_text("A new version")).to_have_count(0)
        start.write_text(start.read_text().replace("</head>", '<meta name="newer" content="1" /></head>'))
        worker.write_text(worker.read_text().replace(f"`{_version(worker)}`", "`0123456789abcdef`"))
        page.reload()
        expect(page.get_by_text("A new version of the app is ready.")).to_be_visible()
        assert page.locator("meta[name=newer]").count() == 0, "the old one goes on whole"
        button(page, "Switch to the new version").click()
        expect(page.locator("meta[name=newer]")).to_have_count(1)
        expect(page.get_by_text("A new version")).to_have_count(0)
        kept = [name for name in page.evaluate("caches.keys()") if name.startswith("eightcount-app-")]
        assert kept[1:] == ["eightcount-app-0123456789abcdef"], "and the one before, for other tabs"
    context.close()


def _version(worker: Path) -> str:
    """By which the worker calls the app's files."""
    found = re.search(r"`([0-9a-f]{16})`", worker.read_text())
    assert found
    return found[1]


def test_words_follow_the_person(context: BrowserContext, served: Served, first: Built) -> None:
    served.publish(first)
    page = opened(context, served, "settings")
    page.get_by_label("한국어").check()
    expect(page.get_by_role("heading", name="설정")).to_be_visible()
    page.goto(f"{served.url}/practice/")
    expect(page.get_by_role("link", name=re.compile("유니폼"))).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "ko"


@pytest.mark.parametrize("shape", [(390, 844), (844, 390)], ids=["upright", "on its side"])
def test_everything_is_within_reach_and_large_enough(
    context: BrowserContext, served: Served, first: Built, shape: tuple[int, int]
) -> None:
    served.publish(first)
    page = opened(context, served, "c/uniform")
    page.set_viewport_size({"width": shape[0], "height": shape[1]})
    bring(page)
    for path in ("", "c/uniform", "settings"):
        page.goto(f"{served.url}/practice/{path}")
        expect(page.get_by_role("heading").first).to_be_visible()
        expect(page.locator(".busy")).to_have_count(0)
        assert _small_targets(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing lies aside"
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run()")["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    page.goto(f"{served.url}/practice/c/uniform")
    box = page.get_by_role("link", name="Dance").bounding_box()
    assert box
    assert box["y"] + box["height"] > 0.75 * shape[1], "the thumb is at the bottom"


def _small_targets(page: Page) -> list[str]:
    """What can be touched and is smaller than a thumb."""
    return list(
        page.evaluate(
            """[...document.querySelectorAll("a, button, input, label, summary")]
              .filter((each) => !each.closest("label") || each.matches("label"))
              .filter((each) => each.getBoundingClientRect().height < 47.5)
              .map((each) => each.outerHTML)"""
        )
    )


def test_it_can_be_installed(context: BrowserContext, served: Served) -> None:
    page = opened(context, served)
    session = context.new_cdp_session(page)
    page.evaluate(READY)
    manifest = session.send("Page.getAppManifest")
    assert manifest["url"] == f"{served.url}/practice/manifest.webmanifest"
    assert manifest["errors"] == []
    # A window without a person's profile, as tests have, is never offered; nothing else may stand against it.
    against = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in against if each["errorId"] != "in-incognito"] == []
