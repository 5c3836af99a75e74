import numpy as np
import pytest
from eightcount_runtime.classpack.features import FEATURE_NAMES
from eightcount_runtime.classpack.routine_files import read_routine
from small_class import lay_desk

import workers.compile
from workers.judge.take import hidden_shares, joints_hidden, motion_of_parts
from workers.step import Work
from workers.step_files import class_track, read_poses


def taught(desk):
    workers.compile.run(Work(desk), workers.compile.Params())
    routine = read_routine((desk / "routine.json").read_bytes())
    return routine, class_track(read_poses(desk / "poses.npz"), routine.video)


def test_who_stands_moves_by_nothing_and_who_dances_by_much(tmp_path):
    assert motion_of_parts(*taught(lay_desk(tmp_path / "still", still=True))) == pytest.approx(
        (0, 0), abs=1e-6
    )
    assert min(motion_of_parts(*taught(lay_desk(tmp_path / "danced")))) > 0.3


def test_a_step_point_at_which_nobody_is_seen_hides_everything(tmp_path):
    routine, _ = taught(lay_desk(tmp_path / "desk", unseen=range(20, 150)))
    gone = sum(step.point.targets is None for step in routine.steps) / len(routine.steps)
    assert 0 < gone < 1
    hidden = hidden_shares(routine, 0.0)
    assert tuple(hidden) == FEATURE_NAMES
    assert set(hidden.values()) == {gone}
    assert min(hidden_shares(routine, 1.0).values()) == 1


def test_a_joint_is_named_once():
    hidden = dict(zip(FEATURE_NAMES, np.zeros(16).tolist(), strict=True))
    hidden |= {
        "angle.left_elbow": 0.6,
        "place.left_elbow": 0.7,
        "place.right_hand": 0.5,
        "angle.left_hip": 0.4,
    }
    assert joints_hidden(hidden, 0.5) == ("left_elbow", "right_hand")
