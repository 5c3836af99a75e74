"""The tuning room: practices beside their class, and what other parameters make of all of them."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import danced
import pytest
from playwright.sync_api import Locator, Page, expect
from served import Prepared, Server

Visit = Callable[..., Page]
Keep = Callable[..., dict[str, Any]]
#: Of the sample's picture.
ASPECT = 9 / 16
#: The worker reads and scores every practice, and the machine may be slow.
SCORED_MS = 120_000

#: Whether anything is painted on the practice's skeleton.
PAINTED = """() => {
  const canvas = document.querySelector(".tuning-skeleton");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, k) => k % 4 === 3 && value > 100);
}"""


@pytest.fixture
def keep(server: Server, prepared: Prepared) -> Iterator[Keep]:
    """Stores practices of the prepared class for the time of a test."""
    path = f"/classes/{prepared.slug}/practices"
    yield lambda name, dance, **given: danced.keep(server, prepared.slug, name, dance, **given)
    with server.client() as client:
        for practice in client.get(path).raise_for_status().json()["items"]:
            client.delete(f"{path}/{practice['id']}").raise_for_status()


def _scored(page: Page) -> Locator:
    after = page.locator("[data-after]")
    expect(after).to_have_attribute("data-busy", "false", timeout=SCORED_MS)
    return after


def _line(page: Page, practice: dict[str, Any]) -> Locator:
    return page.locator(f"[data-practice='{practice['id']}']")


def _steps(page: Page) -> list[dict[str, str]]:
    with page.expect_download() as started:
        page.get_by_role("button", name="Steps as CSV").click()
    assert started.value.suggested_filename == "practices.csv"
    return list(csv.DictReader(io.StringIO(Path(started.value.path()).read_text("utf-8"))))


def test_practices_beside_their_class_scored_again_with_other_parameters(
    server: Server, visit: Visit, prepared: Prepared, keep: Keep, axe: Callable[[Page], list[str]]
) -> None:
    page = visit(f"/classes/{prepared.slug}/tuning", server.person("author"))
    expect(page.get_by_text("No practice of this class is kept yet")).to_be_visible()
    expect(page.get_by_text(f"--keep {prepared.slug}")).to_be_visible()
    assert axe(page) == []

    video = server.uploaded(prepared.take)
    small = keep("Small", danced.small(0.25))
    shaky = keep("Shaky", danced.unsteady(0.008), video=video, offset_s=-0.5)
    page.goto(f"/admin/classes/{prepared.slug}/tuning?practice={small['id']}&step=2.3")
    bins = _scored(page).get_attribute("data-bins")
    assert bins == page.locator("[data-before]").get_attribute("data-bins")
    for practice in (small, shaky):  # scored again by the same numbers, it is the same
        expect(_line(page, practice).locator("[data-now]")).to_have_text(f"{practice['total']['score']:.1f}")
    expect(page.locator("[data-step='2.3']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".tuning-waterfall")).to_have_attribute("data-of", "2.3")
    expect(page.locator("[data-traced]")).to_have_attribute("data-traced", "true", timeout=SCORED_MS)
    assert axe(page) == []

    page.keyboard.press("]")
    expect(page.locator(".tuning-waterfall")).to_have_attribute("data-of", "2.4")
    assert page.url.endswith(f"?practice={small['id']}&step=2.4")
    page.keyboard.press("p")
    page.keyboard.press("n")
    page.get_by_role("button", name="Shaky", exact=True).click()
    expect(_line(page, shaky)).to_have_attribute("aria-current", "true")
    frame = int(page.locator("[data-shown]").get_attribute("data-shown") or "")
    at_s = f"{frame / 30 + 0.5:.3f}"  # its clock began half a second before the class's
    expect(page.locator(".tuning-skeleton")).to_have_attribute("data-at", at_s)
    page.wait_for_function(PAINTED)
    page.keyboard.press(",")
    expect(page.locator("[data-shown]")).to_have_attribute("data-shown", str(frame - 1))
    expect(page.locator(".tuning-skeleton")).to_have_attribute("data-at", f"{(frame - 1) / 30 + 0.5:.3f}")

    before = _steps(page)
    assert {row["practice"] for row in before} == {small["id"], shaky["id"]}
    assert len(before) == sum(each["total"]["steps"] for each in (small, shaky))
    dial = page.locator("[data-parameter='sigmaPlace']").get_by_role("textbox")
    dial.fill("0.001")
    dial.blur()
    page.wait_for_function(
        "before => document.querySelector('[data-after]').dataset.bins !== before", arg=bins
    )
    _scored(page)
    expect(_line(page, shaky).locator("[data-change]")).to_have_attribute("data-change", "-1")
    after = _steps(page)
    assert [row["stored_score"] for row in after] == [row["stored_score"] for row in before]
    assert [row["score"] for row in after] != [row["score"] for row in before]
    page.get_by_role("button", name="Reset all").click()
    expect(page.locator("[data-after]")).to_have_attribute("data-bins", bins or "", timeout=SCORED_MS)

    page.get_by_role("button", name="Delete “Small”").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(_line(page, small)).to_have_count(0)
    with server.client() as client:
        assert client.get(f"/originals/{small['poses']}").status_code == 404


def test_in_korean_on_a_phone(server: Server, visit: Visit, prepared: Prepared, keep: Keep) -> None:
    kept = keep("서연", danced.late(3))
    narrow = {"viewport": {"width": 400, "height": 800}, "locale": "ko-KR"}
    page = visit(
        f"/classes/{prepared.slug}/tuning?practice={kept['id']}", server.person("reviewer"), **narrow
    )
    _scored(page)
    expect(page.get_by_role("heading", name="저장된 연습")).to_be_visible()
    expect(page.get_by_text("클릭하면 그곳으로 가요.")).to_be_visible()
    beyond = page.evaluate(
        "[...document.querySelectorAll('main section, main [class^=tuning]:not(table)')]"
        ".filter(each => each.getBoundingClientRect().right > innerWidth + 1).map(each => each.className)"
    )
    assert beyond == []
    for box in (
        each.bounding_box() for each in page.locator(".poses-video").all()
    ):  # the skeleton lies on the dancer
        assert box is not None
        assert abs(box["width"] / box["height"] - ASPECT) < 0.01
    expect(page.get_by_role("button", name="삭제")).to_have_count(0)  # a reviewer takes nothing away
