"""Whether the walls hold on this machine, found by trying: a process behind them reaches for what it must not
have. What a kernel says of itself is not believed.

`python -m workers.walls.proof` is the process that tries; it must only ever run with the order of `prove`.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workers.walls.bounds import Bounds
from workers.walls.landlock import version
from workers.walls.namespaces import around, available
from workers.walls.room import Room, code, environment, furnish, room_of, shut_in

_PATIENCE_S = 120
_BOUNDS = Bounds(memory_bytes=256 * 1024**2, cpu_s=60, file_bytes=1024**2)
#: What is tried -> what a step's process could do where it succeeds.
TRIED: Mapping[str, str] = {
    "files": "read other files of this machine",
    "inputs": "change the files it reads",
    "writes": "write files elsewhere",
    "network": "reach the network",
    "processes": "look into other processes",
    "memory": "take more memory than it may",
}


@dataclass(frozen=True)
class Proof:
    """`rings` says what the walls are made of, `open` which of `TRIED` were not refused."""

    rings: tuple[str, ...]
    open: tuple[str, ...]

    def sentence(self) -> str:
        """For a log and a person."""
        made = f" ({', '.join(self.rings)})" if self.rings else ""
        if not self.open:
            return f"Files that people upload are read behind walls that hold{made}."
        could = "; ".join(TRIED[name] for name in self.open)
        return (
            f"The walls around what people upload have holes on this machine{made}: a file that takes over "
            f"its reader could {could}. Install bubblewrap, or use a Linux of 2022 or newer (5.19)."
        )


def prove(*, namespaces: bool | None = None) -> Proof:
    """Try the walls as steps have them. `namespaces`: as of `workers.runner.run_in_child`."""
    outer = available() if namespaces is None else namespaces
    with tempfile.TemporaryDirectory(prefix="walls-") as name, socket.create_server(("127.0.0.1", 0)) as door:
        folder = Path(name).resolve()
        place, given, foreign = folder / "room", folder / "input", folder / "foreign"
        place.mkdir()
        furnish(place)
        given.write_text("as it was")
        foreign.write_text("not for steps")
        room = Room((given,), code(), place, _BOUNDS)
        order = {
            "room": room.facts(),
            "outer": outer,
            "foreign": str(foreign),
            "port": door.getsockname()[1],
            "parent": os.getpid(),
        }
        said = _try(room, order, outer=outer)
    rings = {
        "bubblewrap": outer,
        f"Landlock {version()}": said.get("landlock", False),
        "seccomp": said.get("seccomp", False),
    }
    return Proof(
        tuple(name for name, there in rings.items() if there),
        tuple(name for name in TRIED if name not in said.get("refused", ())),
    )


def _try(room: Room, order: Mapping[str, Any], *, outer: bool) -> dict[str, Any]:
    command: list[str] | None = [sys.executable, "-m", "workers.walls.proof"]
    command = around(command, room) if outer and command else command
    if command is None:
        return {}
    tried = subprocess.run(
        command,
        input=json.dumps(order),
        env=environment(room),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )
    with suppress(ValueError):
        said: dict[str, Any] = json.loads(tried.stdout)
        return said
    raise RuntimeError(f"the walls could not be tried: {tried.stderr[-2000:]}")


def _main() -> None:
    order = json.loads(sys.stdin.read())
    room = room_of(order["room"])
    held = shut_in(room, own_namespace=order["outer"])
    foreign = Path(order["foreign"])
    tries: dict[str, Callable[[], object]] = {
        "files": foreign.read_bytes,
        "inputs": lambda: room.reads[0].write_text("changed"),
        "writes": lambda: foreign.with_name("left").write_text("here"),
        "network": lambda: socket.create_connection(("127.0.0.1", order["port"]), timeout=5),
        "processes": lambda: Path(f"/proc/{order['parent']}/environ").read_bytes(),
        "memory": lambda: bytearray(2 * room.bounds.memory_bytes),
    }
    refused = [name for name, attempt in tries.items() if _refused(attempt)]
    sys.stdout.write(json.dumps({"refused": refused, "landlock": held.files, "seccomp": held.calls}))


def _refused(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, MemoryError):
        return True
    return False


if __name__ == "__main__":
    _main()
