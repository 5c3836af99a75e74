"""The folders that steps work in: one for each run, gone afterwards, even when its worker was killed.

Knows nothing of steps. Inputs lie there as hard links, so a forgotten desk costs what its step had written.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: A younger desk may not be locked yet by the process that is making it.
_YOUNG_S = 60.0


@contextmanager
def desk(desks: Path, name: str) -> Iterator[Path]:
    """A fresh folder in `desks`, removed at the end of the block. Its lock falls with this process."""
    desks.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=desks))
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(lock)
        shutil.rmtree(folder, ignore_errors=True)


def clear_abandoned(desks: Path, *, young_s: float = _YOUNG_S) -> None:
    """Remove the desks of processes that were killed; those in use stay, and those younger than `young_s`."""
    for folder in desks.glob("*-*"):
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:  # its owner has just removed it
            continue
        try:
            if time.time() - os.fstat(lock).st_mtime >= young_s:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            continue  # somebody works there
        finally:
            os.close(lock)
