"""The recording branch in a real Chromium, whose camera counts its pictures beside a class that clicks: what
is in the finished files, read by another program.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import film_page
import numpy as np
import pytest
import rooms
from film_page import ALIGNED_S, Clips, Decoded
from playwright.sync_api import Browser, BrowserType, Error, Page

#: Of the pictures that a camera gives, how many must be in the film however busy the machine is; `make bench`
#: measures what a free one records.
RECORDED = 0.75
#: Expressions of the page. The camera goes on, and nothing of it is filmed any more; it is told by the eight.
STANDS = """() => {
  const [came, given] = [film.stats().came, film.told().seen.length];
  if (window.stood?.came !== came) window.stood = {came, given};
  return given - window.stood.given >= 30;
}"""
FINISHED = "film.finish('/class.mp4')"
OPFS = "navigator.storage.getDirectory().then(root => root.getDirectoryHandle('films', {create: true}))"


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    return film_page.make_clips(tmp_path_factory.mktemp("clips"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, clips: Clips) -> Iterator[rooms.Site]:
    folder = tmp_path_factory.mktemp("film")
    rooms.build(folder, "practice/src/film/harness")
    with rooms.served(folder) as served:
        served.files["class.mp4"] = clips.lesson.read_bytes()
        yield served


@pytest.fixture
def open_page(
    chromium: Browser, site: rooms.Site, clips: Clips, tmp_path: Path
) -> Iterator[Callable[[], Page]]:
    """Opens the page in a browser of its own; the next one has the same profile, and ends the one before."""
    running: list[Any] = []
    faults: list[str] = []
    kind: BrowserType = chromium.browser_type

    def make() -> Page:
        close()
        opened = film_page.filming_page(kind, site, clips.camera, tmp_path / "profile")
        running.append(opened)
        page: Page = opened.__enter__()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    def close() -> None:
        for opened in running:
            opened.__exit__(None, None, None)
        running.clear()

    yield make
    close()
    assert not faults, faults


def dance(
    page: Page, until_s: float, *, frames: int = 0, pauses_s: tuple[float, ...] = (), **wish: Any
) -> None:
    """Film from the class's beginning until a second of it, and so many pictures; then it stands."""
    page.evaluate("wish => film.begin('/class.mp4', wish)", wish)
    page.evaluate("film.play()")
    for pause_s in pauses_s:
        page.wait_for_function("second => film.now() > second", arg=pause_s)
        page.evaluate("film.pause()")
        page.evaluate("window.stood = null")
        page.wait_for_function(STANDS)
        page.evaluate("film.play()")
    until = "([second, frames]) => film.now() > second && film.stats().done >= frames"
    page.wait_for_function(until, arg=[until_s, frames])
    page.evaluate("film.pause()")


def finished(page: Page, folder: Path, expression: str = FINISHED) -> Decoded:
    path = folder / "finished.mp4"
    path.write_bytes(film_page.read(page, expression))
    return film_page.decode(path)


def recorded(film: Decoded, pieces: list[dict[str, float]]) -> float:
    """How many of the pictures that the camera gave from the first to the last of each piece are there."""
    begins = [np.searchsorted(film.times_s, piece["filmS"] - 0.001) for piece in pieces[1:]]
    given = sum(int(part[-1] - part[0]) + 1 for part in np.split(film.counts, begins) if len(part))
    return len(film.counts) / given


def test_a_film_has_its_pictures_and_the_clean_sound_aligned(
    open_page: Callable[[], Page], tmp_path: Path
) -> None:
    page = open_page()
    dance(page, 5.5, pauses_s=(2.5,))
    told = page.evaluate("film.end()")
    film = finished(page, tmp_path)
    assert film.codecs[0] == "h264"
    assert film.codecs[1] in {"opus", "aac"}
    assert film.size == (film_page.WIDTH, film_page.HEIGHT)
    assert len(film.counts) == told["film"]["frames"] == told["stats"]["done"]
    assert recorded(film, told["film"]["pieces"]) >= RECORDED
    late = film_page.misplaced_s(film, told)
    assert len(late) >= 10
    assert np.abs(late).max() <= ALIGNED_S, late
    # What the camera's own microphone would have had is not there: between clicks the sound is silent.
    assert told["film"]["pieces"][1]["filmS"] > 2
    assert told["faults"] == []

    (kept,) = page.evaluate("film.kept()")
    assert kept["film"] == told["film"]
    assert not kept["isBroken"]
    assert kept["bytes"] >= kept["film"]["bytes"] > 100_000
    assert page.evaluate("id => film.playable(id)", kept["film"]["id"]) == pytest.approx(
        told["film"]["durationS"], abs=0.1
    )
    page.evaluate("id => film.remove(id)", kept["film"]["id"])
    assert page.evaluate("film.kept()") == []
    assert page.evaluate("id => film.of(id)", kept["film"]["id"]) is None
    assert page.evaluate(f"{OPFS}.then(async films => (await Array.fromAsync(films.keys())).length)") == 0


