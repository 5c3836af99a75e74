"""What a shut-in process may use of the machine, set by itself and inherited by all that it starts."""

import ctypes
import resource
import sys
from dataclasses import dataclass

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_SIGKILL = 9


@dataclass(frozen=True)
class Bounds:
    """Of each process: memory of its own, CPU seconds over all its threads, size of any file that it writes.

    `processes` (threads count as such) are those of the whole tree: by the kernel inside a user namespace of
    its own, else by who watches.
    """

    memory_bytes: int
    cpu_s: int
    file_bytes: int
    processes: int = 512


def bound(memory_bytes: int) -> None:
    """Bound the memory that this process may hold, leave no core file, and end it when its parent ends."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _at_most(resource.RLIMIT_DATA, memory_bytes)
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def hold(bounds: Bounds, *, own_namespace: bool) -> None:
    """Set all bounds on this process; they can be lowered afterwards, never raised.

    What it leaves behind becomes its child again, so that nothing gets out of the tree, and it ends when its
    parent ends.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _at_most(resource.RLIMIT_CPU, bounds.cpu_s)
    _at_most(resource.RLIMIT_FSIZE, bounds.file_bytes)
    if sys.platform == "linux":
        _at_most(resource.RLIMIT_DATA, bounds.memory_bytes)
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        if own_namespace:  # elsewhere it would count all that this user runs
            _at_most(resource.RLIMIT_NPROC, bounds.processes)


def _at_most(kind: int, value: int) -> None:
    """Lower a limit for good; one that is lower already stays."""
    _, hard = resource.getrlimit(kind)
    most = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (most, most))
