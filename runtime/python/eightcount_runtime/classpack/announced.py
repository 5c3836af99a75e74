"""Whether bytes are those that somebody announced, by their length and hash. No I/O: facts in, errors out.

Who may announce them is for `verify`.
"""

from eightcount_runtime.classpack.errors import MismatchError
from eightcount_runtime.classpack.manifest import PackFile


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
