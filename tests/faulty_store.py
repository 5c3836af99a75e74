"""An S3 server that has bad days: stands before a real one and, by dice, answers for it, answers late, or
breaks off. What it lets through is forwarded byte for byte, so signatures hold.
"""

import http.client
import random
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

#: What can happen to a request, and how often against each other.
FAULTS = {
    "slow down": 4,
    "internal error": 3,
    "service unavailable": 2,
    "slow": 2,
    "line broken before": 3,
    "line broken in the answer": 3,
    "answer lost": 3,  # it was done, and nobody hears of it
}
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "expect", "proxy-connection"}
_ANSWERS = {
    "slow down": (503, "SlowDown"),
    "internal error": (500, "InternalError"),
    "denied": (403, "AccessDenied"),
}


@dataclass
class FaultyStore:
    """`share` of all requests goes wrong. `down`: nobody is let in. `denied`: everybody is turned away."""

    target: str
    dice: random.Random
    share: float = 0.0
    down: bool = False
    denied: bool = False
    slow_s: float = 2.0
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"store": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def come_back(self) -> None:
        self.down = False

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def next_fault(self) -> str:
        """What happens to the next request; empty: nothing."""
        with self._lock:
            fault = ""
            if self.down:
                fault = "down"
            elif self.denied:
                fault = "denied"
            elif self.dice.random() < self.share:
                fault = self.dice.choices(list(FAULTS), list(FAULTS.values()))[0]
            self.done[fault or "let through"] += 1
            return fault


class _Handler(BaseHTTPRequestHandler):
    store: FaultyStore
    protocol_version = "HTTP/1.1"

    def handle_expect_100(self) -> bool:
        self.fault = self.store.next_fault()
        if self.fault in ("down", "line broken before"):
            self.close_connection = True
            return False
        return super().handle_expect_100()

    def any_method(self) -> None:
        fault = self.__dict__.pop("fault", None)
        fault = self.store.next_fault() if fault is None else fault
        self.close_connection = True
        if fault in ("down", "line broken before"):
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if fault == "slow":
            time.sleep(self.store.slow_s)
        if fault in _ANSWERS or fault == "service unavailable":
            self.answer_for_it(*_ANSWERS.get(fault, (503, "ServiceUnavailable")))
            return
        self.forward(body, fault)

    def answer_for_it(self, status: int, code: str) -> None:
        told = f"<Error><Code>{code}</Code><Message>A bad day.</Message></Error>".encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(told)

    def forward(self, body: bytes, fault: str) -> None:
        where = urlsplit(self.store.target)
        line = http.client.HTTPConnection(where.hostname or "", where.port or 80, timeout=120)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        line.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            line.putheader(name, value)
        line.endheaders(body or None)
        answer = line.getresponse()
        data = answer.read()
        line.close()
        if fault == "answer lost":
            return
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if fault == "line broken in the answer" else data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its own name
        pass

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_OPTIONS = any_method  # noqa: N815 - as it looks them up
