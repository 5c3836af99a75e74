"""Files that are whole or absent, whatever kills the process or the power: written aside, synced, renamed
into place, and the folder synced. Knows nothing of what the files mean.
"""

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISREG
from types import TracebackType
from typing import BinaryIO, Self

from cms.errors import StorageFullError

CHUNK_BYTES = 1 << 20

#: Disk full, quota used up, and larger than this disk or this process may write.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

#: Behind this, a temporary file whose writer is gone is nobody's (its lock alone tells, from then on).
_ABANDONED_S = 60.0


@contextmanager
def room() -> Iterator[None]:
    """Say "no room left" as StorageFullError; other errors of the disk pass as they are."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFullError(
                "The server's store has no room left for this file; nothing of it was kept and nothing"
                " else was touched. Make room on the server, then send it again."
            ) from error
        raise


class Incoming:
    """A file being written aside, in a `with` block. `keep` puts it in its place in one instant; a block
    that ends without it, by an error or not, leaves nothing. Raises StorageFullError when there is no room.
    """

    def __init__(self, folder: Path) -> None:
        """`folder` lies on the disk of the final place."""
        self._path = folder / f".incoming-{secrets.token_hex(8)}"
        self.bytes = 0

    def __enter__(self) -> Self:
        with room():
            self._fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._fd, fcntl.LOCK_EX)  # falls with the process: tells clear_abandoned that it lives
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._fd)
        self._path.unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """Append; all of it or an error."""
        rest = memoryview(data)
        with room():
            while rest:
                rest = rest[os.write(self._fd, rest) :]
        self.bytes += len(data)

    def keep(self, target: Path) -> None:
        """Sync, make read-only, and put in place of whatever is there."""
        with room():
            os.fchmod(self._fd, 0o444)
            os.fsync(self._fd)
            self._path.replace(target)
            sync_folder(target.parent)


def copy_hashed(source: BinaryIO, incoming: Incoming) -> str:
    """Write all of `source` to `incoming`; returns the sha256 of what was written, in hex."""
    digest = hashlib.sha256()
    while data := source.read(CHUNK_BYTES):
        digest.update(data)
        incoming.write(data)
    return digest.hexdigest()


def write_whole(target: Path, data: bytes, *, aside: Path) -> None:
    """A small file, whole or absent; `aside` is a folder on the same disk."""
    with Incoming(aside) as incoming:
        incoming.write(data)
        incoming.keep(target)


def make_folder(path: Path) -> None:
    """Make a folder, and its parents, that outlast a power cut."""
    if path.is_dir():
        return
    make_folder(path.parent)
    with room():
        path.mkdir(exist_ok=True)
        sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make the names in a folder outlast a power cut."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock, between processes and threads alike; it falls with its holder.

    Raises FileNotFoundError when the folder of the lock file does not exist.
    """
    with room(), path.open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def files_in(folder: Path) -> Iterator[tuple[str, int, datetime]]:
    """Name, bytes and time of writing (UTC) of each file in a folder; one that goes meanwhile is left out."""
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                stat = entry.stat(follow_symlinks=False)
                if S_ISREG(stat.st_mode):
                    yield entry.name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC)


def clear_abandoned(folder: Path) -> None:
    """Remove what writers and removers that were killed left aside in `folder`; those alive keep theirs."""
    for path in folder.glob(".gone-*"):
        shutil.rmtree(path, ignore_errors=True)  # another start may be removing it too
    for path in folder.glob(".incoming-*"):
        try:
            with path.open("rb") as handle:
                if time.time() - os.fstat(handle.fileno()).st_mtime > _ABANDONED_S:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    path.unlink()
        except (BlockingIOError, FileNotFoundError):
            continue  # being written, or just put in its place
