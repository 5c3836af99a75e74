"""The page of the API's document runs beside people's sessions, so it runs nothing that is not known."""

import base64
import hashlib
import re


def test_whatever_the_page_runs_from_elsewhere_is_named_by_its_hash(sqlite_studio):
    page = sqlite_studio.client_of(None).get("/docs")
    assert page.status_code == 200
    elsewhere = re.findall(r"<(?:script|link)[^>]*https://[^>]*>", page.text)
    assert len(elsewhere) == 2
    for element in elsewhere:
        assert re.search(r'integrity="sha384-[A-Za-z0-9+/]{64}" crossorigin="anonymous"', element), element


def test_a_browser_is_told_to_run_nothing_else(sqlite_studio):
    page = sqlite_studio.client_of(None).get("/docs")
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    (written,) = re.findall(r"<script>(.*?)</script>", page.text)
    digest = base64.b64encode(hashlib.sha256(written.encode()).digest()).decode()
    (loaded,) = re.findall(r'<script src="([^"]*)"', page.text)
    assert policy["script-src"].split() == [loaded, f"'sha256-{digest}'"]


def test_there_is_no_other_page_of_it(sqlite_studio):
    assert sqlite_studio.client_of(None).get("/redoc").status_code == 404
