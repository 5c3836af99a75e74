"""Ed25519 private keys in files: PEM (PKCS #8, as OpenSSL writes them), readable by their owner alone.

Must not know what is signed with them.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from cms.errors import InvalidError

_ENCRYPTED = b"ENCRYPTED PRIVATE KEY"
_MOST_BYTES = 64 * 1024


def make_key(path: Path, passphrase: str = "") -> Ed25519PrivateKey:
    """Make a key in a new file, which opens with the pass phrase alone where there is one.

    Raises InvalidError when there is such a file already, or it cannot be written.
    """
    private = Ed25519PrivateKey.generate()
    protection: KeySerializationEncryption = (
        BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    )
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        with path.open("wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise InvalidError(
            f"There is a file {path} already; a key is never written over. Move it away first."
        ) from error
    except OSError as error:
        raise InvalidError(f"{path} cannot be written: {error.strerror}.") from error
    return private


def read_key(path: Path, passphrase: str = "") -> Ed25519PrivateKey:
    """The key of a file.

    Raises InvalidError when it is missing, does not open (with this pass phrase), or is another kind of key.
    """
    try:
        key = load_pem_private_key(_content(path), passphrase.encode() or None)
    except (ValueError, TypeError) as error:  # also for a wrong pass phrase, or one that is not asked for
        raise InvalidError(
            f"{path} is no key that can be opened: it is no PEM file of a private key, or its pass phrase is "
            "another one."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidError(f"{path} holds another kind of key; Ed25519 is needed.")
    return key


def asks_for_passphrase(path: Path) -> bool:
    """Whether the key of a file opens with a pass phrase only. Raises InvalidError when it cannot be read."""
    return _ENCRYPTED in _content(path)


def open_to_others(path: Path) -> bool:
    """Whether other users of this machine may read a file that exists."""
    return bool(path.stat().st_mode & 0o077)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise InvalidError(f"The key {path} cannot be read: {error.strerror}.") from error
