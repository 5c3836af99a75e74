"""Learning, dancing and its result on the built app's own screens, before a camera that shows a dancer."""

import re

import pytest
from app_danced import KEPT_SCORE, PATIENCE_MS, begin, to_result, with_class
from app_opened import PHONE, until
from app_served import Served
from browsers import FLAGS, chromium_path
from playwright.sync_api import Browser, BrowserContext, Page, expect
from small_class import BEATS_S, OFFSET_S

#: What is asked of the counting voice: the second of the class at which each word's vowel will be heard. Laid
#: before the page's own scripts; both clocks are read in the same instant, however slow the machine is.
LISTEN = """
window.spoken = [];
window.card = null;
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (when, offset) {
  window.card = this.context;
  const video = document.querySelector("video");
  const delay = this.context.outputLatency || this.context.baseLatency || 0;
  const inS = when - this.context.currentTime - offset + 0.1 + delay;
  window.spoken.push(video.currentTime + inS * video.playbackRate);
  return start.call(this, when, offset);
};
"""
IS_DRAWN = """() => {
  const brush = document.querySelector("canvas").getContext("2d");
  return brush.getImageData(0, 0, brush.canvas.width, brush.canvas.height).data.some((value) => value > 0);
}"""
#: How high a digit is on a phone of six inches.
HIGH_MM = "node => 0.7 * parseFloat(getComputedStyle(node).fontSize) * 6 * 25.4 / Math.hypot(390, 844)"
#: What lies in the database of results.
COUNTS = """async () => {
  const open = indexedDB.open("eightcount-results");
  await new Promise((resolve) => (open.onsuccess = resolve));
  const rooms = ["kept", "details", "unfinished", "moments"];
  const reading = open.result.transaction(rooms);
  const count = (room) => new Promise((resolve) => {
    const asked = reading.objectStore(room).count();
    asked.onsuccess = () => resolve(asked.result);
  });
  const found = Object.fromEntries(await Promise.all(rooms.map(async (room) => [room, await count(room)])));
  open.result.close();
  return found;
}"""


@pytest.fixture
def phone(dancer: BrowserContext, floor: Served) -> Page:
    """A phone that has the class."""
    dancer.add_init_script(LISTEN)
    return with_class(dancer, floor)


def test_a_lesson_counts_in_on_the_beat_slow_mirrored_and_over_and_over(phone: Page, floor: Served) -> None:
    phone.goto(f"{floor.url}/practice/c/uniform/learn")
    phone.get_by_role("button", name="Part 2").click()
    phone.get_by_role("button", name=re.compile("^0.75")).click()
    phone.get_by_role("button", name="Mirror").click()
    phone.get_by_role("button", name="Skeleton").click()
    phone.get_by_role("button", name="Play", exact=True).click()
    lead = phone.locator(".learn-lead")
    expect(lead).to_have_text(re.compile("[5-8]"))
    step = phone.get_by_role("button", name=re.compile(r"^Part 2, step [1-8]$")).and_(
        phone.locator("[aria-current=step]")
    )
    expect(step).to_be_visible()
    assert phone.evaluate("document.querySelector('video').playbackRate") == 0.75
    assert phone.evaluate("document.querySelector('video').preservesPitch") is True
    assert phone.evaluate(IS_DRAWN)
    mirrored = "getComputedStyle(document.querySelector('.teacher-picture')).transform"
    assert phone.evaluate(mirrored) == "matrix(-1, 0, 0, 1, 0, 0)"
    # Around: the end of part 2 leads to its count-in.
    expect(lead).to_be_visible()
    phone.get_by_role("button", name="Pause", exact=True).click()
    # While nothing is to be said the sound card sleeps, and it is awake in time for the next count-in.
    until(lambda: phone.evaluate("window.card.state") == "suspended")
    before = phone.evaluate("window.spoken.length")
    phone.get_by_role("button", name="Play", exact=True).click()
    until(lambda: phone.evaluate("window.spoken.length") > before)
    beats_s = [beat_s - OFFSET_S for beat_s in BEATS_S]
    spoken_s = phone.evaluate("window.spoken")
    assert spoken_s
    # A word that would come too late for its beat is left out.
    for heard_s in spoken_s:
        assert min(abs(heard_s - beat_s) for beat_s in beats_s[4:8]) < 0.02, spoken_s


def test_a_dance_is_told_kept_filmed_and_looked_at_again(phone: Page, floor: Served) -> None:
    begin(phone, floor, "parts=1&speed=1")
    expect(phone.locator(".dance-count")).to_be_visible(timeout=PATIENCE_MS)
    for number in (".dance-count", ".dance-score strong"):
        assert phone.locator(number).evaluate(HIGH_MM) >= 10, "read from two metres"
    to_result(phone)
    score = phone.locator(".results-score")
    expect(score).to_have_text(phone.evaluate(KEPT_SCORE))
    expect(phone.get_by_role("heading", name="Part by part")).to_be_visible()
    expect(phone.get_by_role("heading", name="Your film")).to_be_visible()
    phone.get_by_role("button", name="Play side by side").click()
    both = phone.locator(".results-pair video")
    expect(both).to_have_count(2)
    expect(phone.get_by_role("button", name="Stop")).to_be_visible()
    assert phone.evaluate(COUNTS) == {"kept": 1, "details": 1, "unfinished": 0, "moments": 0}
    shown = score.inner_text()
    phone.get_by_role("link", name="Learn it slowly").click()
    expect(phone.get_by_role("button", name=re.compile("^0.5"))).to_have_attribute("aria-pressed", "true")
    phone.goto(f"{floor.url}/practice/c/uniform")
    line = phone.locator(".results-line")
    expect(line).to_have_count(1)
    expect(line).to_contain_text(shown)
    expect(line.get_by_label("Has a film")).to_be_visible()


def test_a_page_that_dies_in_the_middle_leaves_its_result(phone: Page, floor: Served) -> None:
    begin(phone, floor, "parts=1,2&speed=1")
    expect(phone.locator(".dance-score strong")).to_have_text(re.compile(r"\d+"), timeout=PATIENCE_MS)
    phone.locator(".dance-part i:not([data-grade=none])").nth(2).wait_for(timeout=PATIENCE_MS)
    phone.goto(f"{floor.url}/practice/c/uniform")
    phone.locator(".results-line").click(timeout=PATIENCE_MS)
    expect(phone.get_by_text("The page was closed, which ended it.")).to_be_visible()
    expect(phone.get_by_role("heading", name="Part by part")).to_be_visible()
    assert phone.evaluate(COUNTS)["unfinished"] == 0


def test_a_refused_camera_is_told_in_words(chromium: Browser, floor: Served) -> None:
    camera = ["--use-fake-device-for-media-stream", "--deny-permission-prompts"]
    browser = chromium.browser_type.launch(executable_path=chromium_path(), args=[*FLAGS, *camera])
    try:
        page = with_class(browser.new_context(**PHONE), floor)
        page.goto(f"{floor.url}/practice/c/uniform/dance")
        expect(page.get_by_role("alert")).to_contain_text("Please allow the camera.")
        expect(page.get_by_role("button", name="Try again")).to_be_visible()
    finally:
        browser.close()
