"""A claim kept while its work goes on, whatever that waits for: a child, a large file, a store that is slow.

A thread of its own renews it, so no wait can cost the lease; only a process that is frozen or dead loses it.
Knows no rows.
"""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

log = logging.getLogger(__name__)

#: (progress 0..1, words) -> whether the claim still stands.
Renew = Callable[[float, str], bool]


class Lease:
    """For the length of a `with` block. Called with (progress, words) it says whether to go on."""

    def __init__(self, renew: Renew, every_s: float, stopping: threading.Event) -> None:
        self._renew = renew
        self._every_s = every_s
        self._stopping = stopping
        self._said = (0.0, "")
        self._lost = threading.Event()
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="lease", daemon=True)

    def __enter__(self) -> Self:
        self._keeper.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._keeper.join()

    def __call__(self, progress: float, words: str) -> bool:
        """Tell how far the work is. False: the claim is lost, or the worker stops; do no more."""
        self._said = (progress, words)
        return self.goes_on()

    def goes_on(self) -> bool:
        """Whether to go on, without telling anything."""
        return not (self._lost.is_set() or self._stopping.is_set())

    def _keep(self) -> None:
        try:
            while not self._over.wait(self._every_s):
                if not self._renew(*self._said):
                    return
        except Exception:
            log.exception("the lease cannot be renewed; the work is given up")
        finally:
            self._lost.set()  # whatever ends this thread: nobody renews any more
