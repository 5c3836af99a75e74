"""What the shell around steps does when the machine, the store or the collector is not as it wishes."""

import importlib
import threading

import asked_alone
import pytest
from histories import ACTOR, NOTHING_WAITS, open_studio
from sqlalchemy import select

from cms import builds, jobs
from cms.db import reading, writing
from cms.errors import StoreAwayError
from cms.models import DanceClass, Output, Step
from cms.storage.local import LocalStorage
from workers import patience

#: What the collector asks while it holds its rows.
OF_THE_COLLECTOR = {"LocalDelivery.pointer", "LocalStorage.delete"}


@pytest.fixture
def studio(engine, tmp_path):
    return open_studio(engine, tmp_path, NOTHING_WAITS)


@pytest.fixture
def tasks(studio, tmp_path, monkeypatch):
    """The shell of a worker, with the studio as its house."""
    monkeypatch.setenv("EIGHTCOUNT_DATA", str(tmp_path / "data"))
    shell = importlib.import_module("workers.tasks")
    house = studio.house
    house.queue = type("Deaf", (), {"send": lambda _self, _hints: None})()
    monkeypatch.setattr(shell, "house", house)
    monkeypatch.setattr(shell, "slots", shell.Slots())
    monkeypatch.setattr(shell, "_queues", ["media", "pose"])
    return shell


def start_build(studio):
    class_id = studio.add_class("one")
    with writing(studio.engine) as session:
        dance_class = session.get_one(DanceClass, class_id)
        return builds.start(session, studio.storage, ACTOR, dance_class, {}).id


def test_a_machine_without_a_thread_to_spare_costs_neither_slot_nor_step(studio, tasks, monkeypatch):
    build_id = start_build(studio)

    def start(_thread):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", start)
        for _ in range(3):
            with pytest.raises(RuntimeError):
                tasks._look_for_work()
    assert tasks.slots.empty
    with reading(studio.engine) as session:
        steps = session.scalars(select(Step).where(Step.build_id == build_id)).all()
        assert {(step.state, step.attempt) for step in steps} <= {("ready", 0), ("waiting", 0)}


def test_a_result_whose_equal_went_meanwhile_waits_for_a_store_that_is_away(
    studio, tasks, tmp_path, monkeypatch
):
    """It is put again, as patiently as the first time, and no transaction is open meanwhile."""
    monkeypatch.setattr(patience, "_PAUSES_S", (0.01,) * 5)
    build_id = start_build(studio)
    with reading(studio.engine) as session:
        ready = select(Step.id).where(Step.build_id == build_id, Step.name == "probe")
        step_id = session.scalars(ready).one()
    with writing(studio.engine) as session:
        held = jobs.claim(session, step_id, "here", lease_s=600, attempts=3)
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "media.json").write_bytes(b"equal to what lies there")
    studio.storage.put(folder / "media.json")
    studio.collect()
    asked = asked_alone.watch(studio, monkeypatch)
    real, put, failures = LocalStorage.put, [], [StoreAwayError("away")] * 3

    def away_then_there(storage, path):
        if put and failures:
            raise failures.pop()
        put.append(path.name)
        stored = real(storage, path)
        if len(put) == 1:  # it found its equal there, which goes now
            studio.collect()
            assert studio.storage.size(stored.sha256) is None
        return stored

    monkeypatch.setattr(LocalStorage, "put", away_then_there)
    with tasks.Lease(lambda *_: True, 60.0, threading.Event()) as lease:
        assert tasks._keep(held, lease, folder)
    assert [each for each in asked if each not in OF_THE_COLLECTOR] == []
    assert (put, failures) == (["media.json"] * 2, [])
    with reading(studio.engine) as session:
        (output,) = session.scalars(select(Output)).all()
        assert studio.storage.size(output.files["media.json"]["sha256"]) == 24
