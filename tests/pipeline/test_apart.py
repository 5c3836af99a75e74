"""Whole builds where API and worker share no disk: everything goes through the store."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from apart import Apart, make_folder, no_bar, standing_apart
from clips import ShortClass
from plant import PARAMS, running_broker
from seaweed import S3Server

from eightcount.class_folder import read_class_folder
from eightcount.importing import import_class
from eightcount.uploading import sha256_of


@pytest.fixture
def apart(tmp_path: Path, postgres_url: str, s3_server: S3Server) -> Iterator[Apart]:
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("NOT RUN: redis-server is not on this machine; install the package redis-server")
    broker = f"redis+socket://{tmp_path}/broker.sock"
    with (
        running_broker(server, tmp_path),
        standing_apart(tmp_path, postgres_url, broker, s3_server) as standing,
    ):
        yield standing


def test_a_class_comes_to_devices_through_the_store_alone(
    apart: Apart, short: ShortClass, tmp_path: Path
) -> None:
    apart.start_api()
    apart.start_worker()
    given = read_class_folder(make_folder(tmp_path / "short", short))
    with apart.client() as client:
        sent = import_class(client, given, no_bar)
        assert sent.sent_bytes == short.take.stat().st_size + short.song.stat().st_size
        build = apart.wait(client.post("/classes/short/builds", {"params": PARAMS}).document["id"])
        assert (build.state, {step.sentence for step in build.steps}) == ("done", {""})

        material = client.get("/classes/short/material").document["files"]
        headers = {"Authorization": f"Bearer {apart.key}"}
        wav = material["song.wav"]
        with httpx.Client(base_url=apart.url, headers=headers) as http:
            whole = http.get(wav["url"]).content
            assert hashlib.sha256(whole).hexdigest() == wav["sha256"]
            piece = http.get(wav["url"], headers={"Range": "bytes=1000000-1000099"})
            assert (piece.status_code, piece.content) == (206, whole[1_000_000:1_000_100])
            content = f"/api/v1/originals/{sha256_of(short.take)}/content"
            assert http.get(content).content == short.take.read_bytes()
            assert http.get(content, headers={"Range": "bytes=-7"}).content == short.take.read_bytes()[-7:]
            assert "video/mp4" in http.head(content).headers["Content-Type"]
        assert client.get("/packs").document["items"]

        release = client.post("/classes/short/releases", {"channel": "staging"}).document
        apart.until(lambda: client.get(f"/releases/{release['id']}").document["state"] != "pending")
        assert client.get(f"/releases/{release['id']}").document["state"] == "live"

    shelf, store = apart.lying()
    assert "channels/staging.json" in shelf
    pack = json.loads(shelf[f"packs/short/{build.pack_sha256}.json"])
    for file in pack["files"]:
        assert hashlib.sha256(shelf[f"o/{file['sha256']}"]).hexdigest() == file["sha256"]
    assert not [key for key in store if key.startswith("uploads/")]
    for process in ("api", "worker"):
        left = [path for path in apart.folder_of(process).rglob("*") if path.is_file()]
        assert [path.name for path in left if path.stat().st_size > 1000] == []
