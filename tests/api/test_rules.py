"""Deny by default: a route without a rule does not start. That the rules are held, test_rights.py tries."""

import pytest
from fastapi import APIRouter

from cms.accounts import SCOPES
from cms.api import app as application
from cms.api.deps import rules


def test_every_route_has_a_rule_or_is_public_by_name(sqlite_studio):
    found = rules(sqlite_studio.app)
    assert len(found) > 80
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
    monkeypatch.setattr(application.pages, "router", forgotten)
    with pytest.raises(LookupError, match="GET /forgotten, GET /api/v1/forgotten"):
        application.create_app(sqlite_studio.house)
