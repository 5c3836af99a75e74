"""What is a name in the store and on the shelf, for folders and buckets alike: none leads elsewhere."""

import re

from cms.storage import ChecksumError

SHA256 = re.compile(r"[0-9a-f]{64}")
#: Of a class or of a channel.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
#: Of what lies on the shelf, below its root.
OBJECT = re.compile(rf"o/{SHA256.pattern}")
MANIFEST = re.compile(rf"packs/{NAME.pattern}/{SHA256.pattern}\.json")
#: How long others may keep what they read of it.
FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MOMENT = "public, max-age=30"
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")


def checked(name: str, *patterns: re.Pattern[str]) -> str:
    """The name, if it is of one of these. Raises ValueError."""
    if not any(pattern.fullmatch(name) for pattern in patterns):
        raise ValueError(f"{name!r} is no name for the shelf")
    return name


def same(found: str, announced: str) -> None:
    """Nothing, where both hashes are one. Raises ChecksumError."""
    if found != announced:
        raise ChecksumError(f"The bytes have sha256 {found}, not {announced}.")
