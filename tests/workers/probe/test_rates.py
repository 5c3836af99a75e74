from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.probe.rates import NOMINAL_HZ, choose_rates

TICK = Fraction(1, 90000)


def ticks(times_s, tick=TICK):
    return np.array([round(Fraction(at) / tick) for at in times_s], np.int64)


def even(rate, seconds=20, tick=TICK):
    count = int(seconds * rate)
    return choose_rates(
        ticks([k / Fraction(rate) for k in range(count)], tick), tick, count / Fraction(rate)
    ), count


@pytest.mark.parametrize("rate", [rate for rate in NOMINAL_HZ if rate <= 60])
@pytest.mark.parametrize("tick", [TICK, Fraction(1, 1000)])
def test_a_usual_rate_is_found_exactly(rate, tick):
    rates, count = even(rate, tick=tick)
    assert (rates.average, rates.variable, rates.class_rate, rates.class_frames) == (rate, False, rate, count)


@pytest.mark.parametrize(
    ("filmed", "played", "each"),
    [
        (120, 60, 2),
        (240, 60, 4),
        (Fraction(120000, 1001), Fraction(60000, 1001), 2),
        (90, 45, 2),
        (5, 10, 0.5),
    ],
)
def test_too_fast_is_divided_and_too_slow_multiplied(filmed, played, each):
    rates, count = even(filmed)
    assert (rates.variable, rates.class_rate) == (False, played)
    assert rates.class_frames == pytest.approx(count / each, abs=0.51)


@pytest.mark.parametrize("rate", [12, 15, 20, Fraction(59, 2), 40])
def test_an_unusual_even_rate_is_kept(rate):
    rates, count = even(rate)
    assert (rates.variable, rates.class_rate, rates.class_frames) == (False, rate, count)


def test_drift_off_the_nominal_rate_is_uneven():
    rates = choose_rates(ticks([k / 30.013 for k in range(900)]), TICK, Fraction(900) / Fraction(30.013))
    assert (rates.variable, rates.class_rate) == (True, 30)


def test_a_hole_is_uneven_and_the_class_keeps_its_length():
    times = [k / 30 for k in range(300) if not 100 <= k < 115]
    rates = choose_rates(ticks(times), TICK, Fraction(10))
    assert (rates.variable, rates.class_rate, rates.class_frames) == (True, 30, 300)


@given(st.lists(st.integers(1, 90000), min_size=1, max_size=60))
def test_any_times_give_a_rate_that_phones_play_and_the_right_length(gaps):
    times = np.cumsum([0, *gaps]).astype(np.int64)
    duration_s = int(times[-1] + gaps[-1]) * TICK
    rates = choose_rates(times, TICK, duration_s)
    assert 10 <= rates.class_rate <= Fraction(6006, 100)
    assert rates.class_frames >= 1
    assert abs(rates.class_frames / rates.class_rate - duration_s) <= max(
        1 / rates.class_rate, Fraction(5, 1000)
    )
