"""A take goes from the browser straight to a bucket at another origin; the server only signs and verifies."""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Page, expect
from seaweed import S3Server
from sending_files import PART_BYTES, card, film, sha256, under_way
from served import ROOT, Server, until

from cms.releases import CHANNELS
from cms.signing import make_own

Visit = Callable[..., Page]
TOTAL_BYTES = 3 * PART_BYTES + 1234


@pytest.fixture(scope="module")
def store(s3_server: S3Server) -> str:
    return s3_server.fresh_bucket("store")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, s3_server: S3Server, store: str) -> Iterator[Server]:
    """The product with its files in buckets, prepared as docs/storage.md says."""
    data = tmp_path_factory.mktemp("e2e-s3")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("EIGHTCOUNT_")}
    environment |= s3_server.owner.environment | {
        "EIGHTCOUNT_DATA": str(data),
        "EIGHTCOUNT_WEB": os.environ.get("EIGHTCOUNT_WEB", str(ROOT / "web/admin/dist")),
        "EIGHTCOUNT_MODELS": str(ROOT / ".models"),
        "EIGHTCOUNT_PART_BYTES": str(PART_BYTES),
        "EIGHTCOUNT_S3_BUCKET": store,
        "EIGHTCOUNT_S3_SHELF_BUCKET": s3_server.fresh_bucket("shelf"),
        "EIGHTCOUNT_S3_ENDPOINT": s3_server.endpoint,
        "EIGHTCOUNT_S3_REGION": s3_server.region,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'runtime' / 'python'}",
    }
    make_own(data / "keys", CHANNELS, now=datetime.now(UTC))
    started = Server(data, environment)
    try:
        started.start()
        started.environment["EIGHTCOUNT_PUBLIC_URL"] = started.url
        prepared = started.eightcount("storage", "prepare")
        assert {each["kind"] for each in prepared} == {"fine"}
        started.key = started.eightcount("key", "create", "--name", "tests", "--scope", "all")["secret"]
        yield started
    finally:
        started.stop()


@pytest.fixture
def class_page(visit: Visit, server: Server) -> tuple[Page, str]:
    """An author on the page of a class without files, and its slug."""
    with server.client() as client:
        song = client.post("/songs", json={"title": "Song"}).raise_for_status().json()
        dancer = client.post("/dancers", json={"name": "Dancer"}).raise_for_status().json()
        given = {"slug": "empty", "titles": {"en": "Empty"}, "song_id": song["id"], "dancer_id": dancer["id"]}
        client.post("/classes", json=given).raise_for_status()
    page = visit("/classes/empty", server.person("author"))
    page.on("dialog", Dialog.accept)
    return page, "empty"


def test_a_take_goes_straight_to_the_bucket_and_on_after_a_reload(
    server: Server, s3_server: S3Server, store: str, class_page: tuple[Page, str], tmp_path: Path
) -> None:
    page, slug = class_page
    path = film(tmp_path / "take.mp4", TOTAL_BYTES)
    hosts: set[str] = set()
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text) if message.type == "error" else None)
    page.on(
        "request",
        lambda asked: hosts.add(urlsplit(asked.url).netloc) if "partNumber=" in asked.url else None,
    )
    # What Chromium keeps of a file is small; this one it forgets, so a person has to choose it again.
    line = under_way(page, path)
    page.reload()
    line.upload_at(-1)
    waiting = card(page, path).get_by_label("Choose take.mp4 again")
    until(lambda: waiting.count() > 0 or "Uploaded" in card(page, path).inner_text())
    if waiting.count():
        expect(card(page, path)).to_contain_text(re.compile(r"go on at [1-9]\d %"))
        waiting.set_input_files(path)
    expect(card(page, path)).to_contain_text("Uploaded and verified", timeout=60_000)
    with server.client() as client:
        until(lambda: client.get(f"/classes/{slug}").json()["take"] == sha256(path))
    line.carried_once(4)
    assert hosts == {urlsplit(s3_server.endpoint).netloc}
    assert not blocked
    kept = s3_server.client().get_object(Bucket=store, Key=f"objects/{sha256(path)}")["Body"].read()
    assert hashlib.sha256(kept).hexdigest() == sha256(path)
    left = s3_server.client().list_objects_v2(Bucket=store, Prefix="uploads/").get("Contents", [])
    assert left == []
