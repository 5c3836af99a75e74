"""However a take is split over workers, what comes out is the same, byte for byte."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workers.pose_extract.test_ranges import index_of, times_of
from workers import pose_extract, pose_scan
from workers.pose_extract import core
from workers.pose_extract.ranges import sighting_places
from workers.pose_extract.scans import fitting, gaps, read_scan, stretch
from workers.pose_scan.core import shards_worth
from workers.step import StepRefusedError

FILES = ("poses.npz", "pose_report.json")


def joined(work):
    pose_extract.run(work, pose_extract.Params(model="lite"))
    return [work.path(name).read_bytes() for name in FILES]


def scan(work, shard, of, shard_s=0.5, **params):
    pose_scan.run(work, pose_scan.Params(model="lite", shard=shard, of=of, shard_s=shard_s, **params))
    return work.path(f"scans/{shard}.npz")


@pytest.fixture
def looked_at(monkeypatch):
    """(first, last) of every range that pose_extract looks at itself."""
    looked = []

    def cut(*args):
        plans = core_cut(*args)
        looked.extend((plan.first, plan.last) for plan in plans)
        return plans

    core_cut = core.cut
    monkeypatch.setattr(core, "cut", cut)
    return looked


def test_the_same_bytes_come_out_of_any_number_of_shards(desk, remade, looked_at):
    """Key frames in odd places, pictures in another order than shown, two people: it is looked at again."""
    clip = remade("long.mp4", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "70",
                  before=("-stream_loop", "3"), clip="two_dancers_1s.mp4")  # fmt: skip
    whole = joined(desk(clip, "whole"))
    (pictures,) = [last for _, last in looked_at]
    for of in (1, 2, 3, 7):
        work = desk(clip, f"of {of}")
        shards = [read_scan(scan(work, shard, of)) for shard in range(1, of + 1)]
        assert sum(len(shard.pts) for shard in shards) == (pictures if of > 1 else 0)
        looked_at.clear()
        assert joined(work) == whole, f"{of} shards"
        assert looked_at == ([] if of > 1 else [(0, pictures)])


def test_what_no_shard_tells_is_looked_at_by_whoever_joins(desk, remade, looked_at):
    clip = remade("long.mp4", "-c", "copy", before=("-stream_loop", "1"))
    work = desk(clip)
    whole = joined(work)
    (pictures,) = [last for _, last in looked_at]
    first, second = (scan(work, shard, 2) for shard in (1, 2))
    second.unlink()
    looked_at.clear()
    assert joined(work) == whole
    assert looked_at == [(read_scan(first).last, pictures)]
    with np.load(first) as stored:
        strange = dict(stored) | {"pts": stored["pts"] + 1}
    np.savez(first, **strange)
    looked_at.clear()
    assert joined(work) == whole
    assert looked_at == [(0, pictures)]


def test_a_short_take_is_not_split(desk, remade):
    work = desk(remade("take.mp4", "-c", "copy"))
    limited = replace(work, limits=replace(work.limits, max_wall_s=0.0))  # looking at anything would be late
    for shard in (1, 2):
        assert len(read_scan(scan(limited, shard, 2, shard_s=20.0)).pts) == 0


def test_takes_are_split_only_as_far_as_it_is_worth():
    assert [shards_worth(seconds, 4, 20.0) for seconds in (5, 39.9, 40, 70, 300)] == [1, 1, 2, 3, 4]


@settings(deadline=None)
@given(count=st.integers(1, 4000), key_every=st.integers(1, 5000), of=st.integers(1, 32))
def test_shards_are_every_picture_once(count, key_every, of):
    index = index_of(count, key_every)
    sightings = sighting_places(times_of(index))
    stretches = [stretch(index, sightings, shard, of) for shard in range(1, of + 1)]
    assert all(first <= last for first, last in stretches)
    assert [first for first, _ in stretches] == [0, *(last for _, last in stretches[:-1])]
    assert stretches[-1][1] == count


def test_scans_that_overlap_count_once(desk, remade):
    work = desk(remade("take.mp4", "-c", "copy"))
    whole = read_scan(scan(work, 1, 2)), read_scan(scan(work, 2, 2))
    index = index_like(whole)
    assert fitting([whole[1], whole[0], whole[0]], index) == [whole[0], whole[1]]
    assert list(gaps([whole[1]], whole[1].last + 5)) == [
        (0, whole[1].first),
        (whole[1].last, whole[1].last + 5),
    ]


def index_like(scans):
    index = index_of(scans[-1].last, 30)
    return replace(index, pts=np.concatenate([each.pts for each in scans]))


@pytest.mark.parametrize(("shard", "of"), [(0, 2), (3, 2), (1, 0)])
def test_there_is_no_such_shard(desk, remade, shard, of):
    with pytest.raises(StepRefusedError, match="no shard") as refused:
        scan(desk(remade("take.mp4", "-c", "copy")), shard, of)
    assert refused.value.code == "parameter-unusable"


def test_there_is_no_other_model(desk, remade):
    with pytest.raises(StepRefusedError, match="no such pose model"):
        pose_scan.run(desk(remade("take.mp4", "-c", "copy")), pose_scan.Params(model="huge"))
