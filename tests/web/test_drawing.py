"""What the timeline draws, pixel by pixel: a sample, and a mark on it, are in the column they belong to."""

from collections.abc import Callable
from typing import Any

import pytest
import rooms
from playwright.sync_api import Page

RATE_HZ = rooms.RATE_HZ
FRAMES = 25 * RATE_HZ
#: On both sides of the edge of a block of 10 s, and where no pair of peaks begins.
IMPULSES = [1_000, 240_117, 480_001, 733_333, 1_100_003]
#: Samples in a CSS pixel, from single samples to the whole song.
ZOOMS = [1 / 20, 1 / 3, 0.9, 3.7, 40, 300, 511, 513, 1000]
Opened = Callable[..., Page]

OPEN = """async ({alignment, lanes}) => {
  const pcm = await rooms.openPcm("/impulses.wav");
  const peaks = await rooms.openPeaks("/impulses_peaks.bin");
  const sound = {pcm, peaks, ...(alignment ? {alignment} : {})};
  const host = document.getElementById("host");
  window.problems = [];
  const onProblem = sentence => problems.push(sentence);
  window.timeline = rooms.openTimeline({host, boundsS: {startS: -5, endS: 30}, onProblem});
  window.pcm = pcm;
  window.lanesWith = (marks) => [
    {id: "song", kind: "waveform", heightPx: 100, sound, tone: "wave"},
    {id: "beats", kind: "marks", heightPx: 40, marks: marks.map(atS => ({atS, tone: "beat"}))},
    ...lanes.map(lane => lane.kind === "spectrogram" ? {...lane, pcm} : lane),
  ];
  timeline.setLanes(lanesWith([]));
  window.settled = async () => {
    for (let quiet = 0, before = ""; quiet < 3;) {
      await new Promise(requestAnimationFrame);
      const now = document.querySelector("canvas").toDataURL();
      quiet = now === before ? quiet + 1 : 0;
      before = now;
    }
  };
}"""

#: Shows a sample at a zoom, and finds the column of the highest sound, and that of the mark's line.
DRAWN = """async ({sample, atS, perPixel}) => {
  timeline.setLanes(lanesWith([atS]));
  const secondsPerPixel = perPixel / 48000;
  timeline.setViewport({startS: atS - 300.3 * secondsPerPixel, secondsPerPixel, widthPx: 1});
  await pcm.load(0, pcm.frames);
  await settled();
  const ratio = devicePixelRatio;
  const [ground, over] = document.querySelectorAll("canvas");
  const tops = rooms.topsOf(ground, 0, Math.round(100 * ratio) - 2);
  const view = timeline.viewport();
  const x = (atS - view.startS) / view.secondsPerPixel * ratio;
  const near = (_, column) => Math.abs(column - x) < 100;  // other impulses are further away
  const shown = tops.map((top, column) => [top < 0 ? 1e9 : top, column]).filter(near);
  const top = Math.min(...shown.map(([row]) => row));
  const line = over.getContext("2d").getImageData(0, Math.round(120 * ratio), over.width, 1).data;
  const marked = [];
  for (let at = 0; at < over.width; at++) if (line[4 * at + 3] > 200) marked.push(at);
  const highest = shown.filter(([row]) => row === top).map(([, column]) => column);
  return {highest, marked, width: ground.width, x};
}"""


@pytest.fixture(scope="module", autouse=True)
def sounds(site: rooms.Site) -> None:
    samples = rooms.impulses(FRAMES, IMPULSES)
    site.files["impulses.wav"] = rooms.wav(samples)
    site.files["impulses_peaks.bin"] = rooms.peaks(samples)


