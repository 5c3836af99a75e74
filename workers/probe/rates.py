"""Which constant rate a class video gets, from the true times of a take's frames. Arrays and numbers only."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

#: What cameras and editors mean when a measured rate is near one of these.
NOMINAL_HZ = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(48),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
    Fraction(120000, 1001),
    Fraction(120),
    Fraction(240000, 1001),
    Fraction(240),
)
#: For uneven takes: whole rates, since an uneven clock cannot tell 29.97 from 30.
_EVEN_HZ = tuple(Fraction(rate) for rate in (10, 12, 15, 20, 24, 25, 30, 48, 50, 60))
#: A frame may lie this far from its slot before eyes or step points could tell.
SLACK_S = 0.002
#: Slots must be wider than the slack on both sides, or everything would fit them.
_NARROWEST_SLOT_HZ = 250
_FASTEST_HZ = Fraction(60)
_SLOWEST_HZ = Fraction(10)


@dataclass(frozen=True)
class Rates:
    """`average` of the take, whether its frames are uneven, and the class video's rate and frames."""

    average: Fraction
    variable: bool
    class_rate: Fraction
    class_frames: int


def choose_rates(ticks: NDArray[np.int64], time_base_s: Fraction, duration_s: Fraction) -> Rates:
    """Choose the rate of the class video.

    An even take keeps its rate; above 60 Hz it is divided, below 10 Hz multiplied by a whole number, so that
    phones play it well. An uneven one gets the usual rate nearest to its middle frame interval.

    Args:
        ticks: (n,) rising frame times, n > 1, in units of `time_base_s`.
        time_base_s: seconds.
        duration_s: from the first frame to the end of the last.
    """
    measured = Fraction(len(ticks) - 1) / (int(ticks[-1] - ticks[0]) * time_base_s)
    even = _even_rate(ticks, time_base_s, measured)
    if even is None:
        interval_s = float(np.median(np.diff(ticks))) * float(time_base_s)
        target = min(_EVEN_HZ, key=lambda rate: abs(float(rate) * interval_s - 1))
        return Rates(measured.limit_denominator(1001), True, target, _frames(duration_s, target))  # noqa: FBT003
    rate = _played_well(even)
    frames = len(ticks) if rate == even else _frames(Fraction(len(ticks)) / even, rate)
    return Rates(even, variable=False, class_rate=rate, class_frames=frames)


def _even_rate(ticks: NDArray[np.int64], time_base_s: Fraction, measured: Fraction) -> Fraction | None:
    """The rate whose slots all frames lie in, one in each, or None: a usual rate before an unusual one."""
    usual = sorted(NOMINAL_HZ, key=lambda rate: abs(rate - measured))[:2]
    since_first_s = (ticks - ticks[0]) * float(time_base_s)
    for rate in (*usual, measured.limit_denominator(2)):
        late_s = since_first_s - np.arange(len(ticks)) / float(rate)
        if abs(late_s).max() <= SLACK_S and rate < _NARROWEST_SLOT_HZ:
            return rate
    return None


def _played_well(rate: Fraction) -> Fraction:
    if rate > _FASTEST_HZ * Fraction(1001, 1000):
        return rate / -(-rate // _FASTEST_HZ)
    if rate < _SLOWEST_HZ:
        return rate * -(-_SLOWEST_HZ // rate)
    return rate


def _frames(duration_s: Fraction, rate: Fraction) -> int:
    return max(1, round(duration_s * rate))
