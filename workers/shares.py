"""How much of the machine each step may take: the settings' limits, and less where a step needs less.

What only probes or decodes stays below 1.5 GB and some minutes although the settings allow more, so that a
file made to burst is stopped early. Looking at poses holds nets and pictures in several processes.
"""

import dataclasses
import math
from collections.abc import Mapping

from workers.step import Limits
from workers.walls.bounds import Bounds

#: Of a step that is not named below, bytes and seconds, while takes may last no longer than `_USUAL_S`. Ten
#: minutes of a song at half speed, the most of all, were 1.3 GB.
_MEMORY_BYTES, _WALL_S = 1500 * 1000**2, 900.0
_USUAL_S = 600.0
_NEEDS_MORE: Mapping[str, tuple[int, float]] = {
    "audio_replace": (_MEMORY_BYTES, math.inf),
    "pose_extract": (2**62, math.inf),
    "pose_scan": (2**62, math.inf),
}
_SHORT: Mapping[str, float] = {"probe": 120.0}
#: Of the largest file that a step may write; a class video may be 4 GiB.
_FILE_BYTES = 4 * 1024**3 + 64 * 1024**2


def share(name: str, limits: Limits) -> Limits:
    """The limits for one step: never more than the settings say."""
    memory_bytes, wall_s = _NEEDS_MORE.get(name, (_MEMORY_BYTES, _SHORT.get(name, _WALL_S)))
    longer = max(1.0, limits.max_duration_s / _USUAL_S)
    return dataclasses.replace(
        limits,
        max_memory_bytes=min(limits.max_memory_bytes, int(memory_bytes * longer)),
        max_wall_s=min(limits.max_wall_s, wall_s * longer),
    )


def bounds_of(limits: Limits) -> Bounds:
    """The bounds of each process of a step."""
    cpu_s = math.ceil(limits.max_wall_s * max(1, limits.processes)) + 1
    return Bounds(memory_bytes=limits.max_memory_bytes, cpu_s=cpu_s, file_bytes=_FILE_BYTES)
