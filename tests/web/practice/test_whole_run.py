"""From the catalogue to a film on the disk, in the built app on a phone whose camera shows a dancer: what was
saved has the dancer's pictures and the clean sound of the class, aligned; and nothing of it goes anywhere.
"""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import film_page
import imageio_ffmpeg
import numpy as np
import pytest
import rooms
from app_danced import LET, PATIENCE_MS, begin, filming_browser, real_nets, to_result, with_class
from app_opened import until
from app_served import Served, app_served
from film_page import ALIGNED_S
from numpy.typing import NDArray
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect
from small_class import lay_desk, pack
from wire import SEALED, Wire, wire

from bench.practice.clip import number_in
from cms.api.practice_app import content_security_policy

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

#: Kinds of files that run.
PROGRAMS = ("document", "script")
#: A page without walls, on which everything is tried.
TRYING = {
    "index.html": "<script src='page.js'></script>",
    "worker.js": "onmessage = ({ data }) => fetch(data, { mode: 'no-cors' })",
    "page.js": """
      async function tryAll(stranger) {
        const send = {method: "POST", body: new Uint8Array(132), mode: "no-cors"};
        fetch(`${stranger}/page`, send).catch(() => 0);
        fetch("/mine", send).catch(() => 0);
        navigator.sendBeacon(`${stranger}/beacon`, new Uint8Array(132));
        new Image().src = `${stranger}/image`;
        new WebSocket(stranger.replace("http", "ws"));
        new Worker("worker.js").postMessage(`${stranger}/worker`);
        await navigator.serviceWorker.register("worker.js");
        (await navigator.serviceWorker.ready).active.postMessage(`${stranger}/sw`);
      }""",
}

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


@dataclass
class Run:
    """What was seen of it.

    Attributes:
        looked: by the page that danced; see `LOOK_ON`.
        recorded: how many pictures, by the result.
        walls: Content-Security-Policy of every document and program that the server handed out.
        faults: what pages threw, and what the walls refused.
    """

    page: Page
    wire: Wire
    film: Path
    looked: dict[str, Any]
    recorded: int
    walls: dict[str, str | None]
    faults: list[str]


@pytest.fixture(scope="module")
def run(
    chromium: Browser, served: Served, tmp_path_factory: pytest.TempPathFactory, built_app: Path
) -> Iterator[Run]:
    """All of the app, screen by screen, watched from outside."""
    folder = tmp_path_factory.mktemp("run")
    walls: dict[str, str | None] = {}
    faults: list[str] = []
    with wire() as watched:
        browser = filming_browser(chromium, folder, *SEALED)
        context = browser.new_context(**LET, proxy={"server": watched.url})
        context.add_init_script(LOOK_ON)
        context.on("weberror", lambda thrown: faults.append(str(thrown.error)))
        context.on("console", lambda said: _note(said, faults))
        context.on("response", lambda answer: _note_walls(answer, walls))
        page = with_class(context, served)
        learn(page, served)
        begin(page, served, "parts=1,2&speed=1")
        to_result(page)
        looked, recorded = page.evaluate("looked"), page.evaluate(RECORDED)
        make_film(page, folder / "film.mp4")
        look_back(page, served)
        calibrate(page, served)
        yield Run(page, watched, folder / "film.mp4", looked, recorded, walls, faults)
        browser.close()


def _note(said: ConsoleMessage, faults: list[str]) -> None:
    if "Content Security Policy" in said.text:
        faults.append(said.text)


def _note_walls(answer: Response, walls: dict[str, str | None]) -> None:
    if answer.request.resource_type in PROGRAMS and not answer.url.startswith("blob:"):
        walls[answer.url] = answer.headers.get("content-security-policy")


def learn(page: Page, served: Served) -> None:
    """Some of the lesson."""
    page.goto(f"{served.url}/practice/c/uniform/learn")
    page.get_by_role("button", name="Skeleton").click()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator("[aria-current=step]")).to_be_visible()
    page.get_by_role("button", name="Pause", exact=True).click()


