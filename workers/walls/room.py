"""All that a shut-in process may see: its inputs, one folder to write in, and what it takes to run at all.

The same list makes the empty machine (`namespaces`) and the process's own renouncement (`shut_in`).
"""

import importlib.util
import os
import shutil
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from workers.walls.bounds import Bounds, hold
from workers.walls.landlock import DEVICE, READ, RUN, WRITE, keep_only
from workers.walls.seccomp import refuse_calls

#: Shared libraries of the system, and what the pose engines ask for: processors, a software renderer.
_SYSTEM = (
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/etc/ld.so.cache",
    "/usr/share/glvnd",
    "/sys/devices/system/cpu",
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
_OF_PROC = ("self", "cpuinfo", "meminfo", "stat", "sys/vm/overcommit_memory")
#: Our own code that steps import, and the runtime.
_PACKAGES = ("workers", "cms", "eightcount_runtime")
_CODE = ".code"
_TOOLS = ("prlimit", "setpriv")
#: What decides how many threads a library starts is the operator's to say; nothing else goes in.
_PASSED = ("IMAGEIO_FFMPEG_EXE", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PYTHONPYCACHEPREFIX")


@dataclass(frozen=True)
class Room:
    """`reads` and `runs` are files and folders (absolute, without links), `writes` is one folder."""

    reads: tuple[Path, ...]
    runs: tuple[Path, ...]
    writes: Path
    bounds: Bounds

    def facts(self) -> dict[str, Any]:
        """As JSON values."""
        places = {"reads": [str(path) for path in self.reads], "runs": [str(path) for path in self.runs]}
        return {**places, "writes": str(self.writes), "bounds": vars(self.bounds)}


@dataclass(frozen=True)
class Held:
    """Whether the kernel took away all other files (Landlock), and system calls (seccomp)."""

    files: bool
    calls: bool


def room_of(facts: Mapping[str, Any]) -> Room:
    """The room from its `facts`."""
    reads, runs = (tuple(map(Path, facts[name])) for name in ("reads", "runs"))
    return Room(reads, runs, Path(facts["writes"]), Bounds(**facts["bounds"]))


@cache
def code() -> tuple[Path, ...]:
    """Interpreter, libraries, our own packages and the tools that steps start."""
    kept = sys.pycache_prefix
    found = [
        *map(Path, _SYSTEM),
        *_interpreter(),
        *(Path(folder) for name in _PACKAGES for folder in _package(name)),
        *(Path(tool) for tool in map(shutil.which, _TOOLS) if tool),
        *([Path(os.environ["IMAGEIO_FFMPEG_EXE"])] if "IMAGEIO_FFMPEG_EXE" in os.environ else []),
        *([Path(kept)] if kept else []),
    ]
    return tuple(dict.fromkeys(path for path in found if path.exists()))


def environment(room: Room) -> dict[str, str]:
    """No word of the parent's: database URLs and keys stay outside."""
    passed = {name: os.environ[name] for name in _PASSED if name in os.environ}
    ours = {
        "PATH": os.defpath,
        "PYTHONPATH": str(room.writes / _CODE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(room.writes),
        "TMPDIR": str(room.writes),
        "LC_ALL": "C.UTF-8",
    }
    return passed | ours


def furnish(folder: Path) -> None:
    """Leave in a folder to write in the way to our own code: where that lies, nothing else may be listed."""
    (folder / _CODE).mkdir()
    for name in _PACKAGES:
        (folder / _CODE / name).symlink_to(_package(name)[0])


def shut_in(room: Room, *, own_namespace: bool) -> Held:
    """This process, before it has threads, gives up all but the room; what of that this kernel could do."""
    hold(room.bounds, own_namespace=own_namespace)
    proc = [Path("/proc")] if own_namespace else [Path("/proc", name) for name in _OF_PROC]
    files = keep_only(
        (
            (RUN, room.runs),
            (READ, (*room.reads, *proc)),
            (DEVICE, map(Path, _DEVICES)),
            (WRITE, [room.writes]),
        )
    )
    return Held(files=files, calls=refuse_calls())


def _interpreter() -> list[Path]:
    """Of an interpreter of its own the whole folder; of the system's, which lies among others, its parts."""
    own = Path(sys.prefix), Path(sys.base_prefix)
    if Path("/usr") not in own:
        return [*own, Path(sys.executable).resolve()]
    parts = [Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    return [*(path for path in own if path != Path("/usr")), Path(sys.executable).resolve(), *parts]


def _package(name: str) -> list[str]:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {name} cannot be found")
    return list(found.submodule_search_locations)
