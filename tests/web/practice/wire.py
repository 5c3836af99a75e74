"""The wire between a browser and everything else, watched from outside: pages, workers, the service worker,
beacons and sockets all send through a proxy that writes down what passes. It lets through what goes to this
machine, and nothing else.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import BinaryIO
from urllib.parse import urlsplit

HERE = ("127.0.0.1", "localhost")
#: Of a browser whose pages cannot pass the wire by with calls, nor by another protocol.
SEALED = ("--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--disable-quic")
#: Longer than any address of the app; a pose or a picture would be.
LONGEST_ADDRESS = 300


@dataclass(frozen=True)
class Sent:
    """A request as it left the browser."""

    method: str
    address: str
    body_bytes: int


@dataclass
class Wire:
    """What was sent by the browser contexts that have `url` as their proxy. What a browser asks its makers by
    itself passes elsewhere.
    """

    url: str = ""
    sent: list[Sent] = field(default_factory=list)

    def leaks(self, origin: str) -> list[Sent]:
        """What a page of that origin must not send: anything to anybody else, and anything but questions."""
        return [each for each in self.sent if not _is_question(each, origin)]


def _is_question(sent: Sent, origin: str) -> bool:
    is_ours = sent.address.startswith(f"{origin}/") and len(sent.address) < LONGEST_ADDRESS
    return is_ours and sent.method == "GET" and sent.body_bytes == 0


class _Handler(StreamRequestHandler):
    """One request a connection."""

    wire: Wire

    def handle(self) -> None:
        with suppress(ConnectionError):  # of a page that was closed
            self._pass_on()

    def _pass_on(self) -> None:
        head = _head_of(self.rfile)
        if not head:
            return
        method, address, _ = head[0].split(" ", 2)
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        length = headers.get("content-length", "1" if "transfer-encoding" in headers else "0")
        self.wire.sent.append(Sent(method, address, int(length)))
        parts = urlsplit(address)
        if method == "CONNECT" or parts.hostname not in HERE:
            self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            return
        kept = [line for line in head[1:] if not line.lower().startswith(("proxy-", "connection:"))]
        path = f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}"
        lines = [f"{method} {path} HTTP/1.1", *kept, "Connection: close", "", ""]
        with socket.create_connection((parts.hostname, parts.port or 80)) as server:
            server.sendall("\r\n".join(lines).encode() + self.rfile.read(int(length)))
            while data := server.recv(1 << 16):
                self.wfile.write(data)


def _head_of(stream: BinaryIO) -> list[str]:
    """Lines of a request's head; none where the connection ended before."""
    lines = []
    while line := stream.readline().decode("latin-1").rstrip("\r\n"):
        lines.append(line)
    return lines


@contextmanager
def wire() -> Iterator[Wire]:
    """Watches until the block ends."""
    watched = Wire()
    server = ThreadingTCPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"wire": watched}))
    server.daemon_threads = True
    watched.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield watched
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
