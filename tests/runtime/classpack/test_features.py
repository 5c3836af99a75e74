from fractions import Fraction

import numpy as np
import pytest
from eightcount_runtime.classpack.features import (
    ANGLES,
    FEATURE_NAMES,
    PLACES,
    Features,
    features,
    inner_angles,
    square,
    torso_at,
)
from eightcount_runtime.classpack.poses import read_pose_track
from eightcount_runtime.classpack.weights import FLOOR, step_weights
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_class import CLIPS

Array = np.ndarray


few = settings(max_examples=30)


def real(width: int = 144, height: int = 256) -> tuple[Array, Array, Array]:
    """Times, square points and visibility of a real dance."""
    image = (CLIPS / "uniform_9s.poses.npy").read_bytes()
    track = read_pose_track(image, (CLIPS / "uniform_9s.poses_world.npy").read_bytes(), Fraction(30))
    return track.times_s, square(track.image, width, height), track.image[..., 3]


def measured(points: Array, times_s: Array, visibility: Array) -> Features:
    return features(points, visibility, torso_at(times_s, points, times_s))


points = st.tuples(st.floats(-2, 2), st.floats(-2, 2))


@given(middle=points, other=points, first=st.booleans())
@example(middle=(0.0, 0.0), other=(-1.0, -1.0), first=True)
@example(middle=(0.3, 0.7), other=(0.1, 0.7), first=False)
def test_where_two_points_fall_together_the_angle_is_0_wherever_the_third_is(
    *, middle: tuple[float, float], other: tuple[float, float], first: bool
) -> None:
    corners = [middle, middle, other] if first else [other, middle, middle]
    assert inner_angles(np.array(corners)) == 0


@pytest.mark.parametrize(
    ("corners", "expected"),
    [
        ([[0, 0], [1, 0], [2, 0]], 1.0),
        ([[0, 0], [1, 0], [0, 0]], 0.0),
        ([[0, 1], [0, 0], [1, 0]], 0.5),
        ([[1, 1], [0, 0], [1, 0]], 0.25),
        ([[1, 0], [0, 0], [1, -1]], 0.25),
        ([[5, 5], [5, 5], [6, 7]], 0.0),
    ],
)
def test_known_angles(corners: list[list[float]], expected: float) -> None:
    assert inner_angles(np.array(corners, float)) == pytest.approx(expected, abs=1e-12)


def test_the_aspect_of_the_picture_is_undone() -> None:
    landmarks = np.zeros((33, 4))
    landmarks[1, :2] = 0.5
    np.testing.assert_allclose(square(landmarks, 1920, 1080)[1], [0.5 * 1920 / 1080, 0.5])


@few
@given(st.floats(0.2, 3), st.floats(-1, 1), st.floats(-1, 1))
def test_place_and_distance_of_the_dancer_do_not_matter(scale: float, x: float, y: float) -> None:
    times_s, points, visibility = real()
    here, there = (measured(p, times_s, visibility) for p in (points, points * scale + [x, y]))
    np.testing.assert_allclose(there.angles, here.angles, atol=1e-9)
    np.testing.assert_allclose(there.places, here.places, atol=1e-9)


def test_a_mirrored_dancer_has_mirrored_features() -> None:
    times_s, points, visibility = real()
    swap = [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9, *(at + (1 if at % 2 else -1) for at in range(11, 33))]
    here = measured(points, times_s, visibility)
    there = measured(points[:, swap] * [-1, 1], times_s, visibility[:, swap])
    sides = [1, 0, 3, 2, 5, 4, 7, 6]
    np.testing.assert_allclose(there.angles, here.angles[:, sides], atol=1e-9)
    np.testing.assert_allclose(there.places[..., 0], 1 - here.places[:, sides, 0], atol=1e-9)
    np.testing.assert_allclose(there.places[..., 1], here.places[:, sides, 1], atol=1e-9)


def test_all_features_of_a_real_dance_lie_within_0_and_1_and_places_are_not_cut() -> None:
    times_s, points, visibility = real()
    found = measured(points, times_s, visibility)
    for values in (found.angles, found.places, found.visibility):
        assert 0 <= values.min() < values.max() <= 1
    assert 0 < found.places.min() < found.places.max() < 1


def test_a_bow_does_not_change_the_scale() -> None:
    times_s, points, _ = real()
    bowed = points.copy()
    bowed[100:120, [11, 12]] = bowed[100:120, [23, 24]]
    np.testing.assert_allclose(
        torso_at(times_s, bowed, times_s), torso_at(times_s, points, times_s), rtol=0.06
    )


def test_a_pose_that_is_not_seen_has_no_features() -> None:
    times_s, points, visibility = real()
    points[50], visibility[50] = np.nan, np.nan
    found = measured(points, times_s, visibility)
    assert np.isnan(found.angles[50]).all()
    assert np.isnan(found.places[50]).all()
    assert (found.visibility[50] == 0).all()
    assert np.isfinite(found.places[49]).all()


def test_the_tables_are_consistent() -> None:
    assert len(ANGLES) == len(PLACES) == 8
    assert FEATURE_NAMES[:2] == ("angle.left_elbow", "angle.right_elbow")
    assert FEATURE_NAMES[8] == "place.left_elbow"


def still(count: int) -> Features:
    return Features(
        np.full((count, 8), 0.5), np.full((count, 8, 2), 0.5), np.ones((count, 16)), *[np.ones(0)] * 2
    )


def test_what_moves_counts_and_what_stays_counts_little() -> None:
    moving = still(9)
    moving.angles[1::2, 3] = 0.9
    moving.places[2::2, 5, 1] = 0.7
    weights = step_weights(moving, slice(1, 9))
    assert weights.shape == (8, 16)
    assert (weights[:, 3] == 1).all()
    assert (weights[:, 8 + 5] == 1).all()
    assert (np.delete(weights, [3, 13], axis=1) == FLOOR).all()


def test_where_nothing_moves_all_count_alike() -> None:
    assert (step_weights(still(9), slice(1, 9)) == 1).all()


def test_steps_that_are_not_seen_leave_the_weights_finite() -> None:
    half = still(9)
    half.angles[1:5] = half.places[1:5] = np.nan
    half.angles[6, 2] = 0.8
    weights = step_weights(half, slice(1, 9))
    assert np.isfinite(weights).all()
    assert weights.min() >= FLOOR
