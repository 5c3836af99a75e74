import json

import numpy as np
import pytest
from small_class import BEATS_S, OFFSET_S, lay_desk, lay_media, write

import workers.compile
from workers.judge import Params, run
from workers.judge.gallery import dances
from workers.runner import run_step
from workers.step import StepRefusedError, Work


@pytest.fixture
def laid(tmp_path):
    """Lays a desk and compiles it; then what `judging` gives is what was judged of it."""

    def lay(change=None, **given):
        desk = lay_desk(tmp_path / "desk", **given)
        if change is not None:
            with np.load(desk / "poses.npz") as stored:
                poses = dict(stored)
            change(poses["image"])
            np.savez(desk / "poses.npz", **poses)
        workers.compile.run(Work(desk), workers.compile.Params())
        return desk

    return lay


def judging(desk):
    assert run_step("judge", desk, {}, Work(desk)) == ["judging.json"]
    return json.loads((desk / "judging.json").read_text())


def codes(told):
    return [problem["code"] for problem in told["problems"]]


def test_a_dance_is_told_from_standing_and_from_other_dances(laid):
    told = judging(laid())
    assert (told["verdict"], told["problems"]) == ("separates", [])
    scores = {one["name"]: one["score"] for one in told["performances"]}
    assert scores["itself"] > 97
    assert told["danced"] == scores["on_a_phone"] > 85
    others = ("still_at_the_start", "still_in_the_mean", *(dance.name for dance in dances()))
    assert told["margin"] == pytest.approx(told["danced"] - max(scores[name] for name in others), abs=0.11)
    assert scores["half_a_beat_late"] < 70
    assert [(part["part"], part["name"], part["verdict"]) for part in told["parts"]] == [
        (1, "Verse", "separates"),
        (2, None, "separates"),
    ]
    for part in told["parts"]:
        assert set(part["scores"]) == set(scores)
        assert [step["count"] for step in part["steps"]] == list(range(1, 9))
        assert sum(step["carries"] for step in part["steps"]) >= 4
        assert part["motion"] > 0.2
    assert len(told["features"]) == 16


def test_the_same_files_give_the_same_bytes(laid):
    desk = laid()
    judging(desk)
    first = (desk / "judging.json").read_bytes()
    judging(desk)
    assert (desk / "judging.json").read_bytes() == first


def test_a_take_in_which_the_dancer_stands_cannot_be_judged(laid):
    told = judging(laid(still=True))
    assert told["verdict"] == "does_not"
    assert codes(told)[:3] == ["cannot_be_judged", "parts_not_told_apart", "parts_hardly_move"]
    assert told["problems"][0]["sentence"].startswith("This class cannot be judged: danced as in the take it")
    assert [problem["parts"] for problem in told["problems"][:3]] == [[], [1, 2], [1, 2]]
    assert told["problems"][2]["sentence"] == "Parts 1 and 2: the dancer hardly moves there."
    assert not any(step["carries"] for part in told["parts"] for step in part["steps"])


def test_a_part_that_is_told_apart_by_little_is_named(laid):
    def shrink(image):
        mean = image.mean(axis=0)
        image[131:, :, :3] = mean[:, :3] + 0.15 * (image[131:, :, :3] - mean[:, :3])

    told = judging(laid(shrink))
    verdict = told["parts"][1]["verdict"]
    code = {"weak": "parts_told_by_little", "does_not": "parts_not_told_apart"}[verdict]
    assert [2] in [problem["parts"] for problem in told["problems"] if problem["code"] == code]
    assert told["parts"][1]["margin"] < told["parts"][0]["margin"] - 20


def test_one_part_in_which_the_dancer_stands_is_named(laid):
    def stand(image):
        image[131:] = image[131]

    told = judging(laid(stand))
    assert [part["verdict"] for part in told["parts"]] == ["separates", "does_not"]
    assert {"parts_not_told_apart": [2], "parts_hardly_move": [2]}.items() <= {
        problem["code"]: problem["parts"] for problem in told["problems"]
    }.items()


