"""Whether somebody signed a document: the one place that needs `cryptography`, and only when it is asked.

What a signature covers is for `signed`; which keys count is the caller's to say.
"""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.signed import Kind, message_of

MOST_SIGNATURES = 100
"""How many signatures of a document are looked at: each costs time, and anybody can add some."""
_SIGNATURE = re.compile(r"[0-9a-f]{128}")

#: (public key, signature, message) -> did the key make it?
Verify = Callable[[bytes, bytes, bytes], bool]


def is_signed(kind: Kind, covered: bytes, signatures: Sequence[Any], keys: Collection[str]) -> bool:
    """Did one of the keys sign?

    Args:
        kind: what the document is.
        covered: the document in canonical JSON, from `read_covered`.
        signatures: as they came; what is no signature, or of another key, is passed over.
        keys: the public keys that count.

    Raises:
        PackError: `cryptography` is not installed.
    """
    verify, message = _ed25519(), message_of(kind, covered)
    return any(_signs(each, message, keys, verify) for each in signatures[:MOST_SIGNATURES])


def _signs(entry: Any, message: bytes, keys: Collection[str], verify: Verify) -> bool:
    if not isinstance(entry, dict):
        return False
    key, signature = entry.get("key"), entry.get("signature")
    if not isinstance(key, str) or not isinstance(signature, str):
        return False
    if key not in keys or _SIGNATURE.fullmatch(signature) is None:
        return False
    return verify(bytes.fromhex(key), bytes.fromhex(signature), message)


def _ed25519() -> Verify:
    """Loaded here, so that packs are opened and practices scored where nothing is to be verified."""
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise PackError(
            "A channel's signatures cannot be verified here: the Python package `cryptography` is missing. "
            'Install it with: pip install "eightcount-runtime[device]".'
        ) from error

    def verify(key: bytes, signature: bytes, message: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    return verify
