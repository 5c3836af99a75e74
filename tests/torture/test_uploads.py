"""Uploads by real clients while the server is killed and the line is cut, again and again: every file must
arrive as it was sent, and each interruption may cost one part.
"""

import os
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from apart import Apart, no_bar, standing_apart
from cutting_proxy import CuttingProxy
from playwright.sync_api import Browser, Dialog, Page, expect
from seaweed import S3Server
from sending_files import PART_BYTES, card, choose, film, sha256
from served import ROOT, Server, until

from cms.accounts import SCOPES, create_key
from cms.bootstrap import build_house
from cms.db import writing
from cms.migrate import migrate
from cms.releases import CHANNELS
from cms.settings import Settings
from cms.signing import make_own
from cms.storage import Storage
from eightcount.client import Client
from eightcount.failures import UnreachableError
from eightcount.uploading import sha256_of, upload

Figure = Callable[[str, object], None]
PARTS = 6


class CountingClient(Client):
    """The command line's own client, which counts the parts that it begins to send."""

    parts_begun = 0

    def put_bytes(self, url: str, data: bytes, sent: Callable[[int], None]) -> None:
        self.parts_begun += 1
        super().put_bytes(url, data, sent)


@dataclass
class Trouble:
    """Kills the API process and cuts the line at random moments, until each was done often enough."""

    apart: Apart
    proxy: CuttingProxy
    dice: random.Random
    kills_to_do: int
    cuts_to_do: int
    part_bytes: int
    kills: int = 0
    cuts_asked_for: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.over.is_set() and (self.kills < self.kills_to_do or self.proxy.cuts < self.cuts_to_do):
            if self.proxy.cuts == self.cuts_asked_for:
                self.proxy.cut_after(self.dice.randrange(1, 4 * self.part_bytes))
                self.cuts_asked_for += 1
            if self.kills < self.kills_to_do:
                self.over.wait(self.dice.uniform(0.0, 1.5))
                self.apart.kill_api()
                self.kills += 1
                self.apart.start_api()
                _wait_until_it_serves(self.apart.listening)
            else:
                self.over.wait(0.2)

    @property
    def done(self) -> bool:
        return self.kills >= self.kills_to_do and self.proxy.cuts >= self.cuts_to_do


def _wait_until_it_serves(listening: socket.socket) -> None:
    host, port = listening.getsockname()
    httpx.get(f"http://{host}:{port}/healthz", timeout=600).raise_for_status()


@contextmanager
def in_a_folder(folder: Path, _request: pytest.FixtureRequest) -> Iterator[tuple[Apart, CuttingProxy]]:
    """API on a folder and SQLite; the parts come by the API's own line."""
    listening = socket.create_server(("127.0.0.1", 0))
    proxy = CuttingProxy(*listening.getsockname())
    settings = Settings(data=folder / "api", public_url=proxy.url, part_bytes=256 * 1024, calls_per_s=0)
    house = build_house(settings)
    migrate(house.engine)
    given = {f"EIGHTCOUNT_{name.upper()}": str(value) for name, value in settings.model_dump().items()}
    given["PYTHONPATH"] = f"{ROOT}{os.pathsep}{ROOT / 'runtime' / 'python'}"
    apart = Apart(house, {**os.environ, **given}, listening=listening)
    with writing(house.engine) as session:
        _, apart.key = create_key(session, "all", SCOPES)
    try:
        yield apart, proxy
    finally:
        apart.end()
        proxy.close()
        listening.close()
        house.engine.dispose()


@contextmanager
def in_buckets(folder: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Apart, CuttingProxy]]:
    """API on PostgreSQL; the parts go to the bucket by a line of their own."""
    s3: S3Server = request.getfixturevalue("s3_server")
    host, port = s3.endpoint.removeprefix("http://").split(":")
    proxy = CuttingProxy(host, int(port))
    more = {"part_bytes": 5 * 1024**2, "calls_per_s": 0}
    url = request.getfixturevalue("postgres_url")
    with standing_apart(folder, url, "redis://127.0.0.1:1", s3, **more) as apart:
        apart.environment["EIGHTCOUNT_S3_PUBLIC_ENDPOINT"] = proxy.url
        yield apart, proxy
    proxy.close()


@pytest.mark.parametrize(("where", "share"), [(in_a_folder, 0.5), (in_buckets, 0.4)])
def test_what_the_command_line_sends_arrives_through_kills_and_cuts(
    where: Any,
    share: float,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    dice: random.Random,
    times: Callable[[int], int],
    figure: Figure,
) -> None:
    with where(tmp_path, request) as (apart, proxy):
        part_bytes = apart.house.settings.part_bytes
        to_do = times(round(100 * share))
        trouble = Trouble(apart, proxy, dice, to_do, to_do, part_bytes)
        apart.start_api()
        line = proxy.url if where is in_a_folder else apart.url
        files, parts_needed, again, file = 0, 0, 0, tmp_path / "take.mp4"
        wrong: list[str] = []
        with CountingClient(line, apart.key, patience_s=120) as client:
            thread = threading.Thread(target=trouble.run)
            thread.start()
            try:
                while not trouble.done:
                    assert thread.is_alive(), "nobody makes trouble any more"
                    file.write_bytes(dice.randbytes(PARTS * part_bytes - dice.randrange(part_bytes)))
                    again += _send(client, file)
                    files, parts_needed = files + 1, parts_needed + PARTS
                    wrong += [] if _lies_there(apart.house.storage, file) else [sha256_of(file)]
            finally:
                trouble.over.set()
                thread.join()
            sent_again = client.parts_begun - parts_needed
    figure("files, kills, cuts", (files, trouble.kills, proxy.cuts))
    figure("wrong hashes", len(wrong))
    figure("parts sent again, interruptions", (sent_again, trouble.kills + proxy.cuts))
    figure("runs of the command begun again", again)
    assert not wrong
    assert sent_again <= trouble.kills + proxy.cuts


