"""Classes in the practice app: shown, brought over networks that break and lie, kept, taken away."""

import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
from app_opened import EXTRA, PHONE, bring, button, is_here, opened, until
from app_served import Served, app_served, changed, video_of
from browsers import FLAGS, chromium_path
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from small_class import BEATS_S, Built, lay_desk, pack

#: The runtime's store, looked at and spoilt behind its back.
STORE = """
const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function kept() {
  const database = await done(indexedDB.open("eightcount"));
  const reading = database.transaction(["files", "pieces"]);
  const [files, pieces] = [reading.objectStore("files"), reading.objectStore("pieces")];
  const found = {};
  for (const key of await done(files.getAllKeys())) found[key] = (await done(files.get(key))).size;
  for (const key of await done(pieces.getAllKeys()))
    found[key[0]] = key[1] + (await done(pieces.get(key))).byteLength;
  database.close();
  return found;
}

async function damage(key) {
  const database = await done(indexedDB.open("eightcount"));
  const file = await done(database.transaction("files").objectStore("files").get(key));
  const bytes = new Uint8Array(await file.arrayBuffer());
  bytes[bytes.length >> 1] ^= 1;
  await done(database.transaction("files", "readwrite").objectStore("files").put(new Blob([bytes]), key));
  database.close();
}

"""


#: Whatever can be answered lies in view and under nothing.
UNCOVERED = """() => [...document.querySelectorAll(".asked button")].every((answer) => {
  const { left, right, top, bottom } = answer.getBoundingClientRect();
  const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return answer.contains(found);
})"""


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same with a beat moved, as the next revision."""
    beats_s = [time_s + 0.02 * (number == 5) for number, time_s in enumerate(BEATS_S)]
    desk = lay_desk(tmp_path_factory.mktemp("pack") / "desk", beats_s=beats_s, revision=2)
    return changed(pack(desk), {}, EXTRA)


def kept(page: Page) -> dict[str, int]:
    """Length of everything in the store, by key."""
    return dict(page.evaluate(STORE + "kept()"))


def damage(page: Page, key: str) -> None:
    """Change a byte of a file that lies in the store, as a failing disk does."""
    page.evaluate(STORE + f"damage({json.dumps(key)})")


def starts_of(served: Served, path: str) -> list[int]:
    """From which byte on a file was asked for; a browser's own cache may end a range."""
    spans = [span or "bytes=0-" for span in served.spans(path)]
    return [int(span.removeprefix("bytes=").partition("-")[0]) for span in spans]


def extra_of(built: Built) -> tuple[str, int]:
    """Path and length of the large file."""
    file = next(each for each in json.loads(built.manifest)["files"] if each["role"] == "extra")
    return f"o/{file['sha256']}", int(file["bytes"])


def test_the_catalogue_costs_a_poster_and_tells_what_the_class_would(
    context: BrowserContext, served: Served, first: Built
) -> None:
    served.publish(first, changed(first, {"class": "tomorrow", "min_runtime": 99}))
    page = opened(context, served)
    card = page.get_by_role("link", name=re.compile("Uniform"))
    total = sum(len(data) for data in first.objects.values())
    expect(card).to_contain_text(re.compile(rf"{total / 1e6 - 0.05:.1f}|{total / 1e6:.1f}"))
    expect(card.locator("img")).to_be_visible()
    expect(page.get_by_text("needs a newer version of the app")).to_be_visible()
    assert len({path for path, _ in served.asked if path.startswith("o/")}) == 1

    card.click()
    bring(page)
    page.get_by_role("link", name="Back").click()
    expect(card).to_contain_text("On this device")


