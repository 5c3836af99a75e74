"""Points refined from heatmaps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.pose_extract.landmarks import refine

SIZE, CELLS = 256, 64


def heat_at(x, y):
    """Logits of one heatmap with one clear spot, (64, 64, 1)."""
    heat = np.full((CELLS, CELLS, 1), -20.0, np.float32)
    heat[y, x] = 8.0
    return heat


def test_a_point_moves_to_the_spot_near_it():
    moved = refine(np.array([[101.0, 99.0]]), heat_at(27, 23), SIZE)
    assert moved[0] == pytest.approx([27 * 4, 23 * 4], abs=0.01)


def test_a_spot_out_of_reach_does_not_draw_a_point():
    point = np.array([[101.0, 99.0]])
    assert refine(point, heat_at(40, 23), SIZE) == pytest.approx(point)


def test_a_faint_spot_does_not_draw_a_point():
    point = np.array([[101.0, 99.0]])
    heat = heat_at(26, 24)
    heat[24, 26] = -1.0
    assert refine(point, heat, SIZE) == pytest.approx(point)


@settings(deadline=None)
@given(x=st.floats(-600, 800), y=st.floats(-600, 800))
def test_a_point_anywhere_stays_or_moves_no_further_than_the_reach(x, y):
    point = np.array([[x, y]])
    heat = np.random.default_rng(3).normal(0, 4, (CELLS, CELLS, 1)).astype(np.float32)
    moved = refine(point, heat, SIZE)
    assert np.isfinite(moved).all()
    assert np.abs(moved - point).max() <= 4 * 4
