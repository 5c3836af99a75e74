"""The machine's own Chromium, as every browser test drives it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

#: How long a page may take to show what is expected: machines differ, and none is measured here.
PATIENCE_MS = 30_000
#: Keeps Chromium off the network, from asking for a sandbox that root has not, and from waiting for a gesture
#: before it plays a sound.
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--autoplay-policy=no-user-gesture-required",
]


def chromium_path() -> str:
    """Where it lies; skips the test, aloud, on a machine that has none."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("NOT RUN: there is no Chromium on this machine (Debian: apt-get install chromium)")
    return path


@contextmanager
def chromium_running() -> Iterator[Browser]:
    """One without a window."""
    path = chromium_path()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
