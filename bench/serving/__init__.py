"""`eightcount up` on a folder of its own, for the measurements that want a whole server."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eightcount.embedded import running


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server that lives as long as the block; this process is set to speak to it.

    Raises RuntimeError when it does not start.
    """
    os.environ["EIGHTCOUNT_DATA"] = str(folder)
    up = subprocess.Popen(
        [sys.executable, "-m", "eightcount", "up", "--port", "0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while (found := running(folder)) is None:
            if up.poll() is not None:
                message = f"the server ended with {up.returncode}: see {folder}/logs"
                raise RuntimeError(message)
            time.sleep(0.2)
        os.environ["EIGHTCOUNT_URL"] = found.url
        yield found.url
    finally:
        up.terminate()
        up.wait(timeout=60)
