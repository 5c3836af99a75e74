import numpy as np
import pytest
from eightcount_runtime.scoring.body import (
    limb_lengths,
    limb_ratios,
    percentile,
    running_scales,
    scale,
    torso_lengths,
)
from hypothesis import given
from hypothesis import strategies as st


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.floats(0, 1))
def test_a_percentile_is_linear_between_ranks(values: list[float], share: float) -> None:
    assert percentile(np.array(values), share) == pytest.approx(np.percentile(values, 100 * share), abs=1e-6)


def test_the_scale_is_robust_and_never_0() -> None:
    assert scale(np.array([0.2, np.nan, 0.3, 0.25, 0.21])) == pytest.approx(0.27)
    assert scale(np.zeros(5)) == 1e-4
    assert np.isnan(scale(np.full(5, np.nan)))
    assert np.isnan(scale(np.empty(0)))


def test_a_running_scale_looks_back_a_second_and_a_half() -> None:
    lengths = np.r_[np.full(100, 0.2), np.full(100, 0.4)]
    scales = running_scales(lengths)
    assert scales[99] == 0.2
    assert scales[100 + 45] == scales[199] == 0.4


def standing(arm: float, leg: float) -> np.ndarray:
    """(1, 12, 3): a body with its arms straight out and its legs straight down."""
    way = [(-1, 0), (1, 0), (-1 - arm / 2, 0), (1 + arm / 2, 0), (-1 - arm, 0), (1 + arm, 0)]
    way += [(-1, 2), (1, 2), (-1, 2 + leg / 2), (1, 2 + leg / 2), (-1, 2 + leg), (1, 2 + leg)]
    return np.array([[(x, y, 0.0) for x, y in way]])


def lengths_of(points: np.ndarray, count: int = 60) -> np.ndarray:
    points = np.repeat(points, count, axis=0)
    return limb_lengths(points, np.ones((count, 12)), running_scales(torso_lengths(points)))


def test_lengths_are_in_torsos_and_ratios_bring_the_learner_to_the_teacher() -> None:
    teacher, learner = lengths_of(standing(2.0, 3.0)), lengths_of(5 * standing(1.8, 3.3))
    np.testing.assert_allclose(teacher[3], np.tile([1.0, 1.0, 1.5, 1.5], (60, 1)))
    np.testing.assert_allclose(limb_ratios(teacher[3], learner)[3], [2.0 / 1.8, 3.0 / 3.3])


def test_ratios_have_ends_and_need_evidence() -> None:
    teacher = lengths_of(standing(2.0, 3.0))[3]
    np.testing.assert_allclose(limb_ratios(teacher, lengths_of(standing(9.0, 0.3)))[3], [0.75, 1.33])
    few = lengths_of(standing(4.0, 6.0)).copy()
    few[:, 6:] = np.nan  # 6 samples, 12 lengths of 30
    np.testing.assert_allclose(limb_ratios(teacher, few)[3], [1 - 0.25 * 12 / 30] * 2)
    np.testing.assert_array_equal(limb_ratios(teacher, np.full_like(few, np.nan)), np.ones((7, 2)))


def test_a_limb_of_which_a_joint_is_hidden_has_no_length() -> None:
    points, visibility = standing(2.0, 3.0), np.ones((1, 12))
    visibility[0, 5] = 0.4
    lengths = limb_lengths(points, visibility, np.ones(1))[3, 0]
    assert np.isnan(lengths).tolist() == [False, True, False, False]
