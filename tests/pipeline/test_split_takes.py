"""One take looked at by two workers that share no disk: what they read and write goes through the store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from clips import ShortClass
from plant import ACTOR, ROOT, Plant, broker_of, make_class, running_plant
from seaweed import S3Server
from sqlalchemy.orm import Session

from cms import builds
from cms.db import reading
from cms.models import DanceClass, Output
from workers.runner import run_step
from workers.step import Limits, Work

SPLIT = {"pose_extract": {"model": "lite"}, "pose_scan": {"of": 3, "shard_s": 2.0}}


@pytest.fixture
def plant(
    tmp_path: Path, postgres_url: str, s3_server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Plant]:
    """A house with its files in buckets."""
    for name, value in s3_server.owner.environment.items():
        monkeypatch.setenv(name, value)
    buckets = {
        "s3_bucket": s3_server.fresh_bucket("private"),
        "s3_shelf_bucket": s3_server.fresh_bucket("shelf"),
        "s3_endpoint": s3_server.endpoint,
        "s3_region": s3_server.region,
    }
    broker = broker_of("postgres+redis")
    with running_plant(postgres_url, broker, tmp_path, sweep_s=0.5, **buckets) as plant:
        yield plant


def test_a_split_take_gives_the_same_poses_as_one_worker_alone(
    plant: Plant, short: ShortClass, tmp_path: Path
) -> None:
    for number in range(2):
        plant.start_worker(EIGHTCOUNT_DATA=str(tmp_path / f"machine-{number}"))
    class_id = plant.change(lambda session: make_class(session, plant.house, short, beats=False))

    def start(session: Session) -> str:
        dance_class = session.get_one(DanceClass, class_id)
        return builds.start(session, plant.house.storage, ACTOR, dance_class, SPLIT).id

    build = plant.wait(plant.change(start))
    shards = [step for step in build.steps if step.name == "pose_scan"]
    assert [(step.state, step.attempt) for step in shards] == [("done", 1)] * 3
    joined = next(step for step in build.steps if step.name == "pose_extract")
    with reading(plant.house.engine) as session:
        outputs = {step.key: session.get_one(Output, step.key).files for step in [*shards, joined]}
    assert len({file["sha256"] for step in shards for file in outputs[step.key].values()}) == 3

    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "take").write_bytes(short.take.read_bytes())
    work = Work(desk, limits=Limits(models=ROOT / ".models"))
    run_step("probe", desk, {}, work)
    run_step("pose_extract", desk, {"model": "lite"}, work)
    for name, file in outputs[joined.key].items():
        with plant.house.storage.open(file["sha256"]) as stored:
            assert stored.read() == (desk / name).read_bytes(), name
