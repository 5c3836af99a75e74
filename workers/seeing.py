"""A worker is seen: log lines with the ids of build and step, seconds and failures as metrics, a span for
each run of a step; and, where a port is set, metrics and health by HTTP. Must not change what is done.
"""

import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.trace import Status, StatusCode
from prometheus_client import CONTENT_TYPE_LATEST

from cms import logs, metrics, readiness, traces
from cms.bootstrap import House
from cms.jobs import Claim
from workers.runner import Ended

log = logging.getLogger(__name__)


class Seen:
    """What is known of one run of a step; whoever does the work tells how it ended."""

    def __init__(self) -> None:
        self.ended = Ended("broken", code="unforeseen")


@contextmanager
def watched(held: Claim) -> Iterator[Seen]:
    """Log, time, count and trace the work inside the block."""
    seen, began_s = Seen(), time.monotonic()
    release = {"release": held.release_id} if held.release_id else {}
    facts: dict[str, str | int] = {"step.id": held.step_id, "step.token": held.token}
    with (
        logs.bound(build=held.build_id, step=held.step_id, step_name=held.name, **release),
        traces.of_step(held.name, held.build_id, facts) as span,
    ):
        log.info("claimed")
        try:
            yield seen
        finally:
            ended, took_s = seen.ended, time.monotonic() - began_s
            metrics.STEP_SECONDS.labels(held.name, ended.kind).observe(took_s)
            span.set_attribute("step.ended", ended.kind)
            if ended.kind == "done":
                log.info("done", extra={logs.FACTS: {"took_s": round(took_s, 3)}})
            else:
                metrics.STEP_FAILURES.labels(held.name, ended.code or ended.kind).inc()
                span.set_status(Status(StatusCode.ERROR, ended.code or ended.kind))
                why = {"took_s": round(took_s, 3), "code": ended.code, "detail": ended.detail[-2000:]}
                log.warning("%s: %s", ended.kind, ended.sentence, extra={logs.FACTS: why})


class Pulse:
    """Beats as long as the worker's sweep goes round; without it, a worker that hangs would look alive."""

    def __init__(self, most_s: float) -> None:
        self._most_s = most_s
        self._beat_s = time.monotonic()

    def beat(self) -> None:
        """The sweep went round once more, whatever came of it."""
        self._beat_s = time.monotonic()

    def alive(self) -> bool:
        """Whether the newest beat is young enough."""
        return time.monotonic() - self._beat_s < self._most_s


def serve(house: House, pulse: Pulse, port: int, host: str = "0.0.0.0") -> ThreadingHTTPServer:  # noqa: S104 - a container's
    """Answer /metrics, /healthz and /readyz on `port` (0: a free one) until the process ends.

    No key is asked for: keep the port inside your network.
    """
    remembered = readiness.Remembered()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers = {"/metrics": self._metrics, "/healthz": self._healthz, "/readyz": self._readyz}
            answer = answers.get(self.path.partition("?")[0])
            if answer is None:
                self._send(404, b"", "text/plain")
            else:
                answer()

        def log_message(self, *_: object) -> None:
            """Asked every few seconds by machines: not worth a line."""

        def _metrics(self) -> None:
            self._send(200, metrics.exposition(house), CONTENT_TYPE_LATEST)

        def _healthz(self) -> None:
            self._say(pulse.alive(), {"status": "ok" if pulse.alive() else "the sweep hangs"})

        def _readyz(self) -> None:
            states = remembered.states(house)
            ready = readiness.ready(states)
            self._say(ready, {"ready": ready, "parts": [asdict(state) for state in states]})

        def _say(self, good: bool, document: dict[str, object]) -> None:  # noqa: FBT001 - one of two
            self._send(200 if good else 503, json.dumps(document).encode(), "application/json")

        def _send(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer((host, port), Handler)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server
