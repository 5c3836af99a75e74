"""What happened to beats between two revisions, in figures and in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from eightcount_runtime.classpack.beats import Beats

#: A beat that vanished and one that appeared no farther away than this are one that was moved, seconds.
MOVED_AT_MOST_S = 0.25
#: All were moved together when their ways differ by no more than this, seconds.
_TOGETHER_S = 0.0015


@dataclass(frozen=True)
class Moved:
    """A beat that is elsewhere now; `index` counts from 0 in the later revision."""

    index: int
    from_s: float
    to_s: float


@dataclass(frozen=True)
class BeatDiff:
    """From one revision to another.

    Attributes:
        moved: beats that both have, elsewhere.
        added: times of those that only the later one has, seconds.
        removed: times of those that only the earlier one has, seconds.
        renamed: whether names of parts differ.
        count: how many beats the later one has.
    """

    moved: tuple[Moved, ...]
    added: tuple[float, ...]
    removed: tuple[float, ...]
    renamed: bool
    count: int

    @property
    def sentence(self) -> str:
        """For a person, as "2 beats moved by up to 12 ms, 1 added."."""
        said = []
        if self.moved:
            said.append(self._moves())
        for times, verb in ((self.added, "added"), (self.removed, "removed")):
            if times:
                said.append(f"{len(times) if said else _beats(len(times))} {verb}")
        if self.renamed:
            said.append("part names changed")
        told = ", ".join(said) or "nothing changed"
        return f"{told[0].upper()}{told[1:]}."

    def _moves(self) -> str:
        ways_ms = [abs(beat.to_s - beat.from_s) * 1000 for beat in self.moved]
        farthest = f"{max(ways_ms):.0f} ms" if max(ways_ms) >= 1 else "less than 1 ms"
        if len(self.moved) == 1:
            return f"1 beat moved by {farthest}"
        if max(ways_ms) - min(ways_ms) <= _TOGETHER_S * 1000:
            every = "all " if len(self.moved) == self.count else ""
            return f"{every}{_beats(len(self.moved))} moved by {farthest}"
        return f"{_beats(len(self.moved))} moved by up to {farthest}"


def diff(old: Beats, new: Beats) -> BeatDiff:
    """Both with times that rise. Where all went the same way together, none was added or removed; else beats
    that are each other's nearest, within `MOVED_AT_MOST_S`, are the same beat.
    """
    before, after = old.times_s, new.times_s
    pairs = _together(before, after) or _nearest(before, after)
    kept_before, kept_after = {at for at, _ in pairs}, {at for _, at in pairs}
    return BeatDiff(
        moved=tuple(Moved(at, before[was], after[at]) for was, at in pairs if before[was] != after[at]),
        added=tuple(time_s for at, time_s in enumerate(after) if at not in kept_after),
        removed=tuple(time_s for at, time_s in enumerate(before) if at not in kept_before),
        renamed=old.part_names != new.part_names,
        count=len(after),
    )


def _together(before: Sequence[float], after: Sequence[float]) -> list[tuple[int, int]]:
    """All with all, where there are as many and they moved as one, by a few steps at most; else nothing."""
    if len(before) != len(after) or len(before) < 2:
        return []
    ways_s = [to_s - from_s for from_s, to_s in zip(before, after, strict=True)]
    usual_s = median(ways_s)
    steps_s = median(to_s - from_s for from_s, to_s in pairwise(before))
    as_one = all(abs(way_s - usual_s) <= _TOGETHER_S for way_s in ways_s)
    return [(at, at) for at in range(len(before))] if as_one and abs(usual_s) < 4 * steps_s else []


def _nearest(before: Sequence[float], after: Sequence[float]) -> list[tuple[int, int]]:
    """Pairs that are each other's nearest; both lists rise, so pairs never cross."""
    to_after = _nearest_of(before, after)
    to_before = _nearest_of(after, before)
    return [
        (was, at)
        for was, at in enumerate(to_after)
        if at is not None and to_before[at] == was and abs(before[was] - after[at]) <= MOVED_AT_MOST_S
    ]


def _nearest_of(these: Sequence[float], those: Sequence[float]) -> list[int | None]:
    """For each of these the index of the nearest of those, the earlier of two; None where there are none."""
    found: list[int | None] = []
    at = 0
    for time_s in these:
        while at + 1 < len(those) and abs(those[at + 1] - time_s) < abs(those[at] - time_s):
            at += 1
        found.append(at if those else None)
    return found


def _beats(count: int) -> str:
    return "1 beat" if count == 1 else f"{count} beats"
