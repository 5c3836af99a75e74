"""The rules by which a device believes the pointer and the manifests that it has downloaded. No I/O: bytes
and facts in, values or errors out. That of a single file is `announced`.
"""

from dataclasses import dataclass
from datetime import datetime

from eightcount_runtime import RUNTIME_LEVEL
from eightcount_runtime.classpack.announced import require_announced
from eightcount_runtime.classpack.channel import Pointer, PointerClass
from eightcount_runtime.classpack.errors import (
    ExpiredError,
    MalformedError,
    NewerRuntimeError,
    RolledBackError,
    UntrustedError,
)
from eightcount_runtime.classpack.fields import read_object, require_format
from eightcount_runtime.classpack.manifest import (
    FORMAT,
    MAX_BYTES,
    Manifest,
    read_manifest,
    sha256_of,
)
from eightcount_runtime.classpack.pointer_file import PointerFile, read_pointer_file
from eightcount_runtime.classpack.root import Root
from eightcount_runtime.classpack.signatures import is_signed
from eightcount_runtime.classpack.signed import is_key


@dataclass(frozen=True)
class Trust:
    """Whom a device believes: public root keys, pinned with the app. One that signed suffices."""

    roots: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse to trust nobody, or what is no key."""
        if not self.roots or not all(map(is_key, self.roots)):
            raise ValueError("trust needs root keys, each of 64 lower-case hexadecimal digits")


def accept_pointer(
    data: bytes, *, channel: str, trust: Trust, held: bytes | None, root_version_seen: int, now: datetime
) -> PointerFile:
    """The pointer to follow, with the root document that it came with.

    Args:
        data: as downloaded.
        channel: the one that was asked for.
        trust: the root keys that count.
        held: the pointer's file accepted last, or None.
        root_version_seen: the highest version of a root document accepted before, on any channel; 0 for none.
        now: with a time zone.

    Raises:
        MalformedError, UnsupportedFormatError: it is not a pointer of that channel.
        UntrustedError: no root key signed the root document, or no key that it names for the channel the
            pointer.
        RolledBackError: root document or pointer have a version below the one known, or the same with
            anything else in `signed`.
        ExpiredError: root document or pointer are past their date.
    """
    found = read_pointer_file(data)
    before = read_pointer_file(held) if held is not None else None
    _accept_root(found, before, trust, root_version_seen, now)
    if not is_signed("pointer", found.covered, found.signatures, found.root.root.keys_of(channel)):
        raise UntrustedError(f"No key that the root names for the channel {channel!r} signed the pointer.")
    if found.pointer.channel != channel:
        raise MalformedError(f"The pointer is of the channel {found.pointer.channel!r}, not {channel!r}.")
    if before is not None:
        _require_forward("channel's pointer", found.pointer, found.covered, before.pointer, before.covered)
    _require_fresh("channel's pointer", found.pointer, now)
    return found


def _accept_root(
    found: PointerFile, before: PointerFile | None, trust: Trust, version_seen: int, now: datetime
) -> None:
    root = found.root.root
    if not is_signed("root", found.root.covered, found.root.signatures, trust.roots):
        raise UntrustedError(
            "The root document beside the channel's pointer is not signed by a pinned root key."
        )
    if root.version < version_seen:
        raise RolledBackError(
            f"The root document has version {root.version}, older than {version_seen} seen here."
        )
    if before is not None:
        _require_forward("root document", root, found.root.covered, before.root.root, before.root.covered)
    _require_fresh("root document", root, now)


def _require_forward(
    what: str, new: Root | Pointer, covered: bytes, old: Root | Pointer, old_covered: bytes
) -> None:
    if new.version < old.version:
        raise RolledBackError(f"The {what} has version {new.version}, older than {old.version} held here.")
    if new.version == old.version and covered != old_covered:
        raise RolledBackError(f"The {what} changed without a new version ({new.version}).")


def _require_fresh(what: str, document: Root | Pointer, now: datetime) -> None:
    if now >= document.expires:
        raise ExpiredError(f"The {what} expired on {document.expires:%Y-%m-%d}; it must be renewed.")


def accept_manifest(data: bytes, entry: PointerClass, *, level: int = RUNTIME_LEVEL) -> Manifest:
    """The manifest that a pointer announced, for a runtime of that level.

    Raises:
        MismatchError: it has another length or hash.
        UnsupportedFormatError: it is of another format.
        NewerRuntimeError: it asks for more than this runtime can; told before the rest is read, which may be
            new.
        MalformedError: it is not a manifest of that class.
    """
    what = f"The manifest of {entry.class_id}"
    require_announced(len(data), sha256_of(data), entry.bytes, entry.manifest, what)
    fields = read_object(data, "manifest", limit=MAX_BYTES)
    require_format(fields, FORMAT)
    if (wanted := fields.integer("min_runtime", 1)) > level:
        raise NewerRuntimeError(
            f"{entry.class_id} needs runtime {wanted}, this one is {level}: update the app."
        )
    manifest = read_manifest(data)
    if manifest.class_id != entry.class_id:
        raise MalformedError(f"The manifest is of the class {manifest.class_id!r}, not {entry.class_id!r}.")
    return manifest
