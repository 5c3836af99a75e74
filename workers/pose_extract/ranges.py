"""A take looked at by several processes at once, each on ranges of it, joined without a seam.

How the take is cut decides only who does what: every picture finds the same sightings around it, so the
result is the same for any number of processes. Must not judge what was found.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import partial

import numpy as np
from numpy.typing import NDArray

from workers.pose_extract.children import Child
from workers.pose_extract.plan import REACH, Plan, Seen
from workers.pose_extract.region import Region
from workers.pose_extract.take import Index
from workers.step import StepRefusedError

_TICK_S = 0.5
#: So far apart people are looked for; a body's region moves evenly enough between.
_SIGHTING_S = 0.2
#: And never more pictures than these, which bounds how many are held at once.
_MOST_BETWEEN = 12
#: A range takes at least this many pictures, so that what ranges overlap by stays a small part.
_LEAST_PICTURES = 180
_RANGES_EACH = 3

Choice = dict[int, Region | None]


def sighting_places(times_s: NDArray[np.float64]) -> list[int]:
    """Places of the pictures on which people are looked for: the first, then by time, then the last."""
    places = [0]
    for place in range(1, len(times_s)):
        late = times_s[place] - times_s[places[-1]] >= _SIGHTING_S - 1e-6
        if late or place - places[-1] >= _MOST_BETWEEN or place == len(times_s) - 1:
            places.append(place)
    return places


def cut(
    index: Index, sightings: Sequence[int], processes: int, first: int = 0, last: int | None = None
) -> list[Plan]:
    """Ranges that together report every picture at first <= place < last (by default all) once.

    They begin soon after a picture where decoding can begin, if there is one near an even share; where there
    is none the pictures before are decoded in vain.
    """
    end = len(index.pts) if last is None else last
    share = max(_LEAST_PICTURES, -(-(end - first) // (processes * _RANGES_EACH)))
    firsts = [first]
    while (even := firsts[-1] + share) < end - share // 2:
        firsts.append(begin_near(index, sightings, even, share // 2))
    lasts = [*firsts[1:], end]
    return [plan_for(index, sightings, *places, {}) for places in zip(firsts, lasts, strict=True)]


def plan_for(index: Index, sightings: Sequence[int], first: int, last: int, chosen: Choice) -> Plan:
    """The plan that reports pictures first <= place < last, with the sightings around them."""
    row = int(np.searchsorted(sightings, first, side="right")) - 1
    start = sightings[max(0, row - (REACH - 1))]
    after = int(np.searchsorted(sightings, last - 1, side="left")) + REACH - 1
    end = sightings[min(after, len(sightings) - 1)]
    within = frozenset(place for place in sightings if start <= place <= end)
    mine = {place: region for place, region in chosen.items() if place in within}
    return Plan(start, index.pts[start : end + 1], within, first, last, mine)


def run(
    children: Sequence[Child], plans: Sequence[Plan], watch: Callable[[float], None], deadline_s: float
) -> list[Seen]:
    """What was seen in each plan, in their order.

    Args:
        children: idle ones; each takes the next plan when it is free.
        plans: what to do.
        watch: is told now and then, from this thread, which part (0..1) of the pictures is done.
        deadline_s: on `time.monotonic`'s clock.

    Raises:
        StepRefusedError: the take is refused by a child, or the deadline passes.
        PoseProcessError: a child ended or failed.
    """
    done = [0] * len(plans)
    results: list[Seen | None] = [None] * len(plans)
    turn, lock = iter(range(len(plans))), threading.Lock()

    def work(child: Child) -> None:
        while (mine := _next(turn, lock)) is not None:
            results[mine] = child.scan(plans[mine], partial(done.__setitem__, mine))
            done[mine] = plans[mine].last - plans[mine].first

    total = max(1, sum(plan.last - plan.first for plan in plans))
    with ThreadPoolExecutor(len(children)) as pool:
        waiting = {pool.submit(work, child) for child in children}
        try:
            while waiting:
                finished, waiting = wait(waiting, timeout=_TICK_S, return_when=FIRST_EXCEPTION)
                for future in finished:
                    future.result()
                watch(min(1.0, sum(done) / total))
                _keep(deadline_s)
        except BaseException:
            for child in children:  # their threads wait for them
                child.end()
            raise
    return [seen for seen in results if seen is not None]


def _next(turn: Iterator[int], lock: threading.Lock) -> int | None:
    with lock:
        return next(turn, None)


def _keep(deadline_s: float) -> None:
    if time.monotonic() > deadline_s:
        raise StepRefusedError("The take takes longer to look at than is allowed. Shorten it.")


def begin_near(index: Index, sightings: Sequence[int], even: int, slack: int) -> int:
    """The sighting nearest to `even` before which little is decoded in vain, else the one at `even`.

    Little: the sightings that it needs before itself are at or after a picture where decoding can begin.
    """
    rows = np.searchsorted(sightings, np.flatnonzero(index.key)) + REACH - 1
    ready = np.asarray(sightings)[rows[rows < len(sightings)]]
    near = ready[np.abs(ready - even) <= slack]
    if len(near):
        return int(near[np.abs(near - even).argmin()])
    return sightings[int(np.searchsorted(sightings, even, side="right")) - 1]
