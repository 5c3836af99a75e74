"""What a signature is and covers: Ed25519 over a document's kind and its canonical JSON.

    {"signed": DOCUMENT, "signatures": [{"key": public key, "signature": ...}, ...]}

The kind keeps a signature for one kind of document from counting for another. Whether a signature is right is
for `signatures`, which keys count for what for `verify`; no keys are kept here, no clock is read, and no
library is needed.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, Literal, Protocol

from eightcount_runtime.classpack.errors import MalformedError
from eightcount_runtime.classpack.fields import MAX_INTEGER, Fields, canonical_json

Kind = Literal["root", "pointer"]

_KEY = re.compile(r"[0-9a-f]{64}")
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_A_TIME = "a time such as 2027-01-31T00:00:00Z"


class PublicKey(Protocol):
    """What is asked of a public key."""

    def public_bytes_raw(self) -> bytes:
        """Its 32 bytes."""
        ...


class PrivateKey(Protocol):
    """An Ed25519 private key, such as `Ed25519PrivateKey` of `cryptography`."""

    def sign(self, data: bytes, /) -> bytes:
        """The 64 bytes of a signature."""
        ...

    def public_key(self) -> PublicKey:
        """The public key that belongs to it."""
        ...


def is_key(text: str) -> bool:
    """Is it a public key as we write it: 32 bytes in lower-case hexadecimal?"""
    return _KEY.fullmatch(text) is not None


def public_key(private: PrivateKey) -> str:
    """The public key that belongs to a private one, as we write it."""
    return private.public_key().public_bytes_raw().hex()


def sign(private: PrivateKey, kind: Kind, signed: Mapping[str, Any]) -> dict[str, str]:
    """A signature over a document of that kind, as it stands among `signatures`."""
    signature = private.sign(message_of(kind, canonical_json(signed)))
    return {"key": public_key(private), "signature": signature.hex()}


def message_of(kind: Kind, covered: bytes) -> bytes:
    """The bytes that are signed; `covered` is the document in canonical JSON."""
    return f"eightcount {kind} 1\n".encode() + covered


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
