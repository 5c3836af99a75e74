"""What is measured inside of the page: when the class is shown, how long each frame took. Knows no server."""

from dataclasses import dataclass

from playwright.sync_api import Page

#: Notes the first frame in which the waveform is drawn and every part has its row.
SHOWN = """
(() => {
  const drawn = () => {
    const canvas = document.querySelector(".editor-lanes canvas");
    if (!canvas || !canvas.width || !document.querySelector(".editor-row-mark")) return false;
    const middle = canvas.getContext("2d").getImageData(0, Math.round(canvas.height * 0.42), canvas.width, 1);
    const pixels = new Uint32Array(middle.data.buffer);
    return pixels.some((pixel) => pixel !== pixels[0]);
  };
  const look = () => {
    if (drawn()) window.shownMs = performance.now();
    else requestAnimationFrame(look);
  };
  window.watch = () => { window.shownMs = undefined; window.fromMs = performance.now(); look(); };
  window.fromMs = 0;
  look();
})()
"""

#: Moves the view in every frame for some seconds; gives the length of each frame and of each long task.
FRAMES = """
async ([what, seconds]) => {
  const lanes = document.querySelector(".editor-lanes");
  const long = [];
  const note = (list) => long.push(...list.getEntries().map((each) => each.duration));
  const observer = new PerformanceObserver(note);
  observer.observe({type: "longtask"});
  const send = (fields) => lanes.dispatchEvent(
    new WheelEvent("wheel", {bubbles: true, cancelable: true, clientX: 600, clientY: 400, ...fields}));
  const turn = {
    scrolling: (k) => send({deltaX: k % 240 < 120 ? 12 : -12}),
    zooming: (k) => send({ctrlKey: true, deltaY: k % 120 < 60 ? -14 : 14}),
    playing: () => undefined,
    resting: () => undefined,
  }[what];
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  const end = last + 1000 * seconds;
  for (let k = 0; last < end; k++) {
    turn(k);
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  observer.disconnect();
  return {frames, long};
}
"""


@dataclass(frozen=True)
class Frames:
    """Milliseconds: every frame, and every task that held the page up for more than 50."""

    what: str
    frames_ms: tuple[float, ...]
    long_ms: tuple[float, ...]

    @property
    def dropped(self) -> int:
        """Frames that took longer than one and a half of the usual."""
        return sum(frame > 25 for frame in self.frames_ms)


def shown_ms(page: Page) -> float:
    """Milliseconds from the start of the visit, or of the last `watch()`, until the class was shown."""
    asked = "window.shownMs === undefined ? null : window.shownMs - window.fromMs"
    while (shown := page.evaluate(asked)) is None:
        page.wait_for_timeout(20)
    return float(shown)


def frames(page: Page, what: str, seconds: float) -> Frames:
    """While it scrolls, zooms, plays or rests."""
    told = page.evaluate(FRAMES, [what, seconds])
    return Frames(what, tuple(told["frames"]), tuple(told["long"]))
