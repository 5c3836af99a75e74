"""The built practice app on a server of its own: classes are published there as a worker would, and the
network between breaks, lies or goes as a test wants.
"""

import asyncio
import hashlib
import io
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import loopback
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eightcount_runtime.classpack.channel import Pointer, PointerClass
from eightcount_runtime.classpack.manifest import read_manifest
from eightcount_runtime.classpack.pointer_file import write_pointer_file
from eightcount_runtime.classpack.root import OnlineKey, Root, root_to_json
from eightcount_runtime.classpack.shelf import object_key
from eightcount_runtime.classpack.signed import public_key
from small_class import Built

from cms.api.app import create_app
from cms.bootstrap import House, build_house
from cms.settings import Settings

LATER = datetime(2100, 1, 1, tzinfo=UTC)
CHANNEL = "production"
#: Nobody dances here: any file will do, if it is what the list beside it says.
NETS = {f"pose_landmarker_{size}_nomask.task": size.encode() * 1000 for size in ("lite", "full")}

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]


class CutError(Exception):
    """The connection breaks here."""


@dataclass
class Served:
    """The app and its shelf. `asked` has path and Range of every GET.

    Attributes:
        cuts: path -> the connection breaks after so many bytes of the answer, once for each.
        flips: path -> so often the first byte of what is sent is another; for ever if negative.
        held: path -> the answer stops after so many bytes until it is cleared.
    """

    house: House
    url: str = ""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    cuts: dict[str, list[int]] = field(default_factory=dict)
    flips: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    root: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    online: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    version: int = 0

    def publish(self, *packs: Built) -> None:
        """Lay packs on the shelf, and let the channel show these alone."""
        entries = []
        for built in packs:
            class_id = json.loads(built.manifest)["class"]
            for name, data in built.objects.items():
                if not self.house.delivery.has_object(name, len(data)):
                    self.house.delivery.put_object(name, io.BytesIO(data), media_type="video/mp4")
            name = hashlib.sha256(built.manifest).hexdigest()
            self.house.delivery.put_manifest(class_id, name, built.manifest)
            entries.append(PointerClass(class_id, name, len(built.manifest)))
        self.version += 1
        pointer = Pointer(CHANNEL, self.version, LATER, tuple(entries))
        standing = self.house.delivery.pointer(CHANNEL)
        file = write_pointer_file(pointer, self.root_file(), self.online)
        self.house.delivery.swap_pointer(CHANNEL, file, expected=standing.etag if standing else None)

    def root_file(self) -> bytes:
        """Names the online key; signed by the root."""
        return root_to_json(Root(1, LATER, (OnlineKey(public_key(self.online), (CHANNEL,)),)), [self.root])

    def spans(self, path: str) -> list[str | None]:
        """Ranges that were asked for of a file, None for all of it."""
        return [span for asked, span in self.asked if asked == path]


def video_of(built: Built) -> tuple[str, int]:
    """Path and length of the video."""
    file = read_manifest(built.manifest).file("video")
    return object_key(file.sha256), file.bytes


def changed(built: Built, over: Mapping[str, Any], extra: bytes = b"") -> Built:
    """The pack with other fields in its manifest, and one more file if it has bytes."""
    document = {**json.loads(built.manifest), **over}
    if not extra:
        return Built(json.dumps(document).encode(), built.objects)
    name = hashlib.sha256(extra).hexdigest()
    entry = {"role": "extra", "path": f"extra/{name}.bin", "bytes": len(extra), "sha256": name}
    document["files"] = [*document["files"], {**entry, "type": "application/octet-stream"}]
    return Built(json.dumps(document).encode(), {**built.objects, name: extra})


def _between(served: Served, app: Any) -> Any:
    """The app behind that network."""

    async def network(scope: Message, receive: Any, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await app(scope, receive, send)
            return
        path = scope["path"].lstrip("/")
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        served.asked.append((path, headers.get("range")))
        try:
            await app(scope, receive, _faulty(served, path, send))
        except CutError:
            await send({"type": "http.response.body", "body": b"", "more_body": True})
            raise

    return network


def _faulty(served: Served, path: str, send: Send) -> Send:
    """Sends as asked, but for the faults of the path."""
    cut = served.cuts[path].pop(0) if served.cuts.get(path) else None
    flips = served.flips.get(path, 0)
    if flips:
        served.flips[path] = flips - 1
    sent = 0

    async def faulty(message: Message) -> None:
        nonlocal sent
        body = message.get("body", b"")
        if flips and sent == 0 and body:
            body = bytes([body[0] ^ 1]) + body[1:]
        if cut is not None and sent + len(body) > cut:
            await send({**message, "body": body[: cut - sent], "more_body": True})
            raise CutError
        stop = served.held.get(path)
        if stop is not None and sent + len(body) > stop:
            await send({**message, "body": body[: stop - sent], "more_body": True})
            body, sent = body[stop - sent :], stop
            while path in served.held:  # noqa: ASYNC110 - a test clears it, in another thread
                await asyncio.sleep(0.01)
        sent += len(body)
        await send({**message, "body": body} if "body" in message else message)

    return faulty


@contextmanager
def app_served(
    folder: Path, built_app: Path, nets: Mapping[str, bytes] = NETS, shelf: Served | None = None
) -> Iterator[Served]:
    """The app of that folder, until the block ends; its classes lie on that other shelf, if one is given."""
    models = folder / "models"
    models.mkdir(parents=True)
    for name, net in nets.items():
        (models / name).write_bytes(net)
    facts = {n: {"bytes": len(d), "sha256": hashlib.sha256(d).hexdigest()} for n, d in nets.items()}
    (models / "models.json").write_text(json.dumps(facts))
    root_file = folder / "root.json"
    house = build_house(
        Settings(
            data=folder / "data",
            practice=built_app,
            models=models,
            root_file=str(root_file),
            shelf_url=shelf.url if shelf else "",
        )
    )
    served = Served(house)
    root_file.write_bytes((shelf or served).root_file())
    with loopback.serving(_between(served, create_app(house))) as served.url:
        try:
            yield served
        finally:
            served.held.clear()
            house.engine.dispose()
