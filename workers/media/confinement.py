"""The walls around a child that reads hostile files: no network, no other file, bounded memory, CPU and disk.

Built from small tools in front of the command, so that no code runs between fork and exec. `bwrap` is used
where it is on the machine and may make namespaces; else the network alone is taken away with `unshare`;
where the kernel refuses that too, the bounds still hold. Must not decide what the child does.
"""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

_SYSTEM_LIBRARIES = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")
#: Arenas per thread would reserve 64 MiB of address space each, which the bound on memory counts.
ENVIRONMENT = {"LC_ALL": "C", "MALLOC_ARENA_MAX": "2"}


class Walls(Enum):
    """How much a child is shut in, best first."""

    NAMESPACES = "namespaces"
    NO_NETWORK = "no network"
    BOUNDS_ONLY = "bounds only"


@dataclass(frozen=True)
class Bounds:
    """What a child may use: address space, CPU seconds over all its threads, size of any file it writes."""

    memory_bytes: int
    cpu_s: int
    file_bytes: int


@cache
def walls(program: Path) -> Walls:
    """The best walls in which `program` starts on this machine; tried once, with `-version`."""
    for choice in (Walls.NAMESPACES, Walls.NO_NETWORK):
        command = _behind(choice, [str(program), "-version"], program=program, reads=(), writes=None)
        if command is not None and _starts(command):
            return choice
    return Walls.BOUNDS_ONLY


def confine(
    command: Sequence[str],
    *,
    bounds: Bounds,
    reads: Sequence[Path],
    writes: Path | None,
    behind: Walls | None = None,
) -> list[str]:
    """The command line that runs `command` behind walls.

    Args:
        command: an absolute program and its arguments.
        bounds: resource limits, inherited by all that the child starts.
        reads: the only files that it may read (absolute), besides system libraries.
        writes: the only folder that it may write in (absolute).
        behind: the walls; the best this machine has where not given.
    """
    program = Path(command[0])
    choice = walls(program) if behind is None else behind
    confined = _behind(choice, _bounded(command, bounds), program=program, reads=reads, writes=writes)
    if confined is None:
        raise FileNotFoundError(f"this machine has no tool for walls of kind {choice.value!r}")
    return confined


def _behind(
    choice: Walls, command: list[str], *, program: Path, reads: Sequence[Path], writes: Path | None
) -> list[str] | None:
    if choice is Walls.NAMESPACES:
        bwrap = shutil.which("bwrap")
        return None if bwrap is None else [bwrap, *_bwrap_arguments(program, reads, writes), *command]
    dies_with_parent = _tool("setpriv", "--pdeathsig", "KILL", "--")
    if choice is Walls.NO_NETWORK:
        unshare = _tool("unshare", "--map-root-user", "--net", "--")
        return [*unshare, *dies_with_parent, *command] if unshare else None
    return [*dies_with_parent, *command]


def _bwrap_arguments(program: Path, reads: Sequence[Path], writes: Path | None) -> list[str]:
    """An empty root with the libraries, the tools, the program and the named files; all namespaces new."""
    arguments = ["--die-with-parent", "--unshare-all", "--new-session", "--proc", "/proc", "--dev", "/dev"]
    for folder in _SYSTEM_LIBRARIES:
        arguments += ["--ro-bind-try", folder, folder]
    prlimit = shutil.which("prlimit")
    for path in (program, *([Path(prlimit)] if prlimit else []), *reads):
        arguments += ["--ro-bind", str(path), str(path)]
    if writes is not None:
        arguments += ["--bind", str(writes), str(writes)]
    return [*arguments, "--chdir", "/", "--"]


def _bounded(command: Sequence[str], bounds: Bounds) -> list[str]:
    limits = (
        f"--as={bounds.memory_bytes}",
        f"--cpu={bounds.cpu_s}",
        f"--fsize={bounds.file_bytes}",
        "--core=0",
    )
    return [*_tool("prlimit", *limits, "--"), *command]


def _tool(name: str, *arguments: str) -> list[str]:
    """A small tool of util-linux with its arguments, or nothing where the machine lacks it."""
    found = shutil.which(name)
    return [found, *arguments] if found else []


def _starts(command: list[str]) -> bool:
    try:
        tried = subprocess.run(command, env=ENVIRONMENT, capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0