def test_a_slow_dance_has_the_sound_slow_at_its_pitch_and_the_latency_taken_off(
    open_page: Callable[[], Page], tmp_path: Path
) -> None:
    page = open_page()
    dance(page, 2.6, speed=0.5, latencyS=0.08)
    told = page.evaluate("film.end()")
    film = finished(page, tmp_path)
    late = film_page.misplaced_s(film, told, speed=0.5, latency_s=0.08)
    assert len(late) >= 4
    assert np.abs(late).max() <= ALIGNED_S, late
    assert film.times_s[-1] > 4.5


def test_without_an_encoder_the_browser_s_recorder_films(
    open_page: Callable[[], Page], tmp_path: Path
) -> None:
    page = open_page()
    dance(page, 3.6, pauses_s=(1.8,), by="recorder")
    told = page.evaluate("film.end()")
    film = finished(page, tmp_path)
    assert film.codecs[0] in {"h264", "vp9", "av1", "libdav1d"}
    assert recorded(film, told["film"]["pieces"]) >= RECORDED / 2
    late = film_page.misplaced_s(film, told)
    assert len(late) >= 4
    assert np.abs(np.median(late)) <= 2 / film_page.FPS, late


@contextmanager
def in_worker(site: rooms.Site, script: str) -> Iterator[None]:
    """The worker that films runs this first."""
    (path,) = (site.folder / "assets").glob("film.worker-*.js")
    name = f"assets/{path.name}"
    site.files[name] = script.encode() + path.read_bytes()
    try:
        yield
    finally:
        del site.files[name]


#: In the worker that films: after two seconds the browser takes its encoder back, as when it has few of them.
TAKEN_BACK = """
const Real = VideoEncoder;
let left = 60;
globalThis.VideoEncoder = class extends Real {
  #told;
  constructor(told) {
    super(told);
    this.#told = told;
  }
  encode(picture, options) {
    super.encode(picture, options);
    if (--left !== 0) return;
    this.close();
    this.#told.error(new DOMException("Codec reclaimed", "QuotaExceededError"));
  }
};
"""


def test_an_encoder_that_the_browser_takes_back_costs_little(
    open_page: Callable[[], Page], site: rooms.Site, tmp_path: Path
) -> None:
    with in_worker(site, TAKEN_BACK):
        page = open_page()
        dance(page, 3.4, frames=70)
        told = page.evaluate("film.end()")
    assert told["faults"] == []
    film = finished(page, tmp_path)
    assert len(film.counts) == told["film"]["frames"] > 62
    assert film.times_s[-1] > 3
    late = film_page.misplaced_s(film, told)
    assert len(late) >= 6
    assert np.abs(late).max() <= ALIGNED_S, late


def test_a_tab_that_dies_leaves_a_film_that_can_be_finished(
    open_page: Callable[[], Page], tmp_path: Path
) -> None:
    page = open_page()
    page.evaluate("film.begin('/class.mp4')")
    page.evaluate("film.play()")
    page.wait_for_function("film.now() > 4.5")
    other = page.context.new_page()
    other.goto("/")
    other.wait_for_function("window.film")
    # What is being filmed in one tab is not another's to mend.
    assert other.evaluate("film.kept()") == []
    told = page.evaluate("film.told()")
    with suppress(Error):
        page.goto("chrome://crash", timeout=5_000)
    page = open_page()
    (kept,) = page.evaluate("film.kept()")
    assert kept["isBroken"]
    assert kept["film"]["durationS"] > 3
    film = finished(page, tmp_path)
    assert len(film.counts) == kept["film"]["frames"]
    late = film_page.misplaced_s(film, told)
    assert len(late) >= 5
    assert np.abs(late).max() <= ALIGNED_S, late
    assert page.evaluate("film.kept()") == [{**kept, "bytes": page.evaluate("film.kept()")[0]["bytes"]}]


