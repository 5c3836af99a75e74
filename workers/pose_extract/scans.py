"""A stretch of a take as one worker has looked at it: the value, the file, and which stretch is whose.

Where a take is cut decides only who does what, as with the ranges of one worker's processes (`ranges`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workers.pose_extract.body import COUNT
from workers.pose_extract.messages import message_of, seen_of
from workers.pose_extract.plan import Plan, Seen
from workers.pose_extract.ranges import begin_near
from workers.pose_extract.take import Index
from workers.pose_extract.wire import Message

_FACTS = ("first", "last")


@dataclass(frozen=True)
class Scan:
    """What was seen at places first <= place < last; `pts` (last - first,) names those pictures."""

    first: int
    last: int
    pts: NDArray[np.int64]
    seen: Seen


NOTHING = Scan(
    0,
    0,
    np.zeros(0, np.int64),
    Seen(np.zeros(0, np.int64), np.zeros((0, COUNT, 4), np.float32), np.zeros((0, COUNT, 3), np.float32), {}),
)


def stretch(index: Index, sightings: Sequence[int], shard: int, of: int) -> tuple[int, int]:
    """Places (first, last) of the shard, counted from 1: together they are every picture once.

    They begin near even shares, where decoding can begin if there is such a picture near.
    """
    count = len(index.pts)

    def begin(number: int) -> int:
        if number in (0, of):
            return count * (number == of)
        return begin_near(index, sightings, number * count // of, count // of // 4)

    return begin(shard - 1), begin(shard)


def scan_of(index: Index, plans: Sequence[Plan], looked: Sequence[Seen]) -> Scan:
    """What was seen in plans that follow each other, as one."""
    first, last = plans[0].first, plans[-1].last
    people = {place: who for part in looked for place, who in part.people.items()}
    seen = Seen(
        np.concatenate([part.places for part in looked]),
        np.concatenate([part.image for part in looked]),
        np.concatenate([part.world for part in looked]),
        people,
    )
    return Scan(first, last, index.pts[first:last], seen)


def fitting(scans: Sequence[Scan], index: Index) -> list[Scan]:
    """Those that speak of pictures that this take has, in order, no picture twice."""
    kept: list[Scan] = []
    for scan in sorted(scans, key=lambda scan: scan.first):
        begins = kept[-1].last if kept else 0
        if begins <= scan.first < scan.last and np.array_equal(scan.pts, index.pts[scan.first : scan.last]):
            kept.append(scan)
    return kept


def gaps(scans: Sequence[Scan], count: int) -> Iterator[tuple[int, int]]:
    """Places (first, last) between scans that are in order, of `count` pictures."""
    begin = 0
    for first, last in [*((scan.first, scan.last) for scan in scans), (count, count)]:
        if begin < first:
            yield begin, first
        begin = last


def write_scan(path: Path, scan: Scan) -> None:
    """Write it whole or not at all; the same bytes for the same scan."""
    unfinished = path.with_name(path.name + ".unfinished")
    facts = {name: np.int64(getattr(scan, name)) for name in _FACTS}
    with unfinished.open("wb") as file:
        np.savez(file, allow_pickle=False, pts=scan.pts, **facts, **message_of(scan.seen).arrays)
    unfinished.replace(path)


def read_scan(path: Path) -> Scan:
    """Read what `write_scan` wrote. Raises ValueError or KeyError for anything else."""
    with np.load(path, allow_pickle=False) as stored:
        arrays = dict(stored)
    seen = seen_of(Message("seen", {}, arrays))
    return Scan(int(arrays["first"]), int(arrays["last"]), arrays["pts"], seen)
