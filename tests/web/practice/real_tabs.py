"""A Chromium whose tabs hide each other as a person's do: in tests' own ones every page is in front."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browsers import FLAGS, chromium_path
from playwright.sync_api import BrowserContext, BrowserType

#: A phone held upright.
WINDOW = ("--window-size=390,844", "--accept-lang=en-GB", "--lang=en-GB")

#: A browser that starts on a machine that is busy.
PATIENCE_MS = 120_000


@contextmanager
def browser_with_tabs(kind: BrowserType, profile: Path, clip: Path) -> Iterator[BrowserContext]:
    """Its one window, until the block ends; its camera shows the clip."""
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    film = f"--use-file-for-fake-video-capture={clip}"
    shown = ["--headless=new", "--no-first-run", *WINDOW]
    doors = ["--remote-debugging-port=0", f"--user-data-dir={profile}"]
    command = [chromium_path(), *FLAGS, *camera, film, *shown, *doors]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        try:
            address = f"http://127.0.0.1:{_port(profile / 'DevToolsActivePort', running)}"
            browser = kind.connect_over_cdp(address, no_defaults=True, timeout=PATIENCE_MS)
            yield browser.contexts[0]
            browser.close()
        finally:
            running.terminate()


def _port(told: Path, running: subprocess.Popen[bytes]) -> int:
    """Where it is listened, once the browser has said so in that file."""
    deadline = time.monotonic() + 60
    while not (told.exists() and "\n" in told.read_text()):
        assert running.poll() is None, "the browser did not start"
        assert time.monotonic() < deadline, "the browser did not say where it listens"
        time.sleep(0.05)
    return int(told.read_text().split("\n")[0])
