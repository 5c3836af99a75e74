"""Random histories, a few of each kind; tests/torture has thousands."""

import shutil

import pytest
from dice import burst, furnish, kill_at_every_breath, play, publish_at_once
from eightcount_runtime.classpack.channel import read_pointer
from histories import open_studio, quick_folder

from cms.db import connect
from cms.settings import Settings


@pytest.fixture
def folder():
    with quick_folder() as folder:
        yield folder


def test_whatever_happens_in_whatever_order_all_that_is_needed_is_there(engine, folder):
    studio = open_studio(engine, folder)
    furnish(studio)
    done = play(studio, "quick", moves=40, settings=Settings(data=folder))
    assert done["gone"] > 0
    assert done["collector killed"] > 0


def test_a_collector_may_be_killed_at_any_breath(sqlite_template, folder):
    kept, played = folder / "kept", folder / "played"
    kept.mkdir()
    shutil.copyfile(sqlite_template, kept / "a.db")
    engine = connect(f"sqlite:///{kept / 'a.db'}")
    studio = open_studio(engine, kept)
    furnish(studio)
    studio.leave_garbage()
    engine.dispose()
    played_engine = connect(f"sqlite:///{played / 'a.db'}")

    def again():
        played_engine.dispose()
        shutil.rmtree(played, ignore_errors=True)
        shutil.copytree(kept, played)
        return open_studio(played_engine, played)

    again().collect()
    assert kill_at_every_breath(again, every=5) > 10
    played_engine.dispose()


def test_many_at_once_and_collectors_for_whom_nothing_waits(engine, folder):
    studio = open_studio(engine, folder)
    furnish(studio)
    done = burst([studio] * 3, "quick", moves=15, settings=Settings(data=folder))
    assert done["round"] > 0


def test_publishes_at_once_are_all_shown(engine, folder):
    studio = open_studio(engine, folder)
    publish_at_once(studio, 12, at_once=6)
    pointer = read_pointer(studio.delivery.pointer("production").data)
    assert [each.class_id for each in pointer.classes] == [f"class-{number:03d}" for number in range(12)]
    assert pointer.version == 12
