"""The thinking of pose_scan: how many shards a take is worth, and one of them looked at."""

from collections.abc import Callable

from workers.pose_extract.crew import Crew
from workers.pose_extract.messages import Setup
from workers.pose_extract.ranges import cut
from workers.pose_extract.scans import NOTHING, Scan, scan_of, stretch
from workers.step import Limits


def shards_worth(duration_s: float, of: int, shard_s: float) -> int:
    """How many shards a take is split into: at most `of`, each of `shard_s` at least. 1: it is not split."""
    return max(1, min(of, int(duration_s / shard_s)))


def look(setup: Setup, limits: Limits, shard: int, of: int, watch: Callable[[float], None]) -> Scan:
    """What is seen in one shard of a take.

    Raises:
        StepRefusedError: the take cannot be read or exceeds a limit.
        children.PoseProcessError: a process failed for a reason that is not the take's.
    """
    with Crew(setup, limits) as crew:
        first, last = stretch(crew.index, crew.sightings, shard, of)
        if first == last:
            return NOTHING
        plans = cut(crew.index, crew.sightings, limits.processes, first, last)
        return scan_of(crew.index, plans, crew.look(plans, watch))
