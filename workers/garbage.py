"""Garbage collection at a worker's slow pace: of all workers, one begins a round when it is time.

Decides nothing: that is `cms.collecting`.
"""

import logging
import threading

from cms import collecting
from cms.bootstrap import House
from cms.db import writing
from cms.needs import LostError

log = logging.getLogger(__name__)

#: How often it is asked whether it is time, seconds.
_ASK_EVERY_S = 600.0


def collect_now_and_then(house: House, stopping: threading.Event) -> None:
    """Until this worker stops. What fails is told, and tried again with the next round."""
    while not stopping.wait(_ASK_EVERY_S):
        try:
            with writing(house.engine) as session:
                due = collecting.due(session)
            if due:
                collecting.collect(
                    house.engine,
                    house.storage,
                    house.delivery,
                    collecting.Terms.of(house.settings),
                    going_on=lambda: not stopping.is_set(),
                )
        except LostError as error:
            log.error("garbage is not collected: %s", error)  # noqa: TRY400 - the sentence says it all
        except Exception:
            log.exception("collecting garbage failed; it is tried again with the next round")
