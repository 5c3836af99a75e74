"""The second look: where the whole take says another dancer than one picture did."""

from itertools import pairwise

import numpy as np

from workers.pose_extract.core import _chosen, _look_again
from workers.pose_extract.frame import Upright
from workers.pose_extract.ranges import sighting_places
from workers.pose_extract.region import Person, Region
from workers.pose_extract.take import Index

UPRIGHT = Upright(1000, 1000)
COUNT = 360


def person(x, side):
    return Person(Region(x, 500.0, side, 0.0), 0.9)


def looked(passing):
    """A dancer in the middle for 12 s, somebody larger in front at the sightings in `passing`."""
    index = Index(np.arange(COUNT, dtype=np.int64), np.ones(COUNT, bool), 1 / 30)
    times_s = index.pts / 30
    sightings = sighting_places(times_s)
    people = {place: [person(500.0, 400.0)] for place in sightings}
    for row in passing:
        people[sightings[row]].insert(0, person(100.0 + 60 * row, 800.0))
    chosen = _chosen(times_s, people, UPRIGHT)
    return sightings, chosen, _look_again(index, sightings, people, chosen, UPRIGHT)


def test_where_both_agree_nothing_is_looked_at_again():
    _, chosen, again = looked(passing=())
    assert again == []
    assert {region.side for region in chosen.values()} == {400.0}


def test_pictures_near_a_wrong_sighting_are_looked_at_again_with_the_dancer_named():
    sightings, chosen, again = looked(passing=range(6, 12))
    assert {region.side for region in chosen.values()} == {400.0}
    (plan,) = again
    assert (plan.first, plan.last) == (sightings[4], sightings[13] + 1)
    assert all(plan.chosen[place] == chosen[place] for place in plan.sightings)


def test_a_long_second_look_is_cut_into_parts_that_do_not_overlap():
    _, _, again = looked(passing=[*range(4, 7), *range(20, 23), *range(40, 43)])
    assert len(again) >= 3
    for before, after in pairwise(again):
        assert before.last <= after.first
