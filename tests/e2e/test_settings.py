"""What admins look after: accounts, API keys, the log of changes; and what people change of themselves."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect
from served import NUMBERS, Person, Server

Visit = Callable[..., Page]
Axe = Callable[[Page], list[str]]
TYPED = "seven quiet drums"


@pytest.fixture(scope="module")
def admin(server: Server) -> Person:
    """Somebody who may do everything."""
    return server.person("admin", f"Seo Jiwoo {next(NUMBERS)}")  # the server has others of other tests


def opens(server: Server, login: str, password: str) -> bool:
    """Whether somebody can sign in so."""
    given = {"login": login, "password": password}
    return httpx.post(f"{server.url}/api/v1/session", json=given, timeout=30).status_code == 200


def works(server: Server, secret: str, path: str = "/classes") -> int:
    """The status that a key gets."""
    headers = {"Authorization": f"Bearer {secret}"}
    return httpx.get(f"{server.url}/api/v1{path}", headers=headers, timeout=30).status_code


def secret_of(page: Page) -> str:
    """The secret that is shown this once."""
    return page.get_by_role("dialog").locator("[data-secret]").inner_text().strip()


def test_an_account_is_made_changed_kept_out_and_given_a_new_password(
    server: Server, visit: Visit, admin: Person, axe: Axe
) -> None:
    login, name = f"mina{next(NUMBERS)}", f"Park Mina {next(NUMBERS)}"
    page = visit("/settings", admin)
    page.get_by_role("button", name="New account").click()
    form = page.get_by_role("dialog", name="New account")
    form.get_by_label("Name").fill(name)
    form.get_by_label("Login").fill(login)
    assert axe(page) == []
    form.get_by_role("button", name="Make the account").click()
    expect(form.get_by_text("shown this once")).to_be_visible()
    made = secret_of(page)
    assert opens(server, login, made)
    form.get_by_role("button", name="I have kept it").click()

    role = page.get_by_label(f"Role of {name}")
    expect(role).to_have_value("author")
    role.select_option("publisher")
    expect(page.get_by_text(f"{name} is now: Publisher.")).to_be_visible()
    actions = page.get_by_role("button", name=f"Actions for {name}")
    actions.click()
    page.get_by_role("menuitem", name="Disable").click()
    expect(page.get_by_text(f"{name} is signed out and kept out.")).to_be_visible()
    assert not opens(server, login, made)
    actions.click()
    page.get_by_role("menuitem", name="Enable again").click()
    expect(page.get_by_text(f"{name} can sign in again.")).to_be_visible()

    actions.click()
    page.get_by_role("menuitem", name="New password").click()
    dialog = page.get_by_role("dialog", name=f"New password for {name}")
    dialog.get_by_label("Type one").check()
    dialog.get_by_label("Password", exact=True).fill("short")
    dialog.get_by_role("button", name="Set the password").click()
    expect(dialog.get_by_text("A password has at least 12 characters.")).to_be_visible()
    dialog.get_by_label("Password", exact=True).fill(TYPED)
    dialog.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text(f"{name} has a new password.")).to_be_visible()
    assert opens(server, login, TYPED)
    assert axe(page) == []


def test_a_login_that_is_taken_is_told_and_nothing_typed_is_lost(visit: Visit, admin: Person) -> None:
    page = visit("/settings", admin)
    page.get_by_role("button", name="New account").click()
    form = page.get_by_role("dialog", name="New account")
    form.get_by_label("Name").fill("Somebody")
    form.get_by_label("Login").fill(admin.login)
    form.get_by_role("button", name="Make the account").click()
    expect(form.get_by_role("alert")).to_contain_text(admin.login)
    expect(form.get_by_label("Name")).to_have_value("Somebody")


def test_a_key_is_made_copied_used_and_revoked_by_keyboard(
    server: Server, visit: Visit, admin: Person, axe: Axe
) -> None:
    name = f"nightly {next(NUMBERS)}"
    page = visit("/settings/keys", admin, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="New key").focus()
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="New key")
    expect(form.get_by_label("Name")).to_be_focused()
    page.keyboard.type(name)
    expect(form.get_by_label("read", exact=True)).to_be_checked()
    form.get_by_label("build", exact=True).focus()
    page.keyboard.press("Space")
    assert axe(page) == []
    form.get_by_role("button", name="Make the key").focus()
    page.keyboard.press("Enter")
    expect(form.get_by_text("shown this once")).to_be_visible()
    secret = secret_of(page)
    form.get_by_role("button", name="Copy").focus()
    page.keyboard.press("Enter")
    expect(form.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    assert works(server, secret) == 200
    assert works(server, secret, "/accounts") == 403
    form.get_by_role("button", name="I have kept it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert secret not in page.content()

    page.get_by_role("button", name=f"Revoke the key {name}").focus()
    page.keyboard.press("Enter")
    sure = page.get_by_role("dialog", name="Revoke")
    expect(sure.get_by_text("cannot be undone")).to_be_visible()
    sure.get_by_role("button", name="Revoke").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("does not work any more")).to_be_visible()
    assert works(server, secret) == 401


def test_the_log_tells_who_changed_what_from_and_to(
    server: Server, visit: Visit, admin: Person, axe: Axe
) -> None:
    number = next(NUMBERS)
    with server.client() as client:
        before, after = f"Dancer {number}", f"Dancer {number} the Second"
        made = client.post("/dancers", json={"name": before}).raise_for_status().json()
    page = visit("/settings/audit", admin)
    answer = page.evaluate(
        """([id, name]) => fetch(`/api/v1/dancers/${id}`, {
            method: "PATCH", body: JSON.stringify({name}),
            headers: {"Content-Type": "application/json", "If-Match": "*"},
        }).then(answer => answer.status)""",
        [made["id"], after],
    )
    assert answer == 200
    page.get_by_label("Who").select_option(label=admin.name)
    page.get_by_label("Kind of thing").select_option("dancer")
    row = page.get_by_role("row").filter(has_text=after)
    expect(row).to_contain_text(
        re.compile(rf"{admin.name}.*changed dancer.*name: {before} → {after}", re.DOTALL)
    )
    expect(page).to_have_url(re.compile(r"actor=account%3A[0-9a-f]+&noun=dancer"))
    page.reload()
    expect(row).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.get_by_role("row").filter(has_text="signed in").first).to_be_visible()


def test_who_may_not_is_told_so_in_words_in_both_languages(server: Server, visit: Visit, axe: Axe) -> None:
    dana = server.person("author", "Kim Dana")
    page = visit("/settings/accounts", dana)
    expect(page.get_by_role("heading", name="These settings are an admin's")).to_be_visible()
    expect(page.get_by_text("Your role is Author.")).to_be_visible()
    assert axe(page) == []
    korean = visit("/settings/accounts", dana, locale="ko-KR", color_scheme="dark")
    expect(korean.get_by_role("heading", name="이 설정은 관리자만 볼 수 있어요")).to_be_visible()
    assert axe(korean) == []


def test_everybody_changes_their_own_name_and_password(server: Server, visit: Visit, axe: Axe) -> None:
    dana = server.person("reviewer", "Kim Dana")
    page = visit("/me", dana)
    page.get_by_label("Name").fill("Kim Dana-Lee")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert axe(page) == []

    change = page.get_by_role("region", name="Change the password")
    change.get_by_label("Present password").fill("not the present one")
    change.get_by_label("New password", exact=True).fill(TYPED)
    change.get_by_label("New password again").fill("seven loud drums!")
    change.get_by_role("button", name="Change the password").click()
    expect(change.get_by_text("The two are not the same.")).to_be_visible()
    change.get_by_label("New password again").fill(TYPED)
    change.get_by_role("button", name="Change the password").click()
    expect(change.get_by_text("This is not your present password.")).to_be_visible()
    change.get_by_label("Present password").fill(dana.password)
    change.get_by_role("button", name="Change the password").click()
    expect(change.get_by_text("Your password is changed.")).to_be_visible()
    assert opens(server, dana.login, TYPED)
    assert not opens(server, dana.login, dana.password)
