"""From hand-made scores to a verdict."""

import pytest

from workers.judge.core import Scored, judge
from workers.judge.doubts import Doubts

MOVES = 0.5


def scored(name, kind, *parts, total=0.0):
    """Every step scores what its part does."""
    steps = tuple((part,) * 8 for part in parts)
    known = [part for part in parts if part is not None]
    return Scored(name, kind, total or (sum(known) / len(known) if known else None), parts, steps)


def sure(parts):
    """Nothing is doubted of so many parts."""
    return Doubts(((False,) * 8,) * parts, ())


def judged(*performances, moves=MOVES, doubts=None):
    parts = len(performances[0].parts)
    return judge(performances, [moves] * parts, {}, doubts or sure(parts))


def test_a_part_is_judged_by_the_best_of_not_dancing_it():
    (part,) = judged(
        scored("itself", "danced", 100.0),
        scored("on_a_phone", "danced", 95.0),
        scored("standing", "still", 44.0),
        scored("yellow", "another_dance", 52.0),
    ).parts
    assert (part.verdict, part.danced, part.margin, part.worst) == ("separates", 95.0, 43.0, "yellow")
    assert [step.carries for step in part.steps] == [True] * 8


@pytest.mark.parametrize(
    ("danced", "still", "verdict"),
    [
        (90.0, 60.0, "separates"),
        (90.0, 75.0, "weak"),
        (90.0, 85.0, "does_not"),
        (70.0, 41.0, "weak"),
        (55.0, 40.0, "does_not"),
        (None, 40.0, "not_judged"),
    ],
)
def test_what_dancing_must_be_above_not_dancing(danced, still, verdict):
    judging = judged(scored("on_a_phone", "danced", danced), scored("standing", "still", still))
    assert (judging.verdict, judging.parts[0].verdict) == (verdict, verdict)


def test_a_performance_that_is_not_judged_is_no_rival():
    judging = judged(scored("on_a_phone", "danced", 90.0), scored("standing", "still", None))
    assert (judging.verdict, judging.margin) == ("separates", 50.0)


def test_what_may_rightly_look_alike_is_told_and_only_late_counts():
    judging = judged(
        scored("on_a_phone", "danced", 90.0, 90.0, 90.0),
        scored("mirrored", "mirrored", 89.0, 50.0, 50.0),
        scored("late", "late", 50.0, 88.0, 50.0),
        scored("another_part", "another_part", 50.0, 50.0, 85.0),
        scored("standing", "still", 45.0, 45.0, 45.0),
    )
    assert [part.alike for part in judging.parts] == [("mirrored",), ("late",), ("another_part",)]
    assert [part.verdict for part in judging.parts] == ["separates", "weak", "separates"]
    assert judging.verdict == "weak"


def test_of_a_part_that_cannot_be_judged_nothing_more_is_told():
    (part,) = judged(
        scored("on_a_phone", "danced", 90.0),
        scored("mirrored", "mirrored", 90.0),
        scored("standing", "still", 90.0),
    ).parts
    assert (part.verdict, part.alike) == ("does_not", ())


def test_a_class_of_which_half_the_parts_cannot_be_judged_cannot():
    judging = judged(
        scored("on_a_phone", "danced", 95.0, 90.0, total=92.0),
        scored("standing", "still", 40.0, 88.0, total=60.0),
    )
    assert [part.verdict for part in judging.parts] == ["separates", "does_not"]
    assert judging.verdict == "does_not"
    more = judged(
        scored("on_a_phone", "danced", 95.0, 95.0, 90.0), scored("standing", "still", 40.0, 40.0, 88.0)
    )
    assert more.verdict == "weak"


def test_a_step_that_is_not_judged_carries_nothing():
    danced = Scored("on_a_phone", "danced", 90.0, (90.0,), ((90.0,) * 7 + (None,),))
    still = Scored("standing", "still", 50.0, (50.0,), ((80.0, *(50.0,) * 7),))
    (part,) = judge([danced, still], [MOVES], {}, sure(1)).parts
    assert [step.carries for step in part.steps] == [False, *(True,) * 6, False]
    assert part.steps[7].margin is None


def test_a_step_whose_pose_is_doubted_carries_nothing_and_its_part_is_weak():
    doubts = Doubts(((False,) * 8, (*(False,) * 6, True, True)), ("left_hip",))
    told = judged(
        scored("on_a_phone", "danced", 95.0, 95.0), scored("standing", "still", 44.0, 44.0), doubts=doubts
    )
    assert [part.verdict for part in told.parts] == ["separates", "weak"]
    assert told.verdict == "weak"
    assert [step.carries for step in told.parts[1].steps] == [*(True,) * 6, False, False]
    assert [step.margin for step in told.parts[1].steps] == [51.0] * 8


def test_doubts_make_nothing_better():
    doubts = Doubts(((True,) * 8,), ())
    told = judged(scored("on_a_phone", "danced", 90.0), scored("standing", "still", 85.0), doubts=doubts)
    assert told.parts[0].verdict == "does_not"
