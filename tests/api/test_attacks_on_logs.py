"""What the log tells of an attack, and what an attacker cannot make it tell."""

import io
import logging
import subprocess
import sys

import pytest
from prometheus_client import generate_latest
from signed_in import PASSWORD, account, browser, person
from sqlalchemy import text
from studio import told

from cms import logs
from cms.api.callers import COOKIE
from cms.db import reading


@pytest.fixture(params=[logs.TextLines, logs.JsonLines])
def lines(request):
    """What a process writes, in both formats."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(request.param())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written.getvalue
    root.removeHandler(handler)
    root.setLevel(level)


def test_an_address_cannot_write_a_line_of_its_own(sqlite_studio, lines):
    forged = "2026-01-01 00:00:00 info    the admin signed in"
    sqlite_studio.client.get(f"/api/v1/songs/%0A{forged}%0D%1b[31m%E2%80%A8")
    assert "the admin signed in" in lines()
    assert not any(line.startswith("2026-01-01") for line in lines().splitlines())
    assert "\x1b" not in lines()


def test_who_was_refused_why_and_from_where_is_told(sqlite_studio, lines):
    client = person(sqlite_studio, "reviewer")
    told(client.post("/api/v1/songs", json={"title": "A"}), 403)
    told(browser(sqlite_studio).get("/api/v1/songs"), 401)
    told(browser(sqlite_studio).post("/api/v1/session", json={"login": "mina", "password": "x"}), 401)
    text = lines()
    assert "account:" in text
    assert all(code in text for code in ("forbidden", "unauthorized", "sign-in-failed", "testclient"))


def test_no_secret_is_told_anywhere(sqlite_studio, lines):
    """Not by the log, not by errors, not by the log of changes, not by any row."""
    account(sqlite_studio, "admin", "mina")
    client = browser(sqlite_studio)
    body = {"login": "mina", "password": PASSWORD}
    told(client.post("/api/v1/session", json=body), 200)
    token = client.cookies[COOKIE]
    key = told(client.post("/api/v1/keys", json={"name": "a", "scopes": ["read"]}), 201)["secret"]
    program = sqlite_studio.client_of(key)
    answers = [
        program.get("/api/v1/songs"),
        program.post("/api/v1/songs", json={"title": "A"}),
        program.get("/api/v1/songs/none"),
        sqlite_studio.client_of(key + "x").get("/api/v1/songs"),
        client.post("/api/v1/session", json={**body, "password": PASSWORD + "x", "nonsense": PASSWORD}),
        client.put("/api/v1/session/password", json={"old": PASSWORD, "new": PASSWORD[:5]}),
        client.get("/api/v1/audit"),
        client.get("/api/v1/keys"),
    ]
    with sqlite_studio.house.engine.begin() as connection:
        connection.execute(text("UPDATE songs SET created_at = 'yesterday'"))
        connection.execute(text("ALTER TABLE dancers RENAME COLUMN name TO gone"))
    answers += [client.get("/api/v1/songs"), program.get("/api/v1/dancers")]
    said = lines() + "".join(answer.text for answer in answers)
    with reading(sqlite_studio.house.engine) as session:
        tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        for table in tables:
            said += str(session.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608 - names of ours
    assert [secret for secret in (PASSWORD, token, key) if secret in said] == []


def test_made_up_methods_are_counted_as_one(sqlite_studio):
    for number in range(5):
        sqlite_studio.client.request(f"BREW{number}", "/api/v1/songs")
    assert b"BREW" not in generate_latest()


def test_a_server_that_believes_every_forwarded_address_does_not_start():
    given = {"FORWARDED_ALLOW_IPS": "127.0.0.1,*"}
    command = [sys.executable, "-m", "eightcount", "serve", "--port", "0"]
    tried = subprocess.run(command, env=given, capture_output=True, text=True, timeout=120, check=False)
    assert tried.returncode == 1
    assert "Name the address or network of your proxy" in tried.stderr
