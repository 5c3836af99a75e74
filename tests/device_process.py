"""Devices in processes of their own, which can be killed: forked from one that has imported all they need.

As a program: reads a line of JSON for each sync, forks, and tells by lines "begun PID", how the sync ended,
and "over" when its process is gone, however that ended.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.device import Source, Trust, sync


@dataclass(frozen=True)
class Ended:
    """How a sync ended: "complete", what went wrong, or "killed"; seconds from its beginning."""

    said: str
    took_s: float


@dataclass
class Devices:
    """Makes a device's process for each sync."""

    orders: IO[bytes]
    told: IO[bytes]  # unbuffered: what select does not see is not there

    def sync(self, url: str, folder: Path, root: str, *, kill_after_s: float | None = None) -> Ended:
        """One sync of one folder, killed after so long unless it ended before."""
        self.orders.write(json.dumps([url, str(folder), root]).encode() + b"\n")
        pid = int(self._line().removeprefix("begun "))
        began_s = time.monotonic()
        if kill_after_s is not None and not select.select([self.told], [], [], kill_after_s)[0]:
            os.kill(pid, signal.SIGKILL)
        said = self._line()
        took_s = time.monotonic() - began_s
        if said == "over":
            return Ended("killed", took_s)
        assert self._line() == "over"
        return Ended(said, took_s)

    def _line(self) -> str:
        return self.told.readline().decode().strip()


@contextmanager
def devices() -> Iterator[Devices]:
    """A process that forks devices, until the block ends."""
    command = [sys.executable, __file__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as forker:
        assert forker.stdin
        assert forker.stdout
        yield Devices(forker.stdin, forker.stdout)
        forker.stdin.close()


def _sync(url: str, folder: str, root: str) -> str:
    source = Source(url, timeout_s=10, wait=lambda _seconds: None)
    try:
        report = sync(source, Path(folder), "production", Trust((root,)))
    except (PackError, OSError) as error:
        return f"{type(error).__name__}: {error}"
    failed = [each.sentence for each in report.classes if each.state == "failed"]
    return f"failed: {failed[0]}" if failed else "complete"


def _tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def _main() -> None:
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _tell(f"begun {os.getpid()}")
            _tell(_sync(*json.loads(line)).replace("\n", " "))
            os._exit(0)
        os.waitpid(pid, 0)
        _tell("over")


if __name__ == "__main__":
    _main()
