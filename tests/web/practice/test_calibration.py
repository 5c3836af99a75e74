"""How late a device is, measured in the built app as a person does it: by taps and by claps that come a known
while after the clicks; kept for each output; and a dance afterwards, in the same visit.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from app_danced import PATIENCE_MS, begin_here, with_class
from app_opened import PHONE, until
from app_served import Served
from clapping import clapping
from playwright.sync_api import Browser, Page, expect

#: What the app takes for the way of a picture, where somebody tapped.
CAMERA_S = 0.08
#: By how much a latency may be off: half of a camera's picture, and as much of a browser's sound.
NEAR_S = 0.035
TAPPED_S, CLAPPED_S = 0.1, 0.3
#: The first clicks are to find the beat by.
LISTENED, CLICKS = 4, 20
#: Resolves when a click has been heard for so many milliseconds, if it has been laid yet.
REACHED = """async ([at, afterMs]) => {
  while (!clicks[at] || performance.now() < heardMs(clicks[at]) + afterMs) {
    await new Promise((next) => setTimeout(next, 2));
  }
}"""
#: How long after its click each tap came, by its own stamp.
NOTE_TAPS = """
window.taps = [];
for (const kind of ["pointerdown", "keydown"])
  addEventListener(kind, ({target, timeStamp}) => {
    if (target.className !== "calibration-tap") return;
    const lateMs = clicks.map((click) => timeStamp - heardMs(click));
    taps.push(Math.min(...lateMs.filter((each) => each > -100)) / 1000);
  }, true);
"""
#: Another output is in use from now on.
USE = """(label) => {
  navigator.mediaDevices.enumerateDevices = async () => [{kind: "audiooutput", deviceId: "default", label}];
  navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
}"""
#: A net that nobody uses is let go of after seven seconds instead of thirty: in the middle of a short dance.
IMPATIENT = """
const wait = window.setTimeout;
window.setTimeout = (task, ms, ...more) => wait(task, ms === 30_000 ? 7_000 : ms, ...more);
"""
KEPT = "JSON.parse(localStorage.getItem('eightcount.latency') ?? '{}')"
#: Poses of the one result that is kept: their seconds of the class, and in how many of them somebody is.
POSES = """async () => {
  const open = indexedDB.open("eightcount-results");
  await new Promise((resolve) => (open.onsuccess = resolve));
  const asked = open.result.transaction("details").objectStore("details").getAll();
  await new Promise((resolve) => (asked.onsuccess = resolve));
  open.result.close();
  const [{posesAtS, poses}] = asked.result;
  return [...posesAtS].filter((_, at) => !Number.isNaN(poses[132 * at]));
}"""


@pytest.fixture
def phone(chromium: Browser, floor: Served) -> Iterator[Page]:
    """The class's page on a phone before which somebody claps. What its pages throw fails the test."""
    context = chromium.new_context(**PHONE)
    for script in (clapping(), NOTE_TAPS, IMPATIENT):
        context.add_init_script(script)
    faults: list[str] = []
    context.on("weberror", lambda thrown: faults.append(str(thrown.error)))
    yield with_class(context, floor)
    context.close()
    assert not faults


def test_a_device_is_measured_by_taps_and_claps_for_each_output_and_then_danced_on(
    phone: Page, floor: Served
) -> None:
    phone.goto(f"{floor.url}/practice/settings/calibrate")
    expect(phone.get_by_text("This output has not been measured yet")).to_be_visible()
    tap(phone)
    expect(phone.get_by_text(re.compile(r"Done\. \d+ were on the beat"))).to_be_visible()
    expect(phone.get_by_role("button", name="By clapping")).to_be_focused()
    truly_s = sorted(phone.evaluate("taps"))[(CLICKS - LISTENED) // 2]
    kept = phone.evaluate(KEPT)
    assert kept["usual"]["by"] == "tap"
    assert kept["usual"]["latencyS"] == pytest.approx(truly_s + CAMERA_S, abs=NEAR_S)

    phone.evaluate(USE, "AirPods Pro")
    expect(phone.get_by_text("Your sound goes through the air (AirPods Pro)")).to_be_visible()
    expect(phone.get_by_text("This output has not been measured yet")).to_be_visible()
    clap(phone)
    assert phone.evaluate(KEPT)["AirPods Pro"]["latencyS"] == pytest.approx(CLAPPED_S, abs=NEAR_S)

    dance(phone)
    at_s = phone.evaluate(POSES)
    assert at_s[-1] > 8, "somebody was seen until the end"

    phone.goto(f"{floor.url}/practice/settings/calibrate")
    assert phone.evaluate(KEPT).keys() == {"usual", "AirPods Pro"}
    expect(phone.get_by_text(said_of(kept["usual"]))).to_be_visible()
    phone.evaluate(USE, "AirPods Pro")
    expect(phone.get_by_text("(AirPods Pro)")).to_be_visible()
    expect(phone.get_by_text(said_of(phone.evaluate(KEPT)["AirPods Pro"]))).to_be_visible()
    phone.get_by_role("button", name="Forget this value").click()
    expect(phone.get_by_text("This output has not been measured yet")).to_be_visible()
    assert phone.evaluate(KEPT) == {"usual": kept["usual"]}


def said_of(kept: dict[str, Any]) -> str:
    return f"Now it is {round(kept['latencyS'] * 1000)} ms"


def tap(page: Page) -> None:
    """Finger and keyboard by turns: what is to be tapped has the focus by itself."""
    page.get_by_role("button", name="By tapping the screen").click()
    here = page.get_by_role("button", name="Tap", exact=True)
    expect(here).to_be_focused()
    box = here.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for click in range(LISTENED, CLICKS):
        page.evaluate(REACHED, [click, 1000 * TAPPED_S])
        if click % 2:
            page.mouse.down()
            page.mouse.up()
        else:
            page.keyboard.press(" " if click % 4 else "Enter")


def clap(page: Page) -> None:
    """Again where it was told to have been uneven, as on a machine that is busy."""
    for _ in range(3):
        page.evaluate("clicks.length = 0")
        page.evaluate(f"claps.afterS = {CLAPPED_S}")
        page.get_by_role("button", name="By clapping").click()
        expect(page.locator("video.calibration-preview")).to_be_visible(timeout=PATIENCE_MS)
        told = page.get_by_text(re.compile("were on the beat|Too few|very uneven"))
        expect(told).to_be_visible(timeout=PATIENCE_MS)
        if "Done" in told.inner_text():
            return
    pytest.fail("three rounds of claps were not on the beat")


def dance(page: Page) -> None:
    """Without loading the page anew; its net would be let go of in the middle of it, if nobody held it."""
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name=re.compile("Uniform")).first.click()
    page.get_by_role("link", name="Dance").click()
    begin_here(page)
    paused = page.locator(".dance[data-phase=paused]")
    until(lambda: "/practice/r/" in page.url or paused.is_visible())
    assert not paused.is_visible()
