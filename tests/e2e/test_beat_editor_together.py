"""Two people on the beats of one class: presence, take-over, a conflict as a difference; nothing is lost."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from served import Prepared, Server, until

Visit = Callable[..., Page]


def opened(visit: Visit, server: Server, slug: str, name: str) -> Page:
    page = visit(f"/classes/{slug}/beats", server.person("author", name))
    expect(page.get_by_role("application")).to_be_visible(timeout=20_000)
    page.get_by_role("application").focus()
    return page


def beats_of(server: Server, slug: str) -> Any:
    with server.client() as client:
        return client.get(f"/classes/{slug}/beats").raise_for_status().json()


def moved_ms(server: Server, slug: str, before_s: list[float]) -> dict[int, float]:
    """Place -> milliseconds of the beats that moved."""
    now_s = beats_of(server, slug)["beats_s"]
    assert len(now_s) == len(before_s)
    return {
        at: round(1000 * (now - before), 3)
        for at, (now, before) in enumerate(zip(now_s, before_s, strict=True))
        if now != before
    }


def nudge(page: Page, mark: int, *chords: str) -> None:
    """Keys on the mark of that place."""
    page.get_by_role("application").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    for _ in range(mark):
        page.keyboard.press("ArrowDown")
    for chord in chords:
        page.keyboard.press(chord)


def test_a_second_editor_looks_on_takes_over_and_both_edits_stay(
    server: Server, visit: Visit, unmarked: Callable[..., str], prepared: Prepared
) -> None:
    slug = unmarked()
    with server.client() as client:
        client.put(
            f"/classes/{slug}/beats",
            json={"format": 1, "beats_s": prepared.beats_s},
            headers={"If-Match": '"0"'},
        ).raise_for_status()
    first = opened(visit, server, slug, "Kim Dana")
    expect(first.locator("[data-read-only=false]")).to_be_visible()
    until(lambda: holder(server, slug) == "Kim Dana")
    second = opened(visit, server, slug, "Lee Mina")
    expect(second.get_by_role("alert").filter(has_text="Kim Dana edits these beats now")).to_be_visible()
    nudge(second, 2, "ArrowRight")
    expect(second.get_by_text("Somebody else edits now.")).to_be_visible()

    first.context.set_offline(True)
    nudge(first, 5, "Shift+ArrowRight")
    nudge(first, 20, "Shift+ArrowRight")
    expect(first.get_by_text("Offline, kept here")).to_be_visible(timeout=15_000)
    second.get_by_role("button", name="Take over").click()
    expect(second.locator("[data-read-only=false]")).to_be_visible()
    nudge(second, 5, "Shift+ArrowLeft")
    nudge(second, 12, "Shift+ArrowRight")
    until(lambda: moved_ms(server, slug, prepared.beats_s) == {5: -10.0, 12: 10.0})

    first.context.set_offline(False)
    difference = first.get_by_role("tabpanel", name="Difference")
    expect(difference.get_by_role("alert")).to_contain_text("Somebody else saved these beats", timeout=20_000)
    both = difference.get_by_role("list", name="Changed by both").get_by_role("listitem")
    expect(both).to_have_count(1)
    expect(first.get_by_text("Lee Mina has taken over")).to_be_visible(timeout=20_000)
    both.get_by_text("Mine:").click()
    difference.get_by_role("button", name="Save both together").click()
    until(lambda: moved_ms(server, slug, prepared.beats_s) == {5: 10.0, 12: 10.0, 20: 10.0})
    expect(first.get_by_text("Both edits are together.")).to_be_visible()


def saved_elsewhere(server: Server, slug: str, beats_s: list[float]) -> None:
    with server.client() as client:
        client.put(
            f"/classes/{slug}/beats",
            json={"format": 1, "beats_s": beats_s},
            headers={"If-Match": "*"},
        ).raise_for_status()


def test_who_edits_learns_of_what_was_saved_elsewhere(
    server: Server, visit: Visit, unmarked: Callable[..., str], prepared: Prepared
) -> None:
    slug = unmarked()
    saved_elsewhere(server, slug, prepared.beats_s)
    page = opened(visit, server, slug, "Kim Dana")
    expect(page.locator("[data-read-only=false]")).to_be_visible()
    later_s = [*prepared.beats_s[:-1], prepared.beats_s[-1] + 0.03]
    saved_elsewhere(server, slug, later_s)
    expect(page.get_by_text("Somebody else saved these beats meanwhile")).to_be_visible(timeout=30_000)
    page.get_by_role("tab", name="Marks").click()
    expect(page.get_by_role("option").last).to_contain_text(f"{later_s[-1]:.3f}")
    expect(page.locator("[data-saving=saved]")).to_be_visible()

    page.route("**/beats", lambda route: route.abort() if route.request.method == "PUT" else route.fallback())
    nudge(page, 5, "Shift+ArrowRight")
    expect(page.get_by_text("Offline, kept here")).to_be_visible(timeout=15_000)
    saved_elsewhere(server, slug, prepared.beats_s)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("tabpanel", name="Difference")).to_be_visible(timeout=30_000)
    page.unroute_all()
    page.get_by_role("button", name="Save both together").click()
    until(lambda: moved_ms(server, slug, prepared.beats_s) == {5: 10.0})


def holder(server: Server, slug: str) -> str | None:
    with server.client() as client:
        beat = {"tab": "looking-on", "stage": "overview"}
        told = client.post(f"/classes/{slug}/presence", json=beat).raise_for_status().json()
        client.delete(f"/classes/{slug}/presence/looking-on")
        return told["holder"]["name"] if told["holder"] else None
