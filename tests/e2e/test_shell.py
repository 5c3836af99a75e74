"""What stands around every page: the way in and out, languages, and addresses that lead nowhere."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from served import Server

Visit = Callable[..., Page]


def test_a_page_asks_for_signing_in_and_goes_on_to_itself(server: Server, visit: Visit) -> None:
    dana = server.person("author", "Kim Dana")
    page = visit("/songs?q=spring")
    page.get_by_label("Login").fill(dana.login)
    page.locator("input[type=password]").fill(dana.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{server.url}/admin/songs?q=spring")
    page.get_by_role("button", name="Account of Kim Dana").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to Eightcount")).to_be_visible()
    page.goto("/admin/")
    expect(page.get_by_label("Login")).to_be_visible()


def test_a_wrong_password_is_told_in_words(visit: Visit) -> None:
    page = visit("/")
    page.get_by_label("Login").fill("nobody")
    page.locator("input[type=password]").fill("not a password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("password")


def test_the_language_changes_at_once_and_is_kept(server: Server, visit: Visit) -> None:
    page = visit("/", server.person("author", "Kim Dana"))
    page.get_by_role("button", name="Account of Kim Dana").click()
    page.get_by_role("menuitem", name="한국어").click()
    expect(page.get_by_role("link", name="댄서")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="댄서")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "ko"


@pytest.mark.parametrize("path", ["/", "/nowhere"])
def test_no_serious_fault_of_accessibility(
    server: Server, visit: Visit, axe: Callable[[Page], list[str]], path: str
) -> None:
    page = visit(path, server.person("admin"))
    expect(page.get_by_role("navigation")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize("locale", ["en-GB", "ko-KR"])
def test_nothing_sticks_out_of_a_narrow_window_and_what_has_no_words_has_a_name(
    server: Server, visit: Visit, axe: Callable[[Page], list[str]], locale: str
) -> None:
    page = visit("/", server.person("admin"), locale=locale)
    home, rooms = ("Eightcount", {"en-GB": "Songs", "ko-KR": "곡"}[locale])
    for width in (320, 360, 400, 768, 991, 992, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for name in (home, rooms):
            expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
        wide = page.evaluate(
            "[document.documentElement.scrollWidth, document.querySelector('header').scrollWidth]"
        )
        assert max(wide) <= width, width
    page.set_viewport_size({"width": 360, "height": 800})
    assert axe(page) == []


def test_the_page_may_talk_to_its_own_server_alone(visit: Visit) -> None:
    page = visit("/")
    policy = page.request.get("/admin/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert page.request.get("/admin/assets/none.js").status == 404
    assert page.request.get("/admin/..%2Fpackage.json").text().startswith("<!doctype html>")
