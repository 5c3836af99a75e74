"""The figures: from a judge and trials to what the table tells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bench.scoring.bones import LIMBS, Body
from bench.scoring.corpus import DanceClass
from bench.scoring.performers import Camera, Dancing, Performer, Stream, perform, performer_of
from bench.scoring.trials import Judge, Marks, Trial, days, well_danced

Floats = NDArray[np.float64]

LEVELS = (1.0, 0.8, 0.6, 0.4, 0.2)
DAMAGES: Mapping[str, tuple[Dancing, ...]] = {
    "joint noise 4 to 32 degrees": tuple(Dancing(angle_deg=by) for by in (4.0, 8.0, 12.0, 18.0, 24.0, 32.0)),
    "amplitude 1.0 to 0.2": tuple(Dancing(amplitude=by) for by in (1.0, 0.8, 0.6, 0.4, 0.2)),
    "delay 50 to 400 ms": tuple(Dancing(lag_s=by) for by in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)),
    "1 to 4 frozen limbs": tuple(Dancing(frozen=tuple(LIMBS)[:by]) for by in (0, 1, 2, 3, 4)),
    "rhythm jittered by 0 to 200 ms": tuple(
        Dancing(jitter_s=by) for by in (0.0, 0.04, 0.08, 0.12, 0.16, 0.2)
    ),
}
"""Each from little to much."""


def marked(judge: Judge, trials: Iterable[Trial], mirror: str = "auto") -> list[tuple[Trial, Marks]]:
    """Every trial with its marks."""
    return [(trial, judge(trial.danced, trial.stream, mirror)) for trial in trials]


def part_samples(marks: Iterable[tuple[Trial, Marks]]) -> Floats:
    """(n,) raw similarities of the parts that are samples; those not judged are none."""
    values = np.concatenate([each.parts[slice(*trial.parts)] for trial, each in marks])
    return np.asarray(values[np.isfinite(values)])


def auc(above: Floats, below: Floats) -> float:
    """How often one of `above` is the larger of a pair with one of `below`; a tie is half."""
    ranked = np.sort(below)
    wins = np.searchsorted(ranked, above, "left") + np.searchsorted(ranked, above, "right")
    return float(wins.mean() / (2 * len(below)))


def spearman(one: Sequence[float], two: Sequence[float]) -> float:
    """Correlation of ranks; no ties expected."""
    ranks = [np.argsort(np.argsort(values)).astype(float) for values in (one, two)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def ks_to_uniform(scores: Floats, low: float = 40.0, high: float = 100.0) -> float:
    """Kolmogorov's distance of a sample's distribution to the even one over low..high."""
    place = (np.sort(scores) - low) / (high - low)
    steps = np.arange(len(place) + 1) / len(place)
    return float(np.maximum(steps[1:] - place, place - steps[:-1]).max())


@dataclass(frozen=True)
class Order:
    """Of several takes of known quality: neighbours in the wrong order by more than a point, the worst, of
    how many.
    """

    inverted: int
    worst: float
    pairs: int


def order(judge: Judge, classes: Sequence[DanceClass], seed: int) -> Order:
    """The same people on days of falling quality; neighbours in quality are compared."""
    falls: list[float] = []
    for number, danced in enumerate(classes):
        marks = marked(judge, days(danced, seed * 100_000 + number, LEVELS))
        falls += [worse.score - better.score for (_, better), (_, worse) in pairwise(marks)]
    return Order(sum(fall > 1 for fall in falls), max(0.0, *falls), len(falls))


@dataclass(frozen=True)
class Damage:
    """Of one kind of damage.

    Attributes:
        kept: neighbours that do not rise with more damage, but for a rounding (0.05 points).
        nearly: those that do not rise by more than half a point, which nobody sees.
        pairs: of how many.
        scores: mean at each level.
    """

    kept: int
    nearly: int
    pairs: int
    scores: tuple[float, ...]


def damage(judge: Judge, classes: Sequence[DanceClass], seed: int) -> Iterator[tuple[str, Damage]]:
    """Trained dancers, damaged in one way at a time; their own lag is none."""
    for kind, levels in DAMAGES.items():
        table = []
        for number, danced in enumerate(classes):
            whole = well_danced(seed * 100_000 + number)
            kept = replace(whole.dancing, lag_s=0.0, forgotten=0.0)
            trials = (
                Trial(danced, perform(danced, replace(whole, dancing=_damaged(kept, level))))
                for level in levels
            )
            table.append([marks.score for _, marks in marked(judge, trials)])
        scores = np.array(table)
        rises = np.diff(scores, axis=1)
        strictly, nearly = int((rises <= 0.05).sum()), int((rises <= 0.5).sum())
        yield kind, Damage(strictly, nearly, rises.size, tuple(scores.mean(axis=0).tolist()))


def _damaged(kept: Dancing, level: Dancing) -> Dancing:
    """What is whole of `kept`, with the one thing that the level damages."""
    plain = Dancing()
    changed = {name: value for name, value in vars(level).items() if value != getattr(plain, name)}
    return replace(kept, **changed)


@dataclass(frozen=True)
class Lags:
    """Of a constant lag: points lost at most and on average, and the error of the lag told, seconds."""

    lost_most: float
    lost_mean: float
    error_median_s: float
    error_p95_s: float


def constant_lag(judge: Judge, classes: Sequence[DanceClass], seed: int, lag_s: float = 0.1) -> Lags:
    """The same practice on time, and all of it early or late by lag_s."""
    lost, errors = [], []
    for number, danced in enumerate(classes):
        whole = performer_of(0.8, seed * 100_000 + number)
        on_time = replace(whole, dancing=replace(whole.dancing, lag_s=0.0))
        stream = perform(danced, on_time)
        plain = judge(danced, stream, "auto")
        for sign in (-1, 1):
            moved = judge(danced, replace(stream, times_s=stream.times_s + sign * lag_s), "auto")
            lost.append(plain.score - moved.score)
            errors.append(abs(moved.lag_s - plain.lag_s - sign * lag_s))
    tail = float(np.percentile(errors, 95))
    return Lags(max(lost), float(np.mean(lost)), float(np.median(errors)), tail)


def kept_by(judge: Judge, classes: Sequence[DanceClass], performers: Sequence[Performer]) -> Floats:
    """(classes x performers,) raw totals of the teacher's own dance by the raw total of the teacher's own
    stream.
    """
    kept = []
    for danced in classes:
        own = judge(danced, perform(danced, Performer(0)), "auto").total
        kept += [judge(danced, perform(danced, each), "auto").total / own for each in performers]
    return np.array(kept)


def invariances() -> Mapping[str, tuple[Performer, ...]]:
    """The teacher's own dance with one thing about the body or the camera changed."""
    limbs = [Body((a, b, c, d)) for a, b, c, d in ((1.1, 1.1, 0.9, 0.9), (0.9, 0.9, 1.1, 1.1))]
    limbs += [Body((0.9, 1.1, 1.1, 0.9), 1.05), Body((1.15, 1.15, 1.15, 1.15)), Body(trunk=0.9)]
    return {
        "scale and place": tuple(
            Performer(0, camera=Camera(scale=scale, shift=shift))
            for scale, shift in ((0.5, (0.2, -0.1)), (1.3, (-0.1, 0.05)))
        ),
        "limb lengths, +-10 to 15 %": tuple(Performer(0, body=body) for body in limbs),
        "yaw of +-20 degrees": tuple(Performer(0, camera=Camera(yaw_deg=yaw)) for yaw in (-20.0, 20.0)),
        "yaw of +-20 degrees, z shrunk to 0.75": tuple(
            Performer(0, camera=Camera(yaw_deg=yaw, depth=0.75)) for yaw in (-20.0, 20.0)
        ),
        "mirrored, mode auto": (Performer(0, dancing=Dancing(mirrored=True)),),
    }


def rates(judge: Judge, classes: Sequence[DanceClass], seed: int, rate_hz: float = 10.0) -> Floats:
    """(parts,) differences of the raw part between a practice at 30 frames a second and a third of its
    frames.
    """
    found: list[float] = []
    for number, danced in enumerate(classes):
        whole = performer_of(0.8, seed * 100_000 + number)
        full = perform(danced, replace(whole, camera=replace(whole.camera, rate_hz=30.0, hole_s=0.0)))
        thin = slice(None, None, round(30 / rate_hz))
        sparse = Stream(full.times_s[thin], full.landmarks[thin], full.width, full.height)
        pair = [judge(danced, stream, "auto").parts for stream in (full, sparse)]
        found += np.abs(pair[0] - pair[1]).tolist()
    return np.array(found)
