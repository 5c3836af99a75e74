"""Signing what devices follow: the online key, and the root document by which they believe it.

Both are files, read whenever something is signed, so that new ones count at once and a process without them
still starts. What is signed here was verified with the device's own code before anybody sees it. The root key
itself is not here but offline (docs/trust.md); only on an installation that made its own keys it lies beside
them.
"""

import logging
import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eightcount_runtime.classpack.channel import Pointer
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.pointer_file import PointerFile, read_pointer_file, write_pointer_file
from eightcount_runtime.classpack.root import OnlineKey, Root, SignedRoot, read_root_file, root_to_json
from eightcount_runtime.classpack.signatures import is_signed
from eightcount_runtime.classpack.signed import is_key, public_key
from eightcount_runtime.classpack.verify import Trust, accept_pointer

from cms.errors import CmsError, InvalidError
from cms.key_files import make_key, read_key

log = logging.getLogger(__name__)

#: From so long before its end on, a root document is complained about.
SOON = timedelta(days=30)
_OWN_ROOT_LASTS = timedelta(days=3650)
_EVER = datetime.min.replace(tzinfo=UTC)


class SigningError(CmsError):
    """Nothing can be signed: a key or the root document is missing, or they do not fit. A person must act."""

    code = "signing"


@dataclass(frozen=True)
class Keys:
    """What signs now. `root_file` is the signed root document as it goes beside every pointer."""

    online: Ed25519PrivateKey
    root: SignedRoot
    root_file: bytes
    trust: Trust


@dataclass(frozen=True)
class Signer:
    """Where the online key and the signed root document lie."""

    key_path: Path
    root_path: Path

    def keys(self, channel: str, *, now: datetime) -> Keys:
        """What signs a channel's pointer now.

        Raises SigningError when devices would not believe it.
        """
        root_file, root, trust = read_root(self.root_path)
        try:
            online = read_key(self.key_path)
        except InvalidError as error:
            raise SigningError(
                f"{error.sentence} Make an online key with `eightcount trust online`, let the root name it "
                "with `eightcount trust sign`, and say where both are by EIGHTCOUNT_SIGNING_KEY and "
                "EIGHTCOUNT_ROOT_FILE."
            ) from error
        if public_key(online) not in root.root.keys_of(channel):
            raise SigningError(
                f"The root document {self.root_path} does not name the online key {self.key_path} "
                f"({public_key(online)}) for the channel {channel}. Name it with `eightcount trust sign`, or "
                "use the key that it names."
            )
        if now >= root.root.expires:
            raise SigningError(complaint_of_age(root.root, self.root_path, now))
        return Keys(online, root, root_file, trust)

    def sign(self, pointer: Pointer, *, after: bytes | None, now: datetime) -> bytes:
        """The signed file of a pointer, accepted by the device's own code. The log complains of a root
        that ends soon.

        Args:
            pointer: what to show.
            after: the file that it replaces, if that is to be believed.
            now: with a time zone.

        Raises SigningError when it cannot be signed, or devices that follow `after` would refuse it.
        """
        keys = self.keys(pointer.channel, now=now)
        if complaint := complaint_of_age(keys.root.root, self.root_path, now):
            log.warning(complaint)
        file = write_pointer_file(pointer, keys.root_file, keys.online)
        try:
            accept_pointer(
                file,
                channel=pointer.channel,
                trust=keys.trust,
                held=after,
                root_version_seen=keys.root.root.version,
                now=now,
            )
        except PackError as error:
            raise SigningError(f"Devices would refuse what was signed just now. {error.sentence}") from error
        return file

    def believed(self, file: bytes, channel: str, *, now: datetime) -> PointerFile | None:
        """The pointer that lies on the shelf, if a key signed it that the root document of now names, be it
        past its date; None for what anybody else may have written, or an older root document stood for.

        Raises SigningError when it claims a newer root document than ours, or ours cannot be used.
        """
        keys = self.keys(channel, now=now)
        version = keys.root.root.version
        try:
            claimed = read_pointer_file(file).root.root.version
            if claimed > version:
                raise SigningError(
                    f"The pointer of {channel} on the shelf stands under version {claimed} of the root "
                    f"document; {self.root_path} has version {version}. Use the newer one here too. If "
                    "there is none, somebody else wrote that pointer: delete it, and publish again."
                )
            return accept_pointer(
                file, channel=channel, trust=keys.trust, held=None, root_version_seen=version, now=_EVER
            )
        except PackError as error:
            log.warning("the pointer of %s on the shelf is not ours as of now: %s", channel, error.sentence)
            return None


def read_root(path: Path) -> tuple[bytes, SignedRoot, Trust]:
    """A signed root document: its file, what it says, and the root keys that signed it, all or some.

    Raises SigningError when it cannot be read or none of its signatures holds.
    """
    try:
        file = path.read_bytes()
        root = read_root_file(file)
    except OSError as error:
        raise SigningError(
            f"The root document {path} cannot be read: {error.strerror}. Make it with `eightcount trust "
            "sign`, and say where it is by EIGHTCOUNT_ROOT_FILE."
        ) from error
    except PackError as error:
        raise SigningError(f"{path} is no root document. {error.sentence}") from error
    claimed = [each.get("key") for each in root.signatures if isinstance(each, dict)]
    signers = tuple(
        key
        for key in dict.fromkeys(claimed)
        if isinstance(key, str) and is_key(key) and is_signed("root", root.covered, root.signatures, {key})
    )
    if not signers:
        raise SigningError(
            f"No root key signed {path} as it is now. Sign it again with `eightcount trust sign`."
        )
    return file, root, Trust(signers)


def complaint_of_age(root: Root, path: Path, now: datetime) -> str:
    """What to say of a root document that has expired or will soon; nothing where it has time."""
    if now < root.expires - SOON:
        return ""
    ended = "expired" if now >= root.expires else "expires"
    return (
        f"The root document {path} {ended} on {root.expires:%Y-%m-%d}; from then on devices refuse every "
        "pointer. Sign it anew with `eightcount trust sign`."
    )


def make_own(folder: Path, channels: Sequence[str], *, now: datetime) -> None:
    """Make a root key, an online key and a root document in a new folder, all at once or not at all.

    For an installation on one machine that nobody made keys for. Where the folder is, nothing happens.
    """
    if folder.exists():
        return
    fresh = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    root_key, online = make_key(fresh / "root.key"), make_key(fresh / "online.key")
    root = Root(1, now + _OWN_ROOT_LASTS, (OnlineKey(public_key(online), tuple(channels)),))
    with (fresh / "root.json").open("wb") as file:
        file.write(root_to_json(root, [root_key]))
        file.flush()
        os.fsync(file.fileno())
    try:
        fresh.rename(folder)  # the first of several starting processes wins
    except OSError:
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
