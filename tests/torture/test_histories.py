"""Random histories of a studio: whatever is published, rolled back, withdrawn, built, uploaded and collected,
in whatever order, by however many at once, and whenever a collector is killed: nothing that is needed lacks.
"""

import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import postgres
import pytest
from dice import burst, furnish, kill_at_every_breath, play, publish_at_once
from eightcount_runtime.classpack.channel import read_pointer
from histories import Studio, open_studio, quick_folder
from seaweed import S3Server
from sqlalchemy import Engine

from cms.db import connect
from cms.settings import Settings
from cms.storage.s3 import Bucket, Place, S3Delivery, S3Storage
from cms.storage.s3 import connect as connect_to_s3

MOVES = 10


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as folder:
        yield folder


def _seed(dice: random.Random) -> str:
    return f"{dice.getrandbits(32):08x}"


def _furnished(template: Path, folder: Path) -> Path:
    """A furnished studio on SQLite in a folder, with nobody at work there: to be copied."""
    folder.mkdir()
    shutil.copyfile(template, folder / "a.db")
    engine = connect(f"sqlite:///{folder / 'a.db'}")
    furnish(open_studio(engine, folder))
    engine.dispose()
    return folder


def _some_histories(kept: Path, seed: str, first: int, count: int) -> Counter[str]:
    """In a process of its own: histories by their numbers, each from a copy of the same beginning."""
    done: Counter[str] = Counter()
    with quick_folder() as folder:
        played = folder / "played"
        engine = connect(f"sqlite:///{played / 'a.db'}")
        for number in range(first, first + count):
            shutil.rmtree(played, ignore_errors=True)
            shutil.copytree(kept, played)
            studio = open_studio(engine, played)
            done += play(studio, f"{seed} {number}", moves=MOVES, settings=Settings(data=folder))
            engine.dispose()
    return done


def test_histories_on_sqlite(sqlite_template, folder, dice, times, figure):
    seed = _seed(dice)
    kept = _furnished(sqlite_template, folder / "kept")
    count, at_once = times(8000), 20
    began_s = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        runs = [
            pool.submit(_some_histories, kept, seed, first, min(at_once, count - first))
            for first in range(0, count, at_once)
        ]
        done = sum((run.result() for run in runs), Counter())
    figure("histories, each checked after each of its moves", count)
    figure("moves", dict(done))
    figure("seconds", round(time.monotonic() - began_s))
    assert done["collector killed"] > 0
    assert done["gone"] > 0


def test_histories_on_postgres(postgres_server, postgres_template, folder, dice, times, figure):
    seed = _seed(dice)
    kept, template = folder / "kept", "template_furnished"
    postgres.execute(postgres_server, f"CREATE DATABASE {template} TEMPLATE {postgres_template}")
    engine = connect(postgres.named(postgres_server, template))
    furnish(open_studio(engine, kept))
    engine.dispose()
    done: Counter[str] = Counter()
    for number in range(times(2000)):
        shutil.rmtree(folder / "played", ignore_errors=True)
        shutil.copytree(kept, folder / "played")
        with postgres.copied(postgres_server, template) as url:
            engine = connect(url)
            studio = open_studio(engine, folder / "played")
            done += play(studio, f"{seed} {number}", moves=MOVES, settings=Settings(data=folder))
            engine.dispose()
    figure("histories, each checked after each of its moves", times(2000))
    figure("moves", dict(done))


def test_bursts_of_players_and_collectors(engine: Engine, folder, dice, times, figure):
    seed = _seed(dice)
    studio = open_studio(engine, folder)
    furnish(studio)
    done: Counter[str] = Counter()
    for number in range(times(60)):
        done += burst([studio] * 4, f"{seed} {number}", moves=8, settings=Settings(data=folder))
    figure("bursts of 4 players beside 2 collectors", times(60))
    figure("moves", dict(done))
    assert done["gone"] > 0


def test_a_collector_killed_at_each_of_its_breaths(sqlite_template, folder, figure):
    kept, played = _furnished(sqlite_template, folder / "kept"), folder / "played"
    engine = connect(f"sqlite:///{kept / 'a.db'}")
    studio = open_studio(engine, kept)
    studio.leave_garbage()
    engine.dispose()
    engine = connect(f"sqlite:///{played / 'a.db'}")

    def again() -> Studio:
        engine.dispose()
        shutil.rmtree(played, ignore_errors=True)
        shutil.copytree(kept, played)
        return open_studio(engine, played)

    again()
    figure("breaths at each of which a collector was killed", kill_at_every_breath(again))
    engine.dispose()


def _all_are_shown(studio: Studio, classes: int) -> int:
    publish_at_once(studio, classes, at_once=12)
    pointer = read_pointer(studio.delivery.pointer("production").data)
    assert [each.class_id for each in pointer.classes] == [f"class-{number:03d}" for number in range(classes)]
    assert pointer.version == classes
    return len(pointer.classes)


def test_a_hundred_publishes_at_once(engine: Engine, folder, figure):
    shown = _all_are_shown(open_studio(engine, folder), 100)
    figure("classes that the pointer shows after 100 publishes at once", shown)


def test_a_hundred_publishes_at_once_from_and_to_buckets(
    postgres_url, s3_server: S3Server, monkeypatch, folder, times, figure
):
    for name, value in s3_server.owner.environment.items():
        monkeypatch.setenv(name, value)
    client = connect_to_s3(Place(s3_server.endpoint, s3_server.region))
    store, shelf = (Bucket(s3_server.fresh_bucket(purpose), client, client) for purpose in ("store", "shelf"))
    engine = connect(postgres_url)
    studio = replace(open_studio(engine, folder), storage=S3Storage(store), delivery=S3Delivery(shelf))
    shown = _all_are_shown(studio, times(100))
    figure(f"classes that the pointer shows after {times(100)} publishes at once", shown)
    engine.dispose()
