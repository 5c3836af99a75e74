"""Beats: the instants marked by ear, seconds on the song clock. From a beat to the next one is a step, 8
steps are a part, so a class has 8 n + 1 beats.

A value here may be wrong (an editor's draft is): `beat_checks` says what is wrong with it, `beat_files` reads
and writes it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

STEPS_PER_PART = 8
MAX_BEATS = 4096
MAX_PARTS = MAX_BEATS // STEPS_PER_PART
MAX_NAME = 80


@dataclass(frozen=True)
class Beats:
    """Make it with `Beats.of`, which rounds and tidies.

    Attributes:
        times_s: seconds on the song clock, to the microsecond, in the order given.
        part_names: a name or None for each of the first parts; parts beyond it have no name.
    """

    times_s: tuple[float, ...]
    part_names: tuple[str | None, ...] = ()

    @classmethod
    def of(cls, times_s: Iterable[float], part_names: Iterable[str | None] = ()) -> "Beats":
        """Times rounded to the microsecond; names stripped, empty ones and those without a part dropped.

        Raises:
            ValueError: more than `MAX_BEATS` beats, or a name that is longer than `MAX_NAME` characters or
                holds control characters.
        """
        times = tuple(_microseconds(float(time_s)) for time_s in times_s)
        if len(times) > MAX_BEATS:
            raise ValueError(f"There are {len(times)} beats; at most {MAX_BEATS} can be kept.")
        names = [_tidy_name(name) for name in part_names][: -(-len(times) // STEPS_PER_PART)]
        while names and names[-1] is None:
            names.pop()
        return cls(times, tuple(names))

    @property
    def step_count(self) -> int:
        """From a beat to the next one is a step."""
        return max(0, len(self.times_s) - 1)

    @property
    def part_count(self) -> int:
        """Parts of 8 steps, an unfinished last one not counted."""
        return self.step_count // STEPS_PER_PART

    def name_of(self, part: int) -> str | None:
        """The name of a part, counted from 0."""
        return self.part_names[part] if part < len(self.part_names) else None


def _microseconds(time_s: float) -> float:
    return round(time_s, 6) + 0.0 if math.isfinite(time_s) else time_s  # + 0.0: no negative zero


def _tidy_name(name: str | None) -> str | None:
    tidy = (name or "").strip()
    if len(tidy) > MAX_NAME or not all(letter.isprintable() for letter in tidy):
        raise ValueError(f"A part's name must be one line of at most {MAX_NAME} printable characters.")
    return tidy or None
