"""Who of the people in view is the dancer, and where to look for them between two sightings.

Pure: sightings in, choices and regions out. `first_pick` judges one picture by itself, so that ranges can
start without knowing the rest; `dancer` judges the whole take, and wins where the two differ.
"""

import math
from collections.abc import Sequence

import numpy as np

from workers.pose_extract.detect import Person
from workers.pose_extract.frame import Upright
from workers.pose_extract.region import Region

#: A person's centre may move this many of their sides in a second before it counts as another person.
_FREE_SPEED = 1.0
_FREE_SHIFT = 0.15
#: Changing to another person costs as much as watching the dancer for so many seconds.
_CHANGE_S = 4.0
#: How far back a sighting may be joined to the one before.
_MEMORY_S = 10.0


def weight(person: Person, upright: Upright) -> float:
    """How much a person looks like the one that the take is about: sure, large, near the middle."""
    off_centre = abs(person.region.x / upright.width - 0.5) * 2
    size = person.region.side / max(upright.width, upright.height)
    return person.score * size * (1 - 0.5 * min(1.0, off_centre))


def first_pick(people: Sequence[Person], upright: Upright) -> int | None:
    """The likeliest dancer of one picture, by place in `people`."""
    if not people:
        return None
    return max(range(len(people)), key=lambda place: (weight(people[place], upright), -place))


def dancer(
    times_s: Sequence[float], people: Sequence[Sequence[Person]], upright: Upright
) -> list[int | None]:
    """The dancer among the people of each sighting, by place; None where they are not among them.

    The path of greatest weight through all sightings (dynamic programming), where a jump that no body makes
    costs as much as a change of person. A longer presence beats a short, larger one in front.
    """
    likely = [[weight(person, upright) for person in seen] for seen in people]
    typical = float(np.median([max(row) for row in likely if row])) if any(likely) else 1.0
    spacing_s = _spacing(times_s)
    change = _CHANGE_S / spacing_s
    gains: list[list[float]] = []
    origins: list[list[tuple[int, int] | None]] = []
    best: tuple[float, tuple[int, int] | None] = (0.0, None)
    for now, row in enumerate(likely):
        gain, origin = [0.0] * len(row), list[tuple[int, int] | None]()
        for place, value in enumerate(row):
            reached, come_from = best[0] - (change if best[1] else 0.0), best[1]
            for then in _recent(times_s, now):
                for other, before in enumerate(people[then]):
                    step = times_s[now] - times_s[then]
                    kept = gains[then][other] - _jump_cost(
                        before.region, people[now][place].region, step, change
                    )
                    if kept > reached:
                        reached, come_from = kept, (then, other)
            gain[place] = reached + value / typical
            origin.append(come_from)
        gains.append(gain)
        origins.append(origin)
        if gain and max(gain) > best[0]:
            best = (max(gain), (now, gain.index(max(gain))))
    return _path(best[1], origins, len(people))


def regions_between(before: Region | None, after: Region | None, part: float) -> Region | None:
    """Where to look at `part` (0..1) of the way between two sightings; one alone holds still."""
    if before is None or after is None:
        return before or after
    turn = (after.angle_rad - before.angle_rad + math.pi) % (2 * math.pi) - math.pi
    return Region(
        before.x + part * (after.x - before.x),
        before.y + part * (after.y - before.y),
        before.side * (after.side / before.side) ** part,
        before.angle_rad + part * turn,
    )


def _spacing(times_s: Sequence[float]) -> float:
    return float(np.median(np.diff(times_s))) if len(times_s) > 1 else 1.0


def _recent(times_s: Sequence[float], now: int) -> range:
    first = now
    while first > 0 and times_s[now] - times_s[first - 1] <= _MEMORY_S:
        first -= 1
    return range(first, now)


def _jump_cost(before: Region, after: Region, step_s: float, change: float) -> float:
    """0 for a move that a body makes in that time, up to `change` for one that it does not."""
    side = (before.side + after.side) / 2
    moved = math.hypot(after.x - before.x, after.y - before.y) / side
    grown = abs(math.log(after.side / before.side))
    excess = max(0.0, moved + grown - _FREE_SHIFT - _FREE_SPEED * step_s)
    return min(change, change * excess)


def _path(
    last: tuple[int, int] | None, origins: Sequence[Sequence[tuple[int, int] | None]], count: int
) -> list[int | None]:
    chosen: list[int | None] = [None] * count
    while last is not None:
        chosen[last[0]] = last[1]
        last = origins[last[0]][last[1]]
    return chosen
