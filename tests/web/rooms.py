"""The sound and drawing rooms of the web admin on a page of their own, and the sounds to try them with."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
RATE_HZ = 48_000


def build(into: Path, harness: str = "admin/harness") -> None:
    """Bundle the rooms, or another page of web/, as the product's build does."""
    told = subprocess.run(
        [
            *(str(ROOT / "scripts" / "node.sh"), "npx", "vite", "build", harness),
            *("--config", f"{harness}/vite.config.ts", "--outDir", str(into), "--logLevel", "warn"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr


def wav(samples: NDArray[np.int16]) -> bytes:
    """Frames x channels of int16 as the server's own kind of WAV."""
    frames, channels = samples.shape
    body = samples.astype("<i2").tobytes()
    assert len(body) == 2 * frames * channels
    return (
        b"RIFF"
        + (36 + len(body)).to_bytes(4, "little")
        + b"WAVEfmt \x10\0\0\0\1\0"
        + channels.to_bytes(2, "little")
        + RATE_HZ.to_bytes(4, "little")
        + (RATE_HZ * channels * 2).to_bytes(4, "little")
        + (channels * 2).to_bytes(2, "little")
        + b"\x10\0data"
        + len(body).to_bytes(4, "little")
        + body
    )


def counting(frames: int) -> NDArray[np.int16]:
    """A sound whose every frame says which it is: low bits left, high bits right, none silent."""
    n = np.arange(1, frames + 1)
    return np.stack([n % 32_749 + 1, n // 32_749 + 1], axis=1).astype(np.int16)


def counted(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.int64]:
    """The frames of `counting` that were heard; -1 where there was silence."""
    low, high = np.round(left * 32_768).astype(np.int64), np.round(right * 32_768).astype(np.int64)
    return np.where((low == 0) & (high == 0), -1, (high - 1) * 32_749 + (low - 1) - 1)


def impulses(frames: int, at: list[int]) -> NDArray[np.int16]:
    """Stereo silence with full-scale impulses."""
    samples = np.zeros((frames, 2), np.int16)
    samples[at] = 32_767
    return samples


def peaks(samples: NDArray[np.int16]) -> bytes:
    """As the server makes `song_peaks.bin`: smallest and largest of the mono mix per 256 samples, int8."""
    mono = samples.astype(float).mean(axis=1) / 32_768
    padded = np.pad(mono, (0, -len(mono) % 256)).reshape(-1, 256)
    pairs = np.stack([padded.min(axis=1), padded.max(axis=1)], axis=1)
    return np.round(pairs * 127).astype(np.int8).tobytes()


@dataclass
class Site:
    """Files on loopback by path, answered with ranges, and which were asked for."""

    folder: Path
    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    #: Paths that are answered whole, whatever range is asked for.
    without_ranges: set[str] = field(default_factory=set)
    #: Sent with every answer.
    headers: dict[str, str] = field(default_factory=dict)

    #: Requests for a path from a byte on wait while the event is not set.
    held: dict[str, tuple[int, threading.Event]] = field(default_factory=dict)

    @contextmanager
    def holding(self, path: str, from_byte: int) -> Iterator[None]:
        """Keep later bytes of a file waiting."""
        event = threading.Event()
        self.held[path] = (from_byte, event)
        try:
            yield
        finally:
            del self.held[path]
            event.set()

    def body(self, path: str) -> bytes | None:
        """What is there, made for a test or built."""
        if path in self.files:
            return self.files[path]
        built = self.folder / path
        return built.read_bytes() if built.is_file() else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def handle(self) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # a page that was closed
            super().handle()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].strip("/") or "index.html"
        span = self.headers.get("Range")
        self.site.asked.append((path, span))
        body = self.site.body(path)
        if body is None:
            self._answer(404, b"", {})
        elif span and path not in self.site.without_ranges:
            first, _, last = span.removeprefix("bytes=").partition("-")
            from_byte, released = self.site.held.get(path, (len(body), None))
            if released and int(first) >= from_byte:
                released.wait()
            part = body[int(first) : int(last or len(body)) + 1]
            self._answer(
                206, part, {"Content-Range": f"bytes {first}-{int(first) + len(part) - 1}/{len(body)}"}
            )
        else:
            self._answer(200, body, {})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        kind = guess_type(self.path)[0] or "text/html"
        self.send_response(status)
        always = {"Content-Type": kind, "Accept-Ranges": "bytes", **self.site.headers}
        for name, value in {**always, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: Any) -> None:
        """Tests have their own words."""


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """A site of the built page."""
    site = Site(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
