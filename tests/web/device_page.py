"""A device in a real browser: the built page that holds the TypeScript runtime, and a real shelf on another
origin whose files can be held back in the middle.
"""

import asyncio
import hashlib
import io
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import loopback
import rooms
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eightcount_runtime.classpack.channel import Pointer, PointerClass
from eightcount_runtime.classpack.pointer_file import write_pointer_file
from eightcount_runtime.classpack.root import OnlineKey, Root, root_to_json
from eightcount_runtime.classpack.signed import public_key
from small_class import Built

from cms.api.app import create_app
from cms.bootstrap import House, build_house
from cms.settings import Settings

LATER = datetime(2100, 1, 1, tzinfo=UTC)

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]


def build(into: Path) -> None:
    """Bundle the page as a product's build does."""
    rooms.build(into, "runtime/harness")


def with_extra(built: Built, extra: bytes) -> Built:
    """The pack with one more file, of a role that no runtime knows, so long that it comes in pieces."""
    document = json.loads(built.manifest)
    name = hashlib.sha256(extra).hexdigest()
    entry = {"role": "extra", "path": "extra.bin", "bytes": len(extra), "sha256": name}
    document["files"].append({**entry, "type": "application/octet-stream"})
    return Built(json.dumps(document).encode(), {**built.objects, name: extra})


def hashes_of(built: Built) -> dict[str, str]:
    """What each path of the pack hashes to."""
    return {file["path"]: file["sha256"] for file in json.loads(built.manifest)["files"]}


@dataclass
class Shelf:
    """The API's own shelf on loopback. `asked` has path, query, Range and origin of every GET; answers below
    `held` stop after so many bytes until it is cleared.
    """

    house: House
    url: str = ""
    asked: list[tuple[str, str, str | None, str | None]] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)
    root: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    online: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def root_key(self) -> str:
        return public_key(self.root)

    def show(self, version: int, built: Built, channel: str = "production") -> None:
        """Lay a pack there and let the channel show it alone; older versions are an attack."""
        missing = ((n, d) for n, d in built.objects.items() if not self.house.delivery.has_object(n, len(d)))
        for name, data in missing:
            self.house.delivery.put_object(name, io.BytesIO(data), media_type="application/octet-stream")
        name = hashlib.sha256(built.manifest).hexdigest()
        self.house.delivery.put_manifest("uniform", name, built.manifest)
        entry = PointerClass("uniform", name, len(built.manifest))
        keys = (OnlineKey(public_key(self.online), (channel,)),)
        root_file = root_to_json(Root(1, LATER, keys), [self.root])
        pointer = Pointer(channel, version, LATER, (entry,))
        standing = self.house.delivery.pointer(channel)
        self.house.delivery.swap_pointer(
            channel,
            write_pointer_file(pointer, root_file, self.online),
            expected=standing.etag if standing else None,
        )


def _holding(shelf: Shelf, app: Any) -> Any:
    """The app, but files that the shelf holds back stop in the middle."""

    async def held_app(scope: Message, receive: Any, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await app(scope, receive, send)
            return
        path = scope["path"].lstrip("/")
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        asked = (path, scope["query_string"].decode(), headers.get("range"), headers.get("origin"))
        shelf.asked.append(asked)
        sent = 0

        async def hold(message: Message) -> None:
            nonlocal sent
            body = message.get("body", b"")
            allowed = shelf.held.get(path)
            if allowed is not None and sent + len(body) > allowed:
                now, body = body[: allowed - sent], body[allowed - sent :]
                await send({**message, "body": now, "more_body": True})
                sent = allowed
                while path in shelf.held:  # noqa: ASYNC110 - a test clears it, in another thread
                    await asyncio.sleep(0.01)
                message = {**message, "body": body}
            sent += len(body)
            await send(message)

        await app(scope, receive, hold)

    return held_app


@contextmanager
def shelf_served(folder: Path) -> Iterator[Shelf]:
    """A shelf, until the block ends."""
    shelf = Shelf(build_house(Settings(data=folder)))
    with loopback.serving(_holding(shelf, create_app(shelf.house))) as shelf.url:
        try:
            yield shelf
        finally:
            shelf.held.clear()
