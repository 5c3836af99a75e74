"""Parts over a real socket into a real server process: memory, disk full, kill -9."""

import hashlib
import os
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from cms.accounts import create_key
from cms.db import connect, writing

MIB = 1 << 20
PART_BYTES = 24 * MIB
#: The server may not write a longer file: its disk is full when it tries.
MOST_BYTES = 28 * MIB
REPOSITORY = Path(__file__).resolve().parents[2]


class Server:
    """A server process that can be killed and started again. Its socket is ours, so its address stays."""

    def __init__(self, data: Path, database_url: str) -> None:
        self.data, self.database_url = data, database_url
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        engine = connect(database_url)
        with writing(engine) as session:
            _, secret = create_key(session, "test", ["read", "author"])
        engine.dispose()
        headers = {"Authorization": f"Bearer {secret}"}
        self.author = httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=60)
        self.start()

    def start(self) -> None:
        number = self.listening.fileno()
        run = (
            f"import uvicorn; uvicorn.run('cms.api.app:app', factory=True, fd={number}, log_level='warning')"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", run],
            cwd=REPOSITORY,
            pass_fds=[number],
            env=os.environ
            | {
                "EIGHTCOUNT_DATA": str(self.data),
                "EIGHTCOUNT_DATABASE_URL": self.database_url,
                "EIGHTCOUNT_PUBLIC_URL": self.url,
                "EIGHTCOUNT_PART_BYTES": str(PART_BYTES),
            },
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES)),  # noqa: PLW1509
        )
        assert self.author.get("/uploads/0").status_code == 422  # waits in the socket until it serves

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.author.close()
        self.listening.close()

    def peak_memory_bytes(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024

    def begin(self, total: int) -> dict:
        answer = self.author.post("/uploads", json={"filename": "take.mov", "bytes": total})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def sign(self, upload: dict, number: int) -> str:
        return self.author.post(f"/uploads/{upload['id']}/parts/{number}/url").json()["url"]

    def arrived(self, upload: dict) -> list[int]:
        items = self.author.get(f"/uploads/{upload['id']}/parts").json()["items"]
        return [part["number"] for part in items]

    def complete(self, upload: dict, sha256: str) -> httpx.Response:
        return self.author.post(f"/uploads/{upload['id']}/complete", json={"sha256": sha256})


@pytest.fixture
def server(tmp_path, sqlite_url):
    running = Server(tmp_path / "data", sqlite_url)
    yield running
    running.close()


def blocks(count: int):
    yield from (bytes([number % 251]) * MIB for number in range(count))


def test_parts_stream_survive_kill_9_and_meet_a_full_disk(server):
    upload = server.begin(PART_BYTES + 3 * MIB)
    whole = hashlib.sha256(b"".join([*blocks(24), *blocks(3)])).hexdigest()

    # A part passes through; it is not gathered in memory.
    before = server.peak_memory_bytes()
    assert httpx.put(server.sign(upload, 1), content=blocks(24), timeout=60).status_code == 200
    assert server.peak_memory_bytes() - before < 12 * MIB

    # Killed in the middle of a part, the server has the parts that were whole and no other.
    def killed_half_way():
        yield b"half of it"
        while not list((server.data / "store" / "uploads").rglob(".incoming*")):
            yield b"and more"
        server.kill()
        yield b"x" * MIB

    with pytest.raises(httpx.TransportError):
        httpx.put(server.sign(upload, 2), content=killed_half_way(), timeout=60)
    server.start()
    assert server.arrived(upload) == [1]
    assert server.complete(upload, whole).json()["facts"] == {"missing": [2]}
    assert httpx.put(server.sign(upload, 2), content=blocks(3), timeout=60).status_code == 200
    assert server.complete(upload, whole).json()["sha256"] == whole

    # No room for the joined file: told, nothing lost, and the server goes on.
    upload = server.begin(PART_BYTES + 5 * MIB)
    for number, count in ((1, 24), (2, 5)):
        assert httpx.put(server.sign(upload, number), content=blocks(count), timeout=60).status_code == 200
    full = server.complete(upload, hashlib.sha256(b"".join([*blocks(24), *blocks(5)])).hexdigest())
    assert (full.status_code, full.json()["code"]) == (507, "storage-full")
    assert server.arrived(upload) == [1, 2]
    assert list((server.data / "store" / "incoming").iterdir()) == []
    assert server.complete(server.begin(1), whole).status_code == 409
