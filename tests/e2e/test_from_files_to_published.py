"""The making of a whole class by a person at the keyboard: two files come in, a class goes out to devices."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect
from served import Prepared, Server, until

Visit = Callable[..., Page]
LONG_MS = 180_000


@pytest.fixture
def files(prepared: Prepared, tmp_path: Path) -> tuple[Path, Path]:
    """The prepared take and song under names of their own, as they come from a camera and a shop."""
    take, song = tmp_path / "Kim Mina - Night Run.mp4", tmp_path / "Night Run.ogg"
    take.write_bytes(prepared.take.read_bytes())
    song.write_bytes(prepared.song.read_bytes())
    return take, song


def test_two_files_become_a_published_class_by_keyboard_alone(
    server: Server, visit: Visit, files: tuple[Path, Path]
) -> None:
    page = visit("/", server.person("publisher", "Park Sori"))
    _tab_to(page, page.get_by_role("link", name="New class"))
    page.keyboard.press("Enter")
    page.locator("input[type=file]").first.set_input_files(
        [str(path) for path in files]
    )  # as the system's dialog
    _type_into(page, "Song", "Night Run")
    _type_into(page, "Dancer", "Kim Mina")
    _type_into(page, "Title (English)", "Night Run, first part")
    _type_into(page, "Address", "night-run")
    _tab_to(page, page.get_by_role("button", name="Make the class"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server.url}/admin/classes/night-run", timeout=LONG_MS)

    with server.client() as client:
        until(lambda: _state(client) == "needs_beats")
    expect(page.get_by_role("link", name="Mark beats")).to_be_visible(timeout=LONG_MS)
    _tab_to(page, page.get_by_role("link", name="Mark beats"))
    page.keyboard.press("Enter")
    _mark(page)

    _tab_to(page, page.get_by_role("button", name="Build", exact=True))
    page.keyboard.press("Enter")
    publish = page.get_by_role("link", name="Publish", exact=True)
    expect(publish).to_be_visible(timeout=LONG_MS)
    _tab_to(page, publish)
    page.keyboard.press("Enter")
    staging = page.get_by_role("region", name="Staging")
    _tab_to(page, staging.get_by_role("button", name="Publish to staging"))
    page.keyboard.press("Enter")
    expect(staging.get_by_text("Live: revision")).to_be_visible(timeout=LONG_MS)
    seen = httpx.get(f"{server.url}/channels/staging.json").raise_for_status().text
    assert '"night-run"' in seen


def _mark(page: Page) -> None:
    """Take the machine's proposal, cut what is no whole part, and say that it is right."""
    right = page.get_by_role("button", name="These beats are right")
    expect(right).to_be_visible(timeout=LONG_MS)
    page.keyboard.press("p")
    expect(right).to_be_enabled()
    page.keyboard.press("Shift+T")
    _tab_to(page, right)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Confirmed as right")).to_be_visible()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def _state(client: httpx.Client) -> str:
    answer = client.get("/classes/night-run")
    return str(answer.json()["state"]) if answer.status_code == 200 else ""


def _tab_to(page: Page, wanted: Locator, most: int = 80) -> None:
    """Go there with the Tab key alone."""
    expect(wanted).to_be_enabled()
    for _ in range(most):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")


def _type_into(page: Page, label: str, words: str) -> None:
    field = page.get_by_role("textbox", name=label)
    _tab_to(page, field)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)
