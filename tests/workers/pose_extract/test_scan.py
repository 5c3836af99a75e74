"""That what is found in a picture does not depend on the range that it fell in, nor on what came before."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.pose_extract.body import Body
from workers.pose_extract.frame import Frame, Upright
from workers.pose_extract.ranges import plan_for, sighting_places
from workers.pose_extract.region import Person, Region
from workers.pose_extract.scan import scan
from workers.pose_extract.take import Index

UPRIGHT = Upright(100, 100)
PLANE = np.zeros((2, 2), np.uint8)


class ScriptedEngine:
    """Sees in each picture what a script says; a body's landmarks tell in which region it was looked for."""

    def __init__(self, detected, present):
        self.detected, self.present, self.looked = detected, present, []

    def people(self, frame, _upright):
        if not self.detected[frame.pts]:
            return []
        return [Person(Region(float(frame.pts), 50.0, 40.0 + frame.pts, 0.0), 0.9)]

    def body(self, frame, _upright, region):
        self.looked.append(frame.pts)
        if not self.present[frame.pts]:
            return None
        image = np.full((33, 4), region.x)
        return Body(image, np.full((33, 3), region.side), 1.0, Region(region.x + 0.5, 50.0, region.side, 0.1))


def looked_at(engine, index, sightings, first, last):
    plan = plan_for(index, sightings, first, last, {})
    frames = (Frame(int(pts), PLANE, PLANE, PLANE, full_range=False) for pts in plan.pts)
    return scan(engine, frames, UPRIGHT, plan)


def take(count):
    index = Index(np.arange(count, dtype=np.int64), np.ones(count, bool), 1 / 30)
    return index, sighting_places(index.pts / 30)


flags = st.lists(st.integers(0, 9).map(lambda drawn: drawn < 7), min_size=90, max_size=90)


@settings(deadline=None)
@given(detected=flags, present=flags, count=st.integers(2, 90), cuts=st.sets(st.integers(1, 89), max_size=4))
def test_any_cut_gives_the_same(detected, present, count, cuts):
    index, sightings = take(count)
    engine = ScriptedEngine(detected, present)
    whole = looked_at(engine, index, sightings, 0, count)
    borders = sorted({0, count, *(c for c in cuts if c < count)})
    parts = [looked_at(engine, index, sightings, a, b) for a, b in pairwise(borders)]
    assert np.concatenate([part.places for part in parts]).tolist() == whole.places.tolist()
    assert np.array_equal(np.concatenate([part.image for part in parts]), whole.image)
    assert np.array_equal(np.concatenate([part.world for part in parts]), whole.world)
    assert {place: seen for part in parts for place, seen in part.people.items()} == whole.people


def test_a_picture_is_looked_at_once_and_between_two_sightings():
    index, sightings = take(13)
    engine = ScriptedEngine([True] * 13, [True] * 13)
    seen = looked_at(engine, index, sightings, 0, 13)
    assert seen.places.tolist() == list(range(13))
    assert sorted(engine.looked) == list(range(13))
    # Sightings at 0 and 6 say 0.5 and 6.5; picture 3 is looked for half way.
    assert seen.image[3, 0, 0] == 3.5


def test_one_lost_sighting_is_bridged_and_a_long_absence_is_not():
    index, sightings = take(61)
    detected = [True] * 61
    detected[12] = False
    for place in (30, 36, 42, 48):
        detected[place] = False
    seen = looked_at(ScriptedEngine(detected, [True] * 61), index, sightings, 0, 61).places.tolist()
    assert set(range(25)) <= set(seen)
    assert not {37, 38, 39, 40, 41} & set(seen)
    assert {54, 60} <= set(seen)


def test_a_picture_that_could_not_be_decoded_is_only_absent():
    index, sightings = take(25)
    engine = ScriptedEngine([True] * 25, [True] * 25)
    plan = plan_for(index, sightings, 0, 25, {})
    frames = (Frame(p, PLANE, PLANE, PLANE, full_range=False) for p in range(25) if p not in {6, 9})
    seen = scan(engine, frames, UPRIGHT, plan)
    assert seen.places.tolist() == [p for p in range(25) if p not in {6, 9}]


def test_a_choice_made_for_the_whole_take_wins():
    index, sightings = take(7)
    engine = ScriptedEngine([True] * 7, [True] * 7)
    chosen = {0: Region(70.0, 50.0, 40.0, 0.0), 6: None}
    plan = plan_for(index, sightings, 0, 7, chosen)
    frames = (Frame(int(pts), PLANE, PLANE, PLANE, full_range=False) for pts in plan.pts)
    seen = scan(engine, frames, UPRIGHT, plan)
    assert seen.image[:, 0, 0].tolist() == [70.0] + [70.5] * 6
