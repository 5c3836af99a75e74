"""What is measured inside of the page while somebody dances: frames of the page, long tasks, the preview's
pictures, and what the branches counted of themselves. Knows no server.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from playwright.sync_api import Page

#: Watches from the first frame on; `measured.from` is set when the class begins to play for good.
WATCH = """
(() => {
  const measured = { frames: [], long: [], preview: [], fromMs: 0 };
  window.measured = measured;
  let last = 0;
  const frame = (now) => {
    if (last) measured.frames.push([now, now - last]);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) measured.long.push([startTime, duration]);
  }).observe({ type: "longtask", buffered: true });
  const seen = new WeakSet();
  const watch = (video) => {
    if (seen.has(video)) return;
    seen.add(video);
    const look = (now, { presentedFrames }) => {
      if (video.srcObject) measured.preview.push([now, presentedFrames]);
      else if (!measured.fromMs && !video.paused && document.querySelector('[data-phase="dancing"]')) {
        measured.fromMs = now;
      }
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  };
  setInterval(() => document.querySelectorAll("video").forEach(watch), 100);
})()
"""

#: What is kept of the newest result, and its film.
KEPT = """
async () => {
  const open = indexedDB.open("eightcount-results");
  await new Promise((done, failed) => { open.onsuccess = done; open.onerror = failed; });
  const all = (name) => new Promise((done) => {
    const asked = open.result.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const [kept] = (await all("kept")).sort((a, b) => b.atMs - a.atMs);
  const { stats } = (await all("details")).find(({ id }) => id === kept.id);
  open.result.close();
  return { stats, score: kept.score, film: kept.film, interrupted: kept.interrupted };
}
"""

#: A film's files, largest first, as base64: of a film of some seconds.
FILM = """
async (id) => {
  const films = await (await navigator.storage.getDirectory()).getDirectoryHandle("films");
  const files = [];
  for await (const handle of (await films.getDirectoryHandle(id)).values()) {
    if (handle.kind === "file") files.push(await handle.getFile());
  }
  files.sort((a, b) => b.size - a.size);
  const reader = new FileReader();
  reader.readAsDataURL(files[0]);
  await new Promise((done) => { reader.onload = done; });
  return reader.result.split(",")[1];
}
"""


@dataclass(frozen=True)
class Danced:
    """One dance, measured.

    Attributes:
        seconds: from the first picture of the class to the end of the last one.
        frames_ms: how long each frame of the page took.
        paces_ms: how long the browser itself meant each of them to take.
        long_ms: tasks that held the page up for more than 50 ms.
        preview_ms: between one picture of the preview and the next.
        stats: of each branch, as it counted itself.
        film: the recording's file.
    """

    seconds: float
    frames_ms: tuple[float, ...]
    paces_ms: tuple[float, ...]
    long_ms: tuple[float, ...]
    preview_ms: tuple[float, ...]
    stats: dict[str, dict[str, Any]]
    score: float | None
    film: bytes


class Times(NamedTuple):
    """From when the class began to play; milliseconds on the page's clock."""

    from_ms: float
    #: When each came, and how long after the one before.
    frames: list[tuple[float, float]]
    long_ms: list[float]
    preview_ms: list[float]


def times_ms(page: Page, end_ms: float) -> Times:
    """What was measured until a moment: frames, long tasks, and the preview's gaps."""
    told = page.evaluate("measured")
    from_ms = float(told["fromMs"])

    def inside(pairs: list[list[float]]) -> list[tuple[float, float]]:
        return [(at, what) for at, what in pairs if from_ms < at <= end_ms]

    shown = inside(told["preview"])
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(shown)]
    return Times(from_ms, inside(told["frames"]), [took for _, took in inside(told["long"])], gaps)
