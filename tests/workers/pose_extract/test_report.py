"""What is told to a person of a track."""

import numpy as np
import pytest

from tests.workers.pose_extract.test_track import STEP_S, take
from workers.pose_extract.region import Person, Region
from workers.pose_extract.report import describe, jitter
from workers.pose_extract.track import Smoothing, smoothed

DANCER = Region(500.0, 500.0, 400.0, 0.0)


def told(raw, people=None, chosen=None):
    return describe(smoothed(raw, Smoothing()), raw, 1.0, people or {}, chosen or {})


def kinds(report):
    return [span.kind for span in report.spans]


def test_nothing_is_told_of_a_good_take():
    report = told(take(np.arange(60) * STEP_S, np.zeros(60)))
    assert report.spans == ()
    assert report.problems == ()
    assert (report.frames, report.seen, report.filled, report.missing) == (60, 60, 0, 0)
    assert report.jitter == pytest.approx(0, abs=1e-4)


def test_gaps_are_told_with_their_times():
    seen = np.ones(60, bool)
    seen[10:13] = False
    seen[30:50] = False
    report = told(take(np.arange(60) * STEP_S, np.zeros(60), seen))
    assert kinds(report) == ["filled", "missing"]
    assert report.spans[1].start_s == pytest.approx(30 * STEP_S)
    assert report.spans[1].end_s == pytest.approx(49 * STEP_S)
    assert [problem.code for problem in report.problems] == ["dancer_missing"]
    assert "33%" in report.problems[0].sentence


def test_a_jump_is_told():
    report = told(take(np.arange(40) * STEP_S, np.where(np.arange(40) < 20, 0.0, 0.5)))
    assert "jump" in kinds(report)
    assert [problem.code for problem in report.problems] == ["pose_jumps"]


def test_a_trembling_stretch_is_told_and_a_steady_one_is_not():
    shift = np.zeros(120)
    shift[60:90] = 0.05 * (-1.0) ** np.arange(30)
    raw = take(np.arange(120) * STEP_S, shift)
    (span,) = [span for span in told(raw).spans if span.kind == "jitter"]
    assert span.start_s == pytest.approx(60 * STEP_S, abs=0.3)
    assert span.end_s == pytest.approx(90 * STEP_S, abs=0.3)
    assert jitter(raw, 1.0) > 1.0


def test_another_person_is_told_while_in_view():
    people, chosen = {}, {}
    for place in range(0, 60, 6):
        people[place] = [Person(DANCER, 0.9)]
        chosen[place] = DANCER
        if 20 <= place < 40:
            people[place].append(Person(Region(800.0, 500.0, 300.0, 0.0), 0.8))
    report = told(take(np.arange(60) * STEP_S, np.zeros(60)), people, chosen)
    (span,) = report.spans
    assert span.kind == "second_person"
    assert span.start_s == pytest.approx(24 * STEP_S)
    assert span.end_s == pytest.approx(36 * STEP_S)


@pytest.mark.parametrize(
    "other",
    [
        Person(Region(800.0, 500.0, 300.0, 0.0), 0.4),
        Person(Region(800.0, 500.0, 100.0, 0.0), 0.9),
        Person(Region(510.0, 505.0, 400.0, 0.0), 0.9),
    ],
    ids=["unsure", "far behind", "the dancer seen twice"],
)
def test_who_does_not_disturb_is_not_told(other):
    people = {place: [Person(DANCER, 0.9), other] for place in range(0, 60, 6)}
    chosen = dict.fromkeys(people, DANCER)
    assert told(take(np.arange(60) * STEP_S, np.zeros(60)), people, chosen).spans == ()


def test_the_body_is_measured_in_the_shape_of_the_picture():
    """Jitter is in parts of the body, so a picture twice as wide with the same body has the same."""
    wide = take(np.arange(30) * STEP_S, 0.01 * (-1.0) ** np.arange(30))
    image = wide.image.copy()
    image[:, :, 0] = image[:, :, 0] / 2
    narrow = type(wide)(wide.times_s, image, wide.world, wide.source, wide.jumps)
    assert jitter(narrow, 2.0) == pytest.approx(jitter(wide, 1.0), rel=1e-4)
