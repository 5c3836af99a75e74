"""Files on their way: lost lines, killed servers, loaded pages, and files that cannot be used."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect
from sending_files import PART_BYTES, Line, card, choose, film, sha256, under_way
from served import NUMBERS, Person, Prepared, Server, until

Visit = Callable[..., Page]
#: Longer than what the browser keeps whole, in five parts.
LARGE_BYTES = 4 * PART_BYTES + 1234
SMALL_BYTES = 2 * PART_BYTES + 99


@pytest.fixture
def empty_class(server: Server) -> Callable[[], Any]:
    """Makes a class without files, of a song and a dancer of its own."""

    def make() -> Any:
        number = next(NUMBERS)
        with server.client() as client:
            song = client.post("/songs", json={"title": f"Song {number}"}).raise_for_status().json()
            dancer = client.post("/dancers", json={"name": f"Dancer {number}"}).raise_for_status().json()
            given = {
                "slug": f"empty-{number}",
                "titles": {"en": f"Empty {number}"},
                "song_id": song["id"],
                "dancer_id": dancer["id"],
            }
            return client.post("/classes", json=given).raise_for_status().json()

    return make


@pytest.fixture(scope="module")
def dana(server: Server) -> Person:
    return server.person("author")


@pytest.fixture
def class_page(visit: Visit, dana: Person, empty_class: Callable[[], Any]) -> tuple[Page, Any]:
    """An author on the page of a class without files."""
    row = empty_class()
    page = visit(f"/classes/{row['slug']}", dana)
    page.on("dialog", Dialog.accept)
    return page, row


def take_of(server: Server, row: Any) -> Any:
    with server.client() as client:
        return client.get(f"/classes/{row['slug']}").json()["take"]


def test_an_upload_goes_on_by_itself_after_the_network_was_away(
    server: Server, class_page: tuple[Page, Any], tmp_path: Path
) -> None:
    page, row = class_page
    path = film(tmp_path / "take.mp4", LARGE_BYTES)
    line = under_way(page, path)
    page.context.set_offline(offline=True)
    expect(card(page, path)).to_contain_text("Waiting for the network")
    assert take_of(server, row) is None
    page.context.set_offline(offline=False)
    expect(card(page, path)).to_contain_text("Uploaded and verified")
    assert take_of(server, row) == sha256(path)
    line.carried_once(5)


def test_an_upload_goes_on_after_the_server_was_killed(
    server: Server, class_page: tuple[Page, Any], tmp_path: Path
) -> None:
    page, row = class_page
    path = film(tmp_path / "take.mp4", LARGE_BYTES)
    line = under_way(page, path)
    line.upload_at(32 * 1024)  # it must not be done before the server is gone
    server.stop()
    expect(card(page, path)).to_contain_text("Waiting for the network")
    server.start()
    line.upload_at(-1)
    expect(card(page, path)).to_contain_text("Uploaded and verified", timeout=60_000)
    assert take_of(server, row) == sha256(path)
    line.carried_once(5)


def test_after_a_reload_the_same_file_goes_on_with_the_parts_that_lack(
    server: Server, class_page: tuple[Page, Any], tmp_path: Path
) -> None:
    page, row = class_page
    path = film(tmp_path / "take.mp4", LARGE_BYTES)
    line = under_way(page, path)
    page.reload()
    line.upload_at(-1)
    expect(card(page, path)).to_contain_text(re.compile(r"Choose the same file again to go on at [1-9]\d %"))
    again = card(page, path).get_by_label("Choose take.mp4 again")
    again.set_input_files(film(tmp_path / "other.mp4", LARGE_BYTES))
    expect(card(page, path).get_by_role("alert")).to_contain_text("That is another file")
    again.set_input_files(path)
    expect(card(page, path)).to_contain_text("Uploaded and verified")
    assert take_of(server, row) == sha256(path)
    line.carried_once(5)


def test_a_small_file_goes_on_by_itself_after_a_reload(
    server: Server, class_page: tuple[Page, Any], tmp_path: Path
) -> None:
    page, row = class_page
    path = film(tmp_path / "take.mp4", SMALL_BYTES)
    line = under_way(page, path)
    page.goto("/admin/songs")  # on whatever page one is
    line.upload_at(-1)
    until(lambda: page.evaluate("1") == 1 and take_of(server, row) == sha256(path))
    expect(page.get_by_role("button", name="Uploads: Uploaded")).to_be_visible()
    line.carried_once(3)


def test_an_upload_is_paused_and_resumed_by_keyboard(
    server: Server, class_page: tuple[Page, Any], tmp_path: Path
) -> None:
    page, row = class_page
    path = film(tmp_path / "take.mp4", LARGE_BYTES)
    line = under_way(page, path)
    card(page, path).get_by_role("button", name="Pause").press("Enter")
    expect(card(page, path)).to_contain_text("Paused")
    line.upload_at(-1)
    card(page, path).get_by_role("button", name="Go on").press("Enter")
    expect(card(page, path)).to_contain_text("Uploaded and verified")
    assert take_of(server, row) == sha256(path)
    line.carried_once(5)


def test_leaving_while_a_file_is_under_way_is_asked_about(
    class_page: tuple[Page, Any], tmp_path: Path
) -> None:
    page, _row = class_page
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type))
    page.get_by_role("heading", level=1).click()  # browsers ask only where somebody did something
    under_way(page, film(tmp_path / "take.mp4", LARGE_BYTES))
    page.reload()
    assert asked == ["beforeunload"]


def test_a_cancelled_upload_leaves_nothing(
    server: Server, class_page: tuple[Page, Any], tmp_path: Path
) -> None:
    page, row = class_page
    path = film(tmp_path / "take.mp4", LARGE_BYTES)
    under_way(page, path)
    with page.expect_response(lambda answer: answer.request.method == "DELETE" and "/uploads/" in answer.url):
        card(page, path).get_by_role("button", name="Cancel the upload").click()
    expect(card(page, path)).to_have_count(0)
    page.reload()
    expect(page.get_by_text("Drop the take here or choose it").first).to_be_visible()
    expect(card(page, path)).to_have_count(0)
    assert take_of(server, row) is None


def test_the_same_bytes_are_not_sent_twice(
    server: Server, prepared: Prepared, class_page: tuple[Page, Any]
) -> None:
    page, row = class_page
    line = Line(page)
    choose(page, prepared.take)
    expect(card(page, prepared.take)).to_contain_text("Was here already")
    assert take_of(server, row) == prepared.take_sha256
    assert line.arrived == []


def pdf(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.7\n" + bytes(2000))
    return path


def sound(path: Path) -> Path:
    path.write_bytes(b"ID3\x04" + bytes(2000))
    return path


def nothing(path: Path) -> Path:
    path.write_bytes(b"")
    return path


WRONG: tuple[tuple[Callable[[Path], Path], str], ...] = (
    (pdf, "This is a PDF document, whatever its name says."),
    (sound, "This file holds sound but no video."),
    (nothing, "This file is empty."),
    (lambda path: film(path, 9000, tracks=("soun",)), "This file holds no video."),
    (lambda path: film(path, 9000, tracks=("vide",)), "This take has no sound"),
    (lambda path: film(path, 9000, seconds=3 * 3600), "This take is 180 minutes long; at most 10 minutes"),
)


def test_wrong_takes_are_refused_in_a_sentence_before_anything_is_sent(
    class_page: tuple[Page, Any], tmp_path: Path
) -> None:
    page, _row = class_page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method != "GET" else None)
    for number, (make, sentence) in enumerate(WRONG):
        path = make(tmp_path / f"take-{number}.mp4")
        choose(page, path)
        expect(card(page, path).get_by_role("alert")).to_contain_text(sentence)
    assert not [url for url in sent if "/uploads" in url]
    expect(page.get_by_text("Drop the take here or choose it").first).to_be_visible()


def test_what_only_the_server_can_tell_stands_at_the_file(
    server: Server, class_page: tuple[Page, Any], prepared: Prepared, tmp_path: Path
) -> None:
    """A file that looks like a film and holds noise is uploaded, built by itself, and refused by a step."""
    page, row = class_page
    with server.client() as client:
        song = {"song_id": prepared.song_id}
        client.patch(f"/classes/{row['slug']}", json=song, headers={"If-Match": "*"}).raise_for_status()
    choose(page, film(tmp_path / "take.mp4", 20_000))
    refused = page.get_by_role("region", name="Take").get_by_role("alert")
    expect(refused).to_have_count(1, timeout=60_000)
    with server.client() as client:
        steps = client.get(f"/classes/{row['slug']}").json()["build"]["steps"]
    assert refused.inner_text() in [step["sentence"] for step in steps if step["state"] == "failed"]
