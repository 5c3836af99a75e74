"""What the server tells of itself: alive, ready, how much; and what its log says of a request."""

import io
import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from starlette.testclient import TestClient
from studio import told

from cms import logs, metrics, readiness
from cms.api.app import create_app
from cms.db import writing
from cms.storage.s3 import Bucket, Place, S3Delivery, connect


def samples(studio):
    """Name and labels -> value, as Prometheus reads them."""
    answer = studio.client.get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def test_alive_asks_for_nothing(studio):
    assert told(studio.client_of(None).get("/healthz"), 200) == {"status": "ok"}


def test_ready_when_every_part_answers(studio):
    state = told(studio.client_of(None).get("/readyz"), 200)
    assert state["ready"]
    assert {part["name"]: part["ok"] for part in state["parts"]} == {
        "database": True,
        "store": True,
        "shelf": True,
        "broker": True,
    }


def asked_anew(studio):
    """Readiness of a new process over the same house."""
    answer = TestClient(create_app(studio.house)).get("/readyz")
    state = answer.json()
    return answer.status_code, {part["name"] for part in state["parts"] if not part["ok"]}


def test_not_ready_without_the_schema_of_this_version(studio):
    with writing(studio.house.engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert asked_anew(studio) == (503, {"database"})
    with writing(studio.house.engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert asked_anew(studio) == (200, set())  # a newer version of us has migrated; we go on beside it


def test_a_broker_that_is_away_is_told_and_does_not_stop_the_server(studio):
    def away():
        raise OSError("no route")

    studio.queue.ping = away
    assert asked_anew(studio) == (200, {"broker"})


class Hanging:
    """A shelf that takes a question and says nothing until it is let."""

    def __init__(self):
        self.asked, self.may_answer = threading.Event(), threading.Event()

    def pointer(self, _channel):
        self.asked.set()
        assert self.may_answer.wait(60)


@pytest.mark.parametrize(("heard_for_s", "status"), [(60.0, 200), (0.0, 503)])
def test_who_asks_while_a_part_hangs_does_not_wait_for_it(studio, monkeypatch, heard_for_s, status):
    monkeypatch.setattr(readiness, "_ASKED_EVERY_S", 0.0)
    monkeypatch.setattr(readiness, "_HEARD_FOR_S", heard_for_s)
    app = create_app(studio.house)
    assert TestClient(app).get("/readyz").status_code == 200
    shelf = Hanging()
    app.state.house = replace(studio.house, delivery=shelf)
    with ThreadPoolExecutor(2) as pool:
        try:
            first = pool.submit(TestClient(app).get, "/readyz")
            assert shelf.asked.wait(60)
            meanwhile = pool.submit(TestClient(app).get, "/readyz").result(timeout=30)
            assert (meanwhile.status_code, first.done()) == (status, False)
        finally:
            shelf.may_answer.set()
        assert first.result(timeout=60).status_code == 200


def test_a_shelf_that_is_away_leaves_the_other_metrics(studio, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "something")
    assert samples(studio)["eightcount_shelf_up",] == 1
    client = connect(Place("http://127.0.0.1:1", "us-east-1"))
    away = replace(studio.house, delivery=S3Delivery(Bucket("shelf", client, client)))
    families = list(text_string_to_metric_families(metrics.exposition(away).decode()))
    told = {sample.name: sample.value for family in families for sample in family.samples}
    assert told["eightcount_shelf_up"] == 0
    assert told["eightcount_database_up"] == 1
    assert told["eightcount_queue_steps"] == 0


def test_metrics_tell_the_age_of_the_queue_and_what_devices_see(studio):
    assert studio.client_of(None).get("/metrics").status_code == 401
    before = samples(studio)
    assert before["eightcount_database_up",] == 1
    assert before["eightcount_queue_steps", "media"] == 0
    assert before["eightcount_queue_age_seconds", "media"] == 0
    studio.dance_class()
    studio.beats()
    studio.post("/classes/uniform/builds", {})
    waiting = samples(studio)
    assert waiting["eightcount_queue_steps", "media"] >= 1
    assert waiting["eightcount_queue_age_seconds", "media"] > 0
    assert waiting["eightcount_builds", "running"] == 1
    studio.work()
    studio.publish("staging")
    done = samples(studio)
    assert done["eightcount_queue_steps", "media"] == 0
    assert done["eightcount_builds", "done"] == 1
    assert done["eightcount_channel_version", "staging"] == 1
    assert done["eightcount_channel_expires_seconds", "staging"] > 86_400


def test_requests_are_counted_by_the_pattern_of_their_route(studio):
    name = ("eightcount_request_seconds_count", "/api/v1/classes/{class_name}", "404", "GET")
    key = (name[0], *sorted(name[1:]))
    before = samples(studio).get(key, 0)
    studio.get("/classes/nobodys", 404)
    studio.get("/classes/nobody-else", 404)
    assert samples(studio)[key] == before + 2


@pytest.fixture
def lines():
    """What the server logs, as it goes to a log store."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    server = logging.getLogger("eightcount.requests")
    level = server.level
    server.addHandler(handler)
    server.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    server.removeHandler(handler)
    server.setLevel(level)


def test_every_request_is_one_line_with_its_id_and_caller(studio, lines):
    answer = studio.client.get("/api/v1/songs?q=secret-word", headers={"X-Request-Id": "mine.1"})
    assert answer.headers["X-Request-Id"] == "mine.1"
    (line,) = lines()
    assert line["request"] == "mine.1"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/songs", 200)
    assert line["actor"].startswith("key:")
    assert "secret-word" not in json.dumps(line)
    assert studio.secret not in json.dumps(line)


@pytest.mark.parametrize("bad", ["a b", "x" * 65, "é".encode().decode("latin-1")])
def test_a_request_id_that_is_none_is_replaced(studio, bad):
    answer = studio.client.get("/healthz", headers={"X-Request-Id": bad.encode("latin-1")})
    assert answer.headers["X-Request-Id"] != bad
