"""Runs a command that ends when its parent ends, however the parent ends: kill -9 included.

`python -m eightcount.leash PARENT_PID COMMAND...` asks the kernel for a SIGKILL at the parent's death, then
becomes the command. Where the kernel has no such wish (it is Linux's), the command runs without it. Must
import little: it stands before every child.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1


def leashed(command: Sequence[str]) -> list[str]:
    """The command that runs `command` on a leash held by this process (by its main thread)."""
    return [sys.executable, "-m", "eightcount.leash", str(os.getpid()), *command]


def main(arguments: Sequence[str]) -> None:
    """Become the command, leashed. Ends with code 1 when the parent is gone already."""
    parent, command = int(arguments[0]), list(arguments[1:])
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])  # the parent may have blocked what its child must hear
    os.execvp(command[0], command)  # noqa: S606 - no shell is meant


if __name__ == "__main__":
    main(sys.argv[1:])
