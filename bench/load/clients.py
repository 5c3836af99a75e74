"""The people and devices of the load, as coroutines of one process. Each tells how long its requests took and
what went wrong; none starts a server.
"""

import asyncio
import hashlib
import os
import random
import ssl
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

_TIMEOUT = httpx.Timeout(60.0)
#: One for all, though nothing here speaks TLS: each client would read the machine's certificates for its own.
_TLS = ssl.create_default_context()


@dataclass
class Told:
    """Kind of request -> milliseconds of each; and the errors in words."""

    ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def timed(self, kind: str) -> AsyncIterator[None]:
        """Time what is awaited inside; an error is kept and ends nothing."""
        began_s = time.perf_counter()
        try:
            yield
        except (httpx.HTTPError, AssertionError) as error:
            self.errors.append(f"{kind}: {type(error).__name__} {error}")
        else:
            self.ms[kind].append((time.perf_counter() - began_s) * 1000)


async def editor(told: Told, url: str, key: str, slug: str, until_s: float, dice: random.Random) -> None:
    """Saves beats as the editor's page does: the newest revision named, a beat moved, about once a second."""
    async with _client(url, key) as client:
        path = f"/api/v1/classes/{slug}/beats"
        async with told.timed("an editor opens the beats"):
            answer = await client.get(path)
            assert answer.status_code == 200, f"{answer.status_code} {answer.text[:200]}"
        if told.errors:
            return
        beats_s, etag = answer.json()["beats_s"], answer.headers["etag"]
        while time.monotonic() < until_s:
            await asyncio.sleep(dice.uniform(0.5, 1.5))
            moved = dice.randrange(1, len(beats_s) - 1)
            beats_s[moved] = round(beats_s[moved] + dice.uniform(-0.002, 0.002), 6)
            body = {"format": 1, "beats_s": beats_s, "confirmed": False}
            async with told.timed("an editor saves beats"):
                answer = await client.put(path, json=body, headers={"If-Match": etag})
                assert answer.status_code == 200, f"{answer.status_code} {answer.text[:200]}"
                etag = answer.headers["etag"]


async def upload(told: Told, url: str, key: str, total: int) -> None:
    """Sends a file of random bytes in parts, and has it verified."""
    data = os.urandom(total)
    sha256 = hashlib.sha256(data).hexdigest()
    async with _client(url, key) as client:
        begun = None
        async with told.timed("an upload is begun"):
            answer = await client.post("/api/v1/uploads", json={"filename": "take.mp4", "bytes": total})
            assert answer.status_code == 201, f"{answer.status_code} {answer.text[:200]}"
            begun = answer.json()
        if begun is None:
            return
        size = begun["part_bytes"]
        for start in range(0, total, size):
            place = f"/api/v1/uploads/{begun['id']}/parts/{start // size + 1}/url"
            async with told.timed(f"an upload sends a part of {min(size, total) >> 20} MiB"):
                signed = (await client.post(place)).json()["url"]
                answer = await client.put(signed, content=data[start : start + size])
                assert answer.status_code == 200, f"{answer.status_code} {answer.text[:200]}"
        async with told.timed("an upload is completed and verified"):
            answer = await client.post(f"/api/v1/uploads/{begun['id']}/complete", json={"sha256": sha256})
            assert answer.status_code == 200, f"{answer.status_code} {answer.text[:200]}"


async def device(
    told: Told, url: str, channel: str, until_s: float, dice: random.Random, starts_s: float
) -> None:
    """Comes at a moment of its own, downloads the channel's packs once, then asks every few seconds whether
    the pointer moved.
    """
    await asyncio.sleep(dice.uniform(0.0, starts_s))
    async with _client(url) as client:
        pointer, etag = None, ""
        async with told.timed("a device reads the pointer"):
            answer = await client.get(f"/channels/{channel}.json")
            assert answer.status_code == 200, str(answer.status_code)
            pointer, etag = answer.json(), answer.headers["etag"]
        for entry in pointer["signed"]["classes"] if pointer else ():
            await _pack(told, client, entry)
        while time.monotonic() < until_s:
            await asyncio.sleep(dice.uniform(3.0, 7.0))
            async with told.timed("a device asks whether it moved"):
                answer = await client.get(f"/channels/{channel}.json", headers={"If-None-Match": etag})
                assert answer.status_code in (200, 304), str(answer.status_code)


async def _pack(told: Told, client: httpx.AsyncClient, entry: dict[str, str]) -> None:
    manifest = None
    async with told.timed("a device reads a manifest"):
        answer = await client.get(f"/packs/{entry['id']}/{entry['manifest']}.json")
        assert hashlib.sha256(answer.content).hexdigest() == entry["manifest"], str(answer.status_code)
        manifest = answer.json()
    for file in manifest["files"] if manifest else ():
        size = "under 100 kB" if file["bytes"] < 100_000 else "of 100 kB or more"
        async with told.timed(f"a device downloads a file {size}"):
            digest, total = hashlib.sha256(), 0
            async with client.stream("GET", f"/o/{file['sha256']}") as answer:
                async for chunk in answer.aiter_raw():
                    digest.update(chunk)
                    total += len(chunk)
            assert (total, digest.hexdigest()) == (file["bytes"], file["sha256"]), f"{total} bytes"


def _client(url: str, key: str = "") -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.AsyncClient(base_url=url, headers=headers, timeout=_TIMEOUT, verify=_TLS)
