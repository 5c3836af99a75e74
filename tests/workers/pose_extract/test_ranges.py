"""How a take is cut: every picture once, each with all the sightings that decide it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.pose_extract.plan import REACH
from workers.pose_extract.ranges import cut, sighting_places
from workers.pose_extract.take import Index


def index_of(count, key_every, step_s=1 / 30):
    key = np.zeros(count, bool)
    key[::key_every] = True
    return Index(np.arange(count, dtype=np.int64) * 512, key, step_s / 512)


def times_of(index):
    return (index.pts - index.pts[0]) * index.time_base_s


def test_people_are_looked_for_every_fifth_of_a_second_and_on_both_ends():
    assert sighting_places(np.arange(20) / 30) == [0, 6, 12, 18, 19]
    assert sighting_places(np.arange(40) / 60)[:3] == [0, 12, 24]
    assert sighting_places(np.arange(4) / 5) == [0, 1, 2, 3]
    assert sighting_places(np.zeros(1)) == [0]


def test_few_pictures_lie_between_however_fast_the_camera_was():
    assert max(np.diff(sighting_places(np.arange(500) / 240))) == 12


@settings(deadline=None)
@given(
    count=st.integers(1, 4000),
    key_every=st.integers(1, 5000),
    processes=st.integers(1, 9),
    rate=st.sampled_from([10, 24, 30, 60]),
)
def test_every_picture_is_reported_once_with_the_sightings_around_it(count, key_every, processes, rate):
    index = index_of(count, key_every, 1 / rate)
    sightings = sighting_places(times_of(index))
    plans = cut(index, sightings, processes)
    assert [plan.first for plan in plans] == [0, *(plan.last for plan in plans[:-1])]
    assert plans[-1].last == count
    for plan in plans:
        assert (plan.pts == index.pts[plan.start : plan.start + len(plan.pts)]).all()
        for place in (plan.first, plan.last - 1):
            before = [s for s in sightings if s <= place][-REACH:]
            after = [s for s in sightings if s >= place][:REACH]
            assert {*before, *after} <= plan.sightings


def test_ranges_begin_where_decoding_can_begin():
    index = index_of(3600, 250, 1 / 60)
    plans = cut(index, sighting_places(times_of(index)), 2)
    assert len(plans) > 2
    for plan in plans[1:]:
        wasted = plan.start - max(k for k in range(0, 3600, 250) if k <= plan.start)
        assert wasted <= 12


def test_a_short_take_is_one_range():
    index = index_of(200, 250)
    assert len(cut(index, sighting_places(times_of(index)), 8)) == 1
