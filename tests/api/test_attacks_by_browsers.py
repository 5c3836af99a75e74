"""What a page of another site makes somebody's browser do, and what a browser may do with our answers."""

import dataclasses

import httpx
import pytest
import rights
from signed_in import SAME_ORIGIN, browser, person
from sqlalchemy import text
from studio import told

from cms.api.app import PUBLIC, create_app
from cms.api.callers import COOKIE
from cms.api.deps import rules

#: Every way in which a browser, old or new, says that a request came from elsewhere, or says nothing.
FROM_ELSEWHERE = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://testserver"},
    {"Origin": "https://else.where"},
    {"Origin": "null"},
    {"Origin": "https://testserver.else.where"},
    {"Origin": "http://testserver:8080"},
    {"Referer": "https://testserver/admin/"},
    {"Origin": "https://else.where", "X-Requested-With": "XMLHttpRequest"},
]
#: What a form can send without asking first.
FORMS = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]


def changing(studio):
    """Every route that changes something for a caller, with something that is here."""
    values = rights.filled(studio)
    for name, needed in rules(studio.app).items():
        method, path = name.split()
        if needed is not None and method not in rights.SAFE:
            yield method, rights.named(path, values)


def sent(studio, requests):
    """All of these, on one connection to the application: their answers."""

    async def send_all():
        transport = httpx.ASGITransport(studio.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=rights.HOST) as client:
            return [await client.request(method, path, **more) for method, path, more in requests]

    return rights.finished(send_all())


def rows(studio):
    """Everything that is kept, but for the passing of time."""
    with studio.house.engine.connect() as connection:
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
        names = [name for name in tables if name not in ("sqlite_sequence", "presences")]
        return {name: connection.execute(text(f"SELECT * FROM {name}")).all() for name in names}  # noqa: S608


def test_no_page_of_another_site_changes_anything(sqlite_studio):
    """Every changing route x every way to come from elsewhere, with the cookie of an admin."""
    routes = list(changing(sqlite_studio))
    assert len(routes) > 30
    cookie = {"Cookie": f"{COOKIE}={person(sqlite_studio, 'admin').cookies[COOKIE]}"}
    before = rows(sqlite_studio)
    requests = [
        (method, path, {"headers": cookie | headers, "json": {}})
        for method, path in routes
        for headers in FROM_ELSEWHERE
    ]
    requests += [
        (method, path, {"headers": cookie | {"Content-Type": form}, "content": b'{"title": "A"}'})
        for method, path in routes
        for form in FORMS
    ]
    answers = sent(sqlite_studio, requests)
    assert {told(answer, 403)["code"] for answer in answers} == {"cross-site"}
    assert rows(sqlite_studio) == before


def test_no_form_is_read_as_json(sqlite_studio):
    """Even of our own pages: so a form that slips through says nothing."""
    cookie = {"Cookie": f"{COOKIE}={person(sqlite_studio, 'admin').cookies[COOKIE]}"} | SAME_ORIGIN
    for form in FORMS:
        body = {"headers": cookie | {"Content-Type": form}, "content": b'{"title": "A", "name": "A"}'}
        for path in ("/api/v1/songs", "/api/v1/dancers", "/api/v1/session"):
            (answer,) = sent(sqlite_studio, [("POST", path, body)])
            told(answer, 415)


def test_another_method_in_a_header_is_none(sqlite_studio):
    song = sqlite_studio.song(sound=False)
    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        answer = sqlite_studio.client.get(f"/api/v1/songs/{song['id']}", headers={header: "PATCH"})
        assert told(answer, 200) == song
    answer = sqlite_studio.client.post(f"/api/v1/songs/{song['id']}?_method=PATCH", json={"title": "B"})
    told(answer, 405)


def test_another_site_is_told_that_it_may_read_nothing_but_the_shelf(sqlite_studio):
    """No preflight is granted, and no answer is for other origins."""
    values = rights.filled(sqlite_studio)
    cookie = {"Cookie": f"{COOKIE}={person(sqlite_studio, 'admin').cookies[COOKIE]}"}
    asked = {"Origin": "https://else.where", "Access-Control-Request-Method": "POST"}
    requests = []
    for name in rules(sqlite_studio.app):
        method, path = name.split()
        address = rights.named(path, values)
        if not path.startswith(("/channels", "/packs", "/o/")):
            requests.append(("OPTIONS", address, {"headers": cookie | asked}))
            if method == "GET":
                requests.append(("GET", address, {"headers": cookie | asked}))
    for answer in sent(sqlite_studio, requests):
        assert not [name for name in answer.headers if name.startswith("access-control-")], answer.url
        assert answer.headers.get("cross-origin-resource-policy") == "same-origin", answer.url


@pytest.fixture
def by_tls(sqlite_studio):
    """The studio at an address with TLS, as its settings say."""
    settings = sqlite_studio.house.settings.model_copy(update={"public_url": "https://testserver"})
    sqlite_studio.house = dataclasses.replace(sqlite_studio.house, settings=settings)
    sqlite_studio.app = create_app(sqlite_studio.house)
    return sqlite_studio


def test_every_answer_tells_a_browser_what_it_may_not_do(by_tls):
    values = rights.filled(by_tls)
    key = {"Authorization": f"Bearer {by_tls.secret}"}
    requests = [
        (name.split()[0], rights.named(name.split()[1], values), {"headers": key})
        for name in rules(by_tls.app)
    ]
    requests += [("GET", "/nothing/here", {}), ("BREW", "/api/v1/songs", {}), ("GET", "/api/v1/songs", {})]
    requests.append(("POST", "/api/v1/songs", {"headers": key, "content": b" " * 3_000_000}))
    with by_tls.house.engine.begin() as connection:
        connection.execute(text("UPDATE songs SET created_at = 'yesterday'"))
    answers = sent(by_tls, requests)
    assert {200, 401, 404, 405, 413, 500} <= {answer.status_code for answer in answers}
    for answer in answers:
        headers, where = answer.headers, (answer.status_code, str(answer.url))
        assert headers["x-content-type-options"] == "nosniff", where
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy or policy == "default-src 'none'; sandbox", where
        assert "default-src" in policy, where
        assert "'unsafe-eval'" not in policy, where  # WebAssembly has a word of its own
        assert headers["referrer-policy"] == "same-origin", where
        assert headers["cross-origin-opener-policy"] == "same-origin", where
        assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains", where
        assert "server" not in headers, where
        assert "x-powered-by" not in headers, where
        if answer.content and answer.status_code != 304:
            assert headers["content-type"], where


def test_without_tls_no_browser_is_told_to_insist_on_it(sqlite_studio):
    """`make run` on loopback would lock people out of whatever else runs there."""
    answer = browser(sqlite_studio).get("/api/v1/session/ways")
    assert "strict-transport-security" not in answer.headers


def test_what_is_private_is_kept_by_no_one_else(sqlite_studio):
    """No store on the way, and what can change in no browser either."""
    values = rights.filled(sqlite_studio)
    key = {"Authorization": f"Bearer {sqlite_studio.secret}"}
    never_changes = ("/originals/", "/outputs/")
    names = [name for name in rules(sqlite_studio.app) if name.startswith("GET /api/") and name not in PUBLIC]
    asked = [("GET", rights.named(name.split()[1], values), {"headers": key}) for name in names]
    for answer in sent(sqlite_studio, asked):
        kept = answer.headers["cache-control"]
        whole = kept == "no-store" or any(part in answer.url.path for part in never_changes)
        assert whole, (answer.url, kept)
        assert "public" not in kept, (answer.url, kept)
