"""What a pack says of itself: the manifest, put together from the class's description and its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eightcount_runtime.classpack.fields import Fields, read_object, require_format
from eightcount_runtime.classpack.manifest import (
    MAX_BYTES,
    Manifest,
    Metadata,
    PackFile,
    is_name,
    read_metadata,
)
from eightcount_runtime.classpack.routine import Routine

FORMAT = 1
MIN_RUNTIME = 1
"""The least that a runtime must be able to do for packs as they are made here."""


@dataclass(frozen=True)
class PackObject:
    """A file of the pack before it has a hash: its bytes, or where they lie."""

    role: str
    path: str
    type: str
    content: bytes | Path
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Description:
    """class.json: which class in which revision, and what a catalogue shows of it."""

    class_id: str
    revision: int
    fields: Fields

    def metadata(self, routine: Routine) -> Metadata:
        """The catalogue's part, with what the routine adds.

        Raises:
            MalformedError: a field is missing or of a wrong type.
        """
        added = {
            "duration_s": round(routine.video.duration_s, 6),
            "parts": len(routine.parts),
            "steps": len(routine.steps),
        }
        return read_metadata(Fields({**self.fields.values, **added}, self.fields.what))


def read_description(data: bytes) -> Description:
    """Read class.json.

    Raises:
        MalformedError: it is not one.
        UnsupportedFormatError: it is of another format.
    """
    fields = read_object(data, "class description", limit=MAX_BYTES)
    require_format(fields, FORMAT)
    class_id = fields.text("class", longest=80)
    if not is_name(class_id):
        fields.refuse("class", "a name of a-z, 0-9, - and _")
    return Description(class_id, fields.integer("revision", 0), fields)


def class_manifest(described: Description, routine: Routine, files: Sequence[PackFile]) -> Manifest:
    """The manifest of a pack, files in the order given: of a role the best first.

    Raises:
        MalformedError: a field of the description is missing or of a wrong type.
    """
    about = described.metadata(routine)
    return Manifest(described.class_id, described.revision, MIN_RUNTIME, about, tuple(files))
