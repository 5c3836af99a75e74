"""Pictures of both dancers at a moment are cut from where each stood then."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from learners import filmed
from small_class import CLIPS

from eightcount.coaching import Moment
from eightcount.scoring.alignment import Placement
from eightcount.scoring.pictures import pictures_of
from workers.step import Limits

CLASS = CLIPS / "uniform_9s.mp4"


def decoded(jpeg: bytes) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture.astype(float)


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's video that begins 1.2 s into the class."""
    return filmed(
        tmp_path_factory.mktemp("pictures") / "late.mp4", "-an", "-crf", "12", before=("-ss", "1.2")
    )


def test_each_dancer_is_shown_at_the_own_time(late: Path) -> None:
    cut = pictures_of(CLASS, late, Placement(1.2, 1.0, "sound"), Limits())
    same, later = cut([Moment(1, 2, 3.0, 3.0), Moment(1, 3, 3.0, 4.0)])
    assert (same.moment.count, later.moment.count) == (2, 3)
    assert decoded(same.teacher).shape == (256, 144, 3)
    assert same.teacher == later.teacher
    alike, apart = (np.abs(decoded(each.teacher) - decoded(each.learner)).mean() for each in (same, later))
    assert alike < 4 < apart


def test_a_moment_that_a_video_does_not_show_is_left_out(late: Path) -> None:
    cut = pictures_of(CLASS, late, Placement(1.2, 1.0, "sound"), Limits())
    assert [each.moment.count for each in cut([Moment(1, 1, 0.9, 0.9), Moment(1, 2, 3.0, 3.0)])] == [2]
    assert cut([Moment(2, 8, 8.9, 60.0)]) == []
