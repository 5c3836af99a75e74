"""The product as people meet it: `eightcount up` on a folder of its own, accounts, a class that is built."""

import hashlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
#: Numbers that no two names of a test process share.
NUMBERS = count(1)


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    login: str
    password: str
    name: str


@dataclass
class Server:
    """A real `eightcount up`: API, worker and broker on one folder."""

    data: Path
    environment: dict[str, str]
    url: str = ""
    port: int = 0
    process: subprocess.Popen[str] | None = None
    key: str = ""

    def start(self) -> None:
        """Start, on the same port again where it ran before."""
        command = [sys.executable, "-m", "eightcount", "up", "--json", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=(self.data / "up.log").open("a"),
            text=True,
            cwd=ROOT,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "url" in line, f"up did not start: {line}{(self.data / 'up.log').read_text()[-2000:]}"
        self.url = str(json.loads(line)["url"])
        self.port = int(self.url.rsplit(":", 1)[1])

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def eightcount(self, *words: str) -> Any:
        """A command of the command line, as JSON."""
        told = self.typed(*words, "--json")
        return json.loads(told.stdout) if told.stdout.strip() else None

    def typed(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of the command line that ended well."""
        told = subprocess.run(
            [sys.executable, "-m", "eightcount", *words],
            env={**self.environment, "EIGHTCOUNT_URL": self.url, "EIGHTCOUNT_KEY": self.key},
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        assert told.returncode == 0, told.stdout + told.stderr
        return told

    def client(self) -> httpx.Client:
        """The API, with a key for everything."""
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=30)

    def uploaded(self, file: Path) -> str:
        """A file of this machine sent in parts; its sha256."""
        data = file.read_bytes()
        with self.client() as client:
            upload = client.post("/uploads", json={"filename": file.name, "bytes": len(data)}).json()
            size = upload["part_bytes"]
            for start in range(0, len(data), size):
                number = start // size + 1
                url = client.post(f"/uploads/{upload['id']}/parts/{number}/url").json()["url"]
                httpx.put(url, content=data[start : start + size]).raise_for_status()
            sha256 = hashlib.sha256(data).hexdigest()
            given = {"sha256": sha256}
            client.post(f"/uploads/{upload['id']}/complete", json=given).raise_for_status()
        return sha256

    def person(self, role: str, name: str = "Kim Dana") -> Person:
        """A new account."""
        login = f"{role}{next(NUMBERS)}"
        made = self.eightcount("account", "create", login, "--name", name, "--role", role)
        return Person(login, made["password"], name)


@dataclass(frozen=True)
class Prepared:
    """Files of a short real class that are on the server, and what was built of them."""

    slug: str
    take: Path
    song: Path
    take_sha256: str
    song_id: str
    dancer_id: str
    beats_s: list[float]
    offset_s: float


def until(true: Callable[[], bool], seconds: float = 240.0) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)
