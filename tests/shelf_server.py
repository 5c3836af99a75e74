"""A shelf behind real HTTP on loopback: ETag, Range, and the faults that networks and caches have."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eightcount_runtime.classpack.channel import Pointer, Put, Remove, next_pointer, read_pointer
from eightcount_runtime.classpack.manifest import read_manifest
from eightcount_runtime.classpack.pointer_file import write_pointer_file
from eightcount_runtime.classpack.root import OnlineKey, Root, root_to_json
from eightcount_runtime.classpack.shelf import manifest_key, object_key, pointer_key
from eightcount_runtime.classpack.signed import public_key
from eightcount_runtime.classpack.verify import Trust
from small_class import Built

FAR = datetime(2100, 1, 1, tzinfo=UTC)
CHANNELS = ("staging", "production")
ROOT_KEY, ONLINE_KEY = (
    Ed25519PrivateKey.from_private_bytes(sha256(name).digest()) for name in (b"root", b"on")
)
ROOT = public_key(ROOT_KEY)
TRUST = Trust((ROOT,))


def root_file(version: int = 1, *, expires: datetime = FAR, online: Ed25519PrivateKey = ONLINE_KEY) -> bytes:
    """A root document that names one online key, signed by ROOT_KEY."""
    return root_to_json(Root(version, expires, (OnlineKey(public_key(online), CHANNELS),)), [ROOT_KEY])


def signed_file(pointer: Pointer, under: bytes | None = None) -> bytes:
    """The file of a pointer as the shelf's own server writes it, under that root document or the first."""
    return write_pointer_file(pointer, under or root_file(), ONLINE_KEY)


@dataclass
class Fault:
    """What goes wrong for one key, `times` times (for ever if negative)."""

    kind: str  # cut, flip, endless, drip, drip_head, status, longer, no_range, wrong_range, elsewhere
    value: int = 0
    times: int = -1


@dataclass
class Shelf:
    """Files by key, faults by key, and what was asked for: (key, Range, status)."""

    url: str
    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    asked: list[tuple[str, str | None, int]] = field(default_factory=list)
    on_request: Callable[[str], None] = lambda _key: None
    on_asked: Callable[[str, Message], None] = lambda _path, _headers: None
    etags: dict[str, str] = field(default_factory=dict)
    sent_bytes: int = 0
    no_cache: list[str] = field(default_factory=list)
    root_file: bytes = field(default_factory=root_file)

    def publish(self, built: Built, channel: str = "production") -> str:
        """Put a pack and let the channel show it; the manifest's hash."""
        manifest = read_manifest(built.manifest)
        self.files |= {object_key(name): data for name, data in built.objects.items()}
        name = sha256(built.manifest).hexdigest()
        self.files[manifest_key(manifest.class_id, name)] = built.manifest
        self.change(Put(manifest.class_id, built.manifest), channel)
        return name

    def change(self, change: Put | Remove, channel: str = "production", expires: datetime = FAR) -> None:
        """Swap the pointer."""
        key = pointer_key(channel)
        current = read_pointer(self.files[key]) if key in self.files else None
        self.files[key] = signed_file(
            next_pointer(current, change, channel=channel, expires=expires), self.root_file
        )

    def count(self, prefix: str) -> int:
        """How many requests there were below a prefix."""
        return sum(key.startswith(prefix) for key, _, _ in self.asked)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shelf: Shelf

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        key = self.path.lstrip("/").partition("?")[0]
        self.shelf.on_request(key)
        self.shelf.on_asked(self.path, self.headers)
        fault = self._fault(key)
        data = self.shelf.files.get(key)
        if fault and fault.kind == "status":
            self._answer(key, fault.value, b"", {})
        elif data is None:
            self._answer(key, 404, b"", {})
        else:
            if self.headers.get("Cache-Control") == "no-cache":
                self.shelf.no_cache.append(key)
            self._serve(key, data, fault)

    def _fault(self, key: str) -> Fault | None:
        fault = self.shelf.faults.get(key)
        if fault is None or fault.times == 0:
            return None
        fault.times -= 1
        return fault

    def _serve(self, key: str, data: bytes, fault: Fault | None) -> None:
        kind = fault.kind if fault else ""
        etag = self.shelf.etags.get(key, f'"{sha256(data).hexdigest()[:16]}"')
        if self.headers.get("If-None-Match") == etag:
            self._answer(key, 304, b"", {"ETag": etag})
            return
        if fault and kind == "flip":
            at = fault.value % len(data)
            data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        if kind in ("endless", "drip", "drip_head"):
            self._without_end(key, kind)
            return
        if kind == "elsewhere":
            self._answer(key, 302, b"", {"Location": f"/{'0' * 64}"})
            return
        if kind == "longer":
            data += b"more"
        start, status = self._start(), 200
        headers = {"ETag": etag}
        if start and kind != "no_range":
            if start >= len(data):
                self._answer(key, 416, b"", {"Content-Range": f"bytes */{len(data)}"})
                return
            shown = start + 1 if kind == "wrong_range" else start
            headers["Content-Range"] = f"bytes {shown}-{len(data) - 1}/{len(data)}"
            data, status = data[start:], 206
        self._answer(key, status, data, headers, cut=fault.value if fault and kind == "cut" else None)

    def _start(self) -> int:
        said = self.headers.get("Range", "")
        return int(said.removeprefix("bytes=").rstrip("-")) if said else 0

    def _answer(
        self, key: str, status: int, data: bytes, headers: dict[str, str], cut: int | None = None
    ) -> None:
        self.shelf.asked.append((key, self.headers.get("Range"), status))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        body = data if cut is None else data[:cut]
        self.shelf.sent_bytes += len(body)
        with suppress(ConnectionError):
            self.wfile.write(body)
        self.close_connection = cut is not None

    def _without_end(self, key: str, kind: str) -> None:
        """As much as is taken, or a byte now and then, perhaps within the headers."""
        self.shelf.asked.append((key, self.headers.get("Range"), 200))
        self.close_connection = True
        with suppress(ConnectionError):
            if kind == "drip_head":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            else:
                self.send_response(200)
                self.send_header("Connection", "close")
                self.end_headers()
            while True:
                self.shelf.sent_bytes += self.wfile.write(b"x" * (65536 if kind == "endless" else 1))
                time.sleep(0 if kind == "endless" else 0.01)


@contextmanager
def serving() -> Iterator[Shelf]:
    """A shelf on a free port, until the block ends."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients may hang up
    shelf = Shelf(f"http://127.0.0.1:{server.server_port}")
    handler.shelf = shelf  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield shelf
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
