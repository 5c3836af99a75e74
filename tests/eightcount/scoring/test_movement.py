"""Where a dance lies in another, told by the movements alone."""

from pathlib import Path

import numpy as np
import pytest
from eightcount_runtime.classpack.poses import mirrored
from learners import SIZE, practice, taught, track

from eightcount.failures import RefusedError
from eightcount.scoring.alignment import LEAST_LIKENESS, Placement, by_movement, without_lag
from eightcount.scoring.extraction import Recording
from eightcount.scoring.movement import Dance, dance_of, places


def seen(danced: Recording, *, before_a_mirror: bool = False) -> Dance:
    landmarks = mirrored(danced.landmarks) if before_a_mirror else danced.landmarks
    return dance_of(danced.times_s, landmarks, *SIZE, 0.0, float(danced.times_s[-1]))


@pytest.fixture(scope="module")
def shown() -> Dance:
    own = track()
    return dance_of(own.times_s, own.image, *SIZE, 0.4, 8.4)


@pytest.mark.parametrize("from_s", [0.0, 1.2, 2.6])
def test_a_learner_is_found_where_the_class_does_the_same(shown: Dance, from_s: float) -> None:
    best, *others = places(shown, seen(practice(noise=0.01, from_s=from_s)), is_mirrored=False, most=4)
    assert best.offset_s == pytest.approx(from_s, abs=1 / 15)
    assert best.likeness > 2 * LEAST_LIKENESS
    assert all(each.likeness < 0.6 * best.likeness for each in others)


def test_a_mirrored_learner_is_found_when_turned_back(shown: Dance) -> None:
    turned = practice(from_s=1.2)
    turned = Recording(**{**vars(turned), "landmarks": mirrored(turned.landmarks)})
    as_filmed = places(shown, seen(turned), is_mirrored=False, most=1)[0]
    back = places(shown, seen(turned, before_a_mirror=True), is_mirrored=True, most=1)[0]
    assert back.offset_s == pytest.approx(1.2, abs=1 / 15)
    assert back.likeness > 2 * as_filmed.likeness


def test_frames_with_nobody_do_not_move_the_place(shown: Dance) -> None:
    gaps = practice(from_s=1.2)
    gaps.landmarks[40:70] = np.nan
    assert places(shown, seen(gaps), is_mirrored=False, most=1)[0].offset_s == pytest.approx(1.2, abs=1 / 15)


def test_somebody_who_stands_or_does_something_else_is_found_nowhere(tmp_path: Path) -> None:
    of = taught(tmp_path / "class")
    backwards = practice()
    backwards = Recording(**{**vars(backwards), "landmarks": backwards.landmarks[::-1].copy()})
    for learner in (practice(still=True), practice(still=True, noise=0.004), backwards):
        with pytest.raises(RefusedError) as refused:
            by_movement(of, learner, "auto", 1.0, "The video has no sound.", lambda _placement: 0.9)
        assert refused.value.code == "not-aligned"
        assert "--offset SECONDS" in refused.value.sentence
        assert "The video has no sound." in refused.value.sentence


def test_an_empty_room_is_told_to_be_empty(tmp_path: Path) -> None:
    room = practice()
    room.landmarks[13:] = float("nan")
    with pytest.raises(RefusedError, match="Hardly anybody is seen in the video: in 5% of its pictures"):
        by_movement(taught(tmp_path / "class"), room, "auto", 1.0, "Unheard.", lambda _placement: 0.9)


def test_a_learner_at_half_speed_is_found_where_the_speed_is_said(tmp_path: Path) -> None:
    slow = practice(noise=0.01, from_s=1.2)
    slow = Recording(**{**vars(slow), "times_s": slow.times_s * 2})
    of = taught(tmp_path / "class")
    found = by_movement(of, slow, "auto", 0.5, "Unheard.", lambda _placement: 0.9)
    assert found.offset_s == pytest.approx(1.2, abs=1 / 15)
    assert (found.rate, found.speed) == (0.5, 0.5)


def test_a_place_that_both_sides_fit_is_one_place(tmp_path: Path) -> None:
    of = taught(tmp_path / "class")
    even = practice()
    even.landmarks[:] = (even.landmarks + mirrored(even.landmarks)) / 2  # the same before a mirror
    asked: list[Placement] = []

    def never(placement: Placement) -> float:
        asked.append(placement)
        return 0.9

    found = by_movement(of, even, "auto", 1.0, "Unheard.", never)
    assert found.offset_s == pytest.approx(0.0, abs=1 / 15)
    assert asked == []


def test_a_dance_that_repeats_itself_is_not_guessed_but_scored_or_asked(tmp_path: Path) -> None:
    of = taught(tmp_path / "class")
    once = practice()
    half = len(once.times_s) // 2
    looped = np.concatenate([once.landmarks[:half], once.landmarks[:half]])
    of = type(of)(**{**vars(of), "poses": type(of.poses)(of.poses.rate_hz, looped, of.poses.world)})
    learner = Recording(**{**vars(once), "times_s": once.times_s[:half], "landmarks": once.landmarks[:half]})

    def alike(_placement: Placement) -> float:
        return 0.9

    with pytest.raises(RefusedError, match="two places alike"):
        by_movement(of, learner, "off", 1.0, "Unheard.", alike)

    def second_is_better(placement: Placement) -> float:
        return 0.9 if placement.offset_s > 2 else 0.7

    found = by_movement(of, learner, "off", 1.0, "Unheard.", second_is_better)
    assert found.offset_s == pytest.approx(half / 30, abs=1 / 15)
    assert (found.how, found.rate, found.unheard) == ("movement", 1.0, "Unheard.")


def test_a_lag_is_taken_out_of_a_place_at_the_speed_of_the_dance() -> None:
    assert without_lag(Placement(2.0, 1.0, "movement"), 100.0).offset_s == pytest.approx(1.9)
    assert without_lag(Placement(2.0, 0.5, "sound"), 100.0).offset_s == pytest.approx(1.95)
