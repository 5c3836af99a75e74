"""Who the dancer is when others are in view."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.pose_extract.follow import dancer, first_pick, regions_between
from workers.pose_extract.frame import Upright
from workers.pose_extract.region import Person, Region

UPRIGHT = Upright(1000, 1000)


def person(x, side=500.0, score=0.9, y=500.0):
    return Person(Region(x, y, side, 0.0), score)


def times(count):
    return [0.2 * k for k in range(count)]


def test_alone_is_the_dancer():
    people = [[person(500)] for _ in range(10)]
    assert dancer(times(10), people, UPRIGHT) == [0] * 10


def test_nobody_is_no_dancer():
    assert dancer(times(3), [[], [], []], UPRIGHT) == [None] * 3
    assert first_pick([], UPRIGHT) is None


def test_the_larger_one_in_the_middle_is_the_dancer():
    people = [[person(100, 300), person(520)] for _ in range(10)]
    assert dancer(times(10), people, UPRIGHT) == [1] * 10
    assert first_pick(people[0], UPRIGHT) == 1


def test_somebody_who_walks_past_in_front_is_not_followed():
    """Larger and nearer to the middle than the dancer for 2 s of 12."""
    people = []
    for k in range(60):
        seen = [person(620, 500)]
        if 25 <= k < 35:
            seen.insert(0, person(100 + 80 * (k - 25), 800, 0.95, y=650))
        people.append(seen)
    picked = dancer(times(60), people, UPRIGHT)
    followed = [people[k][p].region.side for k, p in enumerate(picked) if p is not None]
    assert followed == [500] * 60


def test_the_dancer_is_found_again_after_a_while_out_of_view():
    people = [[person(500)]] * 20 + [[]] * 40 + [[person(300)]] * 20
    assert dancer(times(80), people, UPRIGHT) == [0] * 20 + [None] * 40 + [0] * 20


def test_an_answer_in_between_that_no_body_could_reach_is_left_out():
    people = [[person(500)] for _ in range(21)]
    people[10] = [person(50, 250, 0.6)]
    picked = dancer(times(21), people, UPRIGHT)
    assert picked == [0] * 10 + [None] + [0] * 10


@settings(deadline=None)
@given(
    xs=st.lists(st.floats(200, 800), min_size=2, max_size=2),
    sides=st.lists(st.floats(50, 900), min_size=2, max_size=2),
    angles=st.lists(st.floats(-math.pi, math.pi), min_size=2, max_size=2),
)
def test_between_two_sightings_a_region_goes_from_one_to_the_other(xs, sides, angles):
    before, after = (Region(x, 500.0, s, a) for x, s, a in zip(xs, sides, angles, strict=True))
    assert regions_between(before, after, 0.0) == before
    end = regions_between(before, after, 1.0)
    assert (end.x, end.side) == (pytest.approx(after.x), pytest.approx(after.side))
    assert math.cos(end.angle_rad - after.angle_rad) == pytest.approx(1)
    middle = regions_between(before, after, 0.5)
    assert min(sides) * 0.999 <= middle.side <= max(sides) * 1.001
    assert abs(middle.angle_rad - before.angle_rad) <= math.pi / 2 + 1e-9


def test_one_sighting_alone_holds():
    alone = Region(1.0, 2.0, 3.0, 0.5)
    assert regions_between(None, alone, 0.3) == alone
    assert regions_between(alone, None, 0.3) == alone
    assert regions_between(None, None, 0.3) is None
