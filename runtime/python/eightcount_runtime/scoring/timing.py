"""When: the shift of a whole run, a step's own lateness beside it, and what lateness costs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eightcount_runtime.classpack.parameters import Parameters
from eightcount_runtime.scoring.grid import RATE_HZ
from eightcount_runtime.scoring.hypotheses import Hypothesis
from eightcount_runtime.scoring.matching import MOST_LAG

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Leader:
    """The hypothesis and the shift (samples, late positive) that fit the judged steps best."""

    way: int
    lag: int


def samples(seconds: float) -> int:
    """The nearest number of samples."""
    return int(seconds * RATE_HZ + 0.5)


def leader_of(totals: Floats, steps: int, ways: tuple[Hypothesis, ...], numbers: Parameters) -> Leader:
    """Of all hypotheses and shifts within +-`lag_s` that of the best mean, the price taken off; of equals
    the first, hypotheses before shifts. Before any step: not mirrored where there is a choice, not turned,
    not shifted.

    Args:
        totals: (h, 31) sums of tables over judged steps.
        steps: how many.
        ways: the hypotheses.
        numbers: the parameters.
    """
    most = samples(numbers.lag_s)
    best, found = -np.inf, Leader(0, 0)
    for at, way in enumerate(ways):
        price = numbers.yaw_price * abs(way.yaw_deg) / 30 + numbers.mirror_price * way.mirrored
        for lag in range(-most, most + 1):
            value = float(totals[at, MOST_LAG + lag]) / max(steps, 1)
            value -= price + numbers.lag_price * abs(lag) / max(most, 1)
            if value > best:
                best, found = value, Leader(at, lag)
    return found


def own_lag(row: Floats, valid: Bools, lag: int, numbers: Parameters) -> tuple[int, float]:
    """A step's own lag: its best one within `step_lag_s` of the run's, the price taken off.

    Args:
        row: (31,) similarity at every lag.
        valid: (31,) where the step can be judged; it must be so at `lag`.
        lag: the run's, samples.
        numbers: the parameters.

    Returns:
        the lag in samples, of equals the one nearest to the run's, then the earlier; and the same between
        samples, at the top of the parabola through it and its two neighbours.
    """
    most = samples(numbers.step_lag_s)

    def worth(at: int) -> float:
        return float(row[MOST_LAG + at]) - numbers.step_lag_price * abs(at - lag) / max(most, 1)

    own = lag
    for far in range(1, most + 1):
        for at in (lag - far, lag + far):
            if valid[MOST_LAG + at] and worth(at) > worth(own):
                own = at
    return own, own + _top(own, worth, valid, (lag - most, lag + most))


def _top(own: int, worth: Callable[[int], float], valid: Bools, ends: tuple[int, int]) -> float:
    if own in ends or not (valid[MOST_LAG + own - 1] and valid[MOST_LAG + own + 1]):
        return 0.0
    before, here, after = worth(own - 1), worth(own), worth(own + 1)
    bend = before - 2 * here + after
    if bend >= -1e-9:
        return 0.0
    return min(max((before - after) / (2 * bend), -0.5), 0.5)


def timing_factor(late_s: float, step_s: float, numbers: Parameters) -> float:
    """1 while lateness, either way, costs nothing; then smoothly down to `late_floor`."""
    free_s = min(numbers.on_time_s, numbers.on_time_share * step_s)
    floor_s = max(min(numbers.late_s, numbers.late_share * step_s), free_s + 0.01)
    share = min(max((abs(late_s) - free_s) / (floor_s - free_s), 0.0), 1.0)
    return 1.0 - (1.0 - numbers.late_floor) * share * share * (3.0 - 2.0 * share)
