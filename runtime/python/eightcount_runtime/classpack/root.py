"""The root document: which keys may sign the pointers of which channels. An offline root key signs it.

    {"signed": {format, version, expires, online: [{key, channels}]}, "signatures": [{key, signature}]}

It lies beside every pointer, so that a device which pins the root's public key needs nothing else. Its
version only ever rises: with a new one, online keys come and go.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eightcount_runtime.classpack.fields import Fields, canonical_json, read_object, require_format
from eightcount_runtime.classpack.manifest import is_name
from eightcount_runtime.classpack.signed import (
    PrivateKey,
    is_key,
    read_covered,
    read_expiry,
    sign,
    write_time,
)

FORMAT = 1
MAX_BYTES = 1024 * 1024
MAX_KEYS = 100
MAX_CHANNELS = 100


@dataclass(frozen=True)
class OnlineKey:
    """A public key and the channels whose pointers it may sign."""

    key: str
    channels: tuple[str, ...]


@dataclass(frozen=True)
class Root:
    """What the root says. `expires` is in UTC, to the second."""

    version: int
    expires: datetime
    online: tuple[OnlineKey, ...]

    def keys_of(self, channel: str) -> frozenset[str]:
        """The keys that may sign a channel's pointer."""
        return frozenset(each.key for each in self.online if channel in each.channels)


@dataclass(frozen=True)
class SignedRoot:
    """A root document as it came: `covered` is what its `signatures` cover."""

    root: Root
    covered: bytes
    signatures: tuple[Any, ...]


def root_to_json(root: Root, privates: Sequence[PrivateKey]) -> bytes:
    """The file of a root document, signed by each of the root keys.

    Raises:
        ValueError: it has no version, key or channel as the format wants them.
    """
    keys = [each.key for each in root.online]
    names = [name for each in root.online for name in each.channels]
    if root.version < 1 or len(set(keys)) < len(keys) or not all(map(is_key, keys)):
        raise ValueError("a root document needs a version from 1 and distinct public keys")
    if not all(map(is_name, names)) or not all(each.channels for each in root.online):
        raise ValueError("each key of a root document needs at least one channel")
    signed = {
        "format": FORMAT,
        "version": root.version,
        "expires": write_time(root.expires),
        "online": [{"key": each.key, "channels": list(each.channels)} for each in root.online],
    }
    return canonical_json(
        {"signed": signed, "signatures": [sign(private, "root", signed) for private in privates]}
    )


def read_root_file(data: bytes) -> SignedRoot:
    """The root document that a file of its own holds. Whether to believe it is for `verify`.

    Raises:
        MalformedError, UnsupportedFormatError: it is not one.
    """
    return read_root(read_object(data, "root document", limit=MAX_BYTES))


def read_root(envelope: Fields) -> SignedRoot:
    """A root document within another file.

    Raises:
        MalformedError, UnsupportedFormatError: it is not one.
    """
    signed = envelope.inner("signed")
    require_format(signed, FORMAT)
    covered = read_covered(signed)
    online = tuple(_read_key(each) for each in signed.each("online", fewest=1, most=MAX_KEYS))
    if len({each.key for each in online}) < len(online):
        signed.refuse("online", "without a key that stands there twice")
    root = Root(version=signed.integer("version", 1), expires=read_expiry(signed), online=online)
    return SignedRoot(root, covered, tuple(envelope.items("signatures", most=MAX_BYTES)))


def _read_key(fields: Fields) -> OnlineKey:
    key = fields.text("key", longest=64)
    if not is_key(key):
        fields.refuse("key", "a public key: 64 lower-case hexadecimal digits")
    channels = fields.items("channels", fewest=1, most=MAX_CHANNELS)
    if not all(isinstance(name, str) and is_name(name) for name in channels):
        fields.refuse("channels", "a list of channels' names")
    return OnlineKey(key, tuple(channels))
