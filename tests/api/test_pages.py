"""The web admin's files: what is one is given, every other address is the page that reads it."""

import dataclasses

import pytest
from starlette.testclient import TestClient

from cms.api.app import create_app

PAGE = "<!doctype html><title>Eightcount</title>"


@pytest.fixture
def client(sqlite_studio, tmp_path):
    web = tmp_path / "dist"
    (web / "assets").mkdir(parents=True)
    (web / "index.html").write_text(PAGE)
    (web / "assets" / "a-1234.js").write_text("1")
    (tmp_path / "secret").write_text("not for browsers")
    house = sqlite_studio.house
    settings = house.settings.model_copy(update={"web": web})
    return TestClient(
        create_app(dataclasses.replace(house, settings=settings)), raise_server_exceptions=False
    )


def test_a_built_file_is_kept_for_ever_and_the_page_is_not(client):
    script = client.get("/admin/assets/a-1234.js")
    assert (script.text, script.headers["cache-control"]) == ("1", "public, max-age=31536000, immutable")
    assert client.get("/admin/").headers["cache-control"] == "no-cache"
    assert client.get("/admin/assets/none.js").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["", "classes/uniform", "..%2Fsecret", "%2Fetc%2Fpasswd", "a%00b", "%ff", "x" * 300, "x/" * 3000],
    ids=lambda path: path[:20],
)
def test_what_is_no_file_is_the_page_and_nothing_outside_is_given(client, path):
    answer = client.get(f"/admin/{path}")
    assert (answer.status_code, answer.text) == (200, PAGE)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
