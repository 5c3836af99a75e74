from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from eightcount_runtime.classpack.features import features, square, torso_at
from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.poses import poses_at
from eightcount_runtime.classpack.routine import Routine
from eightcount_runtime.classpack.routine_files import read_routine
from eightcount_runtime.scoring.parameters import DEFAULTS, parameters_as_json
from hypothesis import given
from hypothesis import strategies as st
from small_class import BEATS_S, FRAMES, OFFSET_S, lay_desk, lay_media

import workers.compile
from cms.pipeline import PIPELINE
from workers.compile import Params
from workers.step import StepRefusedError, Work
from workers.step_files import Line, read_poses


def compiled(desk: Path) -> Routine:
    workers.compile.run(Work(desk), Params())
    return read_routine((desk / "routine.json").read_bytes())


def refused(desk: Path) -> StepRefusedError:
    with pytest.raises(StepRefusedError) as refusal:
        workers.compile.run(Work(desk), Params())
    assert not (desk / "routine.json").exists()
    return refusal.value


def test_every_beat_stands_on_both_clocks_and_a_step_is_judged_where_it_ends(tmp_path: Path) -> None:
    line = {"offset_s": OFFSET_S, "rate": 1.001, "song_duration_s": 116.4}
    routine = compiled(lay_desk(tmp_path / "desk", alignment=line))
    assert [(part.name, len(part.steps)) for part in routine.parts] == [("Verse", 8), (None, 8)]
    for number, step in enumerate(routine.steps):
        assert step.start.song_s == BEATS_S[number]
        assert step.point.at.song_s == BEATS_S[number + 1]
        assert step.point.at.video_s == pytest.approx((BEATS_S[number + 1] - OFFSET_S) / 1.001, abs=1e-6)
        assert abs(step.point.frame / 30 - step.point.at.video_s) <= 1 / 60 + 1e-6


def test_a_class_is_scored_by_what_is_calibrated_when_it_is_compiled(tmp_path: Path) -> None:
    assert compiled(lay_desk(tmp_path / "desk")).scoring == DEFAULTS


def test_whoever_calibrates_anew_raises_the_version_of_compile() -> None:
    """Else the step cache would keep routines that are scored by the numbers of before."""
    said = canonical_json(parameters_as_json(DEFAULTS))
    (step,) = (step for step in PIPELINE if step.name == "compile")
    calibrated = (step.version, sha256(said).hexdigest()[:16])
    assert calibrated == (3, "50dd093377672a4b"), (
        "raise compile's version in cms/pipeline.py; then this is it"
    )


def test_targets_are_the_features_at_the_true_time_between_frames(tmp_path: Path) -> None:
    desk = lay_desk(tmp_path / "desk", beats_s=[time_s + 0.0137 for time_s in BEATS_S])
    routine = compiled(desk)
    poses = read_poses(desk / "poses.npz")
    at_s = np.array([step.point.at.video_s for step in routine.steps])
    there = poses_at(poses.times_s, poses.image, at_s)
    torso = torso_at(poses.times_s, square(poses.image, 144, 256), at_s)
    expected = features(square(there, 144, 256), there[..., 3], torso)
    for number, step in enumerate(routine.steps):
        assert step.point.targets is not None
        np.testing.assert_allclose(step.point.targets.angles, expected.angles[number], atol=6e-5)
        np.testing.assert_allclose(step.point.targets.places, expected.places[number], atol=6e-5)
        np.testing.assert_allclose(step.point.targets.visibility, expected.visibility[number], atol=6e-3)
        nearest = poses.image[step.point.frame]
        assert np.abs(there[number] - nearest).max() > 0


def test_weights_follow_what_moves(tmp_path: Path) -> None:
    weights = np.array([step.point.weights for step in compiled(lay_desk(tmp_path / "desk")).steps])
    assert weights.shape == (16, 16)
    assert (weights[:, :8].max(axis=1) == 1).all()
    assert (weights[:, 8:].max(axis=1) == 1).all()
    assert weights.min() >= 0.35
    hands, feet = weights[:, [10, 11]].mean(), weights[:, [14, 15]].mean()
    assert hands > feet + 0.2, "this dance is danced with the arms"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (lay_desk(tmp_path / name) for name in ("one", "other"))
    compiled(one)
    compiled(other)
    assert (one / "routine.json").read_bytes() == (other / "routine.json").read_bytes()


