"""A practice handed to a server that keeps it with its class (docs/practices.md)."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

from eightcount.client import Client
from eightcount.failures import RefusedError
from eightcount.scoring.alignment import Placement
from eightcount.scoring.extraction import Recording
from eightcount.scoring.record import pose_file
from eightcount.uploading import sha256_of, upload

_ENDINGS = frozenset({".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".mpg", ".mts", ".ts", ".ogv"})
#: Makes the bar of one file, from what it is called and its bytes.
Bar = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


def must_know_pack(client: Client, name: str, manifest: str) -> None:
    """Raise RefusedError unless the class of that name has a pack of that manifest on the server."""
    if not any(each["manifest_sha256"] == manifest for each in client.every("/packs", **{"class": name})):
        raise RefusedError(
            f"The practice is scored against another pack than the server has of {name}, so it cannot be "
            f"kept there. Score against the server's own: eightcount score {name} VIDEO.",
            code="unknown-pack",
        )


def keep(
    client: Client,
    name: str,
    desk: Path,
    recording: Recording,
    placement: Placement,
    sheet: bytes,
    bar: Bar,
    *,
    learner: str,
    ending: str | None,
) -> Any:
    """Store a practice with the class of that name; what the server shows of it.

    Args:
        desk: where the video lies as `take`; files are laid there under names that name no person.
        sheet: its file.
        bar: shows the sending of a file.
        learner: what the practice is to be called; may be empty.
        ending: of the video's file, as `.mp4`; any other word behind a dot could be a name. None: there is
            no video, only what was seen in it.

    Raises:
        RefusedError, UnreachableError.
    """
    files = {"poses": desk / "practice.npy"}
    files["poses"].write_bytes(pose_file(recording))
    if ending is not None:
        files["video"] = desk / f"practice{ending.lower() if ending.lower() in _ENDINGS else ''}"
        files["video"].unlink(missing_ok=True)
        files["video"].symlink_to((desk / "take").resolve())
    sent = {
        role: upload(client, file, sha256_of(file), partial(bar, role)).sha256 for role, file in files.items()
    }
    body = {
        "name": learner,
        **sent,
        "offset_s": placement.offset_s,
        "rate": placement.rate,
        "sheet": json.loads(sheet),
    }
    return client.post(f"/classes/{name}/practices", body).document
