"""What is wrong with a class's beats: all of it, each in one sentence with its place.

An error makes the beats unusable for a build; a warning asks a person to look. Must not change beats.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from eightcount_runtime.classpack.beats import STEPS_PER_PART, Beats
from eightcount_runtime.classpack.problems import Problem

DOUBLED_S = 0.050
"""Two beats nearer than this are one beat marked twice: no dancer steps at 1200 beats a minute, a key
bounces.
"""
USUAL_PARTS = (4, 6)
TEMPO_TOLERANCE = 0.25
"""A step may be so much longer or shorter than the median of its neighbours; two marks of 30 ms jitter stay
within.
"""
_NEIGHBOURS = 4


def check_beats(beats: Beats, *, song_duration_s: float | None = None) -> tuple[Problem, ...]:
    """All problems of the beats, by place.

    Args:
        beats: as marked.
        song_duration_s: length of the song, where it is known.

    Returns:
        Problems whose `index` counts beats from 0. Codes, errors: `no_beats`, `not_a_number`, `negative`,
        `beyond_song`, `doubled`, `unsorted`, `part_incomplete`; warnings: `part_count`, `uneven_step`.
    """
    times_s = beats.times_s
    if not times_s:
        return (Problem("error", "no_beats", "No beats are marked yet."),)
    found = [*_bad_times(times_s, song_duration_s), *_bad_order(times_s)]
    rising = not any(problem.code in {"not_a_number", "doubled", "unsorted"} for problem in found)
    found += _bad_parts(beats, rising=rising)
    if rising:
        found += _uneven_steps(times_s)
    return tuple(sorted(found, key=lambda problem: -1 if problem.index is None else problem.index))


def place_of(index: int, count: int) -> str:
    """Where a beat stands, in words: "beat 13 (part 2, count 5)"; the last one of all ends the class."""
    if index == count - 1 and index % STEPS_PER_PART == 0 and index:
        return f"beat {index + 1} (the end)"
    return f"beat {index + 1} (part {index // STEPS_PER_PART + 1}, count {index % STEPS_PER_PART + 1})"


def _bad_times(times_s: Sequence[float], song_duration_s: float | None) -> Iterator[Problem]:
    for at, time_s in enumerate(times_s):
        where = _start(place_of(at, len(times_s)))
        if not math.isfinite(time_s):
            yield Problem("error", "not_a_number", f"{where} has no time: it is not a number.", at)
        elif time_s < 0:
            yield Problem("error", "negative", f"{where} is at {time_s:.3f} s, before the song starts.", at)
        elif song_duration_s is not None and time_s > song_duration_s:
            sentence = f"{where} is at {time_s:.3f} s, but the song ends at {song_duration_s:.3f} s."
            yield Problem("error", "beyond_song", sentence, at)


def _bad_order(times_s: Sequence[float]) -> Iterator[Problem]:
    for at in range(1, len(times_s)):
        step_s = times_s[at] - times_s[at - 1]
        if not math.isfinite(step_s):
            continue
        where = _start(place_of(at, len(times_s)))
        if abs(step_s) < DOUBLED_S:
            sentence = f"{where} at {times_s[at]:.3f} s repeats the one before it: delete one of the two."
            yield Problem("error", "doubled", sentence, at)
        elif step_s < 0:
            sentence = f"{where} at {times_s[at]:.3f} s comes before the beat that stands before it."
            yield Problem("error", "unsorted", sentence, at)


def _bad_parts(beats: Beats, *, rising: bool) -> Iterator[Problem]:
    left_over = beats.step_count % STEPS_PER_PART
    if left_over or not beats.step_count:
        yield _incomplete(beats.times_s, left_over, rising=rising)
        return
    fewest, most = USUAL_PARTS
    if not fewest <= beats.part_count <= most:
        parts = "1 part" if beats.part_count == 1 else f"{beats.part_count} parts"
        yield Problem("warning", "part_count", f"The class has {parts}; {fewest} to {most} are usual.")


def _incomplete(times_s: Sequence[float], left_over: int, *, rising: bool) -> Problem:
    """Which part lacks a beat or has one too many, told from the spacing where that shows it."""
    last = len(times_s) - 1
    if rising and left_over == STEPS_PER_PART - 1 and (gap := _longest_gap(times_s)) is not None:
        part = gap // STEPS_PER_PART + 1
        sentence = (
            f"Part {part} has only 7 steps: a beat seems to be missing between"
            f" {times_s[gap]:.3f} s and {times_s[gap + 1]:.3f} s (after count {gap % STEPS_PER_PART + 1})."
        )
        return Problem("error", "part_incomplete", sentence, gap)
    if rising and left_over == 1 and (extra := _extra_beat(times_s)) is not None:
        part = (extra - 1) // STEPS_PER_PART + 1
        sentence = f"Part {part} has 9 steps: the beat at {times_s[extra]:.3f} s seems to be one too many."
        return Problem("error", "part_incomplete", sentence, extra)
    steps = "1 step" if left_over == 1 else f"{left_over} steps"
    sentence = (
        f"Part {last // STEPS_PER_PART + 1}, the last one, has only {steps}: a part has 8, so"
        f" {last + 1} beats are {STEPS_PER_PART - left_over} too few or {left_over} too many."
    )
    if not left_over:
        sentence = "One beat alone makes no step: a class has 8 n + 1 beats."
    return Problem("error", "part_incomplete", sentence, last)


def _longest_gap(times_s: Sequence[float]) -> int | None:
    """The step that is about twice as long as its neighbours, if there is exactly one such."""
    wide = [at for at, ratio in enumerate(_ratios(times_s)) if 1.6 <= ratio <= 2.6]
    return wide[0] if len(wide) == 1 else None


def _extra_beat(times_s: Sequence[float]) -> int | None:
    """The beat without which two short steps become one of the usual length, if there is exactly one such."""
    ratios = _ratios(times_s)
    inner = [
        at
        for at in range(1, len(times_s) - 1)
        if ratios[at - 1] < 0.8 and ratios[at] < 0.8 and 0.75 <= ratios[at - 1] + ratios[at] <= 1.3
    ]
    return inner[0] if len(inner) == 1 else None


def _uneven_steps(times_s: Sequence[float]) -> Iterator[Problem]:
    for at, ratio in enumerate(_ratios(times_s)):
        if abs(ratio - 1) > TEMPO_TOLERANCE:
            step_s = times_s[at + 1] - times_s[at]
            sentence = (
                f"The step from {place_of(at, len(times_s))} lasts {step_s:.3f} s,"
                f" {ratio:.2f} times as long as its neighbours."
            )
            yield Problem("warning", "uneven_step", sentence, at)


def _ratios(times_s: Sequence[float]) -> list[float]:
    """Each step's length over the median of up to four steps on either side; 1 where it has too few
    neighbours.
    """
    steps_s = [after - before for before, after in pairwise(times_s)]
    ratios = []
    for at, step_s in enumerate(steps_s):
        around = steps_s[max(0, at - _NEIGHBOURS) : at] + steps_s[at + 1 : at + 1 + _NEIGHBOURS]
        ratios.append(step_s / median(around) if len(around) >= _NEIGHBOURS else 1.0)
    return ratios


def _start(words: str) -> str:
    return words[0].upper() + words[1:]
