"""Tapping in time with a known click: through the real keys, the page's own audio clock, and calibration."""

import random
import shutil
import statistics
import wave
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import CDPSession, Page, expect
from served import Prepared, Server, until

Visit = Callable[..., Page]

RATE_HZ = 48_000
CLICKS_S = [1.0 + 0.5 * number for number in range(40)]
#: What this person and their loudspeaker are late by, and how far single taps stray.
LATE_MS = 90.0
STRAY_MS = 12.0

#: Notes what the page gives to the audio hardware: for each click the instant at which it is heard.
LISTEN = """
(() => {
  const start = AudioBufferSourceNode.prototype.start;
  window.given = [];
  AudioBufferSourceNode.prototype.start = function (when = 0, ...rest) {
    const samples = this.buffer.getChannelData(0);
    let last = -1e9;
    for (let n = 0; n < samples.length; n++) {
      if (Math.abs(samples[n]) < 0.5) continue;
      if (n - last > 4800) window.given.push({context: this.context, s: when + n / this.buffer.sampleRate});
      last = n;
    }
    return start.call(this, when, ...rest);
  };
  window.clicksHeard = () => {
    const context = window.given.at(-1)?.context;
    if (!context) return [];
    const {contextTime, performanceTime} = context.getOutputTimestamp();
    const ms = window.given.filter((each) => each.context === context)
      .map(({s}) => performance.timeOrigin + performanceTime + 1000 * (s - contextTime));
    return ms.sort((a, b) => a - b).filter((at, k, all) => k === 0 || at - all[k - 1] > 50);
  };
})()
"""


@pytest.fixture
def clicks(server: Server, prepared: Prepared, tmp_path: Path) -> str:
    """A class whose song is a click every half second; its slug."""
    folder = tmp_path / "clicks"
    folder.mkdir()
    samples = array("h", bytes(2 * 22 * RATE_HZ))
    for at_s in CLICKS_S:
        for n in range(480):
            samples[round(at_s * RATE_HZ) + n] = round(30_000 * (1 - n / 480) * (1 if n % 24 < 12 else -1))
    with wave.open(str(folder / "song.wav"), "wb") as song:
        song.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        song.writeframes(samples.tobytes())
    shutil.copyfile(prepared.take, folder / "take.mp4")
    described = {
        "slug": "clicks",
        "titles": {"en": "Clicks"},
        "song": {"title": "Clicks", "artist": "Nobody"},
        "dancer": {"name": "Mina"},
        "files": {"take": "take.mp4", "song": "song.wav"},
    }
    (folder / "class.yaml").write_text(yaml.safe_dump(described))
    server.eightcount("class", "import", str(folder))
    with server.client() as client:
        client.post("/classes/clicks/builds", json={}).raise_for_status()
        until(lambda: "beat_grid.json" in client.get("/classes/clicks/material").json()["files"])
    return "clicks"


class Tapper:
    """Somebody who hears clicks and taps along, late and not quite steady."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys: CDPSession = page.context.new_cdp_session(page)
        self.random = random.Random(8)  # noqa: S311 - the same taps each time

    def tap_along(self, wanted: int, done: Callable[[], bool] = lambda: False) -> None:
        """Tap with `wanted` clicks, or until it is done."""
        tapped: list[float] = []
        while len(tapped) < wanted and not done():
            now_ms = self.page.evaluate("Date.now()")
            due = [
                click_ms
                for click_ms in self.page.evaluate("window.clicksHeard()")
                if click_ms + LATE_MS + STRAY_MS < now_ms
                and all(abs(click_ms - each) > 150 for each in tapped)
            ]
            for click_ms in due[: wanted - len(tapped)]:
                self._press(click_ms + LATE_MS + self.random.uniform(-STRAY_MS, STRAY_MS))
                tapped.append(click_ms)
            self.page.wait_for_timeout(20)

    def _press(self, at_ms: float) -> None:
        """A key of the keyboard, pressed at an instant."""
        key: dict[str, Any] = {"key": "t", "code": "KeyT", "windowsVirtualKeyCode": 84}
        self.keys.send(
            "Input.dispatchKeyEvent", {"type": "keyDown", "text": "t", "timestamp": at_ms / 1000, **key}
        )
        self.keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


def test_taps_to_a_click_are_beats_within_ten_milliseconds(server: Server, visit: Visit, clicks: str) -> None:
    page = visit("/", server.person("author", "Kim Dana"))
    page.context.add_init_script(LISTEN)
    page.goto(f"/admin/classes/{clicks}/beats")
    expect(page.get_by_role("application")).to_be_visible(timeout=20_000)
    tapper = Tapper(page)

    page.keyboard.press("Alt+t")
    page.get_by_role("button", name="Start the clicks").click()
    use = page.get_by_role("button", name="Use this")
    tapper.tap_along(60, done=use.is_visible)
    expect(page.get_by_role("dialog")).to_contain_text("16 taps")
    use.click()
    expect(page.get_by_role("dialog")).not_to_be_visible()

    page.get_by_role("application").focus()
    page.keyboard.press("6")  # its own clicks: none but the song's are to be heard
    page.keyboard.press("Space")
    tapper.tap_along(14)
    page.keyboard.press("Space")
    with server.client() as client:
        until(lambda: client.get(f"/classes/{clicks}/beats").status_code == 200)
        beats_s = client.get(f"/classes/{clicks}/beats").json()["beats_s"]
        [raw] = client.get(f"/classes/{clicks}/taps").json()["items"]
    errors_ms = [1000 * min((beat - click for click in CLICKS_S), key=abs) for beat in beats_s]
    assert len(beats_s) == 14
    assert abs(statistics.median(errors_ms)) < 10
    assert statistics.median(map(abs, errors_ms)) < 10
    assert raw["latency_ms"] > LATE_MS / 2
    assert statistics.median(
        1000 * min((tap - click for click in CLICKS_S), key=abs) for tap in raw["taps_s"]
    ) == pytest.approx(LATE_MS, abs=40)
