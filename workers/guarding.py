"""A worker says once, at its start, how well what people upload is walled in here, and goes no further where
that must hold and does not.
"""

import logging
from collections.abc import Callable

from workers.walls.proof import Proof, prove

log = logging.getLogger(__name__)


def stand_guard(wanted: str, proven: Callable[[], Proof] = prove) -> None:
    """Try the walls and tell.

    Args:
        wanted: as in the settings: "best" works behind what this machine has, "required" only behind all.
        proven: tries them.

    Raises:
        SystemExit: they are required and have holes.
    """
    proof = proven()
    if not proof.open:
        log.info(proof.sentence())
        return
    log.warning(proof.sentence())
    if wanted == "required":
        raise SystemExit(f"{proof.sentence()} Or set EIGHTCOUNT_WALLS=best to work all the same.")
