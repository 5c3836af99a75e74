"""Somebody who practises before a fake camera, in a real Chromium on the page that holds the graph, served
under the app's own Content-Security-Policy.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rooms
from browsers import FLAGS, chromium_path
from playwright.sync_api import BrowserType, Page
from small_class import FRAMES

from bench.practice.clip import make_clip
from cms.api.practice_app import content_security_policy
from cms.bootstrap import build_house
from cms.settings import Settings

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "samples/escape/take.mp4"
#: Pictures of the camera before the dance begins: time to start at the right one.
LEAD_PICTURES = 60
#: Of the class, and of each dance.
PICTURES = FRAMES
#: Where another dance begins in the sample's take, seconds.
OTHER_S = 10.0
#: A phone held upright.
WINDOW = {"viewport": {"width": 390, "height": 844}}


#: Opens a page whose camera shows that dancer; without one there is no camera.
Dancing = Callable[..., AbstractContextManager["Visit"]]


@dataclass
class Visit:
    """An open page, and what it asked for and threw."""

    page: Page
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def begin(self, *, truth: bool = False, **wishes: Any) -> None:
        """Make ready; `truth`: with pictures stamped by their own numbers, as the dancer truly danced."""
        usual = {"parts": [1, 2], "speed": 1, "mirrored": False, "record": False, "overlay": "skeleton"}
        given = {
            "pack": "/pack",
            "wishes": {**usual, "latencyS": 0, **wishes},
            "leadPictures": LEAD_PICTURES,
            "truth": truth,
        }
        self.page.evaluate("given => practice.begin(given)", given)

    def until(self, expression: str) -> None:
        """Waits; the page's own rules forbid Playwright's way."""
        deadline = time.monotonic() + 120
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, expression
            self.page.wait_for_timeout(50)

    def start(self) -> None:
        """Begin to dance before the dancer does."""
        self.page.evaluate(f"practice.startAt({LEAD_PICTURES - 30}, {LEAD_PICTURES - 5})")

    def danced(self, **wishes: Any) -> Any:
        """All of it, or until a pause, as where a busy machine keeps the camera silent; what came of it."""
        self.begin(truth=True, **wishes)
        self.start()
        return self.page.evaluate("practice.ended(true)")


def clip_of(dancer: str, folder: Path) -> Path:
    """What the camera shows: the class's `own` dancer, an `other` dance, `nobody`. Made once."""
    clip = folder / f"{dancer}.mjpeg"
    if not clip.exists():
        video, start_s = (None if dancer == "nobody" else SAMPLE), (OTHER_S if dancer == "other" else 0.0)
        make_clip(video, clip, lead_pictures=LEAD_PICTURES, pictures=PICTURES, start_s=start_s)
    return clip


def lay_site(site: rooms.Site, class_folder: Path, data: Path) -> None:
    """The pack, the nets and the rules beside the page."""
    site.headers["Content-Security-Policy"] = content_security_policy(build_house(Settings(data=data)))
    site.files["pack/manifest.json"] = (class_folder / "manifest.json").read_bytes()
    for path in (class_folder / "objects").iterdir():
        site.files[f"pack/objects/{path.name}"] = path.read_bytes()
    models = {}
    for name in ("lite", "full"):
        net = (ROOT / f".models/pose_landmarker_{name}_nomask.task").read_bytes()
        sha256 = hashlib.sha256(net).hexdigest()
        url = f"models/{sha256}/{name}.task"
        site.files[url] = net
        models[name] = {"url": url, "bytes": len(net), "sha256": sha256}
    told = {"base_url": "", "channel": "production", "roots": [], "closed": False, "models": models}
    site.files["config.json"] = json.dumps(told).encode()


@contextmanager
def visiting(chromium: BrowserType, url: str, clip: Path | None, *flags: str) -> Iterator[Visit]:
    """A page in a browser of its own, whose camera shows the clip; without one there is no camera."""
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    film = [*camera, f"--use-file-for-fake-video-capture={clip}"] if clip else []
    browser = chromium.launch(executable_path=chromium_path(), args=[*FLAGS, *film, *flags])
    try:
        visit = Visit(browser.new_context(**WINDOW).new_page())  # type: ignore[arg-type] # a viewport
        visit.page.on("request", lambda request: visit.asked.append(request.url))
        visit.page.on("pageerror", lambda error: visit.faults.append(str(error)))
        visit.page.goto(url)
        visit.until("Boolean(window.practice)")
        yield visit
    finally:
        browser.close()
