"""How many steps this process works on at once, whoever brought them, and how much memory it holds itself.

Knows nothing of steps, rows or queues.
"""

import threading
from pathlib import Path


class Slots:
    """Room for `most` steps at once. Closed, it lets nobody in any more; who is inside stays."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._most = 1
        self._inside = 0
        self._steps = 0
        self._closed = False

    def resize(self, most: int) -> None:
        """From now on so many at once."""
        with self._changed:
            self._most = most
            self._changed.notify_all()

    def enter(self, *, wait: bool) -> bool:
        """Take a place; False when there is none (or, waiting, will be none any more)."""
        with self._changed:
            if wait:
                self._changed.wait_for(lambda: self._closed or self._inside < self._most)
            if self._closed or self._inside >= self._most:
                return False
            self._inside += 1
            return True

    def leave(self) -> None:
        """Give the place back."""
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def close(self) -> None:
        """Let nobody in any more; who waits goes away."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether nobody is let in any more."""
        with self._changed:
            return self._closed

    @property
    def empty(self) -> bool:
        """Whether nobody is inside."""
        with self._changed:
            return self._inside == 0

    def count(self) -> None:
        """Who is inside begins a step; many find none."""
        with self._changed:
            self._steps += 1

    @property
    def steps(self) -> int:
        """How many were begun since the start."""
        with self._changed:
            return self._steps


def resident_bytes() -> int:
    """Memory that this process holds now; what its children hold is bounded for each of them."""
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0
