"""Building and publishing from the page of a class: progress, what would change, the way back, the log."""

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import imageio_ffmpeg
import pytest
from playwright.sync_api import Page, expect
from served import NUMBERS, Prepared, Server, until

Visit = Callable[..., Page]


@pytest.fixture
def ready(server: Server, prepared: Prepared) -> str:
    """A class of its own with a finished pack; its slug."""
    slug = f"ready-{next(NUMBERS)}"
    with server.client() as client:
        _make(client, slug, prepared, prepared.take_sha256)
        _mark(client, slug, prepared.beats_s)
        build = client.post(f"/classes/{slug}/builds", json={}).raise_for_status().json()["id"]
        until(lambda: client.get(f"/builds/{build}").json()["state"] == "done")
    return slug


def _make(client: httpx.Client, slug: str, prepared: Prepared, take: str) -> None:
    given = {
        "slug": slug,
        "titles": {"en": "Ready", "ko": "준비됨"},
        "song_id": prepared.song_id,
        "dancer_id": prepared.dancer_id,
        "take": take,
    }
    client.post("/classes", json=given).raise_for_status()


def _mark(client: httpx.Client, slug: str, beats_s: list[float]) -> None:
    body = {"format": 1, "beats_s": beats_s}
    client.put(f"/classes/{slug}/beats", json=body, headers={"If-Match": "*"}).raise_for_status()


def test_a_class_goes_out_is_changed_and_comes_back(
    server: Server, visit: Visit, ready: str, prepared: Prepared, axe: Callable[[Page], list[str]]
) -> None:
    page = visit(f"/classes/{ready}/publish", server.person("publisher", "Lee Jun"))
    judging = page.get_by_role("region", name="Can this class be judged?")
    expect(judging.locator("[data-verdict]").first).to_have_attribute("data-verdict", "separates")
    expect(judging.get_by_role("listitem").filter(has_text="Part 4")).to_contain_text("not dancing")
    staging = page.get_by_role("region", name="Staging")
    expect(staging.get_by_role("note")).to_have_count(0)
    expect(staging).to_contain_text("New here: 32 steps.")
    staging.get_by_role("button", name="Publish to staging").click()
    expect(staging.get_by_text("Live: revision 1")).to_be_visible(timeout=30_000)
    expect(staging).to_contain_text("Devices have exactly this already.")

    production = page.get_by_role("region", name="Production")
    production.get_by_role("button", name="Publish to production").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(production.get_by_text("Live: revision 1")).to_be_visible(timeout=30_000)

    moved = [*prepared.beats_s[:4], prepared.beats_s[4] + 0.012, *prepared.beats_s[5:]]
    with server.client() as client:
        _mark(client, ready, moved)
    build = page.get_by_role("region", name="Build", exact=True)
    build.get_by_role("button", name="Build", exact=True).click()
    expect(build.get_by_text("Build of revision 2")).to_be_visible()
    expect(build.get_by_role("status")).to_contain_text("Done", timeout=60_000)
    expect(build.locator("[data-step=pose_extract]")).to_contain_text("known")
    expect(production).to_contain_text("1 beat moves, by 12 ms.")
    expect(production).to_contain_text("The video stays.")
    assert axe(page) == []
    production.get_by_role("button", name="Publish to production").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(production.get_by_text("Live: revision 2")).to_be_visible(timeout=30_000)
    production.get_by_role("button", name="Roll back").click()
    page.get_by_role("dialog").get_by_role("button", name="Roll back").click()
    expect(production.get_by_text("Rolled back to revision 1", exact=True)).to_be_visible(timeout=30_000)
    note = production.get_by_role("note")
    expect(note).to_contain_text("publishing would bring revision 2 back")
    expect(staging.get_by_role("note")).to_have_count(0)  # nothing was rolled back there
    assert axe(page) == []
    production.get_by_role("button", name="Publish to production").click()
    asked = page.get_by_role("dialog")
    expect(asked.get_by_role("note")).to_contain_text("publishing would bring revision 2 back")
    asked.get_by_role("button", name="Cancel").click()

    page.get_by_role("link", name="History").or_(page.get_by_role("tab", name="History")).click()
    expect(page.get_by_text("Lee Jun · a release made").first).to_be_visible()
    page.get_by_role("button", name="Show the beats").first.click()
    from_s, to_s = prepared.beats_s[4], moved[4]
    expect(page.get_by_text(f"{from_s:.3f} s → {to_s:.3f} s")).to_be_visible()
    assert axe(page) == []