def test_joints_that_are_hidden_are_named(laid):
    def hide_feet(image):
        image[:, [27, 28], 3] = 0.1

    told = judging(laid(hide_feet))
    assert told["problems"][-1]["joints"] == ["left_knee", "right_knee", "left_foot", "right_foot"]
    assert told["problems"][-1]["sentence"].endswith(
        "not judged there: left knee, right knee, left foot and right foot."
    )
    hidden = {one["feature"]: one["hidden"] for one in told["features"]}
    assert (hidden["angle.left_knee"], hidden["place.left_foot"]) == (1, 1)
    assert (hidden["place.left_knee"], hidden["angle.right_elbow"]) < (0.5, 0.5)


def test_a_dancer_who_is_hardly_seen_is_not_judged(laid):
    def hide(image):
        image[..., 3] = 0.1

    told = judging(laid(hide))
    assert (told["verdict"], told["danced"], told["margin"]) == ("not_judged", None, None)
    assert codes(told) == ["class_not_seen", "parts_not_seen", "joints_hidden"]
    assert "Film the dancer whole." in told["problems"][0]["sentence"]


def test_who_leaves_the_picture_is_not_told_to_stand(laid):
    told = judging(laid(unseen=range(131, 270)))
    assert [part["verdict"] for part in told["parts"]] == ["separates", "not_judged"]
    assert {"parts_not_seen": [2]}.items() <= {
        problem["code"]: problem["parts"] for problem in told["problems"]
    }.items()
    assert "parts_hardly_move" not in codes(told)


def test_counts_at_which_the_own_pose_is_not_sure_are_told(laid):
    desk = laid()
    before = judging(desk)
    assert not any(step["doubted"] for part in before["parts"] for step in part["steps"])
    at_s = [beat_s - OFFSET_S for beat_s in BEATS_S]  # count n of part 1 ends at beat n
    trembles = {
        "kind": "jitter",
        "start_s": at_s[4],
        "end_s": at_s[8] - 0.1,
        "sentence": "The pose trembles.",
    }
    write(desk / "pose_report.json", spans=[trembles])
    told = judging(desk)
    assert (before["verdict"], told["verdict"]) == ("separates", "weak")
    assert [part["verdict"] for part in told["parts"]] == ["weak", "separates"]
    assert [step["count"] for step in told["parts"][0]["steps"] if step["doubted"]] == [5, 6, 7, 8]
    assert not any(step["carries"] for step in told["parts"][0]["steps"][4:])
    (problem,) = told["problems"]
    assert problem["code"] == "poses_doubted"
    assert (problem["parts"], problem["counts"], problem["joints"]) == ([1], [[5, 6, 7, 8]], [])
    assert problem["sentence"].startswith(
        "Part 1, counts 5 to 8: the dancer's own pose is not sure there, so"
    )
    assert "Look at it in Poses." in problem["sentence"]
    assert told["danced"] == before["danced"]


def later(routine, by_s):
    for part in routine["parts"]:
        for step in part["steps"]:
            step["start"]["video_s"] += by_s
            step["point"]["video_s"] += by_s
    return routine


def test_files_that_do_not_belong_together_are_refused(laid):
    desk = laid()
    media, routine = (desk / "media.json").read_bytes(), json.loads((desk / "routine.json").read_bytes())
    lay_media(desk, frames=100)
    with pytest.raises(StepRefusedError, match="belongs to another take"):
        run(Work(desk), Params())
    (desk / "media.json").write_bytes(media)
    (desk / "routine.json").write_bytes(json.dumps(later(routine, 20.0)).encode())
    with pytest.raises(StepRefusedError, match="does not fit the take's poses") as refused:
        run(Work(desk), Params())
    assert "outside the class's pose track" in refused.value.detail
    (desk / "routine.json").write_text("{}")
    with pytest.raises(StepRefusedError, match="routine cannot be read"):
        run(Work(desk), Params())
