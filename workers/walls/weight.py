"""What a process and all that it started hold now, read from /proc; by who watches, from outside."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SESSION = 2  # of the fields after name and state (man 5 proc_pid_stat: field 6)
_DEAD = "ZX"
_KIB_OF = ("RssAnon:", "RssShmem:")


@dataclass(frozen=True)
class Weight:
    """Memory that no file backs, bytes; and threads."""

    memory_bytes: int = 0
    threads: int = 0


def weigh_session(leader: int) -> Weight:
    """All processes of the session that `leader` began; none can leave it. Nothing without a /proc."""
    memory_bytes = threads = 0
    for process in _processes():
        with suppress(OSError, ValueError, IndexError):  # it has ended meanwhile
            state, *fields = _after_name(process)
            if int(fields[_SESSION]) != leader or state in _DEAD:
                continue
            kib, count = _status(process)
            memory_bytes += kib * 1024
            threads += count
    return Weight(memory_bytes, threads)


def _processes() -> list[str]:
    try:
        return [name for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208 - names are all it needs
    except OSError:
        return []


def _after_name(process: str) -> list[str]:
    """The name may hold anything, blanks and brackets too."""
    return Path("/proc", process, "stat").read_text(errors="replace").rpartition(")")[2].split()


def _status(process: str) -> tuple[int, int]:
    kib = threads = 0
    for line in Path("/proc", process, "status").read_text(errors="replace").splitlines():
        if line.startswith(_KIB_OF):
            kib += int(line.split()[1])
        elif line.startswith("Threads:"):
            threads = int(line.split()[1])
    return kib, threads
