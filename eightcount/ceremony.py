"""What people do with the root key, offline: say by a signed root document which online keys may sign for
which channels. Files in, files out; no database, no network.
"""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.manifest import is_name
from eightcount_runtime.classpack.root import OnlineKey, Root, read_root_file, root_to_json
from eightcount_runtime.classpack.signed import is_key, public_key

from cms.errors import InvalidError
from cms.key_files import read_key
from cms.releases import CHANNELS
from cms.signing import SigningError, read_root
from eightcount.failures import RefusedError


@dataclass(frozen=True)
class Written:
    """A root document as it was written: what it says, the root keys that signed it, and remarks on it."""

    root: Root
    roots: tuple[str, ...]
    remarks: tuple[str, ...]


def online_key(said: str) -> OnlineKey:
    """What `--online` names: a public key or the file of a private one, perhaps `=` and channels' names.

    Raises RefusedError when it is neither.
    """
    name, _, listed = said.partition("=")
    channels = tuple(listed.split(",")) if listed else CHANNELS
    if not all(map(is_name, channels)):
        raise RefusedError(f"'{listed}' are no names of channels, such as staging,production.", code="usage")
    if is_key(name):
        return OnlineKey(name, channels)
    try:
        return OnlineKey(public_key(read_key(Path(name))), channels)
    except InvalidError as error:
        raise RefusedError(
            f"'{name}' is no public key (64 lower-case hexadecimal digits), nor can it be used as a file. "
            f"{error.sentence}",
            code="usage",
        ) from error


def sign_root(
    path: Path,
    root_keys: Sequence[Ed25519PrivateKey],
    online: Sequence[OnlineKey],
    *,
    days: int,
    now: datetime,
) -> Written:
    """Write the root document's next version, signed by each root key.

    Args:
        path: where it lies, or is to lie.
        root_keys: who signs; two of them while devices change from one to the other.
        online: the keys that count from now on; none given: those of the version before.
        days: devices believe it for so long.
        now: with a time zone.

    Raises RefusedError: what lies there is no root document, no key is named, or it cannot be written.
    """
    before = _before(path)
    named = tuple(online) or (before.root.online if before else ())
    if not named:
        raise RefusedError("A first root document has to name an online key: --online FILE.", code="usage")
    if len({each.key for each in named}) < len(named):
        raise RefusedError(
            "One online key is named twice. Name it once, with all its channels.", code="usage"
        )
    root = Root(before.root.version + 1 if before else 1, now + timedelta(days=days), named)
    roots = tuple(public_key(each) for each in root_keys)
    _write(path, root_to_json(root, root_keys))
    return Written(root, roots, tuple(_remarks(before, root, roots)))


def _before(path: Path) -> Written | None:
    if not path.exists():
        return None
    try:
        _, signed, trust = read_root(path)
    except SigningError as error:
        raise RefusedError(
            f"{error.sentence} Give the newest version that was in use, so that the next one is higher.",
            code=error.code,
        ) from error
    return Written(signed.root, trust.roots, ())


def _remarks(before: Written | None, root: Root, roots: Sequence[str]) -> list[str]:
    """What whoever signs should know: devices may refuse it."""
    remarks = []
    if before is not None and not set(before.roots) & set(roots):
        remarks.append(
            "No root key that signed the version before signs this one. Devices that pin only the old key "
            "refuse it: sign with both keys until none of them is left."
        )
    left = {name for name in CHANNELS if not root.keys_of(name)}
    if left:
        remarks.append(f"No online key may sign for {' and '.join(sorted(left))}.")
    return remarks


def _write(path: Path, file: bytes) -> None:
    """At once or not at all, and read back as every server reads it."""
    try:
        read_root_file(file)
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        with half.open("xb") as out:
            out.write(file)
            out.flush()
            os.fsync(out.fileno())
        half.replace(path)
    except OSError as error:
        raise RefusedError(f"{path} cannot be written: {error.strerror}.", code="not-written") from error
    except PackError as error:
        raise RefusedError(
            f"Nobody could read what was to be written. {error.sentence}", code="usage"
        ) from error
