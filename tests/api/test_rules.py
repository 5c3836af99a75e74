"""Deny by default: a route without a rule does not start, and every rule is held for every caller."""

import pytest
from fastapi import APIRouter
from signed_in import browser, person
from studio import told

from cms.accounts import SCOPES
from cms.api import app as application
from cms.api.callers import COOKIE
from cms.api.deps import rules
from cms.people import ROLES

VALUES = {
    "id": "0" * 22,
    "class_name": "x",
    "number": "1",
    "channel": "staging",
    "tab": "t",
    "sha256": "0" * 64,
}
#: Routes whose rule depends on what is asked: without `class` the log is for admins.
BY_QUERY = {"GET /api/v1/audit": "admin"}


def ruled(studio):
    """Every route of the API with a rule: its name, method, an address, and the scope that it needs.

    HEAD is GET without the body, by the same function, and tells no problem.
    """
    for name, needed in rules(studio.app).items():
        if needed is not None and " /api/v1" in name and not name.startswith("HEAD "):
            method, path = name.split()
            path = path.format_map({**VALUES, "name": "class.mp4"})
            yield name, method, path, BY_QUERY.get(name, needed)


def test_every_route_of_the_api_has_a_rule_or_is_public_by_name(sqlite_studio):
    found = {name: scope for name, scope in rules(sqlite_studio.app).items() if " /api/v1" in name}
    assert len(found) > 50
    assert {name for name, scope in found.items() if scope is None} == set(application.PUBLIC)
    assert set(found.values()) <= {*SCOPES, "person", None}


def test_whoever_may_only_look_changes_nothing(sqlite_studio):
    """But where one is, which every tab tells. Access to the CDN is signed, and kept nowhere."""
    reading = {
        name for name, scope in rules(sqlite_studio.app).items() if scope == "read" and "/api/" in name
    }
    changing = {name for name in reading if not name.startswith(("GET ", "HEAD "))}
    changing.discard("POST /api/v1/channels/{channel}/access")
    assert all(name.split("/")[-1] == "presence" or "/presence/" in name for name in changing), changing


def test_a_route_without_a_rule_does_not_start(sqlite_studio, monkeypatch):
    forgotten = APIRouter()
    forgotten.add_api_route("/forgotten", lambda: None)
    monkeypatch.setattr(application.songs, "router", forgotten)
    with pytest.raises(LookupError, match="GET /api/v1/forgotten"):
        application.create_app(sqlite_studio.house)


def test_every_rule_is_enforced_for_keys(sqlite_studio):
    """Every route x every scope: without the right one 403, without a key 401, whatever else is wrong."""
    clients = {scope: sqlite_studio.client_of(sqlite_studio.key(scope)) for scope in SCOPES}
    nobody = sqlite_studio.client_of(None)
    for name, method, path, needed in ruled(sqlite_studio):
        assert nobody.request(method, path).status_code == 401, name
        for scope, client in clients.items():
            status = client.request(method, path).status_code
            if needed == "person":
                assert status == 401, (name, scope, status)
            elif name not in BY_QUERY:
                assert (status == 403) == (scope != needed), (name, scope, status)


@pytest.mark.parametrize("role", ROLES)
def test_every_rule_is_enforced_for_people(sqlite_studio, role):
    """Every route x every role; and none by cookie from a page of another site."""
    client = person(sqlite_studio, role)
    token = client.cookies[COOKIE]
    elsewhere = browser(sqlite_studio, **{"Sec-Fetch-Site": "cross-site"})
    elsewhere.cookies.set(COOKIE, token)
    for name, method, path, needed in ruled(sqlite_studio):
        if name == "DELETE /api/v1/session":
            continue  # it would end what is tried here
        answer = client.request(method, path)
        allowed = needed == "person" or needed in ROLES[role]
        assert (answer.status_code == 403) == (not allowed), (name, answer.text)
        assert answer.status_code != 401, name
        if method != "GET":
            assert told(elsewhere.request(method, path), 403)["code"] == "cross-site", name


def test_a_session_that_ended_opens_nothing(sqlite_studio):
    client = person(sqlite_studio, "admin")
    token = client.cookies[COOKIE]
    told(client.delete("/api/v1/session"), 204)
    client.cookies.set(COOKIE, token)
    for name, method, path, _needed in ruled(sqlite_studio):
        assert told(client.request(method, path), 401)["code"] == "not-signed-in", name
