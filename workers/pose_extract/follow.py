"""Who of the people in view is the dancer, and where to look for them between two sightings.

Pure: sightings in, choices and regions out. `first_pick` judges one picture by itself, so that ranges can
start without knowing the rest; `dancer` judges the whole take, and wins where the two differ.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workers.pose_extract.frame import Upright
from workers.pose_extract.region import Person, Region

#: A move of so many of the body's own sides, and so many more for each second between, costs two sightings.
_EASY_SHIFT = 0.1
_EASY_SPEED = 1.0
#: Changing to another person costs as much as watching the dancer for so many seconds.
_CHANGE_S = 4.0
#: Over a longer time out of view a person is not known again by place alone.
_MEMORY_S = 4.0


@dataclass(frozen=True)
class _End:
    """A path so far: what it is worth, the sighting (time, place) it ends in, and the path up to there."""

    gain: float
    sighting: tuple[int, int] | None
    before: "_End | None"


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
    change = _CHANGE_S / _spacing(times_s)
    ends: list[list[_End]] = []
    best_until: list[_End] = []
    for now, row in enumerate(likely):
        recent = _recent(times_s, now)
        # Whoever was followed is out of view for so long that following another costs nothing more.
        fresh = best_until[recent.start - 1] if recent.start > 0 else _End(0.0, None, None)
        reached = []
        for place, value in enumerate(row):
            come_from = fresh
            for then in recent:
                for before, end in zip(people[then], ends[then], strict=True):
                    step_s = times_s[now] - times_s[then]
                    cost = _jump_cost(before.region, people[now][place].region, step_s, change)
                    if end.gain - cost > come_from.gain:
                        come_from = _End(end.gain - cost, end.sighting, end.before)
            reached.append(_End(come_from.gain + value / typical, (now, place), come_from))
        ends.append(reached)
        best_until.append(max([*best_until[-1:], *reached, _End(0.0, None, None)], key=lambda end: end.gain))
    return _path(best_until[-1] if best_until else _End(0.0, None, None), len(people))


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
    """Little for a move that a body makes in that time, up to `change` for one that none makes."""
    moved = math.hypot(after.x - before.x, after.y - before.y) / ((before.side + after.side) / 2)
    grown = abs(math.log(after.side / before.side))
    turned = abs((after.angle_rad - before.angle_rad + math.pi) % (2 * math.pi) - math.pi)
    unlike = (moved + grown / 2 + turned / 5) / (_EASY_SHIFT + _EASY_SPEED * step_s)
    return min(change, 2 * unlike**2)


def _path(end: _End | None, count: int) -> list[int | None]:
    chosen: list[int | None] = [None] * count
    while end is not None and end.sighting is not None:
        chosen[end.sighting[0]] = end.sighting[1]
        end = end.before
    return chosen
