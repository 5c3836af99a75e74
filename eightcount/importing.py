"""Brings a class folder to the server: song, dancer, class, files and beats, each only where it differs.

Run again it sends nothing that is there: files are known by their sha256, rows are compared field by field,
beats by content. What the folder leaves out stays as the server has it. A song is one title, artist and
sound; another sound makes another song, as classes that use the old one must not change behind their authors'
backs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from eightcount.bars import Bar
from eightcount.class_folder import ClassFolder
from eightcount.client import Client
from eightcount.failures import RefusedError
from eightcount.uploading import sha256_of, upload

_BEAT_TYPES = {
    ".json": "application/json",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".jams": "application/jams+json",
    ".mid": "audio/midi",
}


@dataclass(frozen=True)
class Imported:
    """What an import found and did. `changes` says what was made, changed or sent; empty: nothing."""

    slug: str
    class_id: str
    song_id: str
    dancer_id: str
    beats_revision: int | None
    sent_bytes: int
    changes: tuple[str, ...]


def import_class(client: Client, given: ClassFolder, bar: Bar) -> Imported:
    """Make the server's draft what the folder says. Raises RefusedError, UnreachableError."""
    changes: list[str] = []
    hashes, sent_bytes = _send_files(client, given.files, bar, changes)
    present = client.find(f"/classes/{given.slug}")
    song = {**given.song, "sound": hashes["song"]}
    song_id = _the_song(client, song, present.document if present else None, changes)
    dancer = {**given.dancer, **({"picture": hashes["picture"]} if "picture" in hashes else {})}
    dancer_id = _same_or_new(client, "dancers", "name", dancer, changes)
    about = {
        **given.about,
        "song_id": song_id,
        "dancer_id": dancer_id,
        "take": hashes["take"],
        **({"cover": hashes["cover"]} if "cover" in hashes else {}),
    }
    if present is None:
        made = client.post("/classes", {"slug": given.slug, **about}).document
        changes.append("class made")
    else:
        made = _edited(client, f"/classes/{given.slug}", about, "class", changes)
    beats_revision = _save_beats(client, given, changes) if "beats" in given.files else None
    return Imported(given.slug, made["id"], song_id, dancer_id, beats_revision, sent_bytes, tuple(changes))


def _send_files(
    client: Client, files: Mapping[str, Path], bar: Bar, changes: list[str]
) -> tuple[dict[str, str], int]:
    """Upload what is not there; role -> sha256, and how many bytes were sent."""
    hashes, sent_bytes = {}, 0
    for role, path in files.items():
        if role == "beats":
            continue
        hashes[role] = sha256_of(path)
        sent = upload(client, path, hashes[role], partial(bar, f"upload {role}"))
        if sent.sent_bytes:
            sent_bytes += sent.sent_bytes
            changes.append(f"{role} uploaded")
    return hashes, sent_bytes


def _the_song(
    client: Client, song: Mapping[str, Any], dance_class: Mapping[str, Any] | None, changes: list[str]
) -> str:
    """The song of that title, artist and sound; one without sound yet is given it; else a new one."""
    titled = [found for found in client.every("/songs", q=song["title"]) if found["title"] == song["title"]]
    # Who leaves the artist out may mean anybody's song of that sound, but gives nobody's song a sound.
    for sound, artist in ((song["sound"], song.get("artist")), (None, song.get("artist", ""))):
        for found in titled:
            if found["sound"] == sound and artist in (None, found["artist"]):
                return str(_edited(client, f"/songs/{found['id']}", song, "song", changes)["id"])
    if dance_class is not None:
        used = client.get(f"/songs/{dance_class['song_id']}").document
        if used["sound"] == song["sound"]:  # the same sound under a better title
            return str(_edited(client, f"/songs/{used['id']}", song, "song", changes)["id"])
    changes.append("song made")
    return str(client.post("/songs", dict(song)).document["id"])


def _same_or_new(client: Client, noun: str, name: str, given: Mapping[str, Any], changes: list[str]) -> str:
    """The row whose field `name` is the given one, edited where it differs; else a new one."""
    for found in client.every(f"/{noun}", q=given[name]):
        if found[name] == given[name]:
            return str(_edited(client, f"/{noun}/{found['id']}", given, noun[:-1], changes)["id"])
    changes.append(f"{noun[:-1]} made")
    return str(client.post(f"/{noun}", dict(given)).document["id"])


def _edited(
    client: Client, path: str, given: Mapping[str, Any], noun: str, changes: list[str]
) -> Mapping[str, Any]:
    """The row as it is after the fields that differ were edited."""
    answer = client.get(path)
    row: Mapping[str, Any] = answer.document
    differing = {name: value for name, value in given.items() if row[name] != value}
    if not differing:
        return row
    changes.append(f"{noun}: {', '.join(differing)} changed")
    edited: Mapping[str, Any] = client.edit("PATCH", path, differing, answer.etag).document
    return edited


def _save_beats(client: Client, given: ClassFolder, changes: list[str]) -> int:
    path = given.files["beats"]
    content_type = _BEAT_TYPES.get(path.suffix)
    if content_type is None:
        raise RefusedError(
            f"{path.name}: beats come as .json, .csv, .txt (Audacity labels), .jams or .mid.", code="beats"
        )
    address = f"/classes/{given.slug}/beats"
    present = client.find(address)
    saved = client.put_file(
        address,
        path.read_bytes(),
        content_type,
        present.etag if present else '"0"',
        note=f"imported from {path.name}",
    ).document
    revision = int(saved["revision"])
    if present is None or revision != present.document["revision"]:
        changes.append(f"beats saved as revision {revision}")
    return revision