def test_a_download_that_breaks_at_any_byte_goes_on_there(
    context: BrowserContext, served: Served, first: Built
) -> None:
    served.publish(first)
    (video, video_bytes), (extra, extra_bytes) = video_of(first), extra_of(first)
    served.cuts[video] = [1, video_bytes // 2, video_bytes // 4]
    served.cuts[extra] = [2**20 + 17, 99_999]
    page = opened(context, served, "c/uniform")
    bring(page)
    for path, total in ((video, video_bytes), (extra, extra_bytes)):
        first_of_all, *starts = starts_of(served, path)
        assert (first_of_all, len(starts) > 1) == (0, True)
        # What came in the same moment as a break the browser may not hand on any more.
        assert starts == sorted(starts), "it never went back"
        assert starts[-1] > 1
        assert kept(page)[path] == total
    assert not [key for key in kept(page) if key.startswith("incoming/")]


def test_a_browser_that_is_killed_goes_on_where_it_was(
    chromium: Browser, served: Served, first: Built, tmp_path: Path
) -> None:
    served.publish(first)
    extra, _ = extra_of(first)
    served.held[extra] = 2 * 2**20 + 4321
    incoming = extra.replace("o/", "incoming/")

    def lasting() -> BrowserContext:
        return chromium.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=chromium_path(),
            args=FLAGS,
            locale="en-GB",
        )

    context = lasting()
    page = opened(context, served, "c/uniform")
    button(page, "Download").click()
    until(lambda: kept(page).get(incoming, 0) >= 2**20)
    come = kept(page)[incoming]
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    context.close()
    served.held.clear()
    served.asked.clear()
    context = lasting()
    page = opened(context, served, "c/uniform")
    button(page, "Go on downloading").click()
    is_here(page)
    (start,) = starts_of(served, extra)
    assert start >= come
    context.close()


def test_a_download_that_is_stopped_keeps_what_came(
    context: BrowserContext, served: Served, first: Built
) -> None:
    served.publish(first)
    extra, _ = extra_of(first)
    served.held[extra] = 2 * 2**20
    page = opened(context, served, "c/uniform")
    button(page, "Download").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    until(lambda: kept(page).get(extra.replace("o/", "incoming/"), 0) >= 2**20)
    button(page, "Stop").click()
    served.held.clear()
    button(page, "Go on downloading").click()
    is_here(page)


def test_what_was_changed_on_the_way_is_thrown_away_and_fetched_once_more(
    context: BrowserContext, served: Served, first: Built
) -> None:
    served.publish(first)
    video, _ = video_of(first)
    served.flips[video] = 1
    page = opened(context, served, "c/uniform")
    bring(page)
    assert served.spans(video) == [None, None]


def test_what_is_changed_again_and_again_is_told_and_never_used(
    context: BrowserContext, served: Served, first: Built, second: Built
) -> None:
    served.publish(first)
    video, _ = video_of(first)
    served.flips[video] = -1
    page = opened(context, served, "c/uniform")
    button(page, "Download").click()
    expect(page.get_by_role("alert")).to_contain_text("is not what was published")
    assert served.spans(video) == [None, None], "once more, and then no more"
    assert not [key for key in kept(page) if video.removeprefix("o/") in key]
    expect(page.get_by_role("link", name="Dance")).to_have_count(0)

    served.flips.clear()
    bring(page)

    moved, _ = _changed_object(first, second)
    served.flips[moved] = -1
    served.publish(second)
    page.reload()
    button(page, "Get the new version").click()
    expect(page.get_by_role("alert")).to_contain_text("is not what was published")
    is_here(page)
    assert moved not in kept(page), "the last good pack is in use"
    served.flips.clear()
    button(page, "Get the new version").click()
    until(lambda: moved in kept(page))


def _changed_object(first: Built, second: Built) -> tuple[str, int]:
    """A file that only the second pack has."""
    name = next(name for name in second.objects if name not in first.objects)
    return f"o/{name}", len(second.objects[name])


def test_a_file_that_decays_on_the_device_is_thrown_away_and_fetched_once_more(
    context: BrowserContext, served: Served, first: Built
) -> None:
    served.publish(first)
    page = opened(context, served, "c/uniform")
    bring(page)
    video, video_bytes = video_of(first)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.setCacheDisabled", {"cacheDisabled": True}
    )  # the browser's own has it too, unharmed
    damage(page, video)
    served.asked.clear()
    page.goto(f"{served.url}/practice/c/uniform/learn")
    expect(page.locator("video").first).to_be_attached()
    assert served.spans(video) == [None]
    assert kept(page)[video] == video_bytes

    damage(page, video)
    served.flips[video] = -1
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("is not what was published")
    assert video not in kept(page), "what is damaged is never used"


