"""The board: every class with its state and the next thing, found, filtered, and changed many at once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from served import NUMBERS, Person, Prepared, Server, until

Visit = Callable[..., Page]
Axe = Callable[[Page], list[str]]
#: More than one page of the API, and far more than a screen.
MANY = 205


@pytest.fixture(scope="module")
def admin(server: Server) -> Person:
    """Somebody who may do everything."""
    return server.person("admin", "Seo Jiwoo")


@pytest.fixture
def made(server: Server) -> Callable[..., Any]:
    """Makes a class without files, of a song and a dancer of its own."""

    def make(title: str, **given: Any) -> Any:
        number = next(NUMBERS)
        with server.client() as client:
            song = client.post("/songs", json={"title": f"Song {number}", "artist": "The Eights"})
            dancer = client.post("/dancers", json={"name": f"Dancer {number}"})
            body = {
                "slug": f"board-{number}",
                "titles": {"en": title, "ko": f"{title} 한국어"},
                "song_id": song.raise_for_status().json()["id"],
                "dancer_id": dancer.raise_for_status().json()["id"],
                **given,
            }
            return client.post("/classes", json=body).raise_for_status().json()

    return make


@pytest.fixture
def marked(server: Server, prepared: Prepared, made: Callable[..., Any]) -> Callable[..., Any]:
    """Makes a class of the prepared take and song, with its beats, that nobody has built yet."""

    def make(title: str) -> Any:
        given = {"song_id": prepared.song_id, "dancer_id": prepared.dancer_id, "take": prepared.take_sha256}
        shown = made(title, **given)
        with server.client() as client:
            beats = {"format": 1, "beats_s": prepared.beats_s}
            path = f"/classes/{shown['slug']}/beats"
            client.put(path, json=beats, headers={"If-Match": "*"}).raise_for_status()
        return shown

    return make


def row(page: Page, title: str) -> Locator:
    """The row of the class of that title."""
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=title, exact=True))


def find(page: Page, words: str) -> None:
    page.get_by_label("Search classes").fill(words)


def test_a_class_tells_its_state_and_the_way_to_the_next_thing(
    visit: Visit, admin: Person, made: Callable[..., Any], axe: Axe
) -> None:
    shown = made("Kizomba 1")
    page = visit("/?q=kizomba", admin)
    mine = row(page, "Kizomba 1")
    expect(mine).to_contain_text("Needs take")
    expect(mine).to_contain_text("There is no take yet.")
    expect(mine).to_contain_text(shown["song_title"])
    expect(mine).to_contain_text(shown["dancer_name"])
    assert axe(page) == []
    mine.get_by_role("link", name="Upload take: Kizomba 1").click()
    expect(page).to_have_url(re.compile(rf"/admin/classes/{shown['slug']}(#files)?$"))


def test_search_filters_and_order_are_in_the_address_and_survive_a_reload(
    visit: Visit, admin: Person, made: Callable[..., Any]
) -> None:
    first, second = made("Bachata 2"), made("Bachata 10", tags=["latin"])
    page = visit("/", admin)
    find(page, "bachata")
    expect(page).to_have_url(re.compile(r"\?q=bachata$"))
    page.get_by_role("button", name="Title", exact=True).click()
    titles = page.get_by_role("link", name=re.compile("^Bachata"))
    expect(titles).to_have_text(["Bachata 2", "Bachata 10"])
    page.get_by_role("button", name="Title", exact=True).click()
    expect(titles).to_have_text(["Bachata 10", "Bachata 2"])
    expect(page.get_by_role("columnheader", name="Title")).to_have_attribute("aria-sort", "descending")
    chip = page.get_by_role("button", name=re.compile(r"^Needs take\s+2$"))
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"q=bachata&state=needs_take&sort=-title"))
    page.get_by_role("combobox", name="Dancer").fill(second["dancer_name"])
    page.get_by_role("option", name=second["dancer_name"], exact=True).click()
    expect(titles).to_have_text(["Bachata 10"])
    expect(page).to_have_url(re.compile(rf"dancer={second['dancer_id']}"))
    page.reload()
    expect(titles).to_have_text(["Bachata 10"])
    expect(page.get_by_label("Search classes")).to_have_value("bachata")
    page.get_by_role("button", name=re.compile(r"^Failed")).click()
    page.get_by_role("button", name=re.compile(r"^Needs take")).click()
    expect(page.get_by_role("heading", name="No class matches")).to_be_visible()
    page.get_by_role("button", name="Clear the filters").last.click()
    expect(row(page, first["titles"]["en"])).to_be_visible()


def test_by_keyboard_alone(visit: Visit, admin: Person, made: Callable[..., Any], axe: Axe) -> None:
    shown = [made(f"Salsa {number}") for number in range(3)]
    page = visit("/", admin)
    expect(row(page, "Salsa 0")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of the board")).to_contain_text("Next class")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("salsa")
    expect(page).to_have_url(re.compile(r"\?q=salsa$"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Salsa 2", exact=True)).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Salsa 1", exact=True)).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("2 selected")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_text("2 selected")).to_have_count(0)
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/classes/{shown[1]['slug']}$"))


def test_many_are_assigned_and_each_tells_its_own_outcome(
    server: Server, visit: Visit, admin: Person, made: Callable[..., Any], axe: Axe
) -> None:
    owner = server.person("author", f"Park Mina {next(NUMBERS)}")
    classes = [made(f"Merengue {number}") for number in range(4)]
    lost = classes[1]["slug"]
    page = visit("/?q=merengue&sort=title", admin)
    page.get_by_label("Select Merengue 0").check()
    page.get_by_label("Select Merengue 3").click(modifiers=["Shift"])
    bar = page.get_by_role("region", name="Actions on the selected classes")
    expect(bar).to_contain_text("4 selected")

    bar.get_by_role("button", name="To production").click()
    dialog = page.get_by_role("dialog", name="Publish to production")
    expect(dialog).to_contain_text("There is nothing to do for these classes")
    expect(dialog.get_by_text("needs its take first")).to_have_count(4)
    dialog.get_by_role("button", name="Cancel").click()

    def cut(route: Route) -> None:
        """The line is down for one of them, and for changes alone."""
        if route.request.method == "PATCH":
            route.abort()
        else:
            route.continue_()

    page.route(f"**/api/v1/classes/{lost}", cut)
    bar.get_by_role("button", name="Assign owner").click()
    dialog = page.get_by_role("dialog", name="Assign an owner")
    dialog.get_by_role("combobox", name="New owner").fill(owner.name)
    page.get_by_role("option", name=owner.name).click()
    expect(dialog).to_contain_text(f"{owner.name} becomes the owner of 4 classes.")
    dialog.get_by_role("button", name="Assign 4 classes").click()
    expect(dialog).to_contain_text("3 of 4 done")
    outcomes = dialog.get_by_role("list", name="What becomes of each class").get_by_role("listitem")
    expect(outcomes.first).to_contain_text(re.compile(r"Merengue 1.*does not answer"))
    expect(outcomes.filter(has_text="assigned")).to_have_count(3)
    assert axe(page) == []
    page.unroute(f"**/api/v1/classes/{lost}")
    dialog.get_by_role("button", name="Try the failed ones again").click()
    expect(dialog).to_contain_text("4 of 4 done")
    dialog.get_by_role("button", name="Close").last.click()
    expect(row(page, "Merengue 1")).to_contain_text(owner.name)
    with server.client() as client:
        assert {client.get(f"/classes/{one['slug']}").json()["owner"]["name"] for one in classes} == {
            owner.name
        }


def test_from_built_to_published_without_a_reload(
    server: Server, visit: Visit, admin: Person, marked: Callable[..., Any]
) -> None:
    first, second = marked("Rumba 1"), marked("Rumba 2")
    page = visit("/?q=rumba&sort=title", admin)
    page.evaluate("window.isSamePage = true")
    row(page, "Rumba 1").get_by_role("button", name="Build: Rumba 1").click()
    expect(row(page, "Rumba 1")).to_contain_text(re.compile("Building|Ready"))
    page.get_by_label("Select all that are shown").check()
    bar = page.get_by_role("region", name="Actions on the selected classes")
    row(page, "Rumba 1").get_by_role("button", name="Publish to staging").wait_for(timeout=120_000)
    bar.get_by_role("button", name="Rebuild").click()
    dialog = page.get_by_role("dialog", name="Rebuild")
    dialog.get_by_role("button", name="Rebuild 2 classes").click()
    expect(dialog).to_contain_text("2 of 2 done")
    dialog.get_by_role("button", name="Close").last.click()
    row(page, "Rumba 2").get_by_role("button", name="Publish to staging").wait_for(timeout=120_000)

    row(page, "Rumba 1").get_by_role("button", name="Publish to staging").click()
    expect(row(page, "Rumba 1")).to_contain_text("Live on staging", timeout=60_000)
    bar.get_by_role("button", name="To production").click()
    dialog = page.get_by_role("dialog", name="Publish to production")
    expect(dialog).to_contain_text("was not tried on staging: publish it there first")
    expect(dialog.get_by_role("listitem").filter(has_text="Rumba 1")).to_contain_text("32 steps")
    dialog.get_by_role("button", name="Publish one class to production").click()
    expect(dialog).to_contain_text("1 of 1 done", timeout=60_000)
    dialog.get_by_role("button", name="Close").last.click()
    expect(row(page, "Rumba 1")).to_contain_text("Published")
    expect(row(page, "Rumba 2")).to_contain_text("Ready")
    assert page.evaluate("window.isSamePage")
    with server.client() as client:
        until(lambda: client.get(f"/classes/{first['slug']}").json()["next"] == "nothing")
        assert client.get(f"/classes/{second['slug']}").json()["live_on"] == []


def test_who_may_not_do_the_next_thing_is_told_who_may(
    server: Server, visit: Visit, made: Callable[..., Any]
) -> None:
    made("Cumbia 1")
    page = visit("/?q=cumbia", server.person("reviewer"))
    expect(row(page, "Cumbia 1")).to_contain_text("Waits for an author")
    page.get_by_label("Select Cumbia 1").check()
    expect(page.get_by_text("1 selected")).to_be_visible()
    expect(page.get_by_role("button", name="Rebuild")).to_have_count(0)


def test_hundreds_of_classes_are_all_there_and_few_of_them_in_the_page(
    server: Server, visit: Visit, admin: Person, made: Callable[..., Any], axe: Axe
) -> None:
    shown = made("Tango 0")
    with server.client() as client:
        for number in range(1, MANY):
            body = {"slug": f"tango-{next(NUMBERS)}", "titles": {"en": f"Tango {number}"}}
            ids = {name: shown[name] for name in ("song_id", "dancer_id")}
            client.post("/classes", json={**body, **ids}).raise_for_status()
    page = visit("/?q=tango&sort=title", admin)
    expect(page.get_by_role("table")).to_have_attribute("aria-rowcount", str(MANY + 1))
    expect(row(page, "Tango 0")).to_be_visible()
    assert page.locator("tbody tr").count() < MANY / 2
    page.keyboard.press("End")
    expect(row(page, f"Tango {MANY - 1}")).to_be_in_viewport()
    expect(page.get_by_role("columnheader", name="Title")).to_be_in_viewport()
    for size in ({"width": 1920, "height": 1080}, {"width": 820, "height": 1180}):
        page.set_viewport_size(size)
        page.keyboard.press("Home")
        expect(page.get_by_role("link", name="Tango 0", exact=True)).to_be_in_viewport()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    korean = visit("/?q=tango&sort=title", admin, locale="ko-KR", color_scheme="dark")
    expect(korean.get_by_role("link", name="Tango 0 한국어", exact=True)).to_be_visible()
    expect(korean.get_by_role("row").filter(has_text="Tango 0")).to_contain_text("테이크 필요")
    assert axe(korean) == []