def test_a_step_point_without_dancer_is_marked_and_warned_about(tmp_path: Path) -> None:
    at_third = round((BEATS_S[3] - OFFSET_S) * 30)
    desk = lay_desk(tmp_path / "desk", unseen=range(at_third - 10, at_third + 11))
    routine = compiled(desk)
    assert [step.point.targets is None for step in routine.steps[:4]] == [False, False, True, False]
    assert set(routine.steps[2].point.weights) == {0.0}
    warned = [problem for problem in routine.problems if problem.code == "not_seen"]
    assert [problem.sentence for problem in warned] == [
        "Part 1, step 3 (1.90 s in the take): the dancer is not seen, so this step will not be judged."
    ]
    assert warned[0].index == 3


@pytest.mark.parametrize(
    ("hidden", "words"),
    [
        ([15, 16, 25, 28], "both hands, the left knee and the right foot are hidden, so only 7"),
        ([11, 12, 23, 24, 14], "the right elbow is hidden, so only 7"),
        (range(33), "both elbows, both hands, both knees and both feet are hidden, so none"),
    ],
)
def test_a_step_point_with_a_dancer_half_hidden_says_what_is_hidden(
    tmp_path: Path, hidden: Sequence[int], words: str
) -> None:
    desk = lay_desk(tmp_path / "desk")
    with np.load(desk / "poses.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    at_third = round((BEATS_S[3] - OFFSET_S) * 30)
    arrays["image"][..., 3] = 0.9
    arrays["image"][at_third - 2 : at_third + 3, list(hidden), 3] = 0.2
    np.savez(desk / "poses.npz", **arrays)
    warned = [problem for problem in compiled(desk).problems if problem.code == "hardly_seen"]
    assert [problem.index for problem in warned] == [3]
    assert warned[0].sentence == (
        f"Part 1, step 3 (1.90 s in the take): {words} of the 16 angles and places are seen well."
    )


def test_a_take_with_nobody_at_any_step_is_refused(tmp_path: Path) -> None:
    refusal = refused(lay_desk(tmp_path / "desk", unseen=range(FRAMES)))
    assert "The dancer is not seen at any step." in refusal.sentence
    assert refusal.code == "dancer-not-seen"


@pytest.mark.parametrize(
    ("beats_s", "words"),
    [
        ([*BEATS_S[:4], BEATS_S[5], BEATS_S[4], *BEATS_S[6:]], "comes before the beat that stands before it"),
        ([*BEATS_S[:4], BEATS_S[3], *BEATS_S[5:]], "repeats the one before it"),
        ([-1.0, *BEATS_S[1:]], "before the song starts"),
        (BEATS_S[:-1], "Part 2, the last one, has only 7 steps"),
        ([*BEATS_S[:12], *BEATS_S[13:]], "Part 2 has only 7 steps: a beat seems to be missing"),
        ([*BEATS_S[:-1], 120.0], "but the song ends at 116.400 s"),
        ([], "No beats are marked yet."),
    ],
)
def test_beats_with_errors_are_refused_in_one_sentence(
    tmp_path: Path, beats_s: Sequence[float], words: str
) -> None:
    refusal = refused(lay_desk(tmp_path / "desk", beats_s=beats_s))
    assert refusal.sentence.startswith("The beats cannot be used: ")
    assert words in refusal.sentence
    assert refusal.code == "beats-unusable"


def test_many_errors_are_listed_and_counted(tmp_path: Path) -> None:
    refusal = refused(lay_desk(tmp_path / "desk", beats_s=[-float(number) for number in range(1, 18)]))
    assert refusal.sentence.count("before the song starts.") >= 2
    assert refusal.sentence.endswith("more.")


@pytest.mark.parametrize(
    ("shift_s", "words"),
    [
        (-0.9, "Beat 1 is before the take begins, the first by 0.50 s."),
        (-1.2, "Beats 1 to 2 are before the take begins, the first by 0.80 s."),
        (0.8, "Beat 17 is after the end of the take, the last by 0.20 s."),
        (3.0, "Beats 13 to 17 are after the end of the take, the last by 2.40 s."),
    ],
)
def test_beats_outside_the_take_are_refused_and_named(tmp_path: Path, shift_s: float, words: str) -> None:
    desk = lay_desk(tmp_path / "desk", beats_s=[time_s + shift_s for time_s in BEATS_S])
    refusal = refused(desk)
    assert refusal.sentence.startswith(words)
    assert refusal.code == "beats-unusable"


def test_a_beat_a_hair_outside_the_take_is_on_its_first_frame(tmp_path: Path) -> None:
    desk = lay_desk(tmp_path / "desk", beats_s=[time_s - 0.41 for time_s in BEATS_S])
    assert compiled(desk).steps[0].start.video_s == pytest.approx(-0.01)


def test_a_correction_by_a_person_may_lack_measurements(tmp_path: Path) -> None:
    desk = lay_desk(tmp_path / "desk", alignment={"offset_s": OFFSET_S, "rate": 1.0, "by": "person"})
    assert len(compiled(desk).steps) == 16


def test_a_usual_part_count_is_not_demanded_but_told(tmp_path: Path) -> None:
    found = compiled(lay_desk(tmp_path / "desk")).problems
    assert [(problem.severity, problem.code) for problem in found] == [("warning", "part_count")]


@given(st.floats(-60, 60), st.floats(0.5, 2), st.floats(0, 600))
def test_the_line_between_the_clocks_is_inverted_exactly(
    offset_s: float, rate: float, video_s: float
) -> None:
    assert Line(offset_s, rate, None).video_s(offset_s + rate * video_s) == pytest.approx(video_s, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("beats.json", b'{"format":1,"beats_s":[1.0,'),
        ("alignment.json", b'{"format":1,"offset_s":"1"}'),
        ("media.json", b"{}"),
        ("poses.npz", b"PK\x03\x04 cut off"),
    ],
)
def test_files_that_are_not_what_they_should_be_are_refused(
    tmp_path: Path, name: str, content: bytes
) -> None:
    desk = lay_desk(tmp_path / "desk")
    (desk / name).write_bytes(content)
    assert refused(desk).sentence.endswith(".")


