"""The thinking of pose_extract: look at the take in ranges, settle who the dancer is, make the track."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.pose_extract.crew import Crew
from workers.pose_extract.follow import dancer, first_pick
from workers.pose_extract.frame import Upright
from workers.pose_extract.messages import Setup
from workers.pose_extract.plan import REACH, Plan, Seen
from workers.pose_extract.ranges import Choice, cut, plan_for
from workers.pose_extract.region import Person, Region
from workers.pose_extract.scans import Scan, fitting, gaps
from workers.pose_extract.take import Index
from workers.pose_extract.track import Smoothing, Track, raw_track, smoothed
from workers.step import Limits, StepRefusedError

_FIRST_LOOK = 0.9
#: A second look is cut into ranges of about this many pictures.
_MOST_AGAIN = 300


@dataclass(frozen=True)
class Extraction:
    """The track, the track before smoothing, and what was in view, by place of the picture."""

    track: Track
    raw: Track
    people: Mapping[int, Sequence[Person]]
    chosen: Mapping[int, Region | None]


def extract(
    setup: Setup,
    smoothing: Smoothing,
    limits: Limits,
    watch: Callable[[float], None],
    scans: Sequence[Scan] = (),
) -> Extraction:
    """The dancer's poses in every picture of a take.

    Args:
        scans: what other workers have seen of it; pictures that none of them speaks of are looked at here.

    Raises:
        StepRefusedError: the take cannot be read, shows nobody, or exceeds a limit.
        children.PoseProcessError: a process failed for a reason that is not the take's.
    """
    with Crew(setup, limits) as crew:
        index, times_s, sightings = crew.index, crew.times_s, crew.sightings
        known = fitting(scans, index)
        plans = [
            plan
            for first, last in gaps(known, len(index.pts))
            for plan in cut(index, sightings, limits.processes, first, last)
        ]
        looked = crew.look(plans, lambda part: watch(part * _FIRST_LOOK))
        plans += [plan_for(index, sightings, scan.first, scan.last, {}) for scan in known]
        looked += [scan.seen for scan in known]
        people = {place: seen for part in looked for place, seen in part.people.items()}
        chosen = _chosen(times_s, people, setup.upright)
        again = _look_again(index, sightings, people, chosen, setup.upright)
        looked += crew.look(again, lambda part: watch(_FIRST_LOOK + part * (1 - _FIRST_LOOK)))
    raw = _joined(times_s, [*plans, *again], looked, setup.upright)
    return Extraction(smoothed(raw, smoothing), raw, people, chosen)


def _chosen(
    times_s: NDArray[np.float64], people: Mapping[int, Sequence[Person]], upright: Upright
) -> dict[int, Region | None]:
    """The dancer's region at each sighting, judged over the whole take."""
    places = sorted(people)
    picks = dancer([float(times_s[place]) for place in places], [people[place] for place in places], upright)
    return {
        place: None if pick is None else people[place][pick].region
        for place, pick in zip(places, picks, strict=True)
    }


def _look_again(
    index: Index,
    sightings: Sequence[int],
    people: Mapping[int, Sequence[Person]],
    chosen: Choice,
    upright: Upright,
) -> list[Plan]:
    """Plans for the pictures near sightings where the whole take says another dancer than the first look."""
    wrong = []
    for row, place in enumerate(sightings):
        seen = people.get(place, ())
        pick = first_pick(seen, upright)
        if place in people and chosen[place] != (None if pick is None else seen[pick].region):
            wrong.append(
                (sightings[max(0, row - REACH)], sightings[min(row + REACH, len(sightings) - 1)] + 1)
            )
    merged: list[tuple[int, int]] = []
    for first, last in wrong:
        if merged and first <= merged[-1][1] and last - merged[-1][0] <= _MOST_AGAIN:
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((max(first, merged[-1][1]) if merged else first, last))
    return [plan_for(index, sightings, first, last, chosen) for first, last in merged if first < last]


def _joined(
    times_s: NDArray[np.float64], plans: Sequence[Plan], looked: Sequence[Seen], upright: Upright
) -> Track:
    """All that was seen as one raw track; what was looked at again counts as seen then."""
    latest: dict[int, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}
    for plan, seen in zip(plans, looked, strict=True):
        for place in range(plan.first, plan.last):
            latest.pop(place, None)
        for row, place in enumerate(seen.places.tolist()):
            latest[place] = (seen.image[row], seen.world[row])
    if not latest:
        raise StepRefusedError(
            "Nobody is in view in the take. Upload a take that shows the dancer from head to feet.",
            f"no body in any of {len(times_s)} pictures",
        )
    places = sorted(latest)
    image, world = (np.array([latest[place][which] for place in places]) for which in (0, 1))
    return raw_track(times_s, np.array(places), image, world, upright.width / upright.height)
