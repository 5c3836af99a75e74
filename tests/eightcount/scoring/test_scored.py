"""What a person should know before believing a score."""

from dataclasses import replace

import numpy as np
import pytest
from eightcount_runtime.classpack.poses import mirrored as before_a_mirror
from eightcount_runtime.scoring import Mirror, Reference, replay
from learners import SIZE, practice, taught

from eightcount.failures import RefusedError
from eightcount.scoring.alignment import Placement
from eightcount.scoring.extraction import Recording
from eightcount.scoring.record import Recorded
from eightcount.scoring.scored import Scored, _doubts, _must_overlap, must_have, score_again
from eightcount.scoring.taught import Taught

BY_HAND = Placement(0.0, 1.0, "hand")


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Taught:
    return taught(tmp_path_factory.mktemp("practice") / "class")


def doubts(of: Taught, learner: Recording, placement: Placement = BY_HAND) -> tuple[str, ...]:
    at_s = placement.offset_s + placement.rate * learner.times_s
    sheet = replay(Reference.of(of.routine, of.poses), at_s, learner.landmarks, *SIZE)
    return _doubts(sheet, learner, placement)


def test_only_one_who_hardly_dances_the_class_is_asked_for_the_class(of: Taught) -> None:
    assert doubts(of, practice(noise=0.01)) == ()
    elsewhere = replace(practice(), landmarks=np.roll(practice().landmarks, 60, axis=0))  # another part of it
    assert doubts(of, elsewhere) == ("hardly_matches",)
    assert doubts(of, practice(still=True)) == ()  # who stands is told to move
    assert doubts(of, practice(), Placement(0.35, 1.0, "hand")) == ()  # who is late is told that


def test_who_danced_before_a_mirror_that_was_ruled_out_is_told_so(of: Taught) -> None:
    learner = practice(noise=0.01)
    before = replace(learner, landmarks=before_a_mirror(learner.landmarks))

    def told(recording: Recording, mirror: Mirror) -> Scored:
        return score_again(of, Recorded(recording, BY_HAND, mirror, None, 1.0))

    turned = told(before, "off")
    assert turned.sheet.session.mirror == "off"  # it is scored as it was asked for
    assert turned.doubts == ("looks_mirrored",)
    assert not turned.is_timed
    assert told(before, "auto").doubts == told(learner, "off").doubts == ()
    elsewhere = replace(learner, landmarks=np.roll(learner.landmarks, 60, axis=0))
    assert told(elsewhere, "off").doubts == ("hardly_matches",)


def test_a_video_without_a_dancer_is_told_to_be_so_first(of: Taught) -> None:
    room = practice()
    room.landmarks[:] = float("nan")
    assert doubts(of, room) == ("nobody_seen",)
    room = practice(from_s=2.6)
    room.landmarks[:] = float("nan")
    assert doubts(of, room, Placement(2.6, 1.0, "hand")) == ("nobody_seen", "short")
    seen_once = practice()
    seen_once.landmarks[150:] = float("nan")
    assert "nobody_seen" not in doubts(of, seen_once)


def test_a_video_that_begins_late_is_told_to_be_short(of: Taught) -> None:
    placement = Placement(2.6, 1.0, "sound", doubts=("ambiguous",))
    assert doubts(of, practice(from_s=2.6), placement) == ("short", "ambiguous")


@pytest.mark.parametrize(("offset_s", "parts"), [(9.0, None), (-3.0, None), (0.0, [2])])
def test_a_video_that_shows_no_step_that_is_asked_for_is_refused(
    of: Taught, offset_s: float, parts: list[int] | None
) -> None:
    with pytest.raises(RefusedError, match="no step is judged"):
        _must_overlap(of, parts, 3.0, Placement(offset_s, 1.0, "hand"))
    _must_overlap(of, parts, 3.0, Placement(3.0, 1.0, "hand"))


def test_parts_are_those_of_the_class(of: Taught) -> None:
    must_have(of, None)
    must_have(of, [1, 2])
    with pytest.raises(RefusedError, match="There is no part 3: the class has parts 1 to 2"):
        must_have(of, [1, 3])
