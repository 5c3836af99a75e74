"""What some dances say together: a table beside the goals, and the branches of the last one."""

import io
import os
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import av
import numpy as np

from bench.practice.clip import RATE_HZ, number_in
from bench.practice.page import Danced

#: Of the camera's clip: longer than a dance with what comes before it.
PICTURES = 2400
#: After so many its numbers begin anew.
CYCLE = PICTURES + RATE_HZ
#: A page that is drawn at the full pace, 60 times a second, has left out a frame by then.
SLOW_MS, FULL_PACE_MS = 25, 1000 / 60


@dataclass(frozen=True)
class Measure:
    """Something measured of each dance, and its goal where it has one."""

    name: str
    of: Callable[[Danced], float]
    most: float | None = None
    least: float | None = None

    @property
    def goal(self) -> str:
        """As the table shows it."""
        return f"<= {self.most:g}" if self.most is not None else f">= {self.least:g}" if self.least else ""

    def is_missed(self, value: float) -> bool:
        """Is it beyond the goal?"""
        too_much = self.most is not None and value > self.most
        return too_much or (self.least is not None and value < self.least)


def report(danced: Sequence[Danced]) -> tuple[list[str], bool]:
    """Lines of a table, and whether a goal was missed by the median of the dances."""
    what = f"{len(danced)} dances, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"
    lines = [f"| {what} | goal | median | all |", "|---|---|---|---|"]
    missed = False
    for measure in MEASURES:
        values = [measure.of(each) for each in danced]
        middle = statistics.median(values)
        is_missed = measure.is_missed(middle)
        missed |= is_missed
        shown = " ".join(f"{value:.1f}" for value in values)
        mark = " **missed**" if is_missed else ""
        lines.append(f"| {measure.name} | {measure.goal} | {middle:.1f}{mark} | {shown} |")
    return [*lines, "", *_branches(danced[-1])], missed


def _branches(danced: Danced) -> list[str]:
    lines = [
        "| branch, last dance | in | out | dropped | median ms | worst ms |",
        "|---|---|---|---|---|---|",
    ]
    for name, stats in danced.stats.items():
        latencies = " | ".join(_ms(stats[key]) for key in ("medianLatencyMs", "worstLatencyMs"))
        lines.append(f"| {name} | {stats['came']} | {stats['done']} | {stats['dropped']} | {latencies} |")
    return lines


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def _share(danced: Danced, branch: str, what: str) -> float:
    stats = danced.stats[branch]
    return 100 * float(stats[what]) / max(float(stats["came"]), 1.0)


def _slow_frames(danced: Danced) -> float:
    return 100 * sum(took > SLOW_MS for took in danced.frames_ms) / max(len(danced.frames_ms), 1)


def _late_frames(danced: Danced) -> float:
    """Over half as long again as the browser meant them to take; at its full pace that is over 25 ms."""
    frames = zip(danced.frames_ms, danced.paces_ms, strict=True)
    late = sum(took > SLOW_MS / FULL_PACE_MS * pace for took, pace in frames)
    return 100 * late / max(len(danced.frames_ms), 1)


def _previewed(danced: Danced) -> float:
    return 100 * len(danced.preview_ms) / danced.seconds / _camera(danced)


def _latency(danced: Danced, branch: str) -> float:
    return float(danced.stats[branch]["medianLatencyMs"] or 0.0)


def _numbers(film: bytes) -> list[int]:
    """Of the pictures in it, by what is burnt into them."""
    with av.open(io.BytesIO(film), mode="r") as container:
        pictures = (frame.to_ndarray(format="gray") for frame in container.decode(video=0))
        return [number_in(np.asarray(picture, np.uint8)) for picture in pictures]


def _recorded(film: bytes) -> float:
    """Share of the camera's pictures, from the first recorded one to the last."""
    numbers = _numbers(film)
    steps = [(later - earlier) % CYCLE for earlier, later in pairwise(numbers)]
    return 100 * len(set(numbers)) / (sum(steps) + 1)


def _camera(danced: Danced) -> float:
    numbers = _numbers(danced.film)
    return len(set(numbers)) / _recorded(danced.film) * 100 / danced.seconds


MEASURES = (
    Measure("class pictures dropped, %", lambda each: _share(each, "class", "dropped"), most=3),
    Measure("page frames over 25 ms, %", _slow_frames, most=5),
    Measure("page frames late by the browser's own pace, %", _late_frames, most=5),
    Measure("long tasks over 50 ms", lambda each: len(each.long_ms), most=0),
    Measure("camera pictures recorded, %", lambda each: _recorded(each.film), least=95),
    Measure("poses a second", lambda each: float(each.stats["pose"]["done"]) / each.seconds, least=8),
    Measure("pose latency, median ms", lambda each: _latency(each, "pose"), most=120),
    Measure("preview's longest wait, ms", lambda each: max(each.preview_ms, default=0)),
    Measure("preview pictures shown, % of the camera's", _previewed, least=95),
    Measure("camera pictures a second", _camera),
)
