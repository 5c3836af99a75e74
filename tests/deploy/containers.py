"""Services of docker-compose.yml run as they are written there, without an engine: the same commands, the
same environment, the same paths, on a read-only root, as the same user, each in a room of bubblewrap.

What an engine would do is done here instead: names of services are addresses of loopback, ports are moved to
free ones, images are this machine's programs (what PostgreSQL's image does at first is done by `command`).
No network is cut off, and no memory bounded.
"""

import os
import random
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import compose
import edge_server
import make_env
import postgres

ROOT = compose.ROOT
#: Where a service listens in its container.
PORTS = {"postgres": 5432, "redis": 6379, "s3": 8333, "api": 8080, "edge": 8081, "media": 9100, "pose": 9100}
#: Where the Dockerfile lays the product.
_IMAGE = "/srv/eightcount"
#: Users that images have.
_USERS = (("root", 0), ("nginx", 101), ("postgres", 999))
_LONG_S = 300
#: Of the root of this machine, what no container shows.
_HIDDEN = {
    ROOT.parts[1],
    "srv",
    "data",
    "keys",
    "deploy",
    "models",
    "pg",
    "run",
    "tmp",
    "proc",
    "dev",
    "var",
    "root",
    "home",
}


@dataclass
class Installation:
    """The file with these values; `folder` holds `.env`, secrets/, volumes and logs."""

    folder: Path
    services: dict[str, dict[str, Any]]
    files: dict[str, Any]
    ports: dict[str, int]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def up(self, *names: str) -> None:
        """Start these, in order, each when what it needs is as it must be, as Compose does."""
        for name in names:
            for other, how in self.services[name].get("depends_on", {}).items():
                self._wait(other, how["condition"])
            self.running[name] = self._started(name, self.command(name))
        for name in names:
            once = self.services[name].get("restart") == "no"
            self._wait(name, "service_completed_successfully" if once else "service_healthy")

    def command(self, name: str) -> list[str]:
        """Entrypoint and command; of PostgreSQL's image what its own would do."""
        service = self.services[name]
        if name == "postgres":
            data, user = "/var/lib/postgresql/data", service["environment"]["POSTGRES_USER"]
            init = f'test -e {data}/PG_VERSION || printf %s "$POSTGRES_PASSWORD" | initdb -D {data} -U {user}'
            init += " --pwfile=/dev/stdin -A scram-sha-256 -E UTF8 --no-sync >/dev/null"
            serve = f"exec postgres -D {data} -p {self.ports[name]} -h 127.0.0.1 -k /tmp -c fsync=off"
            make = f"{user}" if user == service["environment"]["POSTGRES_DB"] else ""
            first = f"CREATE DATABASE {make}" if make else ""
            single = f"echo '{first}' | postgres --single -D {data} postgres >/dev/null; touch {data}/made"
            return ["/bin/sh", "-c", f"{init}; test -e {data}/made || {{ {single}; }}; {serve}"]
        return [*service.get("entrypoint", []), *service.get("command", [])]

    def run(self, name: str, *command: str) -> str:
        """As `docker compose exec` would; what it says."""
        done = subprocess.run(
            self._room(name, list(command)),
            env=self._environment(name),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def is_healthy(self, name: str) -> bool:
        """As its own health check finds."""
        kind, *words = self.services[name]["healthcheck"]["test"]
        command = ["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else words
        asked = subprocess.run(
            self._room(name, command), env=self._environment(name), capture_output=True, check=False
        )
        return asked.returncode == 0

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def down(self) -> None:
        """End all, the last one first."""
        for process in reversed(self.running.values()):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in reversed(self.running.values()):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _wait(self, name: str, condition: str) -> None:
        process, deadline = self.running[name], time.monotonic() + _LONG_S
        while time.monotonic() < deadline:
            ended = process.poll()
            if condition == "service_completed_successfully" and ended is not None:
                assert ended == 0, f"{name} ended with {ended}: {self.log(name)[-3000:]}"
                return
            if condition == "service_healthy":
                assert ended is None, f"{name} ended with {ended}: {self.log(name)[-3000:]}"
                if self.is_healthy(name):
                    return
            time.sleep(0.1)
        raise AssertionError(f"{name} is not {condition}: {self.log(name)[-3000:]}")

    def _started(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            if not os.getuid():  # an engine gives a container's output to its user too
                os.fchown(log.fileno(), int(self.services[name]["user"].split(":")[0]), -1)
            return subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *self._room(name, command)],
                env=self._environment(name),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    def _environment(self, name: str) -> dict[str, str]:
        """The image's and the service's, names of services as addresses, ports as they are here."""
        service = self.services[name]
        given = {key: self._here(name, str(value)) for key, value in service.get("environment", {}).items()}
        programs = (
            f"{Path(sys.executable).parent}:{edge_server.nginx_folder()}:/pg/bin:/usr/bin:/bin:/usr/sbin"
        )
        code = f"{_IMAGE}:{_IMAGE}/runtime/python"  # the image's own environment would know
        image = {**_image_environment(), "PYTHONPATH": code} if "build" in service else {}
        known = {"PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", "")}
        free = {
            "S3_MASTER_PORT": str(self.ports["s3-master"]),
            "S3_VOLUME_PORT": str(self.ports["s3-volume"]),
            "S3_FILER_PORT": str(self.ports["s3-filer"]),
            "S3_BIND": "127.0.0.1",
            "EDGE_NJS": "built-in",
        }
        return {**image, "PATH": programs, "LC_ALL": "C.UTF-8", **free, **given, **known}

    def _here(self, name: str, text: str) -> str:
        for other, port in PORTS.items():
            text = text.replace(f"{other}:{port}", f"127.0.0.1:{self.ports[other]}")
        return re.sub(rf"\b{PORTS.get(name, -1)}\b", str(self.ports.get(name)), text)

    def _room(self, name: str, command: list[str]) -> list[str]:
        """The command in its container."""
        service = self.services[name]
        user = service["user"].split(":")
        words = [self._here(name, str(word)) for word in command]
        room = [
            "bwrap",
            "--die-with-parent",
            "--unshare-pid",
            "--dev",
            "/dev",
            "--proc",
            "/proc",
            *_of_this_machine(),
        ]
        for mount in [*service.get("tmpfs", []), "/run"]:
            room += ["--perms", "1777", "--tmpfs", mount.split(":")[0]]
        for path in (Path(sys.prefix), Path(sys.base_prefix), *map(Path, _kept_bytecode())):
            room += [*_ways_to(path), "--ro-bind", str(path), str(path)]
        for path, place in _image_files() if "build" in service else ():
            room += [*_ways_to(Path(place)), "--ro-bind", str(path), place]
        room += ["--ro-bind", str(ROOT / ".models"), "/models", "--ro-bind", str(self.folder / "pg"), "/pg"]
        for volume in service.get("volumes", []):
            source, target, *mode = volume.split(":")
            room += [
                *_ways_to(Path(target)),
                "--ro-bind" if mode else "--bind",
                str(self._source(source)),
                target,
            ]
        for secret in service.get("secrets", []):
            file = self._source(self.files[secret]["file"])
            room += [*_ways_to(Path("/run/secrets/x")), "--ro-bind", str(file), f"/run/secrets/{secret}"]
        # Images know their own users; whom RUN_AS names nobody knows.
        room += ["--ro-bind", str(self.folder / "passwd"), "/etc/passwd", "--remount-ro", "/"]
        room += ["--chdir", _IMAGE if "build" in service else "/"]
        inside = ["env", "HOME=/tmp", *words]
        if os.getuid():
            return [*room, "--unshare-user", "--uid", user[0], "--gid", user[1], "--", *inside]
        # Root's own bubblewrap makes no namespace of users; then it becomes the service's user for good.
        kept = [f"CAP_{each}" for each in ("SETUID", "SETGID", "SETPCAP", *service.get("cap_add", []))]
        room += [word for each in kept for word in ("--cap-add", each)]
        return [*room, "--", "setpriv", *_become(user, service.get("cap_add", [])), "--", *inside]

    def _source(self, source: str) -> Path:
        if source.startswith("./secrets"):
            return self.folder / source
        if source.startswith("./"):
            return ROOT / source
        return self.folder / "volumes" / source


@contextmanager
def installation(folder: Path, **given: str) -> Iterator[Installation]:
    """Run `make env` into a folder and read the file by it; ends whatever was started.

    Args:
        given: values of `.env` that are other than it wrote.
    """
    shutil.copyfile(ROOT / ".env.example", folder / ".env.example")
    assert make_env.main(["--folder", str(folder)]) == 0
    ports = _free_ports(*PORTS, "s3-master", "s3-volume", "s3-filer")
    values = {
        **compose.dotenv(folder / ".env"),
        "PUBLIC_URL": f"http://127.0.0.1:{ports['api']}",
        "SHELF_URL": f"http://127.0.0.1:{ports['edge']}",
        **given,
    }
    whole = compose.read(values)
    made = Installation(folder, whole["services"], whole["secrets"], ports)
    for name in whole["volumes"]:
        (folder / "volumes" / name).mkdir(parents=True)
    for name, service in made.services.items():
        if not os.getuid() and name in whole["volumes"] and name != "s3":
            os.chown(folder / "volumes" / name, *map(int, service["user"].split(":")))
    (folder / "passwd").write_text(
        "".join(f"{name}:x:{number}:{number}::/tmp:/bin/sh\n" for name, number in _USERS)
    )
    _lay_postgres(folder / "pg")
    try:
        yield made
    finally:
        made.down()


def _become(user: list[str], capabilities: list[str]) -> list[str]:
    """How setpriv is told to be a user with these capabilities at most, for good."""
    few = ",".join(["-all", *(f"+{each.lower()}" for each in capabilities)])
    return [
        "--reuid",
        user[0],
        "--regid",
        user[1],
        "--clear-groups",
        "--no-new-privs",
        "--bounding-set",
        few,
        "--inh-caps",
        few,
        *(["--ambient-caps", few] if capabilities else []),
    ]


def _of_this_machine() -> list[str]:
    """Its programs and libraries, as an image would hold them: read-only."""
    shown = []
    for path in sorted(Path("/").iterdir()):
        if path.is_symlink():
            shown += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir() and path.name not in _HIDDEN and os.access(path, os.R_OK):
            shown += ["--ro-bind", str(path), str(path)]
    return shown


def _ways_to(path: Path) -> list[str]:
    """The folders above it that the room has not, open to all."""
    above = [each for each in reversed(path.parents) if each.parts[1:2] and each.parts[1] in _HIDDEN]
    return [word for each in above for word in ("--perms", "0755", "--dir", str(each))]


def _kept_bytecode() -> list[str]:
    kept = os.environ.get("PYTHONPYCACHEPREFIX", "")
    return [kept] if kept and Path(kept).is_dir() else []


def _image_environment() -> Mapping[str, str]:
    """What the Dockerfile sets. Without bytecode laid in before, as the image has it, Python keeps none."""
    text = (ROOT / "Dockerfile").read_text()
    block = re.findall(r"^ENV ((?:.*\\\n)*.*)$", text, re.MULTILINE)[-1].replace("\\\n", " ")
    return dict(word.split("=", 1) for word in shlex.split(block))


def _image_files() -> list[tuple[Path, str]]:
    """What of the checkout the Dockerfile copies into the image, and where to."""
    text = (ROOT / "Dockerfile").read_text()
    product = text[text.index(" AS product") :]
    copied = [line.split()[:-1] for line in re.findall(r"^COPY (?!--from)(.*)$", product, re.MULTILINE)]
    names = [name for line in copied for name in line]
    return [
        (ROOT / name, f"{_IMAGE}/{name}") for name in [*names, "web/admin/dist"] if (ROOT / name).exists()
    ]


def _lay_postgres(folder: Path) -> None:
    """The wheel's programs where the service's user reaches them."""
    binaries = postgres._binaries(folder, copy=True)
    (folder / "bin").symlink_to(binaries.relative_to(folder))


def _free_ports(*names: str) -> dict[str, int]:
    """Free ports whose tenth thousand above is free too: the store's parts talk there. Below those that the
    system gives to callers: what is down for a moment must find its own free.
    """
    found: dict[str, int] = {}
    for name in names:
        while name not in found:
            port = random.SystemRandom().randrange(11_000, 22_000)
            if any(abs(port - other) in (0, 10_000) for other in found.values()):
                continue
            with socket.socket() as low, socket.socket() as above:
                try:
                    low.bind(("127.0.0.1", port))
                    above.bind(("127.0.0.1", port + 10_000))
                except OSError:
                    continue
            found[name] = port
    return found
