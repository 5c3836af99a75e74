"""What a worker does now and then besides steps, each in a thread of its own: a store that does not answer
holds up neither the other nor the sweep, by whose beats the worker is known to live.

Decides nothing: that is `cms.clearing` and `workers.renewing`.
"""

import logging
import threading
from collections.abc import Callable
from functools import partial

from cms import clearing
from cms.bootstrap import House
from workers.renewing import renew_pointers

log = logging.getLogger(__name__)

#: How often what nobody needs any more is cleared, seconds.
_CLEARING_EVERY_S = 600.0
#: How often it is looked whether a channel's pointer wants a new signature, seconds.
_RENEWING_EVERY_S = 60.0


def tend_now_and_then(house: House, stopping: threading.Event) -> None:
    """Begin to clear and, where the settings say so, to renew pointers; until this worker stops."""
    clear = partial(clearing.clear, house.engine, house.storage)
    _begin("clearing", clear, _CLEARING_EVERY_S, house, stopping)
    if house.settings.renews:
        _begin("renewing", partial(renew_pointers, house), _RENEWING_EVERY_S, house, stopping)


def _begin(
    name: str, do: Callable[[], None], every_s: float, house: House, stopping: threading.Event
) -> None:
    def go_round() -> None:
        wait_s = house.settings.sweep_s  # workers often begin together with all that they need
        while not stopping.wait(wait_s):
            wait_s = every_s
            try:
                do()
            except Exception:
                log.exception("%s failed; it is tried again in %g s", name, every_s)

    threading.Thread(target=go_round, name=name, daemon=True).start()
