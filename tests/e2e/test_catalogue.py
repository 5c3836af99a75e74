"""Songs, dancers and classes: made, edited, found, and edited by two people at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from served import NUMBERS, Person, Prepared, Server, until

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def dana(server: Server) -> Person:
    return server.person("author", "Kim Dana")


@pytest.fixture(scope="module")
def jun(server: Server) -> Person:
    return server.person("author", "Lee Jun")


def row_of(server: Server, slug: str) -> Any:
    with server.client() as client:
        return client.get(f"/classes/{slug}").raise_for_status().json()


@pytest.fixture
def draft(server: Server, prepared: Prepared) -> Callable[[str], str]:
    """Makes a class without a take; gives its slug."""

    def make(title: str) -> str:
        slug = f"draft-{next(NUMBERS)}"
        given = {
            "slug": slug,
            "titles": {"en": title},
            "song_id": prepared.song_id,
            "dancer_id": prepared.dancer_id,
        }
        with server.client() as client:
            client.post("/classes", json=given).raise_for_status()
        return slug

    return make


def test_two_dropped_files_become_a_class_that_builds_by_itself(
    server: Server, visit: Visit, dana: Person, prepared: Prepared
) -> None:
    number = next(NUMBERS)
    page = visit("/", dana)
    page.get_by_role("link", name="New class").click()
    given = [
        {
            "name": f"spring-combo-{number}_take-2.mp4",
            "mimeType": "video/mp4",
            "buffer": prepared.take.read_bytes(),
        },
        {
            "name": f"Sectoid - Chaosland {number}.ogg",
            "mimeType": "audio/ogg",
            "buffer": prepared.song.read_bytes(),
        },
    ]
    page.get_by_label("Drop the take and the song here").and_(page.locator("input")).set_input_files(given)
    expect(page.get_by_label("Title (English)")).to_have_value(f"Spring combo {number}")
    expect(page.get_by_label("Address")).to_have_value(f"spring-combo-{number}")
    expect(page.get_by_label("Song", exact=False).and_(page.get_by_role("textbox"))).to_have_value(
        f"Chaosland {number}"
    )
    expect(page.get_by_label("Artist")).to_have_value("Sectoid")
    page.get_by_role("textbox", name="Dancer").fill(f"Mina {number}")
    page.get_by_role("option", name=f"Make the dancer “Mina {number}”").click()
    page.get_by_role("button", name="Make the class").click()
    expect(page).to_have_url(f"{server.url}/admin/classes/spring-combo-{number}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Spring combo {number}")
    slug = f"spring-combo-{number}"
    until(lambda: page.evaluate("1") == 1 and row_of(server, slug)["build"] is not None)
    until(lambda: page.evaluate("1") == 1 and row_of(server, slug)["next"] == "mark_beats")
    expect(page.get_by_role("link", name="Mark beats")).to_be_visible()
    made = row_of(server, slug)
    assert (made["song_title"], made["dancer_name"]) == (f"Chaosland {number}", f"Mina {number}")
    assert made["take"] == prepared.take_sha256


def test_what_lacks_is_told_and_a_taken_address_gives_the_next_one(
    server: Server, visit: Visit, dana: Person, prepared: Prepared
) -> None:
    page = visit("/classes/new", dana)
    page.get_by_role("button", name="Make the class").click()
    expect(page.get_by_text("Choose a song or type a new title.")).to_be_visible()
    expect(page.get_by_text("Choose a dancer or type a new name.")).to_be_visible()
    with server.client() as client:
        song = client.get(f"/songs/{prepared.song_id}").json()["title"]
        dancer = client.get(f"/dancers/{prepared.dancer_id}").json()["name"]
    page.get_by_label("Song").and_(page.get_by_role("textbox")).fill(song[:6])
    page.get_by_role("option", name=song).first.click()
    page.get_by_role("textbox", name="Dancer").fill(dancer)
    page.get_by_role("option", name=dancer, exact=True).first.click()
    page.get_by_label("Title (English)").fill("Prepared")
    page.get_by_role("button", name="Make the class").click()
    expect(page).to_have_url(f"{server.url}/admin/classes/prepared-2")


def test_a_class_is_edited_and_what_is_published_is_said_to_stay(
    server: Server, visit: Visit, dana: Person, draft: Callable[[str], str]
) -> None:
    slug = draft("Old title")
    page = visit(f"/classes/{slug}", dana)
    page.get_by_role("textbox", name="Title in English").fill("New title")
    page.get_by_role("button", name="Add a language").click()
    page.get_by_role("menuitem", name="Korean").click()
    page.get_by_role("textbox", name="Title in Korean").fill("새 제목")
    page.get_by_role("radiogroup", name="Difficulty").get_by_text("5", exact=True).click()
    page.get_by_role("combobox", name="Tags").fill("house,")
    page.get_by_label("From", exact=True).fill("10.5")
    page.get_by_label("To", exact=True).fill("9")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Give both ends, the second later than the first, or neither.")).to_be_visible()
    page.get_by_label("To", exact=True).fill("31")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("New title")
    expect(page.get_by_text("This is the draft.")).to_be_visible()
    row = row_of(server, slug)
    assert row["titles"] == {"en": "New title", "ko": "새 제목"}
    assert (row["difficulty"], row["tags"]) == (5, ["house"])
    assert row["section"] == {"start_s": 10.5, "end_s": 31.0}


def test_two_people_who_edit_one_class_lose_nothing(
    server: Server, visit: Visit, dana: Person, jun: Person, draft: Callable[[str], str]
) -> None:
    slug = draft("Shared")
    mine = visit(f"/classes/{slug}", dana)
    mine.get_by_role("textbox", name="Title in English").fill("Mine")
    theirs = visit(f"/classes/{slug}", jun)
    expect(theirs.get_by_role("img", name="Kim Dana is here too (Overview)")).to_be_visible()
    theirs.get_by_role("radiogroup", name="Difficulty").get_by_text("1", exact=True).click()
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.get_by_text("Saved.")).to_be_visible()
    mine.get_by_role("button", name="Save").click()
    told = mine.get_by_role("alert").filter(has_text="Somebody changed this class")
    expect(told).to_contain_text("Difficulty: 3 → 1")
    expect(mine.get_by_role("textbox", name="Title in English")).to_have_value("Mine")
    told.get_by_role("button", name="Save mine as well").click()
    expect(mine.get_by_text("Saved.")).to_be_visible()
    row = row_of(server, slug)
    assert (row["titles"]["en"], row["difficulty"]) == ("Mine", 1)


def test_active_minutes_are_counted_and_shown(
    server: Server, visit: Visit, dana: Person, draft: Callable[[str], str]
) -> None:
    slug = draft("Timed")
    page = visit(f"/classes/{slug}", dana)
    expect(page.get_by_role("button", name="Active work so far")).to_be_visible()
    page.get_by_role("textbox", name="Title in English").press("End")
    page.wait_for_function(
        "since => performance.now() - since > 1200", arg=page.evaluate("performance.now()")
    )
    page.get_by_role("link", name="History").click()
    until(lambda: page.evaluate("1") == 1 and row_of(server, slug)["active_s"].get("overview", 0) > 1)


def test_a_song_is_made_edited_found_and_says_who_uses_it(
    server: Server, visit: Visit, dana: Person, prepared: Prepared
) -> None:
    title = f"Blue Monday {next(NUMBERS)}"
    page = visit("/songs", dana)
    page.get_by_role("button", name="New song").click()
    page.get_by_label("Title").fill(title)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_label("Artist").fill("The Samples")
    page.get_by_label("Licence").fill("CC BY 4.0")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_label("Drop the original sound here or choose it").and_(
        page.locator("input")
    ).set_input_files(prepared.song)
    expect(page.get_by_label(f"Listen to {title}")).to_be_visible()
    assert page.evaluate("() => document.querySelector('audio').play().then(() => true)")
    expect(page.get_by_text("No class uses it yet.")).to_be_visible()
    page.get_by_role("link", name="All songs").click()
    page.get_by_label("Search").fill(title.lower())
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row").last).to_contain_text("The Samples")
    page.get_by_label("Search").fill("nothing is called so")
    expect(page.get_by_text("No song matches")).to_be_visible()
    page.goto(f"/admin/songs/{prepared.song_id}")
    expect(
        page.get_by_role("region", name="Used by").get_by_role("link", name="Prepared").first
    ).to_be_visible()


def test_a_dancer_gets_a_picture(server: Server, visit: Visit, dana: Person, tmp_path: Path) -> None:
    name = f"Mina {next(NUMBERS)}"
    picture = tmp_path / "mina.png"
    Image.effect_noise((300, 400), 90).save(picture)
    page = visit("/dancers", dana)
    page.get_by_role("button", name="New dancer").click()
    page.get_by_label("Name").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    place = page.get_by_label("Drop a picture here or choose it").and_(page.locator("input"))
    place.set_input_files({"name": "mina.png", "mimeType": "image/png", "buffer": b"%PDF-1.7 and so on"})
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("This is no picture.")
    place.set_input_files(picture)
    shown = page.get_by_role("img", name=name)
    expect(shown).to_be_visible()
    page.wait_for_function(
        "name => document.querySelector(`img[alt='${name}']`)?.naturalWidth === 300", arg=name
    )
    page.get_by_label("Profile").fill("Teaches house in Busan.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("button", name="Remove the picture").click()
    expect(shown).to_have_count(0)


def test_two_people_who_edit_one_song_lose_nothing(
    server: Server, visit: Visit, dana: Person, jun: Person
) -> None:
    with server.client() as client:
        song = client.post("/songs", json={"title": "Shared song"}).raise_for_status().json()
    mine, theirs = visit(f"/songs/{song['id']}", dana), visit(f"/songs/{song['id']}", jun)
    mine.get_by_label("Artist").fill("Mine")
    theirs.get_by_label("Licence").fill("Theirs")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.get_by_text("Saved.")).to_be_visible()
    mine.get_by_role("button", name="Save").click()
    alert = mine.get_by_role("alert").filter(has_text="Somebody changed this")
    expect(mine.get_by_label("Artist")).to_have_value("Mine")
    alert.get_by_role("button", name="Show theirs").click()
    expect(mine.get_by_label("Licence")).to_have_value("Theirs")
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_text("Saved.")).to_be_visible()
    with server.client() as client:
        saved = client.get(f"/songs/{song['id']}").json()
    assert (saved["artist"], saved["licence"]) == ("Mine", "Theirs")


def test_who_may_only_review_is_offered_no_editing(server: Server, visit: Visit, prepared: Prepared) -> None:
    page = visit(f"/songs/{prepared.song_id}", server.person("reviewer"))
    expect(page.get_by_label("Artist")).to_be_disabled()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    page.goto(f"/admin/classes/{prepared.slug}")
    expect(page.get_by_role("textbox", name="Title in English")).to_be_disabled()
    expect(page.get_by_text("Replace the take")).to_have_count(0)


@pytest.mark.parametrize("locale", ["en-GB", "ko-KR"])
def test_no_serious_fault_of_accessibility(
    visit: Visit, axe: Callable[[Page], list[str]], dana: Person, prepared: Prepared, locale: str
) -> None:
    page = visit("/songs", dana, locale=locale)
    for path in (
        "/songs",
        f"/songs/{prepared.song_id}",
        "/dancers",
        f"/dancers/{prepared.dancer_id}",
        "/classes/new",
        f"/classes/{prepared.slug}",
    ):
        page.goto(f"/admin{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert axe(page) == [], path
