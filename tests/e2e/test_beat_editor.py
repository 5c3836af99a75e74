"""Marking beats in a real browser: by keys alone, through reloads and a lost network, checked, as files."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jams
import mir_eval
import pretty_midi
import pytest
from playwright.sync_api import Page, Route, expect
from served import Person, Prepared, Server, until

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def dana(server: Server) -> Person:
    return server.person("author", "Kim Dana")


def opened(visit: Visit, slug: str, person: Person) -> Page:
    """The editor of a class, ready for keys, the timeline in focus."""
    page = visit(f"/classes/{slug}/beats", person)
    timeline = page.get_by_role("application", name="Timeline of the song")
    expect(timeline).to_be_visible(timeout=20_000)
    timeline.focus()
    return page


def keys(page: Page, *chords: str) -> None:
    for chord in chords:
        page.keyboard.press(chord)


def expect_saved(page: Page) -> None:
    expect(page.locator("[data-saving=saved]")).to_be_visible(timeout=15_000)


def beats_of(server: Server, slug: str) -> Any:
    with server.client() as client:
        answer = client.get(f"/classes/{slug}/beats")
        return answer.json() if answer.status_code == 200 else None


def save(server: Server, slug: str, beats_s: list[float], **said: Any) -> None:
    with server.client() as client:
        body = {"format": 1, "beats_s": beats_s, **said}
        client.put(f"/classes/{slug}/beats", json=body, headers={"If-Match": "*"}).raise_for_status()


def test_a_class_is_marked_by_keys_alone(
    server: Server, visit: Visit, unmarked: Callable[..., str], dana: Person
) -> None:
    slug = unmarked()
    page = opened(visit, slug, dana)
    expect(page.get_by_text("No beats are marked yet.").last).to_be_visible()
    keys(page, "p", "Home", "ArrowDown", "Shift+ArrowRight", "End", "Shift+T")
    until(lambda: (beats_of(server, slug) or {"parts": 0})["parts"] >= 4)
    expect_saved(page)
    assert beats_of(server, slug)["confirmed"] is False
    keys(page, "Home", "F2")
    page.keyboard.type("Intro")
    keys(page, "Enter", "Control+Enter")
    expect(page.get_by_role("button", name="Confirmed as right")).to_be_visible()
    until(lambda: beats_of(server, slug)["confirmed"])
    found = beats_of(server, slug)
    assert found["part_names"] == ["Intro"]
    assert {mark["origin"] for mark in found["marks"]} <= {"proposal", "hand"}


def test_tab_walks_the_disagreements_and_then_leaves_the_timeline(
    server: Server, visit: Visit, unmarked: Callable[..., str], prepared: Prepared, dana: Person
) -> None:
    slug = unmarked()
    save(server, slug, prepared.beats_s[:9], confirmed=False)
    page = opened(visit, slug, dana)
    timeline = page.get_by_role("application")
    page.get_by_role("tab", name="Proposal").click()
    timeline.focus()
    open_questions = page.get_by_role("list", name="Proposal").get_by_role("listitem").count()
    assert open_questions
    for _ in range(open_questions + 1):
        page.keyboard.press("Tab")
    expect(timeline).not_to_be_focused()
    timeline.focus()
    keys(page, "Escape", "Tab")
    expect(timeline).not_to_be_focused()


def test_keys_work_on_after_a_click_and_stay_with_a_button_reached_by_keys(
    server: Server, visit: Visit, unmarked: Callable[..., str], prepared: Prepared, dana: Person
) -> None:
    slug = unmarked()
    save(server, slug, prepared.beats_s)
    page = visit(f"/classes/{slug}", dana)
    page.get_by_role("link", name="Beats", exact=True).click()
    expect(page.get_by_role("application")).to_be_visible(timeout=20_000)
    play, pause = (page.get_by_role("button", name=name, exact=True) for name in ("Play", "Pause"))
    page.keyboard.press("Space")
    expect(pause).to_be_visible()
    page.keyboard.press("Space")
    play.click()
    expect(pause).to_be_visible()
    page.keyboard.press("Space")
    expect(play).to_be_visible()
    checks = page.get_by_role("tab", name="Checks")
    checks.click()
    keys(page, "Home", "ArrowDown", "ArrowDown", "Shift+ArrowRight", "ArrowRight")
    until(lambda: beats_of(server, slug)["beats_s"][1] == pytest.approx(prepared.beats_s[1] + 0.011))
    expect(checks).to_have_attribute("aria-selected", "true")
    keys(page, "Shift+Tab", "Tab", "ArrowRight")
    expect(page.get_by_role("tab", name="Proposal")).to_be_focused()
    assert beats_of(server, slug)["beats_s"][1] == pytest.approx(prepared.beats_s[1] + 0.011)
    page.get_by_role("button", name="Show all keys").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_undo_survives_a_reload_by_its_names(
    server: Server, visit: Visit, unmarked: Callable[..., str], prepared: Prepared, dana: Person
) -> None:
    slug = unmarked()
    save(server, slug, prepared.beats_s)
    page = opened(visit, slug, dana)
    keys(page, "Home", "ArrowDown", "ArrowRight", "Delete")
    expect_saved(page)
    until(lambda: len(beats_of(server, slug)["beats_s"]) == 32)
    page.reload()
    expect(page.get_by_role("application")).to_be_visible()
    page.get_by_role("tab", name="Edits").click()
    edits = page.get_by_role("list", name="Edits")
    expect(edits).to_contain_text("Delete")
    expect(edits).to_contain_text("1 ms later")
    keys(page, "Control+z", "Control+z")
    until(lambda: beats_of(server, slug)["beats_s"] == prepared.beats_s)
    keys(page, "Control+Shift+z", "Control+Shift+z")
    until(lambda: len(beats_of(server, slug)["beats_s"]) == 32)


def test_edits_without_network_survive_a_reload_and_are_sent_later(
    server: Server, visit: Visit, unmarked: Callable[..., str], prepared: Prepared, dana: Person
) -> None:
    slug = unmarked()
    save(server, slug, prepared.beats_s)
    page = opened(visit, slug, dana)
    page.context.set_offline(True)
    keys(page, "Home", "ArrowDown", "Shift+ArrowRight")
    expect(page.get_by_text("Offline, kept here")).to_be_visible(timeout=15_000)
    keys(page, "Shift+ArrowRight")
    expect(page.locator("[data-saving=offline]")).to_be_visible(timeout=15_000)
    assert beats_of(server, slug)["revision"] == 1
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"/admin/classes/{slug}/beats")
    expect_saved(page)
    until(lambda: beats_of(server, slug)["revision"] > 1)
    moved = [
        round(now - before, 6)
        for now, before in zip(beats_of(server, slug)["beats_s"], prepared.beats_s, strict=True)
        if now != before
    ]
    assert moved == [0.02]


def test_the_snap_preview_moves_what_is_accepted_alone(
    server: Server, visit: Visit, unmarked: Callable[..., str], prepared: Prepared, dana: Person
) -> None:
    slug = unmarked()
    tapped = [round(beat + 0.02, 6) for beat in prepared.beats_s]
    save(server, slug, tapped, confirmed=False)
    page = opened(visit, slug, dana)
    page.keyboard.press("s")
    lines = page.get_by_role("list", name="Snap").get_by_role("listitem")
    expect(lines).to_have_count(33)
    expect(lines.filter(has_text="moved to the onset").first).to_contain_text("you tapped")
    ticked = page.get_by_role("checkbox", checked=True)
    moving = ticked.count()
    assert moving > 1
    ticked.first.uncheck()
    assert beats_of(server, slug)["beats_s"] == tapped
    page.keyboard.press("Enter")
    expect_saved(page)
    until(
        lambda: sum(mark["origin"] == "snap" for mark in beats_of(server, slug)["marks"] or []) == moving - 1
    )


def faulty(beats_s: list[float]) -> dict[str, tuple[list[float], str]]:
    """Name -> beats with one fault, and words of the line that tells it."""
    step = beats_s[1] - beats_s[0]
    return {
        "missing": (beats_s[:12] + beats_s[13:], "Part 2 has only 7 steps"),
        "extra": (sorted([*beats_s, beats_s[12] + step / 2]), "Part 2 has 9 steps"),
        "few": (beats_s[:17], "Parts: 2."),
        "uneven": ([*beats_s[:12], beats_s[12] + 0.2, *beats_s[13:]], "is long"),
        "before": ([beats_s[0] - step * 8 + step * n for n in range(8)] + beats_s[:25], "before the video"),
    }


def test_each_check_is_told_and_leads_to_its_place(
    server: Server, visit: Visit, unmarked: Callable[..., str], prepared: Prepared, dana: Person
) -> None:
    slug = unmarked()
    page = visit("/", dana)
    for fault, (beats_s, words) in faulty(prepared.beats_s).items():
        save(server, slug, beats_s)
        page.goto(f"/admin/classes/{slug}/beats")
        line = page.get_by_role("list", name="Checks").get_by_role("button").filter(has_text=words)
        expect(line).to_be_visible(timeout=20_000)
        if fault == "few":
            expect(line).to_be_disabled()  # it is about all of it
            continue
        line.click()
        page.get_by_role("tab", name="Marks").click()
        expect(page.get_by_role("option", selected=True)).to_be_visible()


def test_marks_made_slowly_and_a_dancer_who_is_not_seen_are_told(
    server: Server, visit: Visit, unmarked: Callable[..., str], prepared: Prepared, dana: Person
) -> None:
    slug = unmarked()
    marks = [{"origin": "tap", "slow": at == 3} for at in range(33)]
    save(server, slug, prepared.beats_s, confirmed=False, marks=marks)
    page = visit("/", dana)
    span = {"kind": "missing", "start_s": 5.0, "end_s": 5.6, "sentence": "Not seen."}
    page.route("**/pose_report.json", lambda route: route.fulfill(json={"spans": [span]}))
    page.goto(f"/admin/classes/{slug}/beats")
    checks = page.get_by_role("list", name="Checks")
    expect(checks).to_contain_text("marked at slow playback")
    expect(checks).to_contain_text("32 beats are not confirmed yet")
    expect(checks).to_contain_text("The dancer is not seen at beat")


def test_the_class_video_appears_when_its_build_has_made_it(
    server: Server, visit: Visit, unmarked: Callable[..., str], prepared: Prepared, dana: Person
) -> None:
    slug = unmarked()
    save(server, slug, prepared.beats_s)
    page = visit("/", dana)

    def building(route: Route) -> None:
        route.fulfill(json={**route.fetch().json(), "next": "wait"})

    def without_video(route: Route) -> None:
        told = route.fetch().json()
        told["files"].pop("class.mp4")
        route.fulfill(json=told)

    page.route(f"**/classes/{slug}", lambda route: building(route) if is_asked(route) else route.fallback())
    page.route("**/material", without_video)
    page.goto(f"/admin/classes/{slug}/beats")
    expect(page.get_by_text("There is no class video yet.")).to_be_visible(timeout=20_000)
    page.get_by_role("application").focus()
    keys(page, "Home", "ArrowDown")
    page.unroute("**/material")
    expect(page.get_by_label("Class video, silent")).to_be_visible(timeout=20_000)
    page.get_by_role("tab", name="Marks").click()
    expect(page.get_by_role("option", selected=True)).to_be_visible()


def is_asked(route: Route) -> bool:
    return route.request.method == "GET" and "/api/v1/" in route.request.url


def test_exports_are_read_by_other_libraries_and_an_import_is_undone(
    server: Server,
    visit: Visit,
    unmarked: Callable[..., str],
    prepared: Prepared,
    dana: Person,
    tmp_path: Path,
) -> None:
    slug = unmarked()
    save(server, slug, prepared.beats_s)
    page = opened(visit, slug, dana)
    page.keyboard.press("Control+e")
    files: dict[str, Path] = {}
    for name in ("JSON", "labels", "CSV", "JAMS", "MIDI"):
        with page.expect_download() as told:
            page.get_by_role("link", name=f"Download {name}").click()
        files[name] = tmp_path / told.value.suggested_filename
        told.value.save_as(files[name])
    table = mir_eval.io.load_delimited(str(files["labels"]), [float, float, str], delimiter="\t")
    with files["CSV"].open() as lines:
        rows = [line.split(",") for line in lines.read().splitlines()[1:]]
    read = {
        "JSON": json.loads(files["JSON"].read_text())["beats_s"],
        "labels": table[0],
        "CSV": [float(row[1]) for row in rows],
        "JAMS": [mark.time for mark in jams.load(str(files["JAMS"])).annotations["beat", 0].data],
        "MIDI": sorted(
            note.start
            for track in pretty_midi.PrettyMIDI(io.BytesIO(files["MIDI"].read_bytes())).instruments
            for note in track.notes
        ),
    }
    for name, times in read.items():
        assert times == pytest.approx(prepared.beats_s, abs=1e-6), name
    labels = tmp_path / "mine.txt"
    labels.write_text("".join(f"{beat + 0.1:.6f}\t{beat + 0.1:.6f}\t\n" for beat in prepared.beats_s[:17]))
    page.get_by_label("Choose a file …").first.set_input_files(labels)
    until(lambda: len(beats_of(server, slug)["beats_s"]) == 17)
    assert beats_of(server, slug)["confirmed"] is False
    page.keyboard.press("Control+z")
    until(lambda: beats_of(server, slug)["beats_s"] == prepared.beats_s)


def test_no_serious_fault_of_accessibility(
    visit: Visit, prepared: Prepared, dana: Person, axe: Callable[[Page], list[str]]
) -> None:
    page = opened(visit, prepared.slug, dana)
    assert axe(page) == []
    for panel in ("Proposal", "Taps", "Marks"):
        page.get_by_role("tab", name=panel).click()
    assert axe(page) == []
    page.keyboard.press("s")
    expect(page.get_by_role("tab", name="Snap")).to_be_visible()
    assert axe(page) == []
    keys(page, "Escape", "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert axe(page) == []