def _send(client: Client, file: Path) -> int:
    """Send the file, as somebody who types the command again when it gives up. How often that was."""
    for again in range(50):
        try:
            upload(client, file, sha256_of(file), no_bar)
        except UnreachableError:
            continue
        return again
    raise AssertionError("the file never arrived")


def _lies_there(storage: Storage, file: Path) -> bool:
    with storage.open(sha256_of(file)) as kept:
        return kept.read() == file.read_bytes()


@pytest.fixture
def product(tmp_path: Path, s3_server: S3Server) -> Iterator[tuple[Server, CuttingProxy]]:
    """`eightcount up` with its files in buckets; browsers reach the store by a line that can be cut."""
    web = Path(os.environ.get("EIGHTCOUNT_WEB", ROOT / "web/admin/dist"))
    if not (web / "index.html").is_file():
        pytest.skip("NOT RUN: the web admin is not built; run `make web`")
    host, port = s3_server.endpoint.removeprefix("http://").split(":")
    proxy = CuttingProxy(host, int(port))
    given = {
        "DATA": tmp_path / "data",
        "WEB": web,
        "MODELS": ROOT / ".models",
        "PART_BYTES": PART_BYTES,
        "S3_BUCKET": s3_server.fresh_bucket("store"),
        "S3_SHELF_BUCKET": s3_server.fresh_bucket("shelf"),
        "S3_ENDPOINT": s3_server.endpoint,
        "S3_REGION": s3_server.region,
        "S3_PUBLIC_ENDPOINT": proxy.url,
    }
    (tmp_path / "data").mkdir()
    make_own(tmp_path / "data" / "keys", CHANNELS, now=datetime.now(UTC))
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("EIGHTCOUNT_")},
        **s3_server.owner.environment,
        **{f"EIGHTCOUNT_{name}": str(value) for name, value in given.items()},
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'runtime' / 'python'}",
    }
    server = Server(tmp_path / "data", environment)
    try:
        server.start()
        server.environment["EIGHTCOUNT_PUBLIC_URL"] = server.url
        server.eightcount("storage", "prepare")
        server.key = server.eightcount("key", "create", "--name", "tests", "--scope", "all")["secret"]
        yield server, proxy
    finally:
        server.stop()
        proxy.close()


def test_what_a_browser_sends_arrives_through_kills_and_cuts(
    product: tuple[Server, CuttingProxy],
    chromium: Browser,
    tmp_path: Path,
    dice: random.Random,
    times: Callable[[int], int],
    figure: Figure,
) -> None:
    server, proxy = product
    author = server.person("author")
    kills, wrong, begun = 0, 0, 0
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    page.on("dialog", Dialog.accept)
    count = times(10)
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if _is_part(sent) else None)
    _sign_in(page, author)
    for number in range(count):
        slug = _empty_class(server, number)
        page.goto(f"/admin/classes/{slug}")
        path = film(tmp_path / f"take-{number}.mp4", 4 * PART_BYTES + 99)
        proxy.cut_after(dice.randrange(1, 4 * PART_BYTES))
        choose(page, path)
        expect(card(page, path)).to_contain_text("Uploading", timeout=60_000)
        assert server.process is not None
        page.wait_for_timeout(dice.uniform(0, 1000))
        server.process.kill()
        server.process.wait()
        kills += 1
        server.start()
        expect(card(page, path)).to_contain_text("Uploaded and verified", timeout=180_000)
        with server.client() as client:
            until(lambda slug=slug: client.get(f"/classes/{slug}").json()["take"] is not None)
            wrong += client.get(f"/classes/{slug}").json()["take"] != sha256(path)
        begun += 5
    context.close()
    figure("files, kills, cuts", (count, kills, proxy.cuts))
    figure("wrong hashes", wrong)
    figure("parts sent again, interruptions", (len(asked) - begun, kills + proxy.cuts))
    assert wrong == 0
    assert len(asked) - begun <= kills + proxy.cuts


def _is_part(sent: Any) -> bool:
    return sent.method == "PUT" and "partNumber=" in sent.url


def _empty_class(server: Server, number: int) -> str:
    with server.client() as client:
        song = client.post("/songs", json={"title": f"Song {number}"}).raise_for_status().json()
        dancer = client.post("/dancers", json={"name": f"Dancer {number}"}).raise_for_status().json()
        given = {"slug": f"empty-{number}", "titles": {"en": f"Empty {number}"}}
        rows = {"song_id": song["id"], "dancer_id": dancer["id"]}
        client.post("/classes", json={**given, **rows}).raise_for_status()
    return f"empty-{number}"


def _sign_in(page: Page, author: Any) -> None:
    page.goto("/admin/mark.svg")
    page.evaluate(
        """given => fetch("/api/v1/session", {
            method: "POST", body: JSON.stringify(given), headers: {"Content-Type": "application/json"},
        })""",
        {"login": author.login, "password": author.password},
    )
