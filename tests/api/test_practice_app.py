"""The practice app as a browser is given it: its files, what it follows, and the walls around it."""

import dataclasses
import hashlib
import json
from typing import Any

import pytest
from eightcount_runtime.classpack.signed import is_key
from starlette.testclient import TestClient

from cms.api.app import create_app

PAGE = "<!doctype html><title>Practice</title>"
NET = b"a net"


@pytest.fixture
def open_client(sqlite_studio, tmp_path):
    """Makes a client of the house with these settings over."""
    built, models = tmp_path / "dist", tmp_path / "models"
    (built / "assets").mkdir(parents=True)
    models.mkdir()
    (built / "index.html").write_text(PAGE)
    (built / "sw.js").write_text("1")
    (built / "manifest.webmanifest").write_text("{}")
    (built / "assets" / "vision-1234.wasm").write_bytes(b"\0asm")
    name = "pose_landmarker_lite_nomask.task"
    (models / name).write_bytes(NET)
    facts = {"bytes": len(NET), "sha256": hashlib.sha256(NET).hexdigest()}
    (models / "models.json").write_text(json.dumps({name: facts}))

    def make(**over: Any) -> TestClient:
        house = sqlite_studio.house
        settings = house.settings.model_copy(update={"practice": built, "models": models, **over})
        return TestClient(create_app(dataclasses.replace(house, settings=settings)))

    return make


def test_files_are_given_as_what_they_are_and_kept_for_ever_only_where_their_name_is_a_hash(open_client):
    client = open_client()
    wasm = client.get("/practice/assets/vision-1234.wasm")
    assert (wasm.headers["content-type"], wasm.headers["cache-control"]) == (
        "application/wasm",
        "public, max-age=31536000, immutable",
    )
    worker = client.get("/practice/sw.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == "no-cache"
    kind = client.get("/practice/manifest.webmanifest").headers["content-type"]
    assert kind == "application/manifest+json"
    for address in ("", "c/some-class", "r/1", "settings"):
        assert client.get(f"/practice/{address}").text == PAGE
    assert client.get("/practice/assets/none.js").status_code == 404
    assert client.get("/practice", follow_redirects=False).headers["location"] == "/practice/"


def test_the_app_is_told_whom_to_believe_what_to_follow_and_where_the_nets_are(open_client):
    client = open_client()
    said = client.get("/practice/config.json")
    assert said.headers["cache-control"] == "no-cache"
    config = said.json()
    assert (config["base_url"], config["channel"], config["closed"]) == ("", "production", False)
    assert len(config["roots"]) == 1
    assert is_key(config["roots"][0])
    assert list(config["models"]) == ["lite"], "the other net is not in place"
    net = client.get(f"/practice/{config['models']['lite']['url']}")
    assert (net.content, net.headers["cache-control"]) == (NET, "public, max-age=31536000, immutable")
    assert hashlib.sha256(net.content).hexdigest() == config["models"]["lite"]["sha256"]


def test_before_the_nets_are_in_place_none_are_told(open_client, tmp_path):
    assert open_client(models=tmp_path / "nowhere").get("/practice/config.json").json()["models"] == {}


@pytest.mark.parametrize("address", ["models/00/models.json", "models/..%2F..%2Fkeys/root.json"])
def test_beside_the_nets_nothing_is_given(open_client, address):
    given = open_client().get(f"/practice/{address}")
    assert given.status_code == 404 or given.text == PAGE


def test_its_pages_reach_this_server_alone(open_client):
    headers = open_client().get("/practice/").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"] == "'self' blob:"
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert not [name for name, sources in policy.items() if "http" in sources or "*" in sources]
    assert "camera=(self)" in headers["permissions-policy"]
    assert {"microphone=()", "geolocation=()"} <= set(headers["permissions-policy"].split(", "))


def test_a_shelf_elsewhere_is_the_one_other_place_that_they_reach(open_client):
    client = open_client(shelf_url="https://packs.example.com/eightcount/")
    policy = client.get("/practice/").headers["content-security-policy"]
    assert "connect-src 'self' blob: https://packs.example.com;" in policy
    assert policy.count("https:") == 1
    assert client.get("/practice/config.json").json()["base_url"] == "https://packs.example.com/eightcount"
