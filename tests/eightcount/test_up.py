"""`eightcount up` as real processes: ended by Ctrl-C or kill -9, refused beside another, its parts killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from processes import processes_of

from eightcount.embedded import running

ROOT = Path(__file__).parents[2]


class Up:
    """An `up` on a data folder of its own, in a process."""

    def __init__(self, data: Path, *words: str) -> None:
        self.data = data
        environment = {key: value for key, value in os.environ.items() if not key.startswith("EIGHTCOUNT_")}
        environment["EIGHTCOUNT_DATA"] = str(data)
        environment["PYTHONPATH"] = f"{ROOT}{os.pathsep}{ROOT / 'runtime' / 'python'}"
        command = [sys.executable, "-m", "eightcount", "up", "--json", *(words or ("--port", "0"))]
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )

    def ready(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if "url" not in line:
            self.process.kill()
            assert self.process.stderr is not None
            pytest.fail(f"up did not start: {line}{self.process.stderr.read()}")
        return str(json.loads(line)["url"])

    def refused(self) -> str:
        out, _ = self.process.communicate(timeout=30)
        assert self.process.returncode == 1
        return str(json.loads(out)["error"]["sentence"])

    def left(self) -> list[str]:
        """Processes of this data folder that live, `up` itself aside."""
        return sorted(command for pid, command in processes_of(self.data).items() if pid != self.process.pid)

    def pid(self, part: str) -> int | None:
        """Of the process whose command line holds `part`."""
        found = [pid for pid, command in processes_of(self.data).items() if part in command]
        return found[0] if found else None


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Up]]:
    started: list[Up] = []

    def make(name: str, *words: str) -> Up:
        started.append(Up(tmp_path / name, *words))
        return started[-1]

    yield make
    for up in started:
        up.process.kill()
        up.process.wait()


def until(true: Callable[[], bool], seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=1).status_code == 200
    except httpx.TransportError:
        return False


def test_up_serves_refuses_a_second_and_ends_on_ctrl_c_with_nothing_left(start: Callable[..., Up]) -> None:
    up = start("data")
    url = up.ready()
    assert answers(url)
    assert len(up.left()) == 4  # broker, API, two workers
    found = running(up.data)
    assert found is not None
    assert (found.url, found.pid) == (url, up.process.pid)

    assert start("data").refused().startswith(f"Another `eightcount up` serves this data folder at {url}.")
    port = url.rpartition(":")[2]
    busy = start("other", "--port", port).refused()
    assert busy.startswith(f"Port {port} of 127.0.0.1 cannot be had")
    assert "eightcount up --port 8081" in busy

    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(timeout=15) == 0
    assert up.left() == []
    assert running(up.data) is None


def test_a_part_that_is_killed_starts_again_and_kill_9_of_up_leaves_nothing(start: Callable[..., Up]) -> None:
    up = start("data")
    url = up.ready()
    for part in ("--queue media", "valkey-server"):
        before = up.pid(part)
        assert before is not None
        os.kill(before, signal.SIGKILL)
        until(lambda part=part, before=before: up.pid(part) not in (None, before))
    assert answers(url)
    until(lambda: len(up.left()) == 4)  # valkey is not known as ours until it works in its folder

    up.process.kill()
    up.process.wait()
    until(lambda: up.left() == [], seconds=3)
    assert running(up.data) is None


@pytest.mark.parametrize("after_s", [0.4, 1.5, 2.5])
def test_ctrl_c_while_it_starts_leaves_nothing(start: Callable[..., Up], after_s: float) -> None:
    up = start("data")
    time.sleep(after_s)
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(timeout=15) in (0, 130, -signal.SIGINT)
    assert up.left() == []


def test_a_part_that_does_not_start_is_told_with_its_log(start: Callable[..., Up], tmp_path: Path) -> None:
    kept = tmp_path / "data" / "broker" / "appendonlydir"
    kept.mkdir(parents=True)
    (kept / "appendonly.aof.manifest").write_text("this is no manifest\n")
    sentence = start("data").refused()
    assert "broker did not start" in sentence
    assert "manifest" in sentence
