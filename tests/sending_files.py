"""Files that people choose in the browser, the line over which they go, and the cards that tell of them."""

import hashlib
import os
import re
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

PART_BYTES = 5 * 1024**2
#: A part's URL, of this server or of a bucket.
PART = re.compile(r"/api/v1/storage/uploads/[0-9a-f]+/parts/(\d+)\?|[?&]partNumber=(\d+)&")


def box(kind: str, *inner: bytes) -> bytes:
    body = b"".join(inner)
    return struct.pack(">I4s", len(body) + 8, kind.encode()) + body


def film(path: Path, total: int, *, seconds: int = 31, tracks: tuple[str, ...] = ("vide", "soun")) -> Path:
    """A file that says it is a film of so many seconds with these tracks, and holds noise."""
    header = box("mvhd", struct.pack(">5I", 0, 0, 0, 1, seconds))
    described = [
        box("trak", box("mdia", box("hdlr", struct.pack(">2I4s", 0, 0, kind.encode())))) for kind in tracks
    ]
    start = box("ftyp", b"mp42\0\0\0\0") + box("moov", header, *described)
    path.write_bytes(start + box("mdat", os.urandom(max(0, total - len(start) - 8))))
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass
class Line:
    """The line between a page and the store: how fast it is, and which parts have gone over it."""

    page: Page
    arrived: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("response", self._heard)
        self.devtools = self.page.context.new_cdp_session(self.page)
        self.devtools.send("Network.enable")

    def _heard(self, response: Any) -> None:
        if PART.search(response.url) and response.request.method == "PUT" and response.status == 200:
            self.arrived.append(number_of(response.url))

    def carried_once(self, parts: int) -> None:
        """No part went over it twice. The answer to the one in the air when the line broke may be lost."""
        assert len(set(self.arrived)) == len(self.arrived), self.arrived
        assert len(set(range(1, parts + 1)) - set(self.arrived)) <= 1, self.arrived

    def upload_at(self, bytes_per_s: int) -> None:
        """-1: as fast as it can be."""
        conditions = {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": bytes_per_s,
        }
        self.devtools.send("Network.emulateNetworkConditions", conditions)


def number_of(url: str) -> int:
    found = PART.search(url)
    assert found is not None
    return int(found[1] or found[2])


def choose(page: Page, path: Path, label: str = "Drop the take here or choose it") -> None:
    page.get_by_label(label).and_(page.locator("input")).set_input_files(path)


def card(page: Page, path: Path) -> Any:
    return page.get_by_role("main").get_by_role("group", name=f"Upload of {path.name}")


def under_way(page: Page, path: Path) -> Line:
    """Choose the file and wait until its first part has arrived, over a line that is not too fast."""
    line = Line(page)
    line.upload_at(PART_BYTES)
    choose(page, path)
    expect(card(page, path)).to_contain_text("Uploading")
    while not line.arrived:
        page.wait_for_event("response")
    return line
