"""The alignment check: what needs ears cannot be overlooked, and the song is placed by ear and by key."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import pytest
from playwright.sync_api import Page, expect
from served import NUMBERS, Prepared, Server, until

Visit = Callable[..., Page]
TOOL = imageio_ffmpeg.get_ffmpeg_exe()


def _with_song(server: Server, prepared: Prepared, folder: Path, *change: str) -> str:
    """A class of the prepared take with a changed song, searched and prepared; its slug."""
    changed = folder / "song.ogg"
    subprocess.run([TOOL, "-v", "error", "-y", "-i", str(prepared.song), *change, str(changed)], check=True)
    slug = f"placed-{next(NUMBERS)}"
    with server.client() as client:
        song = {"title": "Another song", "artist": "", "sound": server.uploaded(changed)}
        given = {
            "slug": slug,
            "titles": {"en": "Placed", "ko": "맞춘 클래스"},
            "song_id": client.post("/songs", json=song).raise_for_status().json()["id"],
            "dancer_id": prepared.dancer_id,
            "take": prepared.take_sha256,
        }
        client.post("/classes", json=given).raise_for_status()
        build = client.post(f"/classes/{slug}/builds", json={}).raise_for_status().json()["id"]
        until(lambda: client.get(f"/builds/{build}").json()["state"] not in ("running", "waiting"))
    return slug


def _held(server: Server, slug: str) -> dict[str, object]:
    with server.client() as client:
        held: dict[str, object] = client.get(f"/classes/{slug}/alignment").raise_for_status().json()
    return held


def test_a_song_found_for_certain_is_moved_by_keys_and_kept(
    server: Server, visit: Visit, unmarked: Callable[..., str], axe: Callable[[Page], list[str]]
) -> None:
    slug = unmarked("Certain")
    page = visit(f"/classes/{slug}/alignment", server.person("author"))
    verdict = page.get_by_role("status", name="Where the song lies in the take")
    expect(verdict).to_contain_text("found for certain")
    found_s = float(str(_held(server, slug)["offset_s"]))
    expect(page.locator("[data-fact=offset]")).to_have_text(f"0:{found_s:06.3f}")
    assert axe(page) == []

    decide = page.get_by_role("region", name="Decide")
    expect(decide.get_by_role("button", name="Accept")).to_be_enabled()
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowRight", "Comma"):
        page.keyboard.press(key)
    away_ms = -1 - 1 + 10 - 1000 / 30
    told = f"\N{MINUS SIGN}{-away_ms:.1f} ms from the saved place"
    expect(page.get_by_role("status").filter(has_text="from the saved place")).to_have_text(told)
    expect(page.locator(".alignment-fact[data-tone=off]")).to_have_count(3)

    page.get_by_role("textbox", name="Note").focus()
    page.keyboard.type("a bit earlier, by ear")
    page.keyboard.press("Tab")
    expect(decide.get_by_role("button", name="Save as correction")).to_be_focused()
    page.keyboard.press("Enter")
    expect(decide.get_by_text("Saved: ")).to_be_visible()
    held = _held(server, slug)
    assert held["decided"] == "corrected"
    rate = float(str(held["rate"]))
    assert float(str(held["offset_s"])) == pytest.approx(found_s - rate * away_ms / 1000, abs=3e-6)
    expect(decide.get_by_text("still has the old place")).to_be_visible()
    assert axe(page) == []
    decide.get_by_role("button", name="Take the decision back").press("Enter")
    expect(page.get_by_text("found for certain")).to_be_visible()
    expect(page.locator("[data-fact=offset]")).to_have_text(f"0:{found_s:06.3f}")


def test_the_sound_follows_keys_and_stays_within_the_loop(
    server: Server, visit: Visit, unmarked: Callable[..., str]
) -> None:
    page = visit(f"/classes/{unmarked('Heard')}/alignment", server.person("reviewer"))
    expect(page.get_by_role("radio", name="Left and right")).to_be_checked()
    page.keyboard.press("x")
    expect(page.get_by_role("radio", name="Camera")).to_be_checked()
    page.keyboard.press("x")
    expect(page.get_by_role("radio", name="Song")).to_be_checked()
    page.keyboard.press("2")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    take = page.locator("[data-clock=take]")
    before = take.text_content()
    expect(take).not_to_have_text(str(before))
    assert 7 <= float(str(take.text_content()).removeprefix("0:")) <= 12  # the middle of 18.5 s
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.keyboard.press("Shift+Slash")
    expect(page.get_by_role("dialog")).to_contain_text("Song 10 ms later")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_wrong_song_is_told_loudly_and_can_be_placed_by_hand(
    server: Server, visit: Visit, prepared: Prepared, tmp_path: Path, axe: Callable[[Page], list[str]]
) -> None:
    slug = _with_song(server, prepared, tmp_path, "-t", "40", "-af", "areverse")
    page = visit(f"/classes/{slug}/alignment", server.person("author"))
    verdict = page.get_by_role("alert", name="Where the song lies in the take")
    expect(verdict).to_contain_text("The song was not found in this take")
    expect(verdict).to_have_attribute("data-loudness", "alarm")
    assert axe(page) == []

    waves = page.get_by_role("application")
    box = waves.bounding_box()
    assert box is not None
    song_y = box["y"] + 24 + 108 + 26 + 54
    page.mouse.move(box["x"] + 700, song_y)
    page.mouse.down()
    page.mouse.move(box["x"] + 600, song_y, steps=4)
    page.mouse.up()
    moved_s = 1.04 * 18.5 * 100 / box["width"]
    page.get_by_role("button", name="Save as correction").click()
    expect(page.get_by_text("Placed by hand")).to_be_visible()
    assert float(str(_held(server, slug)["offset_s"])) == pytest.approx(moved_s, abs=0.02)


def test_a_song_that_repeats_offers_its_other_places(
    server: Server, visit: Visit, prepared: Prepared, tmp_path: Path, axe: Callable[[Page], list[str]]
) -> None:
    twice = "[0]atrim=28:54,asetpts=PTS-STARTPTS,asplit[a][b];[a][b]concat=n=2:v=0:a=1"
    slug = _with_song(server, prepared, tmp_path, "-filter_complex", twice)
    page = visit(f"/classes/{slug}/alignment", server.person("author"))
    verdict = page.get_by_role("alert", name="Where the song lies in the take")
    expect(verdict).to_contain_text("The song repeats")
    expect(verdict).to_have_attribute("data-loudness", "alarm")
    assert axe(page) == []
    found_s = float(str(_held(server, slug)["offset_s"]))
    places = page.get_by_role("region", name="Places that fit")
    expect(places.get_by_role("button")).to_have_count(2)
    page.keyboard.press("c")
    expect(places.get_by_role("button").nth(1)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("a")
    expect(page.get_by_text("Placed by hand")).to_be_visible()
    chosen_s = float(str(_held(server, slug)["offset_s"]))
    assert abs(chosen_s - found_s) == pytest.approx(26, abs=0.05)
