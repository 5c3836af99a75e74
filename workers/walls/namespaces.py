"""An empty machine around a command, by bubblewrap: no network, no process but its own, a root without files
but the room's. Needs user namespaces, which many containers refuse; `available` tries it, once.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from workers.walls.bounds import Bounds
from workers.walls.room import Room, code, environment

_PATIENCE_S = 60


@cache
def available() -> bool:
    """Whether this machine has bubblewrap and lets it make namespaces, in which our interpreter starts."""
    nothing = Room((), code(), Path("/nowhere"), Bounds(0, 0, 0))
    command = around([sys.executable, "-I", "-S", "-c", ""], nothing)
    if command is None:
        return False
    try:
        tried = subprocess.run(
            command, env=environment(nothing), capture_output=True, timeout=_PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def around(command: Sequence[str], room: Room) -> list[str] | None:
    """The command line that runs `command` on an empty machine; None where there is no bubblewrap."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return None
    arguments = [
        "--die-with-parent",
        "--unshare-all",
        "--cap-drop",
        "ALL",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
    ]
    for path in (*room.runs, *room.reads):
        arguments += ["--ro-bind", str(path), str(path)]
    if room.writes.is_dir():
        arguments += ["--bind", str(room.writes), str(room.writes)]
    # The root and /dev are memory: nothing may be kept there.
    return [bwrap, *arguments, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--", *command]
