"""Films in the built practice app: listed with their room, finished with the class's sound, saved, shared and
deleted; nothing of them goes to the network.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import imageio_ffmpeg
import pytest
from app_opened import PHONE, bring
from app_served import Served, app_served
from playwright.sync_api import Browser, BrowserContext, Page, expect
from small_class import lay_desk, pack

FILM_S = 4
#: Lays a film into the origin's private files, as the recording branch does.
LAY = """async ({id, entry, url}) => {
  const root = await navigator.storage.getDirectory();
  const films = await root.getDirectoryHandle("films", {create: true});
  const folder = await films.getDirectoryHandle(id, {create: true});
  const write = async (name, content) => {
    const file = await (await folder.getFileHandle(name, {create: true})).createWritable();
    await file.write(content);
    await file.close();
  };
  await write("recording", await (await fetch(url)).blob());
  await write("journal", JSON.stringify(entry) + "\\n");
}"""


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Four seconds without sound, in fragments."""
    path = tmp_path_factory.mktemp("film") / "recording.mp4"
    picture = ["-f", "lavfi", "-i", f"testsrc2=size=480x640:rate=30:duration={FILM_S}"]
    coded = ["-c:v", "libx264", "-profile:v", "baseline", "-pix_fmt", "yuv420p", "-g", "30"]
    fragments = ["-movflags", "frag_keyframe+empty_moov+default_base_moof"]
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([tool, "-v", "error", "-y", *picture, *coded, *fragments, str(path)], check=True)
    return path.read_bytes()


@pytest.fixture
def served(tmp_path: Path, built_app: Path) -> Iterator[Served]:
    with app_served(tmp_path, built_app) as served:
        served.publish(pack(lay_desk(tmp_path / "desk")))
        yield served


@pytest.fixture
def context(chromium: Browser, served: Served) -> Iterator[BrowserContext]:
    """A phone. What it throws fails the test, and so does what it sends, and a request to any other place."""
    context = chromium.new_context(**PHONE)
    faults: list[str] = []
    ours = (f"{served.url}/", f"blob:{served.url}/", "data:")
    context.on("weberror", lambda thrown: faults.append(str(thrown.error)))

    def look(asked: Any) -> None:
        if asked.method != "GET" or not asked.url.startswith(ours):
            faults.append(f"{asked.method} {asked.url}")

    context.on("request", look)
    yield context
    context.close()
    assert not faults


def with_film(context: BrowserContext, served: Served, recording: bytes, **told: Any) -> Page:
    """The settings of a device that has the class, and a film of it."""
    page = context.new_page()
    page.goto(f"{served.url}/practice/c/uniform")
    bring(page)
    film = {
        "id": "one",
        "classId": "uniform",
        "revision": 1,
        "begunMs": 1_790_000_000_000,
        "durationS": FILM_S,
        "mime": "video/mp4",
        "bytes": len(recording),
        "width": 480,
        "height": 640,
        "frames": 30 * FILM_S,
        "pieces": [{"filmS": 0, "classS": 2.5, "speed": 1}],
    }
    context.route("**/a-recording", lambda route: route.fulfill(body=recording))
    entry = {"isWhole": True, "film": {**film, **told}}
    page.evaluate(LAY, {"id": "one", "entry": entry, "url": f"{served.url}/a-recording"})
    page.goto(f"{served.url}/practice/settings")
    return page


def opened(page: Page) -> Page:
    page.get_by_role("button", name="Uniform").click()
    return page


def test_a_film_is_finished_saved_and_deleted_and_goes_nowhere(
    context: BrowserContext, served: Served, recording: bytes, tmp_path: Path
) -> None:
    page = with_film(context, served, recording)
    films = page.locator(".film-kept")
    expect(films).to_contain_text("1 film takes")
    expect(films).to_contain_text("They go nowhere unless you share them")
    opened(page)
    page.get_by_label("The teacher's skeleton").check()
    page.get_by_role("button", name="Make the film").click()
    expect(page.locator("video.film-made")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    path = tmp_path / "saved.mp4"
    download.value.save_as(path)
    assert download.value.suggested_filename.startswith("uniform-")
    with av.open(str(path)) as saved:
        assert {stream.type for stream in saved.streams} == {"video", "audio"}
        assert saved.duration == pytest.approx(FILM_S * av.time_base, rel=0.05)
        assert sum(1 for _ in saved.decode(video=0)) == 30 * FILM_S
    page.get_by_role("button", name="Delete this film").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(films).to_contain_text("There are no films on this device")
    assert page.evaluate(LYING) == []


def test_a_film_is_shared_where_the_browser_shares(
    context: BrowserContext, served: Served, recording: bytes
) -> None:
    context.add_init_script("""
      navigator.canShare = ({files}) => files.every(file => file.type === "video/mp4");
      navigator.share = async ({files: [file], title}) => { window.shared = [file.name, file.size, title]; };
    """)
    page = opened(with_film(context, served, recording))
    page.get_by_role("button", name="Make the film").click()
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.locator(".film")).to_contain_text("Shared.")
    name, size, title = page.evaluate("shared")
    assert name.endswith(".mp4")
    assert size > len(recording)
    assert title == "Uniform"


def test_a_film_of_another_revision_is_saved_without_its_sound(
    context: BrowserContext, served: Served, recording: bytes, tmp_path: Path
) -> None:
    page = opened(with_film(context, served, recording, revision=7))
    expect(page.locator(".film")).to_contain_text("has another version now")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file without sound").click()
    download.value.save_as(tmp_path / "silent.mp4")
    assert (tmp_path / "silent.mp4").read_bytes() == recording


def test_what_a_crash_left_is_there_and_said_to_have_broken_off(
    context: BrowserContext, served: Served, recording: bytes
) -> None:
    page = with_film(context, served, recording[: len(recording) * 2 // 3])
    expect(page.locator(".film-kept")).not_to_contain_text("It broke off")
    broken = {"isWhole": False, "film": json.loads(page.evaluate(JOURNAL))["film"]}
    page.evaluate(LAY, {"id": "one", "entry": broken, "url": f"{served.url}/a-recording"})
    page.reload()
    expect(page.locator(".film-kept")).to_contain_text("It broke off")
    mended = json.loads(page.evaluate(JOURNAL).strip().splitlines()[-1])
    assert mended["isWhole"]
    assert 1 < mended["film"]["durationS"] < FILM_S
    opened(page).get_by_role("button", name="Make the film").click()
    expect(page.locator("video.film-made")).to_be_visible()


#: What lies among the films.
LYING = """async () => {
  const root = await navigator.storage.getDirectory();
  return Array.fromAsync((await root.getDirectoryHandle("films")).keys());
}"""
#: The journal of the film, as text.
JOURNAL = """async () => {
  const root = await navigator.storage.getDirectory();
  const folder = await (await root.getDirectoryHandle("films")).getDirectoryHandle("one");
  return (await (await folder.getFileHandle("journal")).getFile()).text();
}"""
