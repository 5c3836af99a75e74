"""How fast one caller may call: a bucket of calls for each, that fills again as time goes on; and how many
streams one caller may hold open. Counted in this process only: several processes bear as much more.

What is dear costs more than one call. This is for the server's health, not for the business: whoever may do
something may do it, a little later.
"""

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cms.errors import TooManyError

#: A full bucket holds the calls of so many seconds: a page that opens, an import that begins.
BURST_S = 30.0
#: So many buckets are kept before those that are full again are forgotten.
_MOST_CALLERS = 10_000


class Pace:
    """Lets a caller through `per_s` times a second on average; 0: always.

    Args:
        per_s: calls a second.
        clock_s: seconds that only rise.
    """

    def __init__(self, per_s: float, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._per_s, self._most, self._clock_s = per_s, per_s * BURST_S, clock_s
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}  # caller -> calls left, and when that was so

    def take(self, caller: str, cost: float = 1.0) -> None:
        """Count a call, or several. Raises TooManyError, which says when to come again."""
        if not self._per_s:
            return
        with self._lock:
            now_s = self._clock_s()
            left, since_s = self._buckets.get(caller, (self._most, now_s))
            left = min(self._most, left + (now_s - since_s) * self._per_s)
            enough = left >= min(cost, self._most)
            self._buckets[caller] = (left - cost if enough else left, now_s)
            if len(self._buckets) > _MOST_CALLERS:
                self._forget(now_s)
        if not enough:
            raise _too_fast(math.ceil((min(cost, self._most) - left) / self._per_s))

    def _forget(self, now_s: float) -> None:
        kept = {
            caller: (left, since_s)
            for caller, (left, since_s) in self._buckets.items()
            if left + (now_s - since_s) * self._per_s < self._most
        }
        self._buckets = kept if len(kept) <= _MOST_CALLERS else {}


class Open:
    """Counts what is held open, by caller."""

    def __init__(self, most: int, most_each: int) -> None:
        self._most, self._most_each = most, most_each
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()

    @contextmanager
    def one(self, caller: str) -> Iterator[None]:
        """Hold one more during the block. Raises TooManyError when there are too many."""
        with self._lock:
            if self._held[caller] >= self._most_each or self._held.total() >= self._most:
                raise _too_fast(5)
            self._held[caller] += 1
        try:
            yield
        finally:
            with self._lock:
                self._held[caller] -= 1
                self._held += Counter()  # forgets who holds none


def _too_fast(wait_s: int) -> TooManyError:
    return TooManyError(
        f"That is too much at once. Come again in {max(1, wait_s)} s, and then more slowly.",
        code="too-fast",
        retry_after_s=max(1, wait_s),
    )
