"""A channel pointer's file: the pointer, signatures over it, and the root document that names their keys.

    {"root": {signed, signatures}, "signatures": [{key, signature}], "signed": POINTER}

Whom to believe is for `verify`; what a pointer says is for `channel`.
"""

import json
from dataclasses import dataclass
from typing import Any

from eightcount_runtime.classpack.channel import MAX_BYTES, Pointer, read_pointer_fields, signed_part
from eightcount_runtime.classpack.fields import canonical_json, read_object
from eightcount_runtime.classpack.root import SignedRoot, read_root
from eightcount_runtime.classpack.signed import PrivateKey, read_covered, sign


@dataclass(frozen=True)
class PointerFile:
    """A pointer's file as it came: `covered` is what `signatures` cover, `root` names the keys for them."""

    pointer: Pointer
    covered: bytes
    signatures: tuple[Any, ...]
    root: SignedRoot


def write_pointer_file(pointer: Pointer, root_file: bytes, private: PrivateKey) -> bytes:
    """The pointer's file, signed by an online key.

    Args:
        pointer: what to show.
        root_file: the signed root document, which should name the key for the pointer's channel.
        private: the online key.

    Raises:
        ValueError: a name is not one, or `expires` lacks a time zone.
    """
    signed = signed_part(pointer)
    return canonical_json(
        {
            "signed": signed,
            "signatures": [sign(private, "pointer", signed)],
            "root": json.loads(root_file),
        }
    )


def read_pointer_file(data: bytes) -> PointerFile:
    """All that a pointer's file holds. Whether to believe it is for `verify.accept_pointer`.

    Raises:
        MalformedError: it is not a pointer with a root document.
        UnsupportedFormatError: one of both is of another format.
    """
    envelope = read_object(data, "channel pointer", limit=MAX_BYTES)
    signed = envelope.inner("signed")
    return PointerFile(
        pointer=read_pointer_fields(signed),
        covered=read_covered(signed),
        signatures=tuple(envelope.items("signatures", most=MAX_BYTES)),
        root=read_root(envelope.inner("root")),
    )
