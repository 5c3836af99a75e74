"""What a worker tells of its work: log lines, metrics, spans, and health by HTTP."""

import json
import logging
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from studio import Studio

from cms import logs, traces
from cms.jobs import Claim
from workers import seeing
from workers.runner import Ended

HELD = Claim("5" * 22, "b" * 22, None, "probe", 3, {}, {})
ROOT = Path(__file__).parents[2]


@pytest.fixture
def house(sqlite_url, tmp_path):
    studio = Studio(sqlite_url, tmp_path / "data")
    yield studio.house
    studio.house.engine.dispose()


def told(house, path, pulse=None):
    server = seeing.serve(house, pulse or seeing.Pulse(most_s=60), 0, "127.0.0.1")
    try:
        return httpx.get(f"http://127.0.0.1:{server.server_address[1]}{path}")
    finally:
        server.shutdown()
        server.server_close()


def test_lines_of_a_step_carry_its_ids_and_what_went_wrong(caplog):
    caplog.set_level(logging.INFO)
    caplog.handler.setFormatter(logs.JsonLines())
    with seeing.watched(HELD) as seen:
        logging.getLogger("workers.media").info("reading")
        seen.ended = Ended("refused", "The take is too long.", "600 s", "too-long")
    logging.getLogger("workers.media").info("elsewhere")
    claimed, reading, refused, elsewhere = map(json.loads, caplog.text.splitlines())
    for line in (claimed, reading, refused):
        assert (line["build"], line["step"], line["step_name"]) == (HELD.build_id, HELD.step_id, "probe")
    assert refused["message"] == "refused: The take is too long."
    assert (refused["code"], refused["detail"], refused["level"]) == ("too-long", "600 s", "warning")
    assert "build" not in elsewhere


def test_an_error_keeps_its_trace_in_the_line(caplog):
    caplog.handler.setFormatter(logs.JsonLines())
    with seeing.watched(HELD):
        try:
            (ROOT / "nowhere").read_bytes()
        except OSError:
            logging.getLogger("workers").exception("it broke")
    line = json.loads(caplog.text.splitlines()[0])
    assert "FileNotFoundError" in line["error"]


def test_text_lines_are_for_people():
    record = logging.LogRecord("workers", logging.INFO, "", 0, "done", (), None)
    with logs.bound(build="b1"):
        assert logs.TextLines().format(record).endswith("info    done  build=b1")


def test_failures_are_counted_by_their_reason(house):
    def count():
        lines = told(house, "/metrics").text.splitlines()
        wanted = 'eightcount_step_failures_total{code="no-such-code",step="probe"}'
        return sum(float(line.split()[-1]) for line in lines if line.startswith(wanted))

    before = count()
    with seeing.watched(HELD) as seen:
        seen.ended = Ended("refused", "No.", code="no-such-code")
    assert count() == before + 1


def test_a_worker_whose_sweep_hangs_is_not_alive(house):
    assert told(house, "/healthz").status_code == 200
    assert told(house, "/healthz", seeing.Pulse(most_s=-1)).status_code == 503


def test_a_worker_is_ready_when_its_collaborators_answer(house):
    answer = told(house, "/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert told(house, "/else").status_code == 404


def test_who_asks_a_worker_while_its_store_hangs_does_not_wait_for_it(house, monkeypatch):
    """Else whoever asks every few seconds would soon hold hundreds of its threads."""
    asked, may_answer = threading.Event(), threading.Event()

    def size(_storage, _sha256):
        asked.set()
        assert may_answer.wait(60)

    monkeypatch.setattr(type(house.storage), "size", size)
    server = seeing.serve(house, seeing.Pulse(most_s=60), 0, "127.0.0.1")
    url = f"http://127.0.0.1:{server.server_address[1]}/readyz"
    with ThreadPoolExecutor(1) as pool:
        try:
            first = pool.submit(httpx.get, url, timeout=120)
            assert asked.wait(60)
            assert httpx.get(url, timeout=30).status_code == 503  # nobody has heard of any part yet
            assert not first.done()
        finally:
            may_answer.set()
            server.shutdown()
        assert first.result(timeout=60).status_code == 200
    server.server_close()


_TRACED = """
from cms import traces
from cms.jobs import Claim
from cms.settings import Settings
from opentelemetry import trace
from workers import seeing
from workers.runner import Ended

traces.configure(Settings(), "worker")
with seeing.watched(Claim("5" * 22, "b" * 22, None, "probe", 3, {}, {})) as seen:
    seen.ended = Ended("refused", "No.", code="too-long")
trace.get_tracer_provider().shutdown()
"""


def test_spans_of_a_build_reach_a_collector_in_one_trace():
    """The SDK can be set up once in a process, so a process of its own sends to a collector of this test."""
    came = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):
            came.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        subprocess.run(
            [sys.executable, "-c", _TRACED],
            check=True,
            cwd=ROOT,
            env={**os.environ, "EIGHTCOUNT_OTLP_ENDPOINT": endpoint},
        )
    finally:
        server.shutdown()
        server.server_close()
    ((path, body),) = came
    assert path == "/v1/traces"
    (resource,) = ExportTraceServiceRequest.FromString(body).resource_spans
    (span,) = resource.scope_spans[0].spans
    assert span.name == "step probe"
    assert span.trace_id.hex() == traces.trace_id_of("b" * 22)
    facts = {fact.key: fact.value for fact in span.attributes}
    assert facts["build.id"].string_value == "b" * 22
    assert facts["step.ended"].string_value == "refused"
    assert span.status.message == "too-long"
