"""The demo's beat fix: one beat moved by 12 ms as a new revision, and the beats put back afterwards.

Each run moves another beat, so that there is something to do again and a cache cannot have it.
"""

import json
import time
from dataclasses import dataclass

from eightcount.client import Client

BY_MS = 12.0


@dataclass(frozen=True)
class Moved:
    """Beat `beat`, counted from 0, was moved. `before` and `revision` are revisions of the beats."""

    beat: int
    by_ms: float
    before: int
    revision: int
    saved_at_s: float


def move_one(client: Client, slug: str) -> Moved:
    """Save the beats with one moved, not the first nor the last."""
    present = client.get(f"/classes/{slug}/beats")
    beats_s, before = list(present.document["beats_s"]), int(present.document["revision"])
    beat = 1 + before % (len(beats_s) - 2)
    beats_s[beat] = round(beats_s[beat] + BY_MS / 1000, 6)
    document = {"format": 1, "beats_s": beats_s, "part_names": present.document["part_names"]}
    saved = client.put_file(
        f"/classes/{slug}/beats",
        json.dumps(document).encode(),
        "application/json",
        present.etag,
        note=f"beat {beat + 1} moved by {BY_MS:.0f} ms",
    ).document
    return Moved(beat, BY_MS, before, int(saved["revision"]), time.monotonic())


def restore(client: Client, slug: str, moved: Moved) -> None:
    """Save the beats from before the move as the newest revision."""
    client.edit(
        "POST", f"/classes/{slug}/beats/revisions/{moved.before}/restore", None, f'"{moved.revision}"'
    )
