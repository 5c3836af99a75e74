"""One range of a take, looked at: people on every few pictures, one body in every picture between.

The region of a picture comes from the sightings around it in time, before and after, and from nothing
else: no answer is fed back. So what is found in a picture does not depend on which range it fell in.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from workers.pose_extract.body import COUNT, Body
from workers.pose_extract.engine import Engine
from workers.pose_extract.follow import first_pick, regions_between
from workers.pose_extract.frame import Frame, Upright
from workers.pose_extract.plan import REACH, Plan, Seen
from workers.pose_extract.region import Person, Region

_KEPT = 2 * REACH


@dataclass(frozen=True)
class _Sighting:
    """A picture on which people were looked for, and the dancer's body in it if there was one."""

    place: int
    body: Body | None


def scan(
    engine: Engine,
    frames: Iterator[Frame],
    upright: Upright,
    plan: Plan,
    watch: Callable[[int], None] = lambda _done: None,
) -> Seen:
    """Run the plan over its frames. `watch` is told how many pictures are done."""
    people: dict[int, list[Person]] = {}
    found: dict[int, Body] = {}
    for place, body in _bodies(engine, frames, upright, plan, people):
        watch(place - plan.first + 1)
        if body is not None:
            found[place] = body
    places = sorted(found)
    return Seen(
        np.array(places, np.int64),
        np.array([found[place].image for place in places], np.float32).reshape(-1, COUNT, 4),
        np.array([found[place].world for place in places], np.float32).reshape(-1, COUNT, 3),
        {place: seen for place, seen in people.items() if plan.first <= place < plan.last},
    )


def _bodies(
    engine: Engine, frames: Iterator[Frame], upright: Upright, plan: Plan, people: dict[int, list[Person]]
) -> Iterator[tuple[int, Body | None]]:
    """Bodies of the pictures to report, in bursts: a picture waits for the sightings that it lies between."""
    places = {pts: plan.start + row for row, pts in enumerate(plan.pts.tolist())}
    sightings: list[_Sighting] = []
    waiting: deque[tuple[int, Frame]] = deque()
    for frame in frames:
        place = places.get(frame.pts)
        if place is None:
            continue
        waiting.append((place, frame))
        if place in plan.sightings:
            people[place], body = _look(engine, frame, upright, plan, place)
            sightings.append(_Sighting(place, body))
        while waiting and _is_settled(sightings, waiting[0][0]):
            yield from _report(engine, upright, plan, sightings, waiting.popleft())
        sightings = sightings[-_KEPT:]
    for entry in waiting:
        yield from _report(engine, upright, plan, sightings, entry)


def _look(
    engine: Engine, frame: Frame, upright: Upright, plan: Plan, place: int
) -> tuple[list[Person], Body | None]:
    """Who is in view, and the body of the one chosen beforehand or picked now."""
    people = engine.people(frame, upright)
    if place in plan.chosen:
        region = plan.chosen[place]
    else:
        pick = first_pick(people, upright)
        region = None if pick is None else people[pick].region
    return people, None if region is None else engine.body(frame, upright, region)


def _report(
    engine: Engine, upright: Upright, plan: Plan, sightings: list[_Sighting], entry: tuple[int, Frame]
) -> Iterator[tuple[int, Body | None]]:
    place, frame = entry
    if not plan.first <= place < plan.last:
        return
    before, after = _around(sightings, place)
    if before is not None and before.place == place:
        yield place, before.body
        return
    part = 0.0 if before is None or after is None else (place - before.place) / (after.place - before.place)
    region = regions_between(_region(before), _region(after), part)
    yield place, None if region is None else engine.body(frame, upright, region)


def _around(sightings: list[_Sighting], place: int) -> tuple[_Sighting | None, _Sighting | None]:
    """The nearest sighting with a body among the two at or before the place, and the two at or after it."""
    before = [s for s in sightings if s.place <= place][-REACH:]
    after = [s for s in sightings if s.place >= place][:REACH]
    return (
        next((s for s in reversed(before) if s.body is not None), None),
        next((s for s in after if s.body is not None), None),
    )


def _is_settled(sightings: list[_Sighting], place: int) -> bool:
    """Whether no later sighting can change what is around the place."""
    after = [s for s in sightings if s.place >= place]
    return len(after) >= REACH or any(s.body is not None for s in after)


def _region(sighting: _Sighting | None) -> Region | None:
    return None if sighting is None or sighting.body is None else sighting.body.region
