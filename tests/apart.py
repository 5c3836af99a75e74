"""A house on real engines whose processes share no disk: PostgreSQL, Redis, two buckets of an S3 server, an
API process and workers, each with a data folder of its own. As on many machines, but for the machines.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clips import ShortClass
from plant import ROOT, Plant
from seaweed import S3Server

from cms import releases
from cms.accounts import SCOPES, create_key
from cms.bootstrap import build_house
from cms.db import writing
from cms.settings import Settings
from cms.signing import make_own
from cms.storage.s3_reading import blocks
from cms.stores import buckets
from eightcount.client import Client

#: Forks an API process for each socket it is told of; they end with it.
_MOTHER = """
import os, signal, sys, threading, time
import uvicorn, cms.api.app
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
def end_with(mother):
    while os.getppid() == mother:
        time.sleep(0.2)
    os._exit(1)
for line in sys.stdin:
    mother = os.getpid()
    child = os.fork()
    if not child:
        os.close(0)
        threading.Thread(target=end_with, args=(mother,), daemon=True).start()
        uvicorn.run("cms.api.app:app", factory=True, fd=int(line), log_level="warning", timeout_keep_alive=75)
        os._exit(0)
    print(child, flush=True)
"""


@dataclass
class Apart(Plant):
    """The house of the test itself reaches the store straight; API and workers by `endpoint`."""

    listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    mother: subprocess.Popen[str] | None = None
    api_pid: int = 0
    key: str = ""

    @property
    def url(self) -> str:
        """Where the API is, also after it was started again."""
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def client(self, **given: Any) -> Client:
        """The command line's own client, with a key for everything."""
        return Client(self.url, self.key, **given)

    def start_api(self) -> None:
        """Callers wait in the socket until it serves. Forked from one that has loaded the program already."""
        number = self.listening.fileno()
        if self.mother is None:
            with (self.house.settings.data / "api.log").open("ab") as log:
                self.mother = subprocess.Popen(
                    [sys.executable, "-c", _MOTHER],
                    cwd=ROOT,
                    pass_fds=[number],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                    env={**self.environment, "EIGHTCOUNT_DATA": str(self.folder_of("api"))},
                )
        assert self.mother.stdin is not None
        assert self.mother.stdout is not None
        self.mother.stdin.write(f"{number}\n")
        self.mother.stdin.flush()
        self.api_pid = int(self.mother.stdout.readline())

    def kill_api(self) -> None:
        """As a power cut does."""
        with suppress(ProcessLookupError):
            while self.api_pid:
                os.kill(self.api_pid, signal.SIGKILL)
                time.sleep(0.01)
        self.api_pid = 0

    def end(self) -> None:
        """End all its processes."""
        self.kill_api()
        for process in [*self.workers, *([self.mother] if self.mother else [])]:
            process.kill()
            process.wait()

    def lying(self) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """Everything in the bucket of the shelf and in the private one, by key."""
        found = []
        for bucket in reversed(buckets(self.house.settings)):
            keys = [key for key, _, _ in bucket.keys("")]
            found.append({key: b"".join(blocks(bucket, key)) for key in keys})
        return found[0], found[1]

    def folder_of(self, process: str) -> Path:
        """The data folder of a kind of process."""
        return self.house.settings.data.with_name(process)


def no_bar(*_said: object) -> AbstractContextManager[Callable[[int], None]]:
    """A bar that shows nothing."""
    return nullcontext(lambda _moved: None)


def make_folder(folder: Path, short: ShortClass) -> Path:
    """A class folder for the command line, of a short class."""
    folder.mkdir()
    (folder / "take.mp4").hardlink_to(short.take)
    song = f"song{short.song.suffix}"
    (folder / song).write_bytes(short.song.read_bytes())
    (folder / "beats.json").write_text(json.dumps({"format": 1, "beats_s": short.beats_s}))
    (folder / "class.yaml").write_text(
        f"slug: {folder.name}\ntitles: {{en: Short}}\nsong: {{title: A song}}\ndancer: {{name: Somebody}}\n"
        f"files: {{take: take.mp4, song: {song}, beats: beats.json}}\n"
    )
    return folder


@contextmanager
def standing_apart(
    folder: Path, database_url: str, broker_url: str, s3: S3Server, *, endpoint: str = "", **more: Any
) -> Iterator[Apart]:
    """The house, without processes yet; those it started end with the block."""
    settings = Settings(
        data=folder / "data",
        database_url=database_url,
        broker_url=broker_url,
        models=ROOT / ".models",
        lease_s=3.0,
        sweep_s=0.5,
        s3_bucket=s3.fresh_bucket("store"),
        s3_shelf_bucket=s3.fresh_bucket("shelf"),
        s3_endpoint=s3.endpoint,
        s3_region=s3.region,
        signing_key=str(folder / "keys" / "online.key"),
        root_file=str(folder / "keys" / "root.json"),
        **more,
    )
    make_own(folder / "keys", releases.CHANNELS, now=datetime.now(UTC))
    before = {name: os.environ.get(name) for name in s3.owner.environment}
    os.environ.update(s3.owner.environment)
    house = build_house(settings)
    apart = Apart(house, {})
    with writing(house.engine) as session:
        _, apart.key = create_key(session, "all", SCOPES)
    given = {
        **{f"EIGHTCOUNT_{name.upper()}": str(value) for name, value in settings.model_dump().items()},
        "EIGHTCOUNT_DATA": str(apart.folder_of("worker")),
        "EIGHTCOUNT_PUBLIC_URL": apart.url,
        "EIGHTCOUNT_S3_ENDPOINT": endpoint or s3.endpoint,
        "EIGHTCOUNT_S3_PUBLIC_ENDPOINT": s3.endpoint,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'runtime' / 'python'}",
    }
    apart.environment = {**os.environ, **given}
    try:
        yield apart
    finally:
        apart.end()
        apart.listening.close()
        house.engine.dispose()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
