"""Deny by default: a route without a rule does not start."""

import pytest
from fastapi import APIRouter
from studio import told

from cms.accounts import SCOPES
from cms.api import app as application
from cms.api.deps import rules


def test_every_route_of_the_api_has_a_rule_or_is_public_by_name(sqlite_studio):
    found = {name: scope for name, scope in rules(sqlite_studio.app).items() if " /api/v1" in name}
    assert len(found) > 40
    assert {name for name, scope in found.items() if scope is None} == set(application.PUBLIC)
    assert set(found.values()) <= {*SCOPES, None}
    for name, scope in found.items():
        method = name.split()[0]
        assert (scope == "read") == (method == "GET") or scope is None, name


def test_a_route_without_a_rule_does_not_start(sqlite_studio, monkeypatch):
    forgotten = APIRouter()
    forgotten.add_api_route("/forgotten", lambda: None)
    monkeypatch.setattr(application.songs, "router", forgotten)
    with pytest.raises(LookupError, match="GET /api/v1/forgotten"):
        application.create_app(sqlite_studio.house)


def test_every_rule_is_enforced(sqlite_studio):
    """Every route x every scope: without the right one 403, without a key 401, whatever else is wrong."""
    clients = {scope: sqlite_studio.client_of(sqlite_studio.key(scope)) for scope in SCOPES}
    nobody = sqlite_studio.client_of(None)
    values = {"id": "0" * 22, "class_name": "x", "number": "1", "channel": "staging"}
    for name, needed in rules(sqlite_studio.app).items():
        if needed is None:
            continue
        method, path = name.split()
        path = path.format(**values)
        assert nobody.request(method, path).status_code == 401, name
        for scope, client in clients.items():
            status = client.request(method, path).status_code
            assert (status == 403) == (scope != needed), (name, scope, status)


def test_health_asks_for_nothing(studio):
    assert told(studio.client_of(None).get("/health"), 200) == {"status": "ok"}
