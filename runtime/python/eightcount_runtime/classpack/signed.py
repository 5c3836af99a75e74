"""What a signature is and covers: Ed25519 over a document's kind and its canonical JSON.

    {"signed": DOCUMENT, "signatures": [{"key": public key, "signature": ...}, ...]}

The kind keeps a signature for one kind of document from counting for another. Which keys count for what is
for `verify`; no keys are kept here, no clock is read.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from eightcount_runtime.classpack.errors import MalformedError
from eightcount_runtime.classpack.fields import MAX_INTEGER, Fields, canonical_json

Kind = Literal["root", "pointer"]

MOST_SIGNATURES = 100
"""How many signatures of a document are looked at: each costs time, and anybody can add some."""
_KEY = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_A_TIME = "a time such as 2027-01-31T00:00:00Z"


def is_key(text: str) -> bool:
    """Is it a public key as we write it: 32 bytes in lower-case hexadecimal?"""
    return _KEY.fullmatch(text) is not None


def public_key(private: Ed25519PrivateKey) -> str:
    """The public key that belongs to a private one, as we write it."""
    return private.public_key().public_bytes_raw().hex()


def sign(private: Ed25519PrivateKey, kind: Kind, signed: Mapping[str, Any]) -> dict[str, str]:
    """A signature over a document of that kind, as it stands among `signatures`."""
    signature = private.sign(_message(kind, canonical_json(signed)))
    return {"key": public_key(private), "signature": signature.hex()}


def is_signed(kind: Kind, covered: bytes, signatures: Sequence[Any], keys: Collection[str]) -> bool:
    """Did one of the keys sign?

    Args:
        kind: what the document is.
        covered: the document in canonical JSON, from `read_covered`.
        signatures: as they came; what is no signature, or of another key, is passed over.
        keys: the public keys that count.
    """
    message = _message(kind, covered)
    return any(_signs(each, message, keys) for each in signatures[:MOST_SIGNATURES])


def read_covered(signed: Fields) -> bytes:
    """A document in canonical JSON, fields unknown to us included.

    Raises:
        MalformedError: languages would write it in different bytes.
    """
    waiting: list[Any] = [signed.values]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif type(value) is not str and not (type(value) is int and abs(value) <= MAX_INTEGER):
            raise MalformedError(f"In {signed.what}, only texts, integers, lists and objects may stand.")
    try:
        return canonical_json(signed.values)
    except (UnicodeEncodeError, RecursionError) as error:
        raise MalformedError(
            f"In {signed.what}, a text is not valid Unicode, or too much is nested."
        ) from error


def read_expiry(signed: Fields) -> datetime:
    """The field `expires`, in UTC.

    Raises:
        MalformedError: it is not written as the format says.
    """
    text = signed.text("expires", longest=40)
    try:
        moment = datetime.strptime(text, _TIME).replace(tzinfo=timezone.utc)
    except ValueError:
        signed.refuse("expires", _A_TIME)
    if write_time(moment) != text:  # strptime takes one digit for two
        signed.refuse("expires", _A_TIME)
    return moment


def write_time(moment: datetime) -> str:
    """An instant as the format writes it.

    Raises:
        ValueError: it has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("an expiry needs a time zone")
    return f"{moment.astimezone(timezone.utc).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _message(kind: Kind, covered: bytes) -> bytes:
    return f"eightcount {kind} 1\n".encode() + covered


def _signs(entry: Any, message: bytes, keys: Collection[str]) -> bool:
    if not isinstance(entry, dict):
        return False
    key, signature = entry.get("key"), entry.get("signature")
    if not isinstance(key, str) or not isinstance(signature, str):
        return False
    if key not in keys or _SIGNATURE.fullmatch(signature) is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
    except InvalidSignature:
        return False
    return True
