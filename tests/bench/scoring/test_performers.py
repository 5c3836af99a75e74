"""The evidence is only as good as its performers: what is simulated must do what it says."""

from dataclasses import replace

import numpy as np
import pytest

from bench.scoring.bones import FLIP, LIMBS, Body
from bench.scoring.corpus import SHIPPED, class_of, dance_tracks
from bench.scoring.mocap import body_of, facing_camera, read_bvh, turned
from bench.scoring.performers import (
    Camera,
    Dancing,
    Performer,
    perform,
    performer_of,
    stand,
)


@pytest.fixture(scope="module")
def danced():
    track = next(track for track in dance_tracks(SHIPPED) if track.name == "dance_synth_uniform")
    return class_of(track, 120)


def points(stream):
    return stream.landmarks[..., :3] * np.array(
        [stream.width / stream.height, 1, stream.width / stream.height]
    )


def shown(danced, **how):
    return points(perform(danced, Performer(3, **how)))


def path(found, mark):
    return np.linalg.norm(np.diff(found[:, mark] - found[:, 23], axis=0), axis=1).sum()


def test_without_any_fault_it_is_the_teachers_own_dance(danced):
    found = shown(danced)
    assert np.abs(found - danced.track.points[: len(found)]).max() < 1e-9


def test_the_same_seed_is_the_same_practice(danced):
    one, two = (perform(danced, performer_of(0.4, 11)) for _ in range(2))
    assert np.array_equal(one.times_s, two.times_s)
    assert np.array_equal(one.landmarks, two.landmarks)
    assert (np.diff(one.times_s) > 0).all()


def test_lower_quality_is_farther_from_the_teacher(danced):
    def error(quality):
        whole = performer_of(quality, 5)
        camera = Camera()
        dancing = replace(whole.dancing, lag_s=0.0)
        found = points(perform(danced, replace(whole, body=Body(), camera=camera, dancing=dancing)))
        return np.abs(found - danced.track.points[: len(found)]).mean()

    errors = [error(quality) for quality in (1.0, 0.7, 0.4, 0.1)]
    assert errors == sorted(errors)
    assert errors[-1] > 3 * errors[0]


def test_a_frozen_limb_stays_while_the_others_dance(danced):
    found, whole = shown(danced, dancing=Dancing(frozen=("right_arm",))), shown(danced)
    moving = [np.linalg.norm(np.ptp(each[:, 16] - each[:, 12], axis=0)) for each in (found, whole)]
    assert moving[0] < 0.3 * moving[1]
    assert np.abs(found[:, 15] - whole[:, 15]).max() < 1e-9
    assert set(LIMBS) == {"left_arm", "right_arm", "left_leg", "right_leg"}


def test_less_amplitude_moves_less(danced):
    paths = [path(shown(danced, dancing=Dancing(amplitude=by)), 16) for by in (1.0, 0.6, 0.2)]
    assert paths == sorted(paths, reverse=True)
    assert paths[2] < 0.4 * paths[0]


def test_lag_is_told_late(danced):
    late, on_time = shown(danced, dancing=Dancing(lag_s=0.2)), shown(danced)
    assert np.abs(late[6:] - on_time[:-6]).max() < 1e-9


def test_a_longer_bone_is_longer_and_carries_the_hand(danced):
    found, whole = shown(danced, body=Body((1.2, 1.0, 1.0, 1.0))), shown(danced)
    upper, fore = (
        np.linalg.norm(found[:, end] - found[:, start], axis=1)
        / np.linalg.norm(whole[:, end] - whole[:, start], axis=1)
        for start, end in ((11, 13), (13, 15))
    )
    assert upper == pytest.approx(1.2)
    assert fore == pytest.approx(1.0)


def test_mirroring_twice_changes_nothing(danced):
    found = points(perform(danced, Performer(3, dancing=Dancing(mirrored=True))))
    back = found[:, FLIP].copy()
    back[..., 0] *= -1
    whole = shown(danced)
    apart = back - whole
    assert np.abs(apart - apart[0, 0]).max() < 1e-9


@pytest.mark.parametrize("kind", ["neutral", "mean", "held"])
def test_standing_sways_but_does_not_dance(danced, kind):
    camera = Performer(2)
    moved = path(points(stand(danced, camera, kind)), 15)
    assert 0 < moved < 0.2 * path(shown(danced), 15)


def test_frames_come_at_the_cameras_rate_with_its_holes(danced):
    whole = replace(performer_of(0.8, 1), camera=Camera(rate_hz=15.0, hole_s=0.25))
    gaps = np.diff(perform(danced, whole).times_s)
    assert np.median(gaps) == pytest.approx(1 / 15, rel=0.1)
    assert gaps.max() > 0.25


BVH = """HIERARCHY
ROOT Hips
{
 OFFSET 0 0 0
 CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
 JOINT Head
 {
  OFFSET 0 60 0
  CHANNELS 3 Zrotation Xrotation Yrotation
  End Site
  {
   OFFSET 0 10 0
  }
 }
%s}
MOTION
Frames: 2
Frame Time: 0.1
%s
%s
"""
JOINT = """ JOINT %s
 {
  OFFSET %d %d 0
  CHANNELS 3 Zrotation Xrotation Yrotation
 }
"""


def test_bvh_is_read_down_its_hierarchy():
    names = [
        side + name
        for name in ("Arm", "ForeArm", "Hand", "UpLeg", "Leg", "Foot")
        for side in ("Left", "Right")
    ]
    joints = "".join(JOINT % (name, 10 * at + 10, 5) for at, name in enumerate(names))
    still, quarter = "0 100 0 0 0 0" + " 0" * 39, "0 100 0 90 0 0" + " 0" * 39
    head, places = read_bvh(BVH % (joints, still, quarter), 10.0)
    assert head == pytest.approx(np.array([[0, 1.6, 0], [-0.6, 1.0, 0]]))
    assert places[0, 0] == pytest.approx([0.1, 1.05, 0])
    assert places[1, 0] == pytest.approx([-0.05, 1.1, 0])


def test_a_dancer_from_behind_is_turned_to_the_camera():
    joints = np.zeros((5, 12, 3))
    joints[:, 0::2, 0], joints[:, 1::2, 0] = 0.2, -0.2  # left is to x, y up: looks to z, away after y is down
    body = body_of(np.zeros((5, 3)), joints)
    for yaw_rad in (0.0, 1.0, 3.0):
        facing = facing_camera(turned(body, yaw_rad))
        assert facing[:, 11, 0] == pytest.approx(0.2)
        assert facing[:, 12, 0] == pytest.approx(-0.2)
