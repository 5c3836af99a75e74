"""The step that looks at one stretch of a long take: take, media.json -> scans/<shard>.npz.

A build that splits a take has this step as many times as there are shards; `pose_extract` then joins what
they saw, and what it writes is the same, byte for byte, as without them. It never reaches the network.
"""

from dataclasses import dataclass

from workers.pose_extract.asked import media_of, setup_for
from workers.pose_extract.scans import NOTHING, write_scan
from workers.pose_scan.core import look, shards_worth
from workers.step import StepRefusedError, Work, blaming


@dataclass(frozen=True)
class Params:
    """Which nets look at the take, as in `pose_extract`, and at what.

    shard: which stretch, from 1. of: among how many. shard_s: a stretch shorter than so many seconds is not
    worth it; a take too short for `of` of them is split into fewer, and the shards beyond have nothing to do.
    """

    model: str = "heavy"
    engine: str = "fast"
    shard: int = 1
    of: int = 1
    shard_s: float = 20.0


def run(work: Work, params: Params) -> None:
    """Look at the stretch and write what was seen.

    Raises:
        StepRefusedError: the take cannot be read or exceeds a limit, the models are not set up, or the
            parameters name no such model, engine or shard.
    """
    if not 1 <= params.shard <= params.of or params.shard_s <= 0:
        sentence = f"There is no shard {params.shard} of {params.of}. Build again."
        raise StepRefusedError(sentence, repr(params), code="parameter-unusable")
    media = media_of(work)
    setup = setup_for(work, media, params.model, params.engine)
    shards = shards_worth(media.duration_s, params.of, params.shard_s)
    scan = NOTHING
    if shards > 1 and params.shard <= shards:
        with blaming("take-unusable"):
            scan = look(
                setup,
                work.limits,
                params.shard,
                shards,
                lambda part: work.progress(part, "Looking at the dancer"),
            )
    target = work.path(f"scans/{params.shard}.npz")
    target.parent.mkdir(exist_ok=True)
    write_scan(target, scan)
    work.progress(1.0, f"Looked at {len(scan.pts)} frames")