def test_poses_of_another_shape_are_refused(tmp_path: Path) -> None:
    desk = lay_desk(tmp_path / "desk")
    np.savez(
        desk / "poses.npz", times_s=np.zeros(3), image=np.zeros((3, 32, 4)), world=np.zeros(3), source=[0] * 3
    )
    assert refused(desk).sentence == "The poses of the take cannot be read. Build again."


def test_a_variable_rate_is_followed_at_true_times(tmp_path: Path) -> None:
    desk = lay_desk(tmp_path / "desk")
    whole = compiled(desk)
    with np.load(desk / "poses.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    kept = np.flatnonzero(np.random.default_rng(1).random(FRAMES) < 0.7)
    kept = np.union1d(kept, [0, FRAMES - 1])
    np.savez(desk / "poses.npz", **{name: array[kept] for name, array in arrays.items()})
    away = [
        np.abs(np.subtract(one.point.targets.places, other.point.targets.places)).max()
        for one, other in zip(whole.steps, compiled(desk).steps, strict=True)
        if one.point.targets and other.point.targets
    ]
    assert len(away) == 16
    assert np.median(away) < 0.004


def test_a_rate_that_is_no_integer_is_kept_exactly(tmp_path: Path) -> None:
    desk = lay_desk(tmp_path / "desk")
    lay_media(desk, rate=Fraction(30000, 1001), frames=269)
    assert compiled(desk).video.rate_hz == Fraction(30000, 1001)
