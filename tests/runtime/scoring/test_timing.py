from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from eightcount_runtime.scoring.curve import medal_of, score_of
from eightcount_runtime.scoring.hypotheses import hypotheses
from eightcount_runtime.scoring.matching import LAGS, MOST_LAG
from eightcount_runtime.scoring.parameters import DEFAULTS
from eightcount_runtime.scoring.timing import leader_of, own_lag, timing_factor, vote_of
from hypothesis import given
from hypothesis import strategies as st

WAYS = hypotheses("auto")
shares = st.floats(0, 1)


def table(*peaks: tuple[int, int, float]) -> np.ndarray:
    totals = np.zeros((len(WAYS), LAGS))
    for way, lag, height in peaks:
        totals[way, MOST_LAG + lag] = height
    return totals


def test_before_anything_is_danced_the_learner_stands_as_the_teacher() -> None:
    for mirror in ("auto", "on", "off"):
        ways = hypotheses(mirror)
        leader = leader_of(np.zeros((len(ways), LAGS)), 0, ways, DEFAULTS)
        assert ways[leader.way].yaw_deg == leader.lag == leader.late == 0
        assert ways[leader.way].mirrored == (mirror == "on")


def test_the_best_mean_leads_if_it_is_worth_its_price() -> None:
    clear = leader_of(table((10, 5, 4.0), (3, 0, 3.0)), 5, WAYS, DEFAULTS)
    assert (WAYS[clear.way].mirrored, clear.lag, clear.late) == (True, 5, pytest.approx(5, abs=0.5))
    close = leader_of(table((10, 0, 4.02), (3, 0, 4.0)), 5, WAYS, DEFAULTS)
    assert not WAYS[close.way].mirrored
    far = leader_of(table((3, 14, 5.0), (3, 2, 1.0)), 5, WAYS, DEFAULTS)
    assert far.lag == 2  # beyond lag_s a step may lie, and no whole run


def test_of_equals_the_first_leads() -> None:
    free = replace(DEFAULTS, yaw_price=0.0, mirror_price=0.0, lag_price=0.0)
    leader = leader_of(table((9, -3, 2.0), (5, 4, 2.0 + 1e-12), (5, 2, 2.0)), 1, WAYS, free)
    assert (leader.way, leader.lag) == (5, 2)


def test_of_few_steps_it_takes_more_to_be_shifted_or_mirrored() -> None:
    for steps in (1, 4):
        leader = leader_of(steps * table((10, 0, 0.82), (3, 0, 0.8)), steps, WAYS, DEFAULTS)
        assert WAYS[leader.way].mirrored == (steps == 4)
        lag = leader_of(steps * table((3, 6, 0.82), (3, 0, 0.8)), steps, WAYS, DEFAULTS).lag
        assert lag == (6 if steps == 4 else 0)


def test_a_step_says_nothing_for_a_shift_at_which_it_cannot_be_judged() -> None:
    similarity, valid = np.full((2, LAGS), 0.5), np.ones((2, LAGS), bool)
    valid[:, :4], similarity[:, :4] = False, 0
    vote = vote_of(similarity, valid)
    np.testing.assert_allclose(vote[:, 4:], 0.5)
    np.testing.assert_allclose(vote[:, :4], 0.45)
    valid[1] = False
    np.testing.assert_allclose(vote_of(similarity, valid)[1], 0.45)
    valid[0, MOST_LAG] = False
    assert vote_of(similarity, valid) is None


def test_a_shift_between_samples_is_found() -> None:
    lags = np.arange(-MOST_LAG, MOST_LAG + 1)
    for late in (-3.4, 0.0, 2.3, 5.5):
        totals = np.tile(np.exp(-(((lags - late) / 6) ** 2)), (len(WAYS), 1))
        free = replace(DEFAULTS, lag_price=0.0, step_lag_price=0.0)
        assert leader_of(totals, 1, WAYS, free).late == pytest.approx(late, abs=0.05)
        own = own_lag(totals[0], np.ones(LAGS, bool), 1, free)
        assert own[1] == pytest.approx(min(max(late, -2), 4), abs=0.05)


def test_a_step_stays_near_the_run_and_where_it_can_be_judged() -> None:
    row, valid = np.zeros(LAGS), np.ones(LAGS, bool)
    assert own_lag(row, valid, 2, DEFAULTS) == (2, 2.0)
    row[MOST_LAG + 9] = 1
    assert own_lag(row, valid, 2, DEFAULTS)[0] == 2
    row[MOST_LAG + 4] = 0.9
    assert own_lag(row, valid, 2, DEFAULTS)[0] == 4
    valid[MOST_LAG + 4] = False
    assert own_lag(row, valid, 2, DEFAULTS)[0] == 2


@given(
    st.lists(shares, min_size=LAGS, max_size=LAGS),
    st.lists(st.booleans(), min_size=LAGS, max_size=LAGS),
    st.integers(-12, 12),
)
def test_a_steps_lag_is_always_one_that_can_be_judged(row, valid, lag) -> None:
    valid[MOST_LAG + lag] = True
    own, late = own_lag(np.array(row), np.array(valid), lag, DEFAULTS)
    assert valid[MOST_LAG + own]
    assert abs(own - lag) <= 3
    assert abs(late - own) <= 0.5


@given(run_s=st.floats(-0.5, 0.5), own_s=st.floats(-0.2, 0.2), step_s=st.floats(0.05, 3))
def test_lateness_costs_alike_either_way_and_without_cliffs(
    run_s: float, own_s: float, step_s: float
) -> None:
    factor = timing_factor(run_s, own_s, step_s, DEFAULTS)
    assert 0 <= factor <= 1
    assert (
        factor
        == timing_factor(-run_s, own_s, step_s, DEFAULTS)
        == timing_factor(run_s, -own_s, step_s, DEFAULTS)
    )
    assert abs(timing_factor(run_s + 1e-4, own_s, step_s, DEFAULTS) - factor) < 0.02
    assert abs(timing_factor(run_s, own_s + 1e-4, step_s, DEFAULTS) - factor) < 0.02


@pytest.mark.parametrize("step_s", [0.3, 0.45, 0.6, 1.2])
def test_a_tenth_costs_little_half_a_beat_much_and_later_more(step_s: float) -> None:
    factors = [timing_factor(late_s, 0, step_s, DEFAULTS) for late_s in np.arange(0, 0.41, 0.01)]
    assert all(before > after for before, after in pairwise(factors))
    assert factors[0] == 1
    assert timing_factor(min(0.1, step_s * DEFAULTS.on_time_share), 0, step_s, DEFAULTS) > 0.985
    assert timing_factor(min(step_s / 2, 0.4), 0, step_s, DEFAULTS) < 0.45


def test_the_curve_goes_from_40_to_100_and_never_falls() -> None:
    scores = [score_of(raw, DEFAULTS) for raw in np.linspace(0, 1, 1001).tolist()]
    assert (scores[0], scores[-1]) == (40, 100)
    assert all(before <= after for before, after in pairwise(scores))
    assert max(after - before for before, after in pairwise(scores)) < 0.5
    assert score_of(1 + 1e-12, DEFAULTS) == 100


def test_medals_are_by_the_score() -> None:
    bronze, silver, gold = DEFAULTS.medals
    assert [medal_of(score, DEFAULTS) for score in (bronze - 1e-9, bronze, silver, gold, 100)] == [
        None,
        "bronze",
        "silver",
        "gold",
        "gold",
    ]
