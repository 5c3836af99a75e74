"""Poses of the take that are not to be trusted: a real turn, and a real dance into which faults are put."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from eightcount_runtime.classpack.poses import read_pose_track
from eightcount_runtime.classpack.routine_files import read_routine
from small_class import CLIPS, OFFSET_S, lay_desk, lay_media, write

import workers.compile
from workers.judge.doubts import doubts_of
from workers.step import StepRefusedError, Work
from workers.step_files import Stretch, class_track, read_poses, read_unsteady

NOTHING = (False,) * 8
#: What `pose_extract` reports of that turn.
REPORTED = Stretch(3.066666, 4.533334)


def taught(desk):
    workers.compile.run(Work(desk), workers.compile.Params())
    routine = read_routine((desk / "routine.json").read_bytes())
    return routine, class_track(read_poses(desk / "poses.npz"), routine.video)


@pytest.fixture
def dance(tmp_path):
    return taught(lay_desk(tmp_path / "desk"))


@pytest.fixture
def turn(tmp_path):
    """A dancer who turns about, at half speed: 5.5 s, the turn from 3.1 to 4.5 s."""
    desk = lay_desk(tmp_path / "desk", beats_s=[OFFSET_S + 0.3 + 0.6 * number for number in range(9)])
    files = ((CLIPS / f"turn_3s.{name}.npy").read_bytes() for name in ("poses", "poses_world"))
    track = read_pose_track(*files, Fraction(15))
    source = np.zeros(len(track.image), np.uint8)
    np.savez(desk / "poses.npz", times_s=track.times_s, image=track.image, world=track.world, source=source)
    lay_media(desk, rate=Fraction(15), frames=len(track.image), size=(576, 1024))
    return taught(desk)


def frames_of(routine, track, part, *counts):
    """Frames from the start of the first to the point of the last count."""
    steps = routine.parts[part].steps
    times_s = track.times_s
    return (times_s >= steps[counts[0] - 1].start.video_s) & (
        times_s <= steps[counts[-1] - 1].point.at.video_s
    )


def counts(doubts):
    return [[count for count, doubted in enumerate(part, 1) if doubted] for part in doubts.parts]


def test_a_turn_that_the_net_mixes_up_is_told_and_the_rest_of_the_dance_is_not(turn):
    by_its_bones = doubts_of(*turn, [])
    assert counts(by_its_bones) == [[6, 7]]
    assert by_its_bones.joints == ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
    assert counts(doubts_of(*turn, [REPORTED])) == [[5, 6, 7]]


def test_a_dance_that_is_seen_well_is_not_doubted(dance):
    doubts = doubts_of(*dance, [])
    assert (doubts.parts, doubts.joints) == ((NOTHING, NOTHING), ())


def test_who_turns_with_a_whole_trunk_is_not_doubted(dance):
    routine, track = dance
    world = track.world.copy()
    angle = np.linspace(0, 4 * np.pi, len(world))[:, None]
    x, z = track.world[..., 0], track.world[..., 2]
    world[..., 0], world[..., 2] = (
        np.cos(angle) * x + np.sin(angle) * z,
        np.cos(angle) * z - np.sin(angle) * x,
    )
    assert doubts_of(routine, replace(track, world=world), []).parts == (NOTHING, NOTHING)


def test_hips_mixed_at_one_count_are_told_there_and_by_name(dance):
    routine, track = dance
    world = track.world.copy()
    where = frames_of(routine, track, 1, 4)
    world[where, 23] = world[where, 24] = world[where][:, [23, 24]].mean(axis=1)
    doubts = doubts_of(routine, replace(track, world=world), [])
    assert 4 in counts(doubts)[1]
    assert set(counts(doubts)[1]) <= {3, 4, 5}
    assert counts(doubts)[0] == []
    assert doubts.joints == ("left_hip", "right_hip")


def test_a_flicker_that_is_little_of_what_is_compared_is_passed_over(dance):
    routine, track = dance
    world = track.world.copy()
    first = np.flatnonzero(frames_of(routine, track, 0, 3))[0]
    world[first : first + 3, 11] = world[first : first + 3, 12]
    assert doubts_of(routine, replace(track, world=world), []).parts == (NOTHING, NOTHING)


def test_where_the_report_says_that_the_pose_trembles_steps_are_doubted(dance):
    step = dance[0].parts[0].steps[5]
    doubts = doubts_of(*dance, [Stretch(step.start.video_s, step.point.at.video_s)])
    assert 6 in counts(doubts)[0]
    assert set(counts(doubts)[0]) <= {5, 6, 7}
    assert doubts.joints == ()


def test_where_nobody_is_seen_nothing_is_doubted(tmp_path):
    doubts = doubts_of(*taught(lay_desk(tmp_path / "part", unseen=range(131, 270))), [])
    assert doubts.parts == (NOTHING, NOTHING)


def test_of_the_report_what_trembles_and_jumps_is_read(tmp_path):
    path = tmp_path / "pose_report.json"
    kinds = ("jitter", "missing", "jump", "filled", "second_person")
    write(path, spans=[{"kind": kind, "start_s": at, "end_s": at + 0.5} for at, kind in enumerate(kinds)])
    assert read_unsteady(path) == (Stretch(0, 0.5), Stretch(2, 2.5))
    write(path, frames=270)
    with pytest.raises(StepRefusedError, match="report of the poses cannot be read"):
        read_unsteady(path)