def test_a_full_disk_is_told_and_what_was_there_stays(
    chromium: Browser, served: Served, first: Built
) -> None:
    slim = [file for file in json.loads(first.manifest)["files"] if file["role"] != "extra"]
    served.publish(changed(first, {"class": "small", "files": slim}), first)
    # The app itself is not kept here, so that the room is for classes alone.
    context = chromium.new_context(**PHONE, service_workers="block")  # type: ignore[arg-type] # a viewport
    page = context.new_page()
    session = context.new_cdp_session(page)
    # Before anything is kept: afterwards Chromium goes on for a while with the room that it remembers.
    quota = {"origin": served.url, "quotaSize": 3 * 2**20}
    session.send("Storage.overrideQuotaForOrigin", quota)
    page.goto(f"{served.url}/practice/c/small")
    bring(page)
    page.goto(f"{served.url}/practice/c/uniform")
    button(page, "Download").click()
    expect(page.get_by_role("alert")).to_contain_text("no room left")
    page.goto(f"{served.url}/practice/c/small/learn")
    expect(page.locator("video").first).to_be_attached()
    session.send("Storage.overrideQuotaForOrigin", {"origin": served.url})
    page.goto(f"{served.url}/practice/c/uniform")
    bring(page)
    context.close()


def test_a_class_is_deleted_after_a_second_word_and_can_be_brought_again(
    context: BrowserContext, served: Served, first: Built
) -> None:
    served.publish(first)
    page = opened(context, served, "c/uniform")
    bring(page)
    button(page, "Delete from this device").click()
    button(page, "Keep it").click()
    is_here(page)
    page.set_viewport_size({"width": 390, "height": 480})
    button(page, "Delete from this device").click()
    expect(page.locator(".asked")).to_be_focused()
    assert page.evaluate(UNCOVERED), "not behind what stays at the bottom"
    button(page, "Delete$").click()
    expect(button(page, "Download")).to_be_visible()
    assert len([key for key in kept(page) if key.startswith("o/")]) == 1, "the poster stays"
    bring(page)


def test_two_downloads_wait_for_each_other(context: BrowserContext, served: Served, first: Built) -> None:
    served.publish(changed(first, {"class": "another"}, b"more"), first)
    extra, _ = extra_of(first)
    served.held[extra] = 2**20
    page = opened(context, served, "c/another")
    button(page, "Download").click()
    until(lambda: served.spans(extra) != [])
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name=re.compile("Uniform")).last.click()
    button(page, "Download").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    served.held.clear()
    is_here(page)
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_text("On this device", exact=True)).to_have_count(2)


def test_a_list_of_somebody_else_is_told_and_not_followed(
    context: BrowserContext, served: Served, first: Built, second: Built
) -> None:
    served.publish(first)
    page = opened(context, served, "c/uniform")
    bring(page)
    stranger = type(served)(served.house, served.url, version=served.version)
    stranger.publish(second)
    page.goto(f"{served.url}/practice/")
    expect(page.get_by_text("signature is not to be believed")).to_be_visible()
    expect(page.get_by_text("On this device", exact=True)).to_be_visible()


def test_classes_of_a_shelf_elsewhere_are_brought_through_the_walls_of_the_page(
    chromium: Browser, served: Served, built_app: Path, first: Built, tmp_path: Path
) -> None:
    served.publish(first)
    extra, _ = extra_of(first)
    served.cuts[extra] = [2**20 + 5]
    context = chromium.new_context(**PHONE)
    with app_served(tmp_path / "app", built_app, shelf=served) as app:
        page = opened(context, app, "c/uniform")
        bring(page)
        assert len(starts_of(served, extra)) == 2, "it went on, as the shelf lets other pages see ranges"
        assert not [path for path, _ in app.asked if path.startswith(("o/", "packs/", "channels/"))]
        third = app.url.replace("127.0.0.1", "localhost")
        assert page.evaluate(f"fetch('{third}/healthz', {{ mode: 'no-cors' }}).then(() => 1, () => 0)") == 0
    context.close()
