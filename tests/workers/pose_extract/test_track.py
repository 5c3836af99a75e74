"""Gaps, jumps and smoothing of a track, on motions that are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.pose_extract.track import FILLED, MISSING, SEEN, Smoothing, raw_track, smoothed

STEP_S = 1 / 30
#: 33 points of a standing figure, as wide as 0.2 and as high as 0.8 of the picture.
BODY = np.column_stack(
    [np.linspace(0.4, 0.6, 33)[np.random.default_rng(1).permutation(33)], np.linspace(0.1, 0.9, 33)]
)


def take(times_s, shift, seen=None):
    """A raw track of the figure moved to the right by `shift` (n,)."""
    places = np.arange(len(times_s)) if seen is None else np.flatnonzero(seen)
    image = np.zeros((len(places), 33, 4), np.float32)
    image[:, :, :2] = BODY
    image[:, :, 0] += np.asarray(shift, np.float32)[places, None]
    image[:, :, 3] = 0.9
    world = image[:, :, :3] * 2
    return raw_track(np.asarray(times_s, np.float64), places, image, world, aspect=1.0)


def test_a_motion_of_the_fitted_degree_passes_unchanged_so_nothing_lags():
    times_s = np.arange(60) * STEP_S
    shift = 0.1 * times_s - 0.05 * times_s**2
    track = take(times_s, shift)
    assert smoothed(track, Smoothing()).image == pytest.approx(track.image, abs=1e-6)


@settings(deadline=None)
@given(data=st.data())
def test_and_so_it_does_on_uneven_times(data):
    steps = data.draw(st.lists(st.floats(0.01, 0.08), min_size=5, max_size=40))
    times_s = np.concatenate([[0.0], np.cumsum(steps)])
    track = take(times_s, 0.03 * times_s - 0.01 * times_s**2)
    assert smoothed(track, Smoothing()).image == pytest.approx(track.image, abs=1e-5)


def test_tremor_is_taken_out():
    times_s = np.arange(300) * STEP_S
    random = np.random.default_rng(5)
    track = take(times_s, random.normal(0, 0.01, 300))
    left = smoothed(track, Smoothing()).image[:, 0, 0].std()
    assert left < 0.65 * track.image[:, 0, 0].std()
    faster = take(np.arange(300) / 60, random.normal(0, 0.01, 300))
    assert smoothed(faster, Smoothing()).image[:, 0, 0].std() < 0.5 * faster.image[:, 0, 0].std()


def test_smoothing_is_the_same_backwards():
    times_s = np.arange(40) * STEP_S
    shift = np.random.default_rng(2).normal(0, 0.01, 40)
    forwards = smoothed(take(times_s, shift), Smoothing()).image[:, 5, 0]
    backwards = smoothed(take(times_s, shift[::-1]), Smoothing()).image[:, 5, 0]
    assert backwards[::-1] == pytest.approx(forwards, abs=1e-6)


def test_a_reach_of_nothing_leaves_every_pose_as_it_was_seen():
    times_s = np.arange(40) * STEP_S
    track = take(times_s, np.random.default_rng(2).normal(0, 0.01, 40))
    assert (smoothed(track, Smoothing(reach_s=0.0)).image == track.image).all()


def test_a_short_gap_is_filled_and_a_long_one_is_not():
    times_s = np.arange(60) * STEP_S
    seen = np.ones(60, bool)
    seen[10:14] = False
    seen[30:45] = False
    seen[58:] = False
    done = smoothed(take(times_s, 0.1 * times_s, seen), Smoothing())
    assert (done.source[10:14] == FILLED).all()
    assert (done.source[30:45] == MISSING).all()
    assert (done.source[58:] == MISSING).all()
    assert (done.source == SEEN).sum() == 60 - 4 - 15 - 2
    assert np.isnan(done.image[done.source == MISSING]).all()
    assert np.isnan(done.world[done.source == MISSING]).all()
    assert done.image[10:14, 0, 0] == pytest.approx(BODY[0, 0] + 0.1 * times_s[10:14], abs=1e-5)


def test_a_jump_is_told_and_neither_smeared_nor_bridged():
    times_s = np.arange(40) * STEP_S
    shift = np.where(np.arange(40) < 20, 0.0, 0.5)
    seen = np.ones(40, bool)
    seen[19] = False
    track = take(times_s, shift, seen)
    done = smoothed(track, Smoothing())
    assert done.jumps == (20,)
    assert done.source[19] == MISSING
    assert done.image[:19, 0, 0] == pytest.approx(BODY[0, 0], abs=1e-5)
    assert done.image[20:, 0, 0] == pytest.approx(BODY[0, 0] + 0.5, abs=1e-5)


def test_a_lunge_is_no_jump():
    times_s = np.arange(40) * STEP_S
    assert take(times_s, 0.8 * np.sin(times_s * 3)).jumps == ()


@settings(deadline=None)
@given(seen=st.lists(st.booleans(), min_size=2, max_size=60).filter(any))
def test_what_is_missing_is_nan_and_nothing_else_is(seen):
    times_s = np.arange(len(seen)) * STEP_S
    done = smoothed(take(times_s, 0.01 * times_s, np.array(seen)), Smoothing())
    missing = done.source == MISSING
    assert np.isnan(done.image).all(axis=(1, 2)).tolist() == missing.tolist()
    assert np.isnan(done.image).any(axis=(1, 2)).tolist() == missing.tolist()
    assert (done.source == SEEN).tolist() == seen
    visible = done.image[~missing, :, 3]
    assert ((visible >= 0) & (visible <= 1)).all()
