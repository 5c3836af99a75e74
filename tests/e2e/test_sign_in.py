"""The way in: the first account, wrong passwords, the lock, a session that ends in the middle of work.

On a server of its own: locks and missing accounts are nobody else's matter.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from served import NUMBERS, Person, Server

Axe = Callable[[Page], list[str]]
Open = Callable[..., Page]
TRIES = 3


@pytest.fixture(scope="module")
def strict(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without accounts that locks a login after three tries."""
    folder = tmp_path_factory.mktemp("strict")
    told = {"EIGHTCOUNT_DATA": str(folder), "EIGHTCOUNT_SIGN_IN_TRIES_PER_LOGIN": str(TRIES)}
    started = Server(folder, {**server.environment, **told})
    try:
        started.start()
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="module")
def admin(strict: Server) -> Person:
    """The first account, made on the command line."""
    return strict.person("admin", "Seo Jiwoo")


@pytest.fixture
def look(strict: Server, chromium: Browser) -> Iterator[Open]:
    """Opens a page in a context of its own, as nobody."""
    contexts: list[BrowserContext] = []

    def make(path: str = "/", **options: object) -> Page:
        given: dict[str, Any] = {"locale": "en-GB", "reduced_motion": "reduce", **options}
        contexts.append(chromium.new_context(base_url=strict.url, **given))
        page = contexts[-1].new_page()
        page.goto(f"/admin{path}")
        return page

    yield make
    for context in contexts:
        context.close()


def fill(page: Page, login: str, password: str) -> None:
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def end_session(page: Page, server: Server) -> None:
    """As from another tab: the page itself does not notice."""
    answer = page.request.delete(f"{server.url}/api/v1/session", headers={"Origin": server.url})
    assert answer.status == 204


def test_before_the_first_account_the_page_says_how_to_make_it(strict: Server, look: Open, axe: Axe) -> None:
    assert strict.eightcount("account", "list") == []
    page = look()
    expect(page.get_by_text("Nobody has an account yet.")).to_be_visible()
    expect(page.get_by_text("eightcount account create")).to_be_visible()
    assert axe(page) == []
    page.get_by_text("한국어").click()
    expect(page.get_by_text("아직 계정이 없어요.")).to_be_visible()


def test_by_keyboard_alone_to_the_empty_board_and_out_again(admin: Person, look: Open, axe: Axe) -> None:
    page = look()
    expect(page.get_by_label("Login")).to_be_focused()
    page.keyboard.type(admin.login.upper())
    page.keyboard.press("Tab")
    page.keyboard.type(admin.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="No classes yet")).to_be_visible()
    assert axe(page) == []
    expect(page.get_by_role("main").get_by_role("link", name="New class")).to_have_attribute(
        "href", "/admin/classes/new"
    )
    menu = page.get_by_role("button", name="Account of Seo Jiwoo")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-autofocus]")).to_be_focused()  # else what is pressed goes to the button
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="My account")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Login")).to_be_visible()
    page.goto("/admin/settings/keys")
    expect(page.get_by_label("Login")).to_be_visible()


@pytest.mark.usefixtures("admin")
def test_wrong_passwords_are_told_then_lock_until_an_admin_helps(
    strict: Server, look: Open, axe: Axe
) -> None:
    dana = strict.person("author", "Kim Dana")
    page = look("/settings")
    for _ in range(TRIES):
        fill(page, dana.login, "not the password")
        expect(page.get_by_role("alert")).to_contain_text("do not belong together")
        expect(page.get_by_label("Login")).to_have_value(dana.login)
        expect(page.get_by_label("Password", exact=True)).to_have_value("")
    fill(page, dana.login, dana.password)
    expect(page.get_by_role("alert")).to_contain_text("Too many tries")
    waits = page.get_by_role("button", name=re.compile(r"Try again in \d+ s"))
    expect(waits).to_be_disabled()
    assert axe(page) == []
    first = int(re.sub(r"\D", "", waits.inner_text()))
    assert 0 < first <= 15 * 60
    shown_s = "Number(document.querySelector('button[type=submit]').innerText.replace(/\\D/g, ''))"
    page.wait_for_function(f"first => {shown_s} < first", arg=first)
    fresh = strict.eightcount("account", "password", dana.login)["password"]
    page.reload()
    fill(page, dana.login, fresh)
    expect(page.get_by_role("heading", name="These settings are an admin's")).to_be_visible()


def test_a_session_that_ends_in_the_middle_loses_nothing_that_was_typed(
    strict: Server, admin: Person, look: Open, axe: Axe
) -> None:
    page = look("/me")
    fill(page, admin.login, admin.password)
    typed = f"Seo Jiwoo {next(NUMBERS)}"
    name = page.get_by_label("Name")
    name.fill(typed)
    end_session(page, strict)
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name="Your session has ended")
    expect(dialog.get_by_label("Password", exact=True)).to_be_focused()
    assert axe(page) == []
    page.keyboard.type(admin.password)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(name).to_have_value(typed)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("button", name=f"Account of {typed}")).to_be_visible()
    assert page.url.endswith("/admin/me")


def test_who_does_not_sign_in_again_leaves_the_page(strict: Server, admin: Person, look: Open) -> None:
    page = look("/me")
    fill(page, admin.login, admin.password)
    page.get_by_label("Name").fill("Another")
    end_session(page, strict)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Leave this page").click()
    expect(page.get_by_role("heading", name="Sign in to Eightcount")).to_be_visible()
    assert "next=%2Fme" in page.url


def test_the_language_goes_with_the_account(admin: Person, look: Open) -> None:
    page = look("/me")
    fill(page, admin.login, admin.password)
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    page.get_by_label("Language").select_option("ko")
    expect(page.get_by_role("heading", name="내 계정")).to_be_visible()
    elsewhere = look("/me")
    fill(elsewhere, admin.login, admin.password)
    expect(elsewhere.get_by_role("heading", name="내 계정")).to_be_visible()
    elsewhere.get_by_label("언어").select_option("en")
    expect(elsewhere.get_by_role("heading", name="My account")).to_be_visible()


def test_an_address_of_another_site_is_no_page_to_go_on_to(strict: Server, admin: Person, look: Open) -> None:
    page = look("/sign-in?next=//elsewhere.example/")
    fill(page, admin.login, admin.password)
    expect(page.get_by_role("heading", name="Classes", exact=True)).to_be_visible()
    assert page.url == f"{strict.url}/admin/"
