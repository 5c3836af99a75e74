import numpy as np
import pytest
from eightcount_runtime.scoring.grid import (
    MARKS,
    NO_FRAME,
    NOBODY,
    RATE_HZ,
    SEEN,
    Grid,
    empty_grid,
    laying,
    marks_of,
    smoothed,
)
from hypothesis import given
from hypothesis import strategies as st


def pose(value: float) -> np.ndarray:
    return np.full((12, 4), value)


def laid(frames, first=0, end=30) -> Grid:
    stream = laying(first, end)
    for time_s, marks in frames:
        stream.lay(time_s, marks)
    return stream.grid


def test_a_frame_at_a_sample_is_taken_as_it_is_and_between_it_is_linear() -> None:
    grid = laid([(0.0, pose(0.1)), (4 / RATE_HZ, pose(0.5))], end=10)
    np.testing.assert_allclose(grid.points[:5, 3, 1], [0.1, 0.2, 0.3, 0.4, 0.5], atol=1e-12)
    np.testing.assert_allclose(grid.visibility[:5, 3], [0.1, 0.2, 0.3, 0.4, 0.5], atol=1e-12)
    assert grid.points[4, 0, 0] == 0.5
    assert grid.state.tolist() == [SEEN] * 5 + [NO_FRAME] * 5


@pytest.mark.parametrize(("gap_s", "between"), [(0.35, SEEN), (0.36, NO_FRAME)])
def test_a_short_gap_is_bridged_and_a_long_one_is_not(gap_s: float, between: int) -> None:
    grid = laid([(0.0, pose(0.2)), (gap_s, pose(0.2)), (0.5, pose(0.2))])
    assert grid.state[5] == between
    assert grid.state[15] == SEEN


def test_frames_with_nobody_for_a_moment_are_as_none() -> None:
    frames = [(0.0, pose(0.0)), (0.1, None), (0.2, None), (0.3, pose(0.9))]
    grid, without = laid(frames, end=10), laid([frames[0], frames[-1]], end=10)
    assert grid.state.tolist() == [SEEN] * 10
    np.testing.assert_array_equal(grid.points, without.points)
    np.testing.assert_allclose(grid.points[3, 0, 0], 0.3, atol=1e-12)


def test_a_frame_with_nobody_hides_the_samples_up_to_its_neighbours_if_it_stays_so() -> None:
    away = [(0.1 * number, None) for number in range(1, 5)]
    grid = laid([(0.0, pose(0.2)), *away, (0.5, pose(0.2)), (0.6, pose(0.2))], end=19)
    assert grid.state.tolist() == [SEEN, *[NOBODY] * 14, SEEN, SEEN, SEEN, SEEN]
    assert np.isnan(grid.points[3]).all()
    assert (grid.visibility[1:15] == 0).all()


def test_nobody_and_then_no_frame_are_told_apart() -> None:
    grid = laid([(0.0, pose(0.2)), (0.2, None), (0.8, pose(0.2))], end=25)
    assert grid.state.tolist() == [SEEN, *[NOBODY] * 6, *[NO_FRAME] * 17, SEEN]


def test_longer_gaps_are_bridged_where_that_is_asked_for() -> None:
    stream = laying(0, 20, 0.6)
    for time_s, marks in ((0.0, pose(0.2)), (0.3, None), (0.6, pose(0.2))):
        stream.lay(time_s, marks)
    assert stream.grid.state[:19].tolist() == [SEEN] * 19


def test_a_joint_that_one_frame_lacks_is_not_between_them() -> None:
    without = pose(0.4)
    without[5] = (np.nan, np.nan, np.nan, 0)
    grid = laid([(0.0, pose(0.4)), (0.1, without)], end=4)
    assert np.isfinite(grid.points[0, 5]).all()
    assert np.isnan(grid.points[1:4, 5]).all()
    assert (grid.visibility[1:4, 5] == 0).all()
    assert np.isfinite(np.delete(grid.points, 5, axis=1)).all()


