"""What a process and all that it started hold now, read from /proc; by who watches, from outside."""

import os
from contextlib import suppress
from dataclasses import dataclass

_SESSION = 2  # of the fields after name and state (man 5 proc_pid_stat: field 6)
_DEAD = (b"Z", b"X")
_KIB_OF = (b"RssAnon:", b"RssShmem:")


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


def _after_name(process: str) -> list[bytes]:
    """The name may hold anything, blanks and brackets too."""
    return _read(process, "stat").rpartition(b")")[2].split()


def _status(process: str) -> tuple[int, int]:
    kib = threads = 0
    for line in _read(process, "status").splitlines():
        if line.startswith(_KIB_OF):
            kib += int(line.split()[1])
        elif line.startswith(b"Threads:"):
            threads = int(line.split()[1])
    return kib, threads


def _read(process: str, name: str) -> bytes:
    """Without Python's layers over files: this is done for every process of the machine, often."""
    held = os.open(f"/proc/{process}/{name}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(held, 8192)
    finally:
        os.close(held)
