"""Beats against known ones, by mir_eval: F within 70 ms, as they are and at the best metrical level."""

from dataclasses import dataclass

import mir_eval.beat
import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.float64]

_WITHIN_S = 0.07


@dataclass(frozen=True)
class Score:
    """`f` as the beats are, `f_best` at the best level, `bias_ms` there: the median of late minus early."""

    f: float
    f_best: float
    bias_ms: float


def judge(true_s: Times, beats_s: Times) -> Score:
    """Beats (n,) against the known ones, both without their first five seconds, as is usual."""
    true_s, beats_s = (mir_eval.beat.trim_beats(times) for times in (true_s, beats_s))
    f = [mir_eval.beat.f_measure(level, beats_s, _WITHIN_S) for level in levels(true_s)]
    best = int(np.argmax(f))
    return Score(float(f[0]), float(f[best]), _bias_ms(levels(true_s)[best], beats_s))


def levels(true_s: Times) -> list[Times]:
    """The known beats, then what a person may as well dance to: half off, double, and the two halves."""
    between_s = (true_s[:-1] + true_s[1:]) / 2
    return [true_s, between_s, np.sort(np.concatenate([true_s, between_s])), true_s[::2], true_s[1::2]]


def _bias_ms(true_s: Times, beats_s: Times) -> float:
    if not len(true_s) or not len(beats_s):
        return float("nan")
    late_s = beats_s - true_s[np.abs(beats_s[:, None] - true_s).argmin(axis=1)]
    near = np.abs(late_s) <= _WITHIN_S
    return float(np.median(late_s[near]) * 1e3) if near.any() else float("nan")