@given(st.lists(st.floats(-2, 3, allow_subnormal=False), min_size=1, max_size=40, unique=True))
def test_samples_depend_on_their_two_neighbours_alone(times_s: list[float]) -> None:
    times_s.sort()
    frames = [(time_s, pose(np.sin(time_s))) for time_s in times_s]
    whole = laid(frames, -30, 60)
    for number in range(-30, 60):
        before = [frame for frame in frames if frame[0] < number / RATE_HZ][-1:]
        after = [frame for frame in frames if frame[0] >= number / RATE_HZ][:1]
        alone = laid([*before, *after], -30, 60) if after else empty_grid(-30, 60)
        assert whole.state[number + 30] == alone.state[number + 30]
        np.testing.assert_array_equal(whole.points[number + 30], alone.points[number + 30])


def test_frames_before_and_after_the_grid_are_welcome() -> None:
    grid = laid([(time_s, pose(0.3)) for time_s in np.arange(-100, 100, 0.3)], end=10)
    assert (grid.state == SEEN).all()
    assert laid([(1e300, pose(1.0))], end=10).state.tolist() == [NO_FRAME] * 10


def test_landmarks_become_marks_in_units_of_the_pictures_height() -> None:
    landmarks = np.zeros((33, 4))
    landmarks[:, 0], landmarks[:, 1], landmarks[:, 2] = np.arange(33), 0.5, -0.1
    landmarks[[13, 14], 3] = (1.7, -0.2)
    marks = marks_of(landmarks, 16 / 9)
    assert marks is not None
    np.testing.assert_allclose(marks[:, 0], np.array(MARKS) * 16 / 9)
    assert (marks[0, 1], marks[0, 2]) == (0.5, pytest.approx(-0.1 * 16 / 9))
    assert marks[[2, 3], 3].tolist() == [1, 0]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e9, 1e308])
@pytest.mark.parametrize("axis", range(4))
def test_what_is_no_number_is_not_known(axis: int, value: float) -> None:
    landmarks = np.full((33, 4), 0.5)
    landmarks[15, axis] = value
    marks = marks_of(landmarks, 1.0)
    assert marks is not None
    known = axis == 3 and np.isfinite(value)  # a visibility may be large: it is held within 0 and 1
    assert np.isnan(marks[4, :3]).all() != known
    assert marks[4, 3] == (1 if known else 0)
    landmarks[23, axis] = value
    assert (marks_of(landmarks, 1.0) is None) != known


def test_smoothing_is_without_delay_and_keeps_straight_ways() -> None:
    frames = [(number / RATE_HZ, pose(number / 100)) for number in range(30)]
    points, _ = smoothed(laid(frames), 2, 28)
    np.testing.assert_allclose(points[:, 0, 0], np.arange(2, 28) / 100, atol=1e-12)
    peak = empty_grid(0, 9)
    peak.points[:], peak.state[:] = 0, SEEN
    peak.points[4] = 9
    np.testing.assert_allclose(smoothed(peak, 0, 9)[0][:, 0, 0], [0, 0, 1, 2, 3, 2, 1, 0, 0], atol=1e-12)


def test_smoothing_passes_over_what_is_not_seen_and_invents_nothing() -> None:
    grid = laid([(number / RATE_HZ, None if number in (4, 5) else pose(0.5)) for number in range(10)], end=10)
    points, visibility = smoothed(grid, -3, 13)
    np.testing.assert_array_equal(np.isfinite(points[3:13, 0, 0]), grid.state == SEEN)
    assert not np.isfinite(points[[0, 1, 2, 13, 14, 15]]).any()
    np.testing.assert_allclose(points[np.isfinite(points)], 0.5)
    np.testing.assert_allclose(visibility[3:13, 0], np.where(grid.state == SEEN, 0.5, 0))
