"""Whether a store or a shelf is asked while a connection to the database is held: a bucket that answers
slowly would then hold up whoever wants a row, or a connection. For tests in which one thread works at a time.
"""

from functools import wraps
from typing import Any

import pytest

from cms.bootstrap import House
from cms.storage import Delivery, Storage


def watch(house: House, patch: pytest.MonkeyPatch) -> list[str]:
    """What was asked so, from now on: grows while the test goes on."""
    told: list[str] = []

    def watched(kind: type, name: str) -> None:
        real = getattr(kind, name)

        @wraps(real)
        def asked(*given: Any, **named: Any) -> Any:
            if house.engine.pool.checkedout() > 0:  # type: ignore[attr-defined]  # of every pool that counts
                told.append(f"{kind.__name__}.{name}")
            return real(*given, **named)

        patch.setattr(kind, name, asked)

    for port, kind in ((Storage, type(house.storage)), (Delivery, type(house.delivery))):
        for name in (name for name in vars(port) if not name.startswith("_")):
            watched(kind, name)
    return told
