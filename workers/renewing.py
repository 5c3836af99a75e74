"""Keeps channels' pointers from expiring: what every worker does now and then (`workers.tending`).

Must not decide what a channel shows.
"""

import logging
from datetime import UTC, datetime

from cms import edge, pointers
from cms.bootstrap import House
from cms.db import reading, writing
from cms.models import Channel
from cms.releases import CHANNELS
from cms.signing import SigningError
from cms.storage import MovedError

log = logging.getLogger(__name__)


def renew_pointers(house: House) -> None:
    """Sign every channel's pointer anew for which that is due; the log tells a person where it cannot be."""
    for channel in CHANNELS:
        try:
            if _renewed(house, channel):
                log.info("the pointer of %s was signed anew", channel)
                edge.forget_pointer(house.settings, channel)
        except MovedError:
            continue  # a release did, or another worker
        except SigningError as error:
            log.error("the pointer of %s cannot be renewed: %s", channel, error.sentence)  # noqa: TRY400


def _renewed(house: House, channel: str) -> bool:
    days, now = house.settings.pointer_days, datetime.now(UTC)
    with reading(house.engine) as session:
        newest = session.get_one(Channel, channel).version
    if not pointers.is_due(
        house.delivery, house.signer, channel, least_version=newest, valid_days=days, now=now
    ):
        return False
    with writing(house.engine) as session:
        return pointers.renew(session, house.delivery, house.signer, channel, valid_days=days, now=now)
