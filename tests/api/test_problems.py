import sqlite3

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from studio import told

from cms.db import reading, writing
from cms.models import Account, ApiKey, DanceClass, Step


def test_no_key_an_unknown_a_revoked_and_one_without_the_scope(studio):
    for secret in (None, "eck_wrong"):
        answer = studio.client_of(secret).get("/api/v1/songs")
        assert told(answer, 401)["code"] == "unauthorized"
        assert answer.headers["www-authenticate"] == "Bearer"
    reader = studio.client_of(studio.key("read"))
    told(reader.get("/api/v1/songs"), 200)
    assert (
        "lacks the scope 'author'" in told(reader.post("/api/v1/songs", json={"title": "A"}), 403)["detail"]
    )
    with writing(studio.house.engine) as session:
        for key in session.query(ApiKey):
            key.revoked_at = key.created_at
    told(reader.get("/api/v1/songs"), 401)


def test_a_basic_password_is_no_key(sqlite_studio):
    answer = sqlite_studio.client_of(None).get("/api/v1/songs", auth=("a", "b"))
    told(answer, 401)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("GET", "/api/v1/nothing", 404), ("DELETE", "/api/v1/songs", 405)],
)
def test_addresses_that_are_not_there(sqlite_studio, method, path, status):
    answer = sqlite_studio.client.request(method, path)
    problem = told(answer, status)
    assert problem["status"] == status
    assert "/docs" in problem["detail"]


def test_what_could_not_be_written_is_told_to_no_log(studio):
    mina = {"login": "mina", "name": "Mina", "role": "author", "password_hash": "$argon2id$of-a-person"}
    with writing(studio.house.engine) as session:
        session.add(Account(**mina))
    with Session(studio.house.engine) as session:
        session.add(Account(**mina))
        with pytest.raises(IntegrityError) as refused:
            session.flush()
    assert "accounts" in str(refused.value)
    assert "of-a-person" not in str(refused.value)


def test_what_is_no_json(sqlite_studio):
    headers = {"Content-Type": "application/json"}
    broken = told(
        sqlite_studio.client.post("/api/v1/songs", content=b'{"title": "A",\n x}', headers=headers), 400
    )
    assert (broken["code"], broken["facts"]) == ("not-json", {"line": 2, "column": 2})
    told(sqlite_studio.client.post("/api/v1/songs", content=b'{"title": "\xff"}', headers=headers), 400)
    told(sqlite_studio.client.post("/api/v1/songs", content=b'{"title": "\\ud800"}', headers=headers), 422)
    for other in ({"Content-Type": "text/html"}, {}):
        refused = told(sqlite_studio.client.post("/api/v1/songs", content=b"{}", headers=other), 415)
        assert "send Content-Type: application/json" in refused["detail"]


def test_a_field_that_there_is_not_is_told_with_those_that_there_are(sqlite_studio):
    problem = sqlite_studio.post("/songs", {"title": "A", "name": "A"}, 422)
    assert problem["title"] == "Cannot be used"
    assert "There is no field 'name' here; fields are title, artist" in problem["detail"]


def test_a_request_with_thousands_of_faults_gets_a_short_answer(sqlite_studio):
    body = {"title": "A", "x" * 5000: 1, **{f"field{number}": 1 for number in range(20_000)}}
    answer = sqlite_studio.client.post("/api/v1/songs", json=body)
    problem = told(answer, 422)
    assert "19998 more are wrong" in problem["detail"]
    assert len(problem["errors"]) == 50
    assert len(answer.content) < 10_000


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"title":' * 100_000, b'{"title":' + b"9" * 5000 + b"}"])
def test_what_is_nested_without_end_is_no_json(sqlite_studio, body):
    headers = {"Content-Type": "application/json"}
    problem = told(sqlite_studio.client.post("/api/v1/songs", content=body, headers=headers), 400)
    assert problem["code"] == "not-json"
    beats = {**headers, "If-Match": "*"}
    sqlite_studio.dance_class()
    told(sqlite_studio.client.put("/api/v1/classes/uniform/beats", content=body, headers=beats), 422)


def test_a_body_that_is_too_long(sqlite_studio):
    problem = told(sqlite_studio.client.post("/api/v1/songs", content=b" " * 3_000_000), 413)
    assert problem["code"] == "too-large"
    chunks = (b" " * 1_000_000 for _ in range(3))
    told(sqlite_studio.client.post("/api/v1/songs", content=chunks), 413)


def test_a_database_that_does_not_fit_is_told_without_its_inside(sqlite_studio):
    with sqlite_studio.house.engine.begin() as connection:
        connection.execute(text("ALTER TABLE songs RENAME COLUMN artist TO gone"))
    problem = sqlite_studio.get("/songs", 503)
    assert "nothing was saved" in problem["detail"]
    assert "artist" not in str(problem)


def test_an_unexpected_error_is_a_problem_too(sqlite_studio, caplog):
    song = sqlite_studio.song(sound=False)
    with sqlite_studio.house.engine.begin() as connection:
        connection.execute(text("UPDATE songs SET created_at = 'yesterday'"))
    problem = sqlite_studio.get(f"/songs/{song['id']}", 500)
    assert problem["code"] == "internal"
    assert problem["facts"]["mark"] in problem["detail"]
    assert problem["facts"]["mark"] in caplog.text
    assert "yesterday" not in str(problem)


def test_a_write_that_breaks_half_way_saves_nothing(studio):
    def fail(_connection, _cursor, statement, *_rest):
        if written:
            raise RuntimeError("the plug was pulled")
        written.extend([statement] if "difficulty=" in statement else [])

    written: list[str] = []
    studio.dance_class()
    event.listen(studio.house.engine, "before_cursor_execute", fail)
    answer = studio.client.patch("/api/v1/classes/uniform", json={"difficulty": 5}, headers={"If-Match": "*"})
    event.remove(studio.house.engine, "before_cursor_execute", fail)
    told(answer, 500)
    assert written
    with reading(studio.house.engine) as session:
        assert session.scalars(select(DanceClass.difficulty)).all() == [3]


def test_a_commit_that_fails_is_not_answered_with_success(studio):
    def fail(_connection):
        raise RuntimeError("the plug was pulled")

    event.listen(studio.house.engine, "commit", fail)
    answer = studio.client.post("/api/v1/songs", json={"title": "A"})
    event.remove(studio.house.engine, "commit", fail)
    told(answer, 500)
    assert studio.get("/songs")["items"] == []


def test_hints_leave_after_the_commit_only(studio):
    studio.dance_class()

    def look(hints):
        with reading(studio.house.engine) as session:
            seen.extend(session.get_one(Step, hint.step_id).state for hint in hints)

    seen: list[str] = []
    studio.queue.send = look
    studio.post("/classes/uniform/builds", {})
    assert seen == ["ready"] * 3


def test_a_locked_database_is_told_as_busy(sqlite_studio, sqlite_url):
    with sqlite_studio.house.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    answer = sqlite_studio.client.post("/api/v1/songs", json={"title": "A"})
    other.rollback()
    assert told(answer, 503)["code"] == "busy"
    assert answer.headers["retry-after"] == "2"
    assert sqlite_studio.get("/songs")["items"] == []
