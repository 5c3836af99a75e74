"""A CDN that is told what it shall forget: a server on loopback that takes CloudFront's invalidations."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Cdn:
    """What was told to it: address and body. `status` is how it answers."""

    told: list[tuple[str, bytes]] = field(default_factory=list)
    status: int = 201


def paths(body: bytes) -> list[str]:
    """What an invalidation names."""
    return [path.decode() for path in re.findall(rb"<Path>(.*?)</Path>", body)]


@contextmanager
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cdn]:
    """It listens, and boto3 takes it for CloudFront."""
    made = Cdn()

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.told.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            body = b"<Invalidation><Id>I1</Id><Status>InProgress</Status></Invalidation>"
            self.send_response(made.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDFRONT", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        yield made
        server.shutdown()
