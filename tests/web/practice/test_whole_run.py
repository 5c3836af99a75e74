"""From the catalogue to a film on the disk, in the built app on a phone whose camera shows a dancer: what was
saved has the dancer's pictures and the clean sound of the class, aligned.
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import film_page
import imageio_ffmpeg
import numpy as np
import pytest
import rooms
from app_danced import PATIENCE_MS, begin, filming_browser, real_nets, with_class
from app_opened import PHONE
from app_served import Served, app_served
from numpy.typing import NDArray
from playwright.sync_api import Browser, BrowserContext, expect
from small_class import lay_desk, pack

from bench.practice.clip import number_in

ALIGNED_S = 0.020
#: What the app takes off for a camera that nobody calibrated.
USUAL_LATENCY_S = 0.08
CLASS_S = 9.0
CLICKS_S = tuple(click_s for click_s in film_page.CLICKS_S if click_s < CLASS_S - 0.5)
#: Looks on from outside: when each numbered picture was taken, and what the class's player played when.
LOOK_ON = """
window.looked = {seen: [], ticks: []};
const watched = new WeakSet();
const pageMs = (at) => performance.timeOrigin + at;
const numberOf = (video) => {
  const canvas = new OffscreenCanvas(12, 1);
  const pen = canvas.getContext("2d");
  const square = video.videoHeight / 15;
  pen.imageSmoothingEnabled = false;
  pen.drawImage(video, 0, square / 2, 12 * square, 1, 0, 0, 12, 1);
  const {data} = pen.getImageData(0, 0, 12, 1);
  return [...Array(12).keys()].reduce((sum, bit) => sum + (data[4 * bit] > 127 ? 1 << bit : 0), 0);
};
const look = (video) => video.requestVideoFrameCallback((now, {captureTime}) => {
  looked.seen.push([numberOf(video), pageMs(captureTime ?? now)]);
  look(video);
});
setInterval(() => {
  for (const video of document.querySelectorAll("video")) {
    if (video.srcObject && !watched.has(video)) {
      watched.add(video);
      look(video);
    }
    if (!video.src || !location.pathname.endsWith("/dance")) continue;
    const now = performance.now();
    looked.ticks.push([pageMs(now), video.paused || video.seeking ? -1 : video.currentTime]);
  }
}, 10);
"""

#: How many pictures were recorded, by the result that is kept.
RECORDED = """async () => {
  const open = indexedDB.open("eightcount-results");
  await new Promise((resolve) => (open.onsuccess = resolve));
  const asked = open.result.transaction("kept").objectStore("kept").getAll();
  await new Promise((resolve) => (asked.onsuccess = resolve));
  open.result.close();
  return asked.result[0].film.frames;
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, built_app: Path) -> Iterator[Served]:
    """The app with the real nets, and a class whose sound clicks."""
    folder = tmp_path_factory.mktemp("app")
    desk = lay_desk(folder / "desk")
    _click(desk / "class.mp4")
    with app_served(folder / "served", built_app, real_nets()) as served:
        served.publish(pack(desk))
        yield served


def _click(video: Path) -> None:
    """Give it another sound."""
    silent, sound = video.with_name("silent.mp4"), video.with_name("clicks.wav")
    video.rename(silent)
    sound.write_bytes(rooms.wav(film_page.clicking(CLASS_S, CLICKS_S)))
    tool = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(silent), "-i", str(sound)]
    mixed = ["-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac", "-b:a", "192k"]
    subprocess.run([*tool, *mixed, "-movflags", "+faststart", str(video)], check=True)
    silent.unlink()
    sound.unlink()


@pytest.fixture
def phone(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """What its pages throw fails the test."""
    browser = filming_browser(chromium, tmp_path_factory.mktemp("clip"))
    context = browser.new_context(**PHONE)
    context.add_init_script(LOOK_ON)
    faults: list[str] = []
    context.on("weberror", lambda thrown: faults.append(str(thrown.error)))
    yield context
    browser.close()
    assert not faults


def number_of(picture: NDArray[np.uint8]) -> int:
    return number_in(picture.mean(axis=2))


def test_from_the_catalogue_to_a_film_on_the_disk(
    phone: BrowserContext, served: Served, tmp_path: Path
) -> None:
    page = with_class(phone, served)
    begin(page, served, "parts=1,2&speed=1")
    page.wait_for_url(re.compile("/practice/r/"), timeout=PATIENCE_MS)
    looked = page.evaluate("looked")
    film = page.locator(".film")
    expect(film).to_contain_text("It goes nowhere unless you share it")
    film.get_by_role("button", name="Make the film").click()
    with page.expect_download(timeout=PATIENCE_MS) as download:
        film.get_by_role("button", name="Save as a file").click(timeout=PATIENCE_MS)
    path = tmp_path / "film.mp4"
    download.value.save_as(path)

    saved = film_page.decode(path, number_of)
    assert saved.codecs[0] == "h264"
    assert saved.codecs[1] in {"opus", "aac"}
    late = film_page.misplaced_s(saved, looked, latency_s=USUAL_LATENCY_S, clicks_s=CLICKS_S)
    assert len(late) >= 8
    assert np.abs(late).max() <= ALIGNED_S, late
    assert saved.times_s[-1] > CLASS_S - 1
    assert len(saved.counts) == page.evaluate(RECORDED)
