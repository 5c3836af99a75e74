"""A split build is the same build: its keys, its pack, its fingerprint; only who does the work differs."""

from typing import Any

import pytest

from cms import planning
from cms.errors import InvalidError
from cms.models import Step
from cms.settings import Settings

INPUTS = {name: name[:1] * 64 for name in ("take", "song", "beats.json", "class.json")}
LITE = {"pose_extract": {"model": "lite"}}


def planned(params: planning.Params, *there: str) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for row in planning.plan(INPUTS, params, lambda key: key in there):
        found.setdefault(row.name, []).append(row)
    return found


def test_a_split_take_is_looked_at_in_shards_and_joined_under_the_same_key() -> None:
    whole, split = planned(LITE), planned(LITE | {"pose_scan": {"of": 3, "shard_s": 20.0}})
    assert "pose_scan" not in whole
    shards = split["pose_scan"]
    assert [row.params for row in shards] == [
        {"model": "lite", "of": 3, "shard_s": 20.0, "shard": number} for number in (1, 2, 3)
    ]
    assert len({row.key for row in shards}) == 3
    assert {row.queue for row in shards} == {"pose"}
    joined = split["pose_extract"][0]
    assert joined.inputs == whole["pose_extract"][0].inputs | {
        f"scans/{number}.npz": row.key for number, row in enumerate(shards, 1)
    }
    for name, rows in whole.items():
        assert [row.key for row in rows] == [row.key for row in split[name]]
    rows = [row for each in split.values() for row in each]
    assert sorted(row.position for row in rows) == list(range(len(rows)))
    assert max(row.position for row in shards) < joined.position


def test_poses_that_are_there_already_are_not_looked_for_again_in_shards() -> None:
    key = planned(LITE)["pose_extract"][0].key
    assert "pose_scan" not in planned(LITE | {"pose_scan": {"of": 3}}, key)


def test_how_a_take_is_split_does_not_make_another_build() -> None:
    split = {"pose_scan": {"of": 3}, **LITE}
    assert planning.decisive(split) == planning.decisive(LITE) == LITE


def test_takes_are_split_as_the_settings_say() -> None:
    settings = Settings(pose_shards=4, pose_shard_s=30.0)
    assert planning.with_usual_params({}, settings)["pose_scan"] == {"of": 4, "shard_s": 30.0}
    assert planning.with_usual_params({"pose_scan": {"of": 1}}, settings)["pose_scan"]["of"] == 1
    assert "pose_scan" not in planning.with_usual_params({}, Settings())


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"of": 0}, "from 1 to 32"),
        ({"of": 33}, "from 1 to 32"),
        ({"of": 2.5}, "whole number"),
        ({"of": True}, "whole number"),
        ({"of": None}, "whole number"),
        ({"shard_s": 0}, "above 0"),
        ({"shard_s": "long"}, "above 0"),
        ({"shard": 1}, "only `of` and `shard_s`"),
        ({"model": "lite"}, "only `of` and `shard_s`"),
    ],
)
def test_a_split_that_cannot_be_is_refused_with_what_can(given: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidError, match=says):
        planning.check({"pose_scan": given})
