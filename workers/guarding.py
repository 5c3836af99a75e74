"""A worker says once, at its start, how well what people upload is walled in here, and goes no further where
that must hold and does not.
"""

import compileall
import logging
from collections.abc import Callable
from pathlib import Path

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
    compileall.compile_dir(Path(__file__).parent, quiet=2)  # steps can read our code, never write beside it
    proof = proven()
    if not proof.open:
        log.info(proof.sentence())
        return
    log.warning(proof.sentence())
    if wanted == "required":
        raise SystemExit(f"{proof.sentence()} Or set EIGHTCOUNT_WALLS=best to work all the same.")
