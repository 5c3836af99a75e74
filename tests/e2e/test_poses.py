"""The pose review: the skeleton on the dancer, frame by frame; what needs a look, and what is judged."""

import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy as np
from playwright.sync_api import Page, expect
from served import NUMBERS, Prepared, Server, until

Visit = Callable[..., Page]
RATE_HZ = 30

#: Whether anything is painted within some pixels of places (0 to 1) on the skeleton's canvas.
PAINTED = """([...places]) => {
  const canvas = document.querySelector(".poses-skeleton");
  const context = canvas.getContext("2d");
  return places.map(([x, y]) => {
    const at = [Math.round(x * canvas.width) - 3, Math.round(y * canvas.height) - 3];
    return context.getImageData(...at, 7, 7).data.some((value, k) => k % 4 === 3 && value > 100);
  });
}"""


def _material(server: Server, slug: str, name: str) -> bytes:
    with server.client() as client:
        files = client.get(f"/classes/{slug}/material").raise_for_status().json()["files"]
        return client.get(files[name]["url"].removeprefix("/api/v1")).raise_for_status().content


def _shown(page: Page) -> Any:
    return page.locator("[data-shown]")


def test_the_skeleton_lies_on_the_dancer_frame_by_frame(
    server: Server, visit: Visit, prepared: Prepared, axe: Callable[[Page], list[str]]
) -> None:
    with server.client() as client:
        until(lambda: client.get(f"/classes/{prepared.slug}").json()["build"]["state"] == "done", 120)
    image = np.load(io.BytesIO(_material(server, prepared.slug, "poses.npz")))["image"]
    parts = json.loads(_material(server, prepared.slug, "routine.json"))["parts"]
    points = [step["point"]["frame"] for part in parts for step in part["steps"]]
    page = visit(f"/classes/{prepared.slug}/poses", server.person("reviewer"))
    expect(_shown(page)).to_have_attribute("data-shown", "0")
    for key, frame in ((".", 1), (".", 2), (",", 1), (">", 11), ("]", points[0]), ("]", points[1])):
        page.keyboard.press(key)
        expect(_shown(page)).to_have_attribute("data-shown", str(frame))
        expect(page.locator(".poses-skeleton")).to_have_attribute("data-frame", str(frame))
        joints = image[frame, [11, 12, 24, 25, 26], :2].tolist()
        assert page.evaluate(PAINTED, joints) == [True] * len(joints)
        assert page.evaluate(PAINTED, [[0.03, 0.03], [0.97, 0.03]]) == [False, False]
    page.get_by_role("button", name="One frame back").click()
    expect(_shown(page)).to_have_attribute("data-shown", str(points[1] - 1))
    page.keyboard.press("s")
    expect(page.get_by_role("switch", name="Skeleton")).not_to_be_checked()
    assert page.evaluate(PAINTED, image[points[1] - 1, [12, 24], :2].tolist()) == [False, False]

    sheet = page.get_by_role("region", name="Step points")
    expect(sheet.locator("canvas")).to_have_count(len(points))
    expect(sheet.locator("canvas[data-taken]")).to_have_count(len(points), timeout=60_000)
    sheet.get_by_role("button", name="Show step 5 at").click()
    expect(_shown(page)).to_have_attribute("data-shown", str(points[4]))
    target = parts[0]["steps"][4]["point"]["targets"]
    card = sheet.get_by_role("listitem").nth(4)
    expect(card).to_contain_text(f"{round(target['angles'][0] * 180)}°")
    assert axe(page) == []
    page.keyboard.press("Shift+Slash")
    expect(page.get_by_role("dialog")).to_contain_text("Next place that needs a look")


def test_where_the_dancer_is_lost_is_a_jump_away(
    server: Server, visit: Visit, prepared: Prepared, tmp_path: Path, axe: Callable[[Page], list[str]]
) -> None:
    take = tmp_path / "take.mp4"
    dark = "drawbox=color=black:t=fill:enable='between(t,2.5,3.9)'"
    cut = ["-i", str(prepared.take), "-t", "6", "-vf", dark, "-c:v", "libx264", "-preset", "veryfast"]
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([tool, "-v", "error", "-y", *cut, "-c:a", "copy", str(take)], check=True)
    slug = f"lost-{next(NUMBERS)}"
    with server.client() as client:
        given = {
            "slug": slug,
            "titles": {"en": "Lost", "ko": "놓침"},
            "song_id": prepared.song_id,
            "dancer_id": prepared.dancer_id,
            "take": server.uploaded(take),
        }
        client.post("/classes", json=given).raise_for_status()
    page = visit(f"/classes/{slug}/poses", server.person("author"))
    page.get_by_role("button", name="Build").last.click()
    expect(page.get_by_text("The server is preparing this class.")).to_be_visible()
    looks = page.get_by_role("region", name="Frames that need a look")
    lost = looks.get_by_role("button").filter(has_text="The dancer is not seen")
    expect(lost).to_be_visible(timeout=120_000)
    lost.click()
    spans = json.loads(_material(server, slug, "pose_report.json"))["spans"]
    missing = next(span for span in spans if span["kind"] == "missing")
    frame = round(missing["start_s"] * RATE_HZ)
    expect(_shown(page)).to_have_attribute("data-shown", str(frame))
    assert page.evaluate(PAINTED, [[0.5, 0.3], [0.5, 0.5]]) == [False, False]
    page.keyboard.press("p")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("n")
    expect(_shown(page)).to_have_attribute("data-shown", str(round(spans[0]["start_s"] * RATE_HZ)))
    expect(page.get_by_role("region", name="Step points")).to_contain_text("there are none yet")
    with server.client() as client:  # what else the build does is nobody's wait
        build = client.get(f"/classes/{slug}").json()["build"]["id"]
        until(lambda: client.get(f"/builds/{build}").json()["state"] != "running")
    assert axe(page) == []