@pytest.fixture
def opened(open_rooms: Opened) -> Opened:
    def make(
        lanes: list[dict[str, Any]] | None = None, alignment: dict[str, float] | None = None, **options: Any
    ) -> Page:
        page = open_rooms(**options)
        page.evaluate(OPEN, {"alignment": alignment, "lanes": lanes or []})
        return page

    return make


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
def test_an_impulse_and_a_mark_on_it_are_drawn_at_their_pixel(opened: Opened, ratio: float) -> None:
    page = opened(device_scale_factor=ratio)
    for per_pixel in ZOOMS:
        for sample in IMPULSES[1:4]:
            at_s = sample / RATE_HZ
            drawn = page.evaluate(DRAWN, {"sample": sample, "atS": at_s, "perPixel": per_pixel})
            assert drawn["width"] == 1000 * ratio
            # The view is drawn from a whole column on: what is drawn lies within one pixel of where it is.
            assert abs(drawn["marked"][0] + 0.5 - drawn["x"]) <= 1, (per_pixel, sample, drawn)
            highest = drawn["highest"]
            if per_pixel / ratio < 512:
                assert highest[len(highest) // 2] == drawn["marked"][0], (per_pixel, sample, drawn)
                # A dot of three pixels marks a single sample.
                assert len(highest) == (1 if per_pixel * 6 > ratio else 3)
            else:
                assert len(highest) == 1
                assert abs(highest[0] - drawn["marked"][0]) <= 1


def test_the_camera_is_drawn_where_the_alignment_lays_it(opened: Opened) -> None:
    page = opened(alignment={"offsetS": 1.25, "rate": 1.0002})
    for per_pixel in (0.9, 40, 300):
        at_s = 1.25 + 1.0002 * IMPULSES[2] / RATE_HZ
        drawn = page.evaluate(DRAWN, {"sample": 0, "atS": at_s, "perPixel": per_pixel})
        assert len(drawn["highest"]) == 1
        assert abs(drawn["highest"][0] - drawn["marked"][0]) <= 1


def test_a_click_at_every_zoom_is_on_the_sample_that_is_drawn(opened: Opened) -> None:
    """A mark laid on the drawn impulse sounds with it: the zoom changes only how well one can aim."""
    page = opened()
    for per_pixel in (1 / 20, 3.7, 300):
        at_s = IMPULSES[1] / RATE_HZ
        drawn = page.evaluate(DRAWN, {"sample": 0, "atS": at_s, "perPixel": per_pixel})
        x = drawn["highest"][len(drawn["highest"]) // 2]
        heard = page.evaluate(
            """async (x) => {
              const atS = timeline.hit(x + 0.5, 10, 0).atS;
              const quiet = {gain: 1, muted: true};
              const all = {music: quiet, click: quiet, voice: quiet, camera: quiet};
              const render = async (bus) => (await rooms.renderOffline({
                frames: 24000, turns: [{out: 0, reel: {pcm, originS: 0, rate: 1}, atS: 4.9}],
                cues: [{atS, tick: "beat", count: null}],
                buses: {...all, [bus]: {gain: 1, muted: false}},
              }))[0];
              return [await render("music"), await render("click")].map(sound => rooms.onsetsIn(sound, 400));
            }""",
            x,
        )
        music, click = heard
        assert music == [IMPULSES[1] - round(4.9 * RATE_HZ)]
        assert abs(click[0] - music[0]) <= 1 + per_pixel


def test_playing_draws_nothing_but_the_playhead(opened: Opened) -> None:
    page = opened()
    page.evaluate("settled()")
    got = page.evaluate(
        """async () => {
          let cleared = 0;
          const clear = CanvasRenderingContext2D.prototype.clearRect;
          CanvasRenderingContext2D.prototype.clearRect = function (...given) {
            cleared++;
            clear.apply(this, given);
          };
          let atS = 0;
          timeline.setPlayhead(() => atS);
          timeline.setMoving(true);
          const seen = [];
          for (let k = 0; k < 40; k++) {
            atS += 0.2;
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            seen.push(document.querySelector(".timeline-playhead").getBoundingClientRect().left);
          }
          timeline.setMoving(false);
          return {cleared, seen};
        }"""
    )
    assert got["cleared"] == 0
    assert got["seen"] == sorted(set(got["seen"]))
    assert abs(got["seen"][-1] + 1 - (8.0 + 5) / 35 * 1000) <= 1


@pytest.mark.parametrize(("motion", "views"), [("no-preference", 12), ("reduce", 2)])
def test_the_view_follows_smoothly_only_where_motion_is_welcome(
    opened: Opened, motion: str, views: int
) -> None:
    page = opened(reduced_motion=motion)
    starts = page.evaluate(
        """async () => {
          timeline.show({startS: 0, endS: 2});
          timeline.setFollow("smooth");
          let atS = 1.5;
          timeline.setPlayhead(() => atS);
          timeline.setMoving(true);
          const starts = [];
          for (let k = 0; k < 12; k++) {
            atS += 0.1;
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            starts.push(timeline.viewport().startS);
          }
          return starts;
        }"""
    )
    assert len(set(starts)) == views


def test_a_wheel_with_control_zooms_around_the_pointer_and_a_sideways_one_scrolls(opened: Opened) -> None:
    page = opened()
    page.evaluate("timeline.show({startS: 0, endS: 10})")
    page.mouse.move(300, 50)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_function("timeline.viewport().secondsPerPixel < 0.009")
    assert abs(page.evaluate("timeline.hit(300, 50, 0).atS") - 3) < 1e-6
    before = page.evaluate("timeline.viewport()")
    page.mouse.wheel(100, 0)
    page.wait_for_function("start => timeline.viewport().startS > start", arg=before["startS"])
    after = page.evaluate("timeline.viewport()")
    assert after["secondsPerPixel"] == before["secondsPerPixel"]


def test_the_spectrogram_is_painted_by_a_worker_and_bright_at_the_impulse(opened: Opened) -> None:
    lane = {"id": "spectrum", "kind": "spectrogram", "heightPx": 100}
    page = opened(lanes=[lane])
    brightest = page.evaluate(
        """async (atS) => {
          timeline.show({startS: atS - 1, endS: atS + 1});
          const ground = document.querySelector("canvas");
          for (;;) {
            await new Promise(requestAnimationFrame);
            const {data, width} = ground.getContext("2d").getImageData(0, 190, ground.width, 1);
            const sum = at => data[at] + data[at + 1] + data[at + 2];
            const level = Array.from({length: width}, (_, x) => sum(4 * x));
            const most = Math.max(...level);
            if (level.includes(765)) continue;  // the ground still shows
            const bright = level.flatMap((value, x) => value === most ? [x] : []);
            return bright[bright.length >> 1];
          }
        }""",
        IMPULSES[2] / RATE_HZ,
    )
    assert abs(brightest - 500) < 15


def test_a_file_that_is_gone_is_told_once_and_the_rough_picture_stays(
    opened: Opened, site: rooms.Site
) -> None:
    page = opened()
    whole = site.files.pop("impulses.wav")
    try:
        page.evaluate("timeline.show({startS: 1, endS: 2})")
        page.wait_for_function("problems.length")
        page.evaluate("timeline.show({startS: 3, endS: 4})")
        page.evaluate("settled()")
        assert page.evaluate("problems.length") == 1
        assert "the server answered 404" in page.evaluate("problems[0]")
    finally:
        site.files["impulses.wav"] = whole


def test_closed_it_leaves_nothing_behind(opened: Opened) -> None:
    page = opened()
    page.evaluate("timeline.close()")
    assert page.evaluate("document.getElementById('host').childElementCount") == 0
