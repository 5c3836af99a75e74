"""Words from real poses to text: a fault that was danced is what is named, on the learner's own side."""

import numpy as np
import pytest
from eightcount_runtime.classpack.manifest import read_manifest
from eightcount_runtime.classpack.poses import read_pose_track
from eightcount_runtime.classpack.routine_files import read_routine
from eightcount_runtime.scoring import Reference, replay
from eightcount_runtime.scoring.words import words_of

LEFT, RIGHT = [1, 2, 3, 7, 9, *range(11, 33, 2)], [4, 5, 6, 8, 10, *range(12, 33, 2)]
HANDS = {"left": [15, 17, 19, 21], "right": [16, 18, 20, 22]}
WIDTH, HEIGHT = 144, 256


@pytest.fixture(scope="module")
def danced(built):
    """The class, and its teacher's poses as a learner's: (reference, times, landmarks)."""
    files = {file.role: file for file in read_manifest(built.manifest).files}
    routine = read_routine(built.objects[files["routine"].sha256])
    image, world = (built.objects[files[role].sha256] for role in ("poses", "poses_world"))
    track = read_pose_track(image, world, routine.video.rate_hz)
    return Reference.of(routine, track), track.times_s, track.image


def mirrored(landmarks):
    flipped = landmarks.copy()
    flipped[:, LEFT], flipped[:, RIGHT] = landmarks[:, RIGHT], landmarks[:, LEFT]
    flipped[..., 0] = 1.0 - flipped[..., 0]
    return flipped


def lowered(landmarks, side):
    """One hand always half a torso too low, so that the elbow is too straight as well."""
    torso = np.median(np.abs(landmarks[:, [23, 24], 1].mean(axis=1) - landmarks[:, [11, 12], 1].mean(axis=1)))
    low = landmarks.copy()
    low[:, HANDS[side], 1] += 0.5 * torso
    return low


def folded(landmarks, side):
    """One hand always half way back to the shoulder."""
    shoulder = landmarks[:, [11 if side == "left" else 12], :2]
    back = landmarks.copy()
    back[:, HANDS[side], :2] = shoulder + 0.5 * (landmarks[:, HANDS[side], :2] - shoulder)
    return back


def told(danced, landmarks, *, late_s=0.0):
    reference, times_s, _ = danced
    return words_of(replay(reference, times_s + late_s, landmarks, WIDTH, HEIGHT), "en")


def test_the_teacher_is_praised(danced):
    assert {each.code for each in told(danced, danced[2])} <= {"well", "best_part", "best_count"}


@pytest.mark.parametrize("side", ["left", "right"])
def test_an_arm_that_is_always_wrong_is_told_of_first(danced, side):
    first, *_ = told(danced, lowered(danced[2], side))
    assert first.code in {f"hand_higher.{side}", f"elbow_bend.{side}"}
    first, *_ = told(danced, folded(danced[2], side))
    assert first.text == f"Throughout: stretch the {side} arm further."


@pytest.mark.parametrize(("side", "own"), [("left", "right"), ("right", "left")])
def test_who_dances_mirrored_is_told_of_the_arm_that_they_have(danced, side, own):
    first, *others = told(danced, mirrored(folded(danced[2], side)))
    assert first.text == f"Throughout: stretch the {own} arm further."
    assert any(each.code == "mirrored" for each in others)


def test_who_stands_is_told_to_dance(danced):
    stands = np.repeat(danced[2][:1], len(danced[2]), axis=0)
    [only] = told(danced, stands)
    assert (only.part, only.code) == (None, "still")


def test_who_is_late_throughout_is_told_once_by_how_much(danced):
    first, *others = told(danced, danced[2], late_s=0.15)
    assert first.text.startswith("You are about 150 ms late throughout")
    assert not any(each.code in {"late", "early"} for each in others)


def test_who_has_no_feet_in_the_picture_is_told_to_step_back(danced):
    cut = danced[2].copy()
    cut[:, 25:, 3] = 0.05
    first, *_ = told(danced, cut)
    assert first.text == "Step back so that your feet are in the picture."


def test_nobody_is_told_where_to_stand(danced):
    nobody = np.full_like(danced[2], np.nan)
    assert [each.code for each in told(danced, nobody)] == ["nothing_seen"]


def test_who_dances_something_else_is_told_so_and_nothing_else(danced):
    assert [each.code for each in told(danced, np.roll(danced[2], 60, axis=0))] == ["hardly_matches"]