def test_a_full_disk_ends_the_film_and_keeps_what_is_there(
    open_page: Callable[[], Page], tmp_path: Path
) -> None:
    page = open_page()
    page.evaluate("film.begin('/class.mp4')")
    page.evaluate("film.play()")
    page.wait_for_function("film.now() > 2.5")
    devtools = page.context.new_cdp_session(page)
    grant = {"origin": page.url.rstrip("/"), "quotaSize": 100_000}
    devtools.send("Storage.overrideQuotaForOrigin", grant)
    page.wait_for_function("film.faults().length > 0")
    told = page.evaluate("film.end()")
    assert told["faults"] == ["no-room"]
    refused = page.evaluate("film.begin('/class.mp4').catch(error => error.code)")
    assert refused == "no-room"
    (kept,) = page.evaluate("film.kept()")
    assert kept["film"] == told["film"]
    assert kept["film"]["durationS"] > 1
    full = page.evaluate(f"{FINISHED}.catch(error => error.code)")
    assert full == "room"
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": grant["origin"]})
    assert len(finished(page, tmp_path).counts) == kept["film"]["frames"]


#: In the worker that films: no room is left when it ends.
FULL_AT_LAST = """
const { flush } = VideoEncoder.prototype;
VideoEncoder.prototype.flush = function () {
  FileSystemSyncAccessHandle.prototype.write = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  return flush.call(this);
};
"""


def test_a_disk_that_fills_with_the_last_fragment_ends_the_film_in_the_same_way(
    open_page: Callable[[], Page], site: rooms.Site
) -> None:
    with in_worker(site, FULL_AT_LAST):
        page = open_page()
        dance(page, 2.6, frames=60)
        told = page.evaluate("film.end()")
    assert told["faults"] == ["no-room"]
    (kept,) = page.evaluate("film.kept()")
    assert kept["isBroken"]
    assert kept["film"] == told["film"]
    assert kept["film"]["durationS"] >= 1


def test_where_a_page_may_not_read_the_track_what_a_player_shows_is_filmed_and_drawn_over(
    open_page: Callable[[], Page], tmp_path: Path
) -> None:
    page = open_page()
    dance(page, 3, by="player")
    told = page.evaluate("film.end()")
    plain = finished(page, tmp_path)
    late = film_page.misplaced_s(plain, told)
    assert len(late) >= 3
    assert np.abs(late).max() <= ALIGNED_S, late
    drawn = finished(page, tmp_path, f"film.finish('/class.mp4', film.standing({json.dumps(320 / 240)}))")
    assert len(drawn.counts) == len(plain.counts) == told["film"]["frames"]
    assert np.array_equal(drawn.counts, plain.counts)
    assert np.allclose(drawn.times_s, plain.times_s, atol=0.001)
    blue = film_page.colour_at(tmp_path / "finished.mp4", 0.5, 0.6)
    assert blue[2] > 150 > blue[0], blue
    assert len(film_page.clicks_in(drawn.sound)) == len(film_page.clicks_in(plain.sound))
    # Over somebody who dances as in a mirror a teacher who stands aside is on the other side.
    for mirrored, x in ((False, 0.25), (True, 0.75)):
        standing = json.dumps([320 / 240, 0.25, mirrored])
        finished(page, tmp_path, f"film.finish('/class.mp4', film.standing(...{standing}))")
        colours = [film_page.colour_at(tmp_path / "finished.mp4", at, 0.6) for at in (x, 1 - x)]
        assert [blue[2] > 150 > blue[0] for blue in colours] == [True, False], colours


def test_pictures_of_any_size_are_filmed_and_a_phone_that_is_turned_spoils_nothing(
    open_page: Callable[[], Page], tmp_path: Path
) -> None:
    page = open_page()
    page.evaluate("film.beginPainted('/class.mp4', 641, 481)")
    page.evaluate("film.play()")
    page.wait_for_function("film.now() > 1")
    page.evaluate("film.paint(480, 640)")
    page.wait_for_function("film.now() > 2.5")
    page.evaluate("film.pause()")
    told = page.evaluate("film.end()")
    assert told["faults"] == []
    film = finished(page, tmp_path)
    assert film.size == (640, 480)
    path = tmp_path / "finished.mp4"
    assert min(film_page.colour_at(path, 0.05, 0.5, share=0.1)) > 200
    # Upright it lies whole in the middle, black beside it.
    assert max(film_page.colour_at(path, 0.05, 0.5, share=0.9)) < 60
    assert min(film_page.colour_at(path, 0.5, 0.5, share=0.9)) > 200