@pytest.fixture
def standing(server: Server, prepared: Prepared, tmp_path: Path) -> str:
    """A class whose take shows a dancer who stands: one picture of the sample, with its sound. Its slug."""
    take, seconds = tmp_path / "take.mp4", 9
    still = f"select=gte(t\\,2),loop=loop=-1:size=1,setpts=N/30/TB,trim=duration={seconds}"
    cut = ["-i", str(prepared.take), "-vf", still, "-r", "30", "-t", str(seconds), "-c:v", "libx264"]
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([tool, "-v", "error", "-y", *cut, "-c:a", "copy", str(take)], check=True)
    slug = f"standing-{next(NUMBERS)}"
    with server.client() as client:
        _make(client, slug, prepared, server.uploaded(take))
        line = client.put(f"/classes/{slug}/alignment", json={"offset_s": prepared.offset_s})
        line.raise_for_status()
        _mark(client, slug, prepared.beats_s[:17])
        build = client.post(f"/classes/{slug}/builds", json={}).raise_for_status().json()["id"]
        until(lambda: client.get(f"/builds/{build}").json()["state"] == "done")
    return slug


def test_a_class_that_cannot_be_judged_warns_before_it_goes_out_and_may_go_out(
    server: Server, visit: Visit, standing: str, axe: Callable[[Page], list[str]]
) -> None:
    page = visit(f"/classes/{standing}/publish", server.person("publisher"))
    judging = page.get_by_role("region", name="Can this class be judged?")
    expect(judging.locator("[data-verdict]").first).to_have_attribute("data-verdict", "does_not")
    expect(judging.get_by_role("img", name="No step carries it")).to_have_count(2)
    staging = page.get_by_role("region", name="Staging")
    expect(staging.get_by_role("note")).to_contain_text("This class cannot be judged")
    assert axe(page) == []
    staging.get_by_role("button", name="Publish to staging").click()
    asked = page.get_by_role("dialog")
    expect(asked.get_by_role("note")).to_contain_text("Part 1, 2: the dancer hardly moves.")
    assert axe(page) == []
    asked.get_by_role("button", name="Cancel").click()
    expect(staging.get_by_text("Not live")).to_be_visible()
    staging.get_by_role("button", name="Publish to staging").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(staging.get_by_text("Live: revision 1")).to_be_visible(timeout=30_000)
    expect(staging.get_by_role("note")).to_have_count(0)

    told = server.typed("publish", standing, "--channel", "production")
    assert "This class cannot be judged" in told.stderr
    assert "is live on production" in told.stdout

    with server.client() as client:
        listed = client.get(f"/classes/{standing}").json()["problems"]
    assert "cannot_be_judged" in {problem["code"] for problem in listed}


def test_a_failed_build_tells_why_with_the_log_behind_it(
    server: Server, visit: Visit, prepared: Prepared, tmp_path: Path
) -> None:
    pdf = tmp_path / "take.mp4"
    pdf.write_bytes(b"%PDF-1.7\n" + b"x" * 4000)
    slug = f"failing-{next(NUMBERS)}"
    with server.client() as client:
        upload = client.post("/uploads", json={"filename": pdf.name, "bytes": pdf.stat().st_size}).json()
        part = client.post(f"/uploads/{upload['id']}/parts/1/url").json()
        httpx.put(part["url"], content=pdf.read_bytes()).raise_for_status()
        sha256 = hashlib.sha256(pdf.read_bytes()).hexdigest()
        done = client.post(f"/uploads/{upload['id']}/complete", json={"sha256": sha256})
        _make(client, slug, prepared, done.raise_for_status().json()["sha256"])
    page = visit(f"/classes/{slug}/publish", server.person("author"))
    build = page.get_by_role("region", name="Build", exact=True)
    build.get_by_role("button", name="Build", exact=True).click()
    # Other steps that look into the take fail of it, too, sooner or later.
    probe = build.locator("[data-step=probe]")
    expect(probe.get_by_role("alert")).to_contain_text("The take is a PDF document.")
    probe.get_by_role("button", name="Show the log").click()
    expect(probe.get_by_text("starts with")).to_be_visible()
    expect(build.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_role("region", name="Staging")).to_contain_text("publisher or admin")
