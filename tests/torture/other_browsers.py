"""Firefox and WebKitGTK as they are installed, each with a profile of its own on a screen that nobody sees:
without a screen Firefox draws no WebGL. A test without them is skipped, aloud.
"""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import loopback
import pytest

from tests.torture.webdriver import SCRIPT_S, Http, Line, Marionette, RefusedError, Window

#: A page may play its sound without a gesture, and asks nobody for the camera; downloads need no answer.
PREFERENCES = {
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "browser.download.folderList": 2,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.disabledForTesting": True,
    "network.captive-portal-service.enabled": False,
    "intl.accept_languages": "en-GB",
}
_SCREEN = ["xvfb-run", "-a", "-s", "-screen 0 1280x1200x24"]
_WEBKIT = {
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # which root does not get
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "LANG": "C.UTF-8",
    "LANGUAGE": "en_GB",
}


@contextmanager
def firefox(folder: Path) -> Iterator[tuple[Window, Path]]:
    """A window, and where its downloads come."""
    program = _program("firefox-esr", "firefox")
    profile, downloads = folder / "profile", folder / "downloads"
    profile.mkdir(parents=True)
    port = loopback.free_port()
    chosen = {**PREFERENCES, "marionette.port": port, "browser.download.dir": str(downloads)}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in chosen.items()]
    (profile / "user.js").write_text("".join(lines))
    command = [program, "--no-remote", "--marionette", "--profile", str(profile)]
    with _running(command, folder, {}):
        line = Marionette(port)
        line.ask("NewSession")
        yield _patient(line), downloads
        line.ask("Marionette:Quit", flags=["eForceQuit"])


@contextmanager
def webkit(folder: Path, *, private: bool = False) -> Iterator[Window]:
    """A window that keeps what its pages keep, or a private one."""
    driver = _program("WebKitWebDriver")
    known = Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser")
    binary = next(known, None) if private else Path(__file__).with_name("webkit_window.py")
    if binary is None or (not private and not _has_window()):
        pytest.skip("NOT RUN: no WebKitGTK (Debian: apt-get install webkit2gtk-driver gir1.2-webkit2-4.1)")
    home = folder / "home"
    home.mkdir(parents=True)
    port = loopback.free_port()
    arguments = ["--automation"] if private else [str(home)]
    options = {"binary": str(binary), "args": arguments}
    surroundings = {**_WEBKIT, "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    with _running([driver, f"--port={port}"], folder, surroundings):
        line = Http(port)
        wished = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        line.ask("NewSession", capabilities=wished)
        yield _patient(line)
        try:
            line.ask("DeleteSession")
        except RefusedError:
            return  # its window closed first


def _has_window() -> bool:
    asked = "import gi; gi.require_version('WebKit2', '4.1')"
    return subprocess.run(["/usr/bin/python3", "-c", asked], capture_output=True, check=False).returncode == 0


def _program(*names: str) -> str:
    found = [path for name in names if (path := shutil.which(name))]
    if not found or not shutil.which("xvfb-run"):
        pytest.skip(f"NOT RUN: {names[0]} or xvfb is missing (Debian: apt-get install)")
    return found[0]


def _patient(line: Line) -> Window:
    line.ask("SetTimeouts", script=1000 * SCRIPT_S, pageLoad=120_000)
    return Window(line)


@contextmanager
def _running(command: list[str], folder: Path, surroundings: Mapping[str, str]) -> Iterator[None]:
    """On a screen of its own; all of its processes end with the block."""
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(
            [*_SCREEN, *command],
            stdout=log,
            stderr=log,
            env={**os.environ, **surroundings},
            start_new_session=True,
        )
        try:
            yield
        finally:
            os.killpg(running.pid, signal.SIGTERM)
            running.wait()
