"""When: the shift of a whole run, a step's own lateness beside it, and what lateness costs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eightcount_runtime.classpack.parameters import Parameters
from eightcount_runtime.scoring.grid import RATE_HZ
from eightcount_runtime.scoring.hypotheses import Hypothesis
from eightcount_runtime.scoring.matching import EQUAL, MOST_LAG

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_UNKNOWN = 0.9
"""What a step says of a lag at which it cannot be judged, by what it says of none."""
_ENOUGH_STEPS = 4
"""From that many on, hypotheses and shifts cost their price; of less, so many times more."""


@dataclass(frozen=True)
class Leader:
    """The hypothesis and the shift that fit the judged steps best.

    Attributes:
        way: which of the hypotheses.
        lag: the shift, whole samples, late positive.
        late: the same between samples.
    """

    way: int
    lag: int
    late: float


def samples(seconds: float) -> int:
    """The nearest number of samples."""
    return int(seconds * RATE_HZ + 0.5)


def vote_of(similarity: Floats, valid: Bools) -> Floats | None:
    """What one step says of hypotheses and shifts, (h, 31); None where it has no say.

    It has one where it can be judged unshifted under some hypothesis. Of a lag at which it cannot be, as
    somebody left, it says a little less than of none: it must not speak for that lag, nor much against it.
    So under a hypothesis that leaves too little to be seen, by the worst of the others.

    Args:
        similarity: (h, 31), see `Table`.
        valid: the same.
    """
    here, has_say = similarity[:, MOST_LAG], valid[:, MOST_LAG]
    if not has_say.any():
        return None
    unshifted = np.where(has_say, here, here[has_say].min())
    return np.where(valid, similarity, _UNKNOWN * unshifted[:, None])


def leader_of(totals: Floats, steps: int, ways: tuple[Hypothesis, ...], numbers: Parameters) -> Leader:
    """The hypothesis and shift, within +-`lag_s`, of the best mean, the price taken off.

    Of equals (within EQUAL) the first, hypotheses before shifts. Before any step: not mirrored where there
    is a choice, not turned, not shifted; of few steps, prices are higher.

    Args:
        totals: (h, 31) sums of `vote_of` over the steps that have a say.
        steps: how many.
        ways: the hypotheses.
        numbers: the parameters.
    """
    most = samples(numbers.lag_s)
    lags = np.arange(-most, most + 1)
    prices = np.array([numbers.yaw_price * abs(way.yaw_deg) / 30 for way in ways])
    prices += [numbers.mirror_price * way.mirrored for way in ways]
    worth = totals[:, MOST_LAG - most : MOST_LAG + most + 1] / max(steps, 1)
    caution = _ENOUGH_STEPS / min(max(steps, 1), _ENOUGH_STEPS)
    worth = worth - caution * (prices[:, None] + numbers.lag_price * np.abs(lags) / max(most, 1))
    way, at = divmod(int((worth >= worth.max() - EQUAL).argmax()), len(lags))
    return Leader(way, at - most, at - most + _top(worth[way].tolist(), at))


def own_lag(row: Floats, valid: Bools, lag: int, numbers: Parameters) -> tuple[int, float]:
    """A step's own lag: its best one within `step_lag_s` of the run's, the price taken off.

    Args:
        row: (31,) similarity at every lag.
        valid: (31,) where the step can be judged; it must be so at `lag`.
        lag: the run's, samples.
        numbers: the parameters.

    Returns:
        the lag in samples, of equals the one nearest to the run's, then the earlier; and between samples.
    """
    most = samples(numbers.step_lag_s)
    worth = [
        float(row[MOST_LAG + at]) - numbers.step_lag_price * abs(at - lag) / max(most, 1)
        if valid[MOST_LAG + at]
        else -np.inf
        for at in range(lag - most, lag + most + 1)
    ]
    nearest = sorted(range(len(worth)), key=lambda at: abs(at - most))
    enough = max(worth) - EQUAL
    best = next(at for at in nearest if worth[at] >= enough)
    own = lag + best - most
    return own, own + _top(worth, best)


def _top(worth: Sequence[float], at: int) -> float:
    """Where, beside `at`, the parabola through it and its two neighbours is highest: within half a sample."""
    if not 0 < at < len(worth) - 1 or min(worth[at - 1], worth[at + 1]) == -np.inf:
        return 0.0
    before, here, after = worth[at - 1 : at + 2]
    bend = before - 2 * here + after
    return min(max((before - after) / (2 * bend), -0.5), 0.5) if bend < -1e-9 else 0.0


def timing_factor(run_s: float, own_s: float, step_s: float, numbers: Parameters) -> float:
    """What lateness leaves of a step, 0 to 1.

    Args:
        run_s: shift of the run, late positive.
        own_s: how much later than the run the step is by itself.
        step_s: the step's length.
        numbers: the parameters.

    The shift of the run costs next to nothing at first, then rapidly, then slowly more, and later is never
    better; a step's own lateness costs little, as it is measured from one pose.
    """
    free_s = min(numbers.on_time_s, numbers.on_time_share * step_s)
    floor_s = max(min(numbers.late_s, numbers.late_share * step_s), free_s + 0.01)
    share = min(max((abs(run_s) - free_s) / (floor_s - free_s), 0.0), 1.0)
    run = 1.0 - (1.0 - numbers.late_floor) * share * share * (3.0 - 2.0 * share)
    run -= numbers.late_fall * (min(abs(run_s), floor_s) / 4 + max(abs(run_s) - floor_s, 0.0))
    span_s = max(numbers.step_lag_s - numbers.step_on_time_s, 1e-6)
    own = 1.0 - numbers.step_late_cost * min(max((abs(own_s) - numbers.step_on_time_s) / span_s, 0.0), 1.0)
    return max(run, 0.0) * own
