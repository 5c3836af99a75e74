"""What a worker does about its store: waits where it is away, tells what else it says as how a step ended.

Work of minutes must not be thrown away because a bucket did not answer for seconds. Knows no rows and no S3.
"""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from cms.errors import StorageFullError, StoreAwayError, StoreRefusedError
from cms.failures import DISK_FULL, STORE_AWAY, STORE_DAMAGED, STORE_FULL, STORE_LACKS, STORE_REFUSED
from cms.storage import ChecksumError, MissingError
from workers.runner import Ended

T = TypeVar("T")
log = logging.getLogger(__name__)

#: What `ended_by` can tell.
STORE_FAULTS = (StorageFullError, StoreAwayError, StoreRefusedError, MissingError, ChecksumError)
#: How long to wait after each time that the store did not answer, seconds; each answer may itself take long.
_PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0)
_LOOK_EVERY_S = 0.25


def patiently(do: Callable[[], T], goes_on: Callable[[], bool]) -> T:
    """Do it, again and again for about half a minute while the store is away.

    Args:
        do: may be done twice.
        goes_on: whether the work is still ours; asked while waiting. StoreAwayError comes through once not.
    """
    for pause_s in _PAUSES_S:
        try:
            return do()
        except StoreAwayError as error:
            log.warning("the store did not answer: %s; again in %g s", error.__cause__ or error, pause_s)
            until_s = time.monotonic() + pause_s
            while time.monotonic() < until_s:
                if not goes_on():
                    raise
                time.sleep(_LOOK_EVERY_S)
    return do()


def ended_by(error: Exception) -> Ended:
    """How a step ended for which its store was to blame. Only one that was away is tried again by itself.

    Raises TypeError for an error that is not of `STORE_FAULTS`.
    """
    detail = f"{error} {error.__cause__ or ''}".strip()
    match error:
        case StoreAwayError():
            return Ended("broken", STORE_AWAY, detail, "store-away")
        case StoreRefusedError():
            return Ended("refused", STORE_REFUSED, detail, "store-refused")
        case StorageFullError():
            full = STORE_FULL if error.code == "store-full" else DISK_FULL
            return Ended("refused", full, detail, "disk-full")
        case ChecksumError():
            return Ended("refused", STORE_DAMAGED, detail, "store-damaged")
        case MissingError():
            return Ended("refused", STORE_LACKS, detail, "store-damaged")
    raise TypeError(f"not a fault of the store: {error!r}")
