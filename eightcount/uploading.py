"""Sends a file in parts and takes an interrupted sending up again, also from another run of the command.

The name under which an upload is begun (its Idempotency-Key) follows from the file, so a second run is given
the same upload, sees which parts lie there whole, and sends the rest.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from eightcount.client import Client
from eightcount.failures import RefusedError, UnreachableError


@dataclass(frozen=True)
class Sent:
    """A file that lies on the server, whole and verified. `sent_bytes` of it were sent now."""

    sha256: str
    bytes: int
    sent_bytes: int


@dataclass(frozen=True)
class _Upload:
    id: str
    state: str
    part_bytes: int
    parts: int


def upload(
    client: Client,
    file: Path,
    sha256: str,
    bar: Callable[[int], AbstractContextManager[Callable[[int], None]]],
) -> Sent:
    """Bring a file to the server, or find it there.

    Args:
        client: connection with the scopes `read` and `author`.
        file: what to send.
        sha256: its hash, as `sha256_of` gives it.
        bar: shows a sending of so many bytes; what it gives is told of bytes as they leave or are found
            there, negative when a part has to go again. Not called for a file that is there already.

    Raises:
        RefusedError: the server does not take it, or the file changed while it was read.
        UnreachableError: the line stayed broken; the same call later goes on where this one ended.
    """
    total = file.stat().st_size
    begun = _begin(client, file.name, total, sha256)
    if begun.state == "complete":
        return Sent(sha256, total, 0)
    with file.open("rb") as opened, bar(total) as moved:
        sent = _send_missing(client, begun, opened, moved)
        try:
            client.post(f"/uploads/{begun.id}/complete", {"sha256": sha256})
        except RefusedError as refused:
            if refused.code == "wrong-sha256":
                raise RefusedError(
                    f"{file.name} changed while it was sent. Run the command again.", code=refused.code
                ) from refused
            raise
    return Sent(sha256, total, sent)


def sha256_of(file: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def upload_name(body: Mapping[str, str | int]) -> str:
    """The Idempotency-Key under which a file is begun: the same for the same file, in every run."""
    return f"upload-{hashlib.sha256(repr(sorted(body.items())).encode()).hexdigest()[:32]}"


def _begin(client: Client, name: str, total: int, sha256: str) -> _Upload:
    body: dict[str, str | int] = {"filename": name, "bytes": total, "sha256": sha256}
    begun = _shown(client.post("/uploads", body, once=upload_name(body)).document)
    now = _shown(
        client.get(f"/uploads/{begun.id}").document
    )  # the answer above may be that of an earlier run
    return now if now.state != "aborted" else _shown(client.post("/uploads", body).document)


def _shown(document: dict[str, object]) -> _Upload:
    return _Upload(
        id=str(document["id"]),
        state=str(document["state"]),
        part_bytes=int(str(document["part_bytes"])),
        parts=int(str(document["parts"])),
    )


def _send_missing(client: Client, begun: _Upload, opened: BinaryIO, moved: Callable[[int], None]) -> int:
    """Send the parts that lack or differ; how many bytes that were."""
    arrived = {
        int(part["number"]): str(part["etag"])
        for part in client.get(f"/uploads/{begun.id}/parts").document["items"]
    }
    sent = 0
    for number in range(1, begun.parts + 1):
        opened.seek((number - 1) * begun.part_bytes)
        data = opened.read(begun.part_bytes)
        if arrived.get(number) == hashlib.md5(data, usedforsecurity=False).hexdigest():
            moved(len(data))
            continue
        _send_part(client, f"/uploads/{begun.id}/parts/{number}/url", data, moved)
        sent += len(data)
    return sent


def _send_part(client: Client, address: str, data: bytes, moved: Callable[[int], None]) -> None:
    """Send one part, as often as the line breaks, until the client's patience ends."""
    until_s, pause_s = time.monotonic() + client.patience_s, 0.2
    while True:
        count = 0

        def counted(fresh: int) -> None:
            nonlocal count
            count += fresh
            moved(fresh)

        try:
            client.put_bytes(str(client.post(address).document["url"]), data, counted)
        except UnreachableError:
            moved(-count)
            if time.monotonic() > until_s:
                raise
            time.sleep(pause_s)
            pause_s = min(pause_s * 2, 3.0)
        else:
            return
