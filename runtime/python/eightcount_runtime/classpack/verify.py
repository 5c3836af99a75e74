"""The rules by which a device believes what it has downloaded. No I/O: bytes and facts in, values or errors
out.
"""

from datetime import datetime

from eightcount_runtime import RUNTIME_LEVEL
from eightcount_runtime.classpack.channel import Pointer, PointerClass, read_pointer, signed_bytes
from eightcount_runtime.classpack.errors import (
    ExpiredError,
    MalformedError,
    MismatchError,
    NewerRuntimeError,
    RolledBackError,
)
from eightcount_runtime.classpack.fields import read_object, require_format
from eightcount_runtime.classpack.manifest import (
    FORMAT,
    MAX_BYTES,
    Manifest,
    PackFile,
    read_manifest,
    sha256_of,
)


def accept_pointer(data: bytes, *, channel: str, held: bytes | None, now: datetime) -> Pointer:
    """The pointer to follow.

    Args:
        data: as downloaded.
        channel: the one that was asked for.
        held: the pointer file accepted last, or None.
        now: with a time zone.

    Raises:
        MalformedError, UnsupportedFormatError: it is not a pointer of that channel.
        ExpiredError: it is past its date.
        RolledBackError: its version is below the held one's, or the same with anything else in `signed`.
    """
    pointer = read_pointer(data)
    if pointer.channel != channel:
        raise MalformedError(f"The pointer is of the channel {pointer.channel!r}, not {channel!r}.")
    if held is not None and data != held:
        before = read_pointer(held)
        if pointer.version < before.version:
            raise RolledBackError(
                f"The channel's pointer has version {pointer.version}, older than {before.version} held here."
            )
        if pointer.version == before.version and signed_bytes(data) != signed_bytes(held):
            raise RolledBackError(f"The channel's pointer changed without a new version ({pointer.version}).")
    if now >= pointer.expires:
        raise ExpiredError(
            f"The channel's pointer expired on {pointer.expires:%Y-%m-%d}; it must be renewed."
        )
    return pointer


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


def require_file(file: PackFile, length: int, sha256: str) -> None:
    """Refuse a file that is not the one of the manifest.

    Raises:
        MismatchError: it has another length or hash.
    """
    require_announced(length, sha256, file.bytes, file.sha256, file.path)


def require_announced(length: int, sha256: str, announced: int, announced_sha256: str, what: str) -> None:
    """Refuse bytes that are not those announced.

    Raises:
        MismatchError: they have another length or hash.
    """
    if length != announced:
        raise MismatchError(f"{what} has {length} bytes instead of {announced}.")
    if sha256 != announced_sha256:
        raise MismatchError(f"{what} is not what was published: its hash differs.")
