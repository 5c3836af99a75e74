from fractions import Fraction

import numpy as np
import pytest
from eightcount_runtime.classpack.features import features, square
from eightcount_runtime.classpack.poses import poses_at
from eightcount_runtime.classpack.routine_files import read_routine
from small_class import BEATS_S, FRAMES, OFFSET_S, RATE_HZ, STEP_S, lay_desk

import workers.compile
from workers.judge.gallery import dances
from workers.judge.performances import performances, with_noise
from workers.step import Work
from workers.step_files import class_track, read_poses

PART_S = 8 * STEP_S


@pytest.fixture(scope="module")
def taught(tmp_path_factory):
    """The routine of two parts and the take's pose track."""
    desk = lay_desk(tmp_path_factory.mktemp("judge") / "desk")
    workers.compile.run(Work(desk), workers.compile.Params())
    routine = read_routine((desk / "routine.json").read_bytes())
    return routine, class_track(read_poses(desk / "poses.npz"), routine.video)


@pytest.fixture(scope="module")
def danced(taught):
    """Name -> performance."""
    return {one.name: one for one in performances(*taught, dances())}


def angles(image, taught):
    video = taught[0].video
    points = square(image, video.width, video.height)
    return features(points, image[..., 3], np.ones(len(points))).angles


def test_the_same_take_gives_the_same_performances(taught, danced):
    assert len(danced) == 7 + len(dances())
    for one in performances(*taught, dances()):
        np.testing.assert_array_equal(one.image, danced[one.name].image)
        assert (one.kind, len(one.times_s)) == (danced[one.name].kind, len(one.image))
        assert one.times_s[-1] < FRAMES / RATE_HZ


def test_the_dance_itself_is_the_take(taught, danced):
    _, track = taught
    itself = danced["itself"]
    np.testing.assert_allclose(itself.image, track.image[::2])
    off = angles(danced["on_a_phone"].image, taught) - angles(itself.image, taught)
    assert 0.002 < np.nanstd(off) < 0.05


def test_late_is_half_a_step_behind(taught, danced):
    itself, late = danced["itself"], danced["half_a_beat_late"]
    then_s = itself.times_s - STEP_S / 2
    before = poses_at(itself.times_s, itself.image, then_s)
    off = np.abs(angles(late.image, taught) - angles(before, taught))[10:-1]
    assert np.nanmedian(off) < 0.02


def test_in_each_part_the_other_one_is_danced(taught, danced):
    itself, another = danced["itself"], danced["another_part"]
    first_s = BEATS_S[0] - OFFSET_S
    first = (itself.times_s > first_s + 0.1) & (itself.times_s < first_s + PART_S - 0.1)
    other = poses_at(itself.times_s, itself.image, itself.times_s[first] + PART_S)
    off = np.abs(angles(another.image[first], taught) - angles(other, taught))
    assert np.nanmedian(off) < 0.02


def test_who_stands_still_only_trembles(taught, danced):
    span = np.nanstd(angles(danced["itself"].image, taught), axis=0)
    for name in ("still_at_the_start", "still_in_the_mean"):
        assert (np.nanstd(angles(danced[name].image, taught), axis=0) < span).all()


def test_other_dances_last_as_long_and_never_jump(taught, danced):
    for dance in dances():
        image = danced[dance.name].image
        assert np.isfinite(image[:, [11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28]]).all()
        moved = np.abs(np.diff(image[:, 15, :2], axis=0)).max()
        kept = np.abs(np.diff(dance.points[:, 15, :2], axis=0)).max()
        assert moved < 3 * kept * taught[0].video.height / taught[0].video.width


def test_a_take_in_which_nobody_is_seen_makes_performances_of_nobody(taught):
    routine, track = taught
    gone = type(track)(
        Fraction(RATE_HZ), np.full_like(track.image, np.nan), np.full_like(track.world, np.nan)
    )
    found = {one.name: one for one in performances(routine, gone, ())}
    assert set(found) == {"itself", "on_a_phone", "mirrored", "half_a_beat_late", "another_part"}
    assert all(np.isnan(one.image).all() for one in found.values())


def test_noise_grows_with_the_body(taught):
    _, track = taught
    times_s = track.times_s
    near = with_noise(track.image, times_s, 0.5)[..., 1] - track.image[..., 1]
    half = track.image * np.array([0.5, 0.5, 0.5, 1.0])
    far = with_noise(half, times_s, 0.5)[..., 1] - half[..., 1]
    np.testing.assert_allclose(far, near / 2, atol=1e-9)