def make_film(page: Page, into: Path) -> None:
    """Out of the result, with the learner drawn over: every picture is encoded anew."""
    page.get_by_role("button", name="Play side by side").click()
    page.get_by_role("button", name="Stop").click()
    film = page.locator(".film")
    expect(film).to_contain_text("It goes nowhere unless you share it")
    film.get_by_role("button", name="Make the film").click()
    with page.expect_download(timeout=PATIENCE_MS) as download:
        film.get_by_role("button", name="Save as a file").click(timeout=PATIENCE_MS)
    download.value.save_as(into)


def look_back(page: Page, served: Served) -> None:
    """At the history, and at what the device keeps."""
    page.goto(f"{served.url}/practice/c/uniform")
    page.locator(".results-line").click()
    expect(page.get_by_role("heading", name="Part by part")).to_be_visible()
    page.goto(f"{served.url}/practice/settings")
    expect(page.locator(".film-kept")).to_contain_text("1 film takes")


def calibrate(page: Page, served: Served) -> None:
    """For some clicks: what comes of it has a test of its own."""
    page.goto(f"{served.url}/practice/settings/calibrate")
    page.get_by_role("button", name="By tapping the screen").click()
    page.get_by_role("button", name="Tap", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Taps: 1")
    page.get_by_role("button", name="Stop").click()


def number_of(picture: NDArray[np.uint8]) -> int:
    return number_in(picture.mean(axis=2))


def test_from_the_catalogue_to_a_film_on_the_disk(run: Run) -> None:
    saved = film_page.decode(run.film, number_of)
    assert saved.codecs[0] == "h264"
    assert saved.codecs[1] in {"opus", "aac"}
    late = film_page.misplaced_s(saved, run.looked, latency_s=USUAL_LATENCY_S, clicks_s=CLICKS_S)
    assert len(late) >= 8
    assert np.abs(late).max() <= ALIGNED_S, late
    assert saved.times_s[-1] > CLASS_S - 1
    assert len(saved.counts) == run.recorded


def test_all_of_it_asks_its_own_server_and_sends_nothing(run: Run, served: Served) -> None:
    asked = {sent.address.removeprefix(served.url) for sent in run.wire.sent}
    assert any(address.endswith("/practice/config.json") for address in asked), "the wire was watched"
    assert any(address.startswith("/o/") for address in asked)
    assert run.wire.leaks(served.url) == []
    assert run.faults == []


def test_every_page_and_every_worker_has_walls_that_hold(run: Run, served: Served) -> None:
    expected = content_security_policy(served.house)
    assert any("pose.worker" in url for url in run.walls), "a worker stands behind its own walls"
    assert {url: wall for url, wall in run.walls.items() if wall != expected} == {}
    sources = {source for rule in expected.split("; ") for source in rule.split(" ")[1:]}
    assert sources <= {"'self'", "'none'", "'wasm-unsafe-eval'", "blob:", "data:"}
    # Whoever stands behind them may try: the vision library is not of our making.
    page = run.page
    with page.expect_worker(lambda worker: "pose.worker" in worker.url):
        page.goto(f"{served.url}/practice/c/uniform/dance")
    stranger = served.url.replace("127.0.0.1", "localhost")
    tried = f"fetch('{stranger}/healthz', {{ mode: 'no-cors' }}).then(() => 'sent', () => 'refused')"
    inside = [page, *page.workers, *page.context.service_workers]
    assert len(inside) >= 3
    assert [each.evaluate(tried) for each in inside] == ["refused"] * len(inside)
    assert run.wire.leaks(served.url) == []


def test_the_watch_sees_whatever_a_page_may_send(chromium: Browser, tmp_path: Path) -> None:
    with wire() as watched, rooms.served(tmp_path) as site:
        site.files |= {name: text.encode() for name, text in TRYING.items()}
        stranger = site.url.replace("127.0.0.1", "localhost")
        context = chromium.new_context(proxy={"server": watched.url})
        page = context.new_page()
        page.goto(site.url)
        assert watched.leaks(site.url) == []
        page.evaluate("stranger => tryAll(stranger)", stranger)
        ways = ("page", "worker", "sw", "beacon", "image")
        expected = {f"{stranger}/{way}" for way in ways} | {f"{site.url}/mine"}
        expected.add(stranger.removeprefix("http://"))  # the socket's
        until(lambda: {sent.address for sent in watched.leaks(site.url)} >= expected)
        context.close()
