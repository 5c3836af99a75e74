"""A stand-in of an OpenAI-compatible API on loopback: keeps what it was asked, answers as a test wants it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class StandIn:
    """What it was asked, and `answers`, which is called for each question.

    `over` is set when the test is done: whoever answers slowly waits for it, not for a time.
    """

    url: str
    answers: Callable[["Handler"], None]
    paths: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    house: StandIn

    def do_POST(self) -> None:
        self.house.paths.append(self.path)
        self.house.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.house.questions.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.close_connection = True
        with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked went away, as they should
            self.house.answers(self)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""

    def begin(self, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def say(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.begin(status, len(body), **headers)
        self.wfile.write(body)


@contextmanager
def stand_in(answers: Callable[[Handler], None]) -> Iterator[StandIn]:
    house = StandIn("", answers)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"house": house}))
    server.daemon_threads = True
    house.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield house
    finally:
        house.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def completion(content: object) -> bytes:
    """A chat completion with that content, JSON where it is no text."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()
