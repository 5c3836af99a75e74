"""The whole product behind a real browser. The server and what is built on it live as long as the test
process; browser contexts live as long as a test.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import clips
import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Page
from served import NUMBERS, ROOT, Person, Prepared, Server, until

#: As small as parts may be on S3, and so for clients that speak it.
PART_BYTES = 5 * 1024**2
#: Nothing fades in: what is looked at, and measured for its contrast, is there at once.
WINDOW = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", "reduced_motion": "reduce"}
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product, running; its web admin is the one that was built."""
    web = Path(os.environ.get("EIGHTCOUNT_WEB", ROOT / "web/admin/dist"))
    if not (web / "index.html").is_file():
        pytest.fail("The web admin is not built: run `make web` before these tests.")
    data = tmp_path_factory.mktemp("e2e")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("EIGHTCOUNT_")}
    environment |= {
        "EIGHTCOUNT_DATA": str(data),
        "EIGHTCOUNT_WEB": str(web),
        "EIGHTCOUNT_POSE_MODEL": "lite",
        "EIGHTCOUNT_MODELS": str(ROOT / ".models"),
        "EIGHTCOUNT_PART_BYTES": str(PART_BYTES),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'runtime' / 'python'}",
    }
    started = Server(data, environment)
    try:
        started.start()
        started.key = started.eightcount("key", "create", "--name", "tests", "--scope", "all")["secret"]
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="session")
def prepared(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A class with take, song, beats and a pack: seventeen seconds of the sample, its picture made small."""
    folder = tmp_path_factory.mktemp("class")
    cut = clips.cut_sample(folder, start_s=0.0, duration_s=18.5, beats=33)
    slug = "prepared"
    described = {
        "slug": slug,
        "titles": {"en": "Prepared", "ko": "준비된 클래스"},
        "song": {"title": "Escape from Chaosland", "artist": "Sectoid"},
        "dancer": {"name": "Mina"},
        "files": {"take": cut.take.name, "song": "song.ogg", "beats": "beats.json"},
    }
    shutil.copyfile(cut.song, folder / "song.ogg")
    (folder / "beats.json").write_text(json.dumps({"format": 1, "beats_s": cut.beats_s}))
    (folder / "class.yaml").write_text(yaml.safe_dump(described, allow_unicode=True))
    server.eightcount("class", "import", str(folder))
    server.eightcount("build", slug)
    with server.client() as client:
        until(lambda: client.get(f"/classes/{slug}").json()["build"]["state"] == "done")
        shown = client.get(f"/classes/{slug}").raise_for_status().json()
    return Prepared(
        slug,
        cut.take,
        folder / "song.ogg",
        shown["take"],
        shown["song_id"],
        shown["dancer_id"],
        cut.beats_s,
        cut.offset_s,
    )


@pytest.fixture
def unmarked(server: Server, prepared: Prepared) -> Callable[..., str]:
    """Makes a class of the prepared take and song that has all material and no beats yet; gives its slug."""

    def make(title: str = "Unmarked") -> str:
        slug = f"unmarked-{next(NUMBERS)}"
        with server.client() as client:
            given = {
                "slug": slug,
                "titles": {"en": title},
                "song_id": prepared.song_id,
                "dancer_id": prepared.dancer_id,
                "take": prepared.take_sha256,
            }
            client.post("/classes", json=given).raise_for_status()
            build = client.post(f"/classes/{slug}/builds", json={}).raise_for_status().json()["id"]
            until(lambda: client.get(f"/builds/{build}").json()["state"] == "needs_beats")
        return slug

    return make


@pytest.fixture
def visit(server: Server, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of the admin in a context of its own, as somebody or as nobody.

    What the page throws fails the test.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(path: str = "/", person: Person | None = None, **options: Any) -> Page:
        given: dict[str, Any] = {**WINDOW, **options}
        context = chromium.new_context(base_url=server.url, **given)
        contexts.append(context)
        if person is not None:
            sign_in(context, person)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"/admin{path}")
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults, faults


def sign_in(context: BrowserContext, person: Person) -> None:
    """As the sign-in page does, without its form; the browser itself keeps the cookie."""
    page = context.new_page()
    page.goto("/admin/mark.svg")
    status = page.evaluate(
        """given => fetch("/api/v1/session", {
            method: "POST", body: JSON.stringify(given), headers: {"Content-Type": "application/json"},
        }).then(answer => answer.status)""",
        {"login": person.login, "password": person.password},
    )
    assert status == 200, f"{person.login} could not sign in: {status}"
    page.close()


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Serious and critical faults of accessibility on a page, a line each."""

    def faults_of(page: Page) -> list[str]:
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{fault['id']}: {fault['help']} {[node['target'] for node in fault['nodes']][:3]}"
            for fault in found["violations"]
            if fault["impact"] in ("serious", "critical")
        ]

    return faults_of
