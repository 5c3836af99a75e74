"""Messages that come twice or not at all: nine of ten are sent twice, one of ten never."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from cms.queue import Hint, Queue

DROPPED = 0.1


@dataclass(frozen=True)
class Leaky:
    """A queue in front of another one."""

    behind: Queue
    dice: random.Random

    def send(self, hints: Iterable[Hint]) -> None:
        """Each hint twice, or not at all."""
        for hint in hints:
            if self.dice.random() >= DROPPED:
                self.behind.send([hint, hint])

    def ping(self) -> None:
        """As the one behind it."""
        self.behind.ping()
