"""The manifest: what a class pack is made of, by hash. A manifest never changes; its own name is its sha256.

Reading believes nothing: names cannot leave the folder, sizes have bounds, unknown fields are ignored.
Whether a manifest is the one that was announced is for `verify`.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eightcount_runtime.classpack.beats import MAX_PARTS, STEPS_PER_PART
from eightcount_runtime.classpack.errors import MalformedError
from eightcount_runtime.classpack.fields import Fields, canonical_json, read_object, require_format
from eightcount_runtime.classpack.roles import require_roles

FORMAT = 1
MAX_BYTES = 1024 * 1024
MAX_FILES = 1000
MAX_FILE_BYTES = 4 * 1024**3
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_PATH = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)*(/[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)*){0,3}")
_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}")


@dataclass(frozen=True)
class PackFile:
    """One file of a pack.

    Attributes:
        role: what it is for (`video`, `poses`, `poses_world`, `routine`, `poster`, `thumbnail`, `waveform`).
        path: its name within the pack, unique; its address is its hash.
        bytes: its length.
        sha256: lower-case hexadecimal.
        type: media type.
        details: further fields of that role, as JSON values.
    """

    role: str
    path: str
    bytes: int
    sha256: str
    type: str
    details: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Section:
    """The piece of the song that the class teaches, seconds on the song clock."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class Metadata:
    """What a catalogue shows of a class. `titles` is by language (BCP 47)."""

    titles: Mapping[str, str] = field(hash=False)
    song_title: str
    song_artist: str
    dancer: str
    difficulty: int
    tags: tuple[str, ...]
    section: Section | None
    duration_s: float
    parts: int
    steps: int


@dataclass(frozen=True)
class Manifest:
    """A class pack."""

    class_id: str
    revision: int
    min_runtime: int
    metadata: Metadata
    files: tuple[PackFile, ...]
    """In the order of the manifest: the first of a role is the best."""

    @property
    def bytes(self) -> int:
        """Of all files together; a file that has two roles counts once."""
        return sum({file.sha256: file.bytes for file in self.files}.values())

    def file(self, role: str) -> PackFile:
        """The first file of a role.

        Raises:
            MalformedError: the pack has none.
        """
        for file in self.files:
            if file.role == role:
                return file
        raise MalformedError(f"The pack has no file of the role {role!r}.")


def sha256_of(data: bytes) -> str:
    """The hash under which bytes are addressed, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def is_sha256(text: str) -> bool:
    """Is it 64 lower-case hexadecimal digits?"""
    return _SHA256.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """May it name a class or a channel: a-z, 0-9, - and _, at most 80?"""
    return _NAME.fullmatch(text) is not None


def manifest_to_json(manifest: Manifest) -> bytes:
    """Canonical JSON, files in the order given: the same pack gives the same bytes and so the same hash.

    Raises:
        ValueError: a number among the details is NaN or infinite.
    """
    about = manifest.metadata
    section = about.section and {"start_s": about.section.start_s, "end_s": about.section.end_s}
    return canonical_json(
        {
            "format": FORMAT,
            "class": manifest.class_id,
            "revision": manifest.revision,
            "min_runtime": manifest.min_runtime,
            "metadata": {
                "titles": dict(about.titles),
                "song": {"title": about.song_title, "artist": about.song_artist},
                "dancer": {"name": about.dancer},
                "difficulty": about.difficulty,
                "tags": list(about.tags),
                "section": section,
                "duration_s": about.duration_s,
                "parts": about.parts,
                "steps": about.steps,
            },
            "files": [_file(file) for file in manifest.files],
        }
    )


def read_manifest(data: bytes) -> Manifest:
    """The manifest that a file holds. A `min_runtime` above ours is read too: `verify` refuses it.

    Raises:
        MalformedError: it is not a manifest, or a file of a pack is missing in it.
        UnsupportedFormatError: it is of another format.
    """
    fields = read_object(data, "manifest", limit=MAX_BYTES)
    require_format(fields, FORMAT)
    entries = tuple(fields.each("files", fewest=1, most=MAX_FILES))
    files = tuple(_read_file(entry) for entry in entries)
    metadata = read_metadata(fields.inner("metadata"))
    _require_consistent(files)
    require_roles(entries, parts=metadata.parts, duration_s=metadata.duration_s)
    return Manifest(
        class_id=_matching(fields, "class", _NAME),
        revision=fields.integer("revision", 0),
        min_runtime=fields.integer("min_runtime", 1),
        metadata=metadata,
        files=files,
    )


def read_metadata(fields: Fields) -> Metadata:
    """The catalogue's part of a manifest.

    Raises:
        MalformedError: a field is missing or of a wrong type.
    """
    titles, song = fields.inner("titles"), fields.inner("song")
    section = _read_section(fields.inner("section")) if fields.has("section") else None
    tags = fields.items("tags", most=100)
    if not all(isinstance(tag, str) for tag in tags):
        fields.refuse("tags", "a list of texts")
    parts, steps = fields.integer("parts", 1, MAX_PARTS), fields.integer("steps", 1)
    if steps != STEPS_PER_PART * parts:
        fields.refuse("steps", f"{STEPS_PER_PART} for each part")
    return Metadata(
        titles={language: titles.text(language) for language in titles.values},
        song_title=song.text("title", empty=True),
        song_artist=song.text("artist", empty=True),
        dancer=fields.inner("dancer").text("name", empty=True),
        difficulty=fields.integer("difficulty", 1, 5),
        tags=tuple(tags),
        section=section,
        duration_s=fields.number("duration_s", 0),
        parts=parts,
        steps=steps,
    )


def _read_section(fields: Fields) -> Section:
    return Section(fields.number("start_s", 0), fields.number("end_s", 0))


def _file(file: PackFile) -> dict[str, Any]:
    known = {"role": file.role, "path": file.path, "bytes": file.bytes, "sha256": file.sha256}
    return {**file.details, **known, "type": file.type}


def _read_file(fields: Fields) -> PackFile:
    known = ("role", "path", "bytes", "sha256", "type")
    return PackFile(
        role=_matching(fields, "role", _NAME),
        path=_matching(fields, "path", _PATH),
        bytes=fields.integer("bytes", 0, MAX_FILE_BYTES),
        sha256=_matching(fields, "sha256", _SHA256),
        type=_matching(fields, "type", _TYPE),
        details={key: value for key, value in fields.values.items() if key not in known},
    )


def _matching(fields: Fields, key: str, pattern: re.Pattern[str]) -> str:
    value = fields.text(key, longest=200)
    if pattern.fullmatch(value) is None:
        fields.refuse(key, "written as the format says")
    return value


def _require_consistent(files: tuple[PackFile, ...]) -> None:
    paths = [file.path for file in files]
    inside = {path.rsplit("/", depth)[0] for path in paths for depth in range(1, path.count("/") + 1)}
    if len(set(paths)) < len(paths) or inside & set(paths):
        raise MalformedError("In the manifest, two files claim the same path.")
    lengths: dict[str, int] = {}
    for file in files:
        if lengths.setdefault(file.sha256, file.bytes) != file.bytes:
            raise MalformedError("In the manifest, one hash is given two lengths.")
