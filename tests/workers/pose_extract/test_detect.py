"""The detector's own bookkeeping, and what it says of real pictures."""

from dataclasses import replace

import numpy as np
import pytest

from tests.workers.pose_extract.taking import pictures_of
from workers.pose_extract.detect import Detector, anchors
from workers.pose_extract.models import DETECTOR, read_model


def test_anchors_are_as_many_as_the_net_has_answers_and_lie_in_the_picture():
    found = anchors()
    assert found.shape == (2254, 2)
    assert found.min() > 0
    assert found.max() < 1
    assert found[0] == pytest.approx([0.5 / 28, 0.5 / 28])
    assert found[-1] == pytest.approx([6.5 / 7, 6.5 / 7])


def test_one_dancer_is_one_person_around_her(models):
    frame, upright = next(pictures_of("dancer_1500ms.mp4"))
    people = Detector(read_model(models, DETECTOR)).people(frame, upright, 0.5)
    assert len(people) == 1
    assert people[0].score > 0.8
    region = people[0].region
    assert abs(region.x - 0.48 * upright.width) < 0.08 * upright.width
    assert abs(region.y - 0.53 * upright.height) < 0.08 * upright.height
    assert abs(region.angle_rad) < 0.2


def test_two_dancers_are_two_people_side_by_side(models):
    frame, upright = next(pictures_of("two_dancers_1s.mp4"))
    people = Detector(read_model(models, DETECTOR)).people(frame, upright, 0.5)
    assert len(people) == 2
    left, right = sorted(person.region.x for person in people)
    assert left < upright.width / 2 < right


def test_nobody_is_in_an_even_picture(models):
    frame, upright = next(pictures_of("dancer_1500ms.mp4"))
    y, u, v = (
        np.full_like(plane, level) for plane, level in ((frame.y, 120), (frame.u, 128), (frame.v, 128))
    )
    grey = replace(frame, y=y, u=u, v=v)
    assert Detector(read_model(models, DETECTOR)).people(grey, upright, 0.3) == []
