"""The channel pointer: the one small file that changes. It names the classes that a set of devices sees.

    {format, channel, version, expires, classes: [{id, manifest, bytes}]}

`version` only ever rises. Clocks and sockets stay outside; the file around it, with its signatures, is for
`pointer_file`, and whom to believe for `verify`.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from eightcount_runtime.classpack.errors import MalformedError
from eightcount_runtime.classpack.fields import Fields, read_object, require_format
from eightcount_runtime.classpack.manifest import MAX_BYTES as MAX_MANIFEST_BYTES
from eightcount_runtime.classpack.manifest import is_name, is_sha256, sha256_of
from eightcount_runtime.classpack.signed import read_covered, read_expiry, write_time

FORMAT = 1
MAX_BYTES = 4 * 1024 * 1024
MAX_CLASSES = 10_000


@dataclass(frozen=True)
class PointerClass:
    """A class on a channel: its manifest's sha256 and length in bytes."""

    class_id: str
    manifest: str
    bytes: int


@dataclass(frozen=True)
class Pointer:
    """What a channel shows. `expires` is in UTC, to the second."""

    channel: str
    version: int
    expires: datetime
    classes: tuple[PointerClass, ...] = ()

    def manifest_of(self, class_id: str) -> str | None:
        """The manifest's hash of a class, or None where the channel does not show it."""
        return next((entry.manifest for entry in self.classes if entry.class_id == class_id), None)


@dataclass(frozen=True)
class Put:
    """Show this pack of a class: the whole manifest file, from which hash and length are taken."""

    class_id: str
    manifest: bytes


@dataclass(frozen=True)
class Remove:
    """Show a class no more."""

    class_id: str


def next_pointer(
    current: Pointer | None,
    change: Put | Remove | None,
    *,
    channel: str,
    expires: datetime,
    version: int | None = None,
) -> Pointer:
    """The pointer that follows the current one: its version higher, the change made.

    Args:
        current: the channel's pointer as it stands, or None for a new channel.
        change: what to show or to take away; None for a new date alone. Removing what is not there still
            makes a new version.
        channel: its name.
        expires: the instant, with a time zone, after which devices refuse the file.
        version: the version to give; the one after the current where not given.

    Raises:
        MalformedError: `current` is not of this channel.
        ValueError: the version would not rise.
    """
    held = current or Pointer(channel, 0, expires)
    if held.channel != channel:
        raise MalformedError(f"The pointer is of the channel {held.channel!r}, not {channel!r}.")
    following = held.version + 1 if version is None else version
    if following <= held.version:
        raise ValueError(f"version {following} would not rise above {held.version}")
    classes = held.classes
    if change is not None:
        classes = tuple(entry for entry in classes if entry.class_id != change.class_id)
    if isinstance(change, Put):
        classes += (PointerClass(change.class_id, sha256_of(change.manifest), len(change.manifest)),)
    return replace(held, version=following, expires=expires, classes=classes)


def signed_part(pointer: Pointer) -> dict[str, Any]:
    """What a signature covers, as a JSON value: its bytes are `canonical_json` of it, classes by id.

    Raises:
        ValueError: a name is not one, or `expires` lacks a time zone.
    """
    for name in (pointer.channel, *(entry.class_id for entry in pointer.classes)):
        if not is_name(name):
            raise ValueError(f"not a name for a class or channel: {name!r}")
    return {
        "format": FORMAT,
        "channel": pointer.channel,
        "version": pointer.version,
        "expires": write_time(pointer.expires),
        "classes": [
            {"id": entry.class_id, "manifest": entry.manifest, "bytes": entry.bytes}
            for entry in sorted(pointer.classes, key=lambda entry: entry.class_id)
        ],
    }


def read_pointer(data: bytes) -> Pointer:
    """The pointer that a file holds, whoever signed it: to look at, not to follow.

    Raises:
        MalformedError, UnsupportedFormatError: it is not a pointer.
    """
    return read_pointer_fields(read_object(data, "channel pointer", limit=MAX_BYTES).inner("signed"))


def read_pointer_fields(signed: Fields) -> Pointer:
    """The pointer that `signed` of a file is.

    Raises:
        MalformedError, UnsupportedFormatError: it is not a pointer.
    """
    require_format(signed, FORMAT)
    read_covered(signed)
    classes = tuple(_read_class(entry) for entry in signed.each("classes", most=MAX_CLASSES))
    if len({entry.class_id for entry in classes}) < len(classes):
        signed.refuse("classes", "without a class that stands there twice")
    channel = signed.text("channel", longest=80)
    if not is_name(channel):
        signed.refuse("channel", "a channel's name")
    return Pointer(
        channel=channel,
        version=signed.integer("version", 1),
        expires=read_expiry(signed),
        classes=classes,
    )


def _read_class(fields: Fields) -> PointerClass:
    class_id, manifest = fields.text("id", longest=80), fields.text("manifest", longest=64)
    if not is_name(class_id):
        fields.refuse("id", "a class's name")
    if not is_sha256(manifest):
        fields.refuse("manifest", "a sha256")
    return PointerClass(class_id, manifest, fields.integer("bytes", 1, MAX_MANIFEST_BYTES))
