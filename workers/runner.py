"""One step over a folder of files: no Celery, no rows. By hand (`run_step`), or in a child process of its own
(`run_in_child`), shut in so that a hostile file reaches nothing else, bounded, and ended at any moment.

The child says how it goes in JSON lines on stdout; it ends itself and all it started when its parent
is gone. What it says and leaves is believed no further than it must be.
"""

import contextlib
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from cms.failures import CRASHED, DISK_FULL, OUT_OF_MEMORY, TOO_LARGE, TOO_LONG, UNFORESEEN
from workers.handing import hand_in, hand_out, room_in, written
from workers.pipeline import bind
from workers.shares import bounds_of, share
from workers.step import Limits, StepRefusedError, Work
from workers.told import DETAIL_CHARS, Told, plain
from workers.walls.namespaces import around, available
from workers.walls.room import Room, code, environment, room_of, shut_in
from workers.walls.weight import weigh_session

_TICK_S = 0.2
#: A process in the midst of a slow read of a disk dies only after it.
_DYING_S = 60.0
#: A disk with less left is full.
_HARDLY_ROOM_BYTES = 64 * 1024
_CRASHES = (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGABRT, signal.SIGSYS)


@dataclass(frozen=True)
class Ended:
    """How a step ended. kind: done, refused (final for these inputs), killed (by us or the machine), broken
    (the worker itself could not go on). `code` says what is to blame, for programs.
    """

    kind: str
    sentence: str = ""
    detail: str = ""
    code: str = ""


def run_step(name: str, folder: Path, params: Mapping[str, Any], work: Work) -> list[str]:
    """Run a step on the files in `folder`; the names of the files it wrote, relative to the folder.

    Raises:
        StepRefusedError: a file it reads is not there, or what the step itself refuses.
    """
    bound = bind(name, params)
    missing = [read for read in bound.step.reads if not (folder / read).exists()]
    if missing:
        raise StepRefusedError(f"Step '{name}' reads {', '.join(missing)}, not found in the folder.")
    for wanted in (*bound.step.writes, *bound.step.may_write):
        if wanted.endswith("/"):
            (folder / wanted).mkdir(exist_ok=True)
        else:
            (folder / wanted).unlink(missing_ok=True)  # inputs may be hard links; never write through one
    bound.run(work, bound.params)
    return written(name, folder)


def run_in_child(
    name: str,
    folder: Path,
    params: Mapping[str, Any],
    limits: Limits,
    watch: Callable[[float, str], bool],
    *,
    namespaces: bool | None = None,
) -> Ended:
    """Run a step in a process group of its own, shut in: it sees what it reads and a room to work in.

    Its outputs come into `folder` when it has ended well, and only then.

    Args:
        limits: the step gets its share of them (`shares`).
        watch: called a few times a second with (progress 0..1, words); False kills the child.
        namespaces: whether an empty machine is made around it; by default where this one can.
    """
    limits, outer = share(name, limits), available() if namespaces is None else namespaces
    with room_in(folder.resolve()) as place, tempfile.TemporaryFile() as noise:
        reads = (*hand_in(name, folder, place), limits.models.resolve())
        room = Room(tuple(path for path in reads if path.exists()), code(), place, bounds_of(limits))
        child = _start(name, room, noise, outer=outer)
        said = Told()
        reader = threading.Thread(target=said.listen, args=(child.stdout,), daemon=True)
        reader.start()
        try:
            _write_order(child, params, limits, room, outer=outer)
            why = _supervise(child, said, limits, room, watch)
        finally:
            _kill(child)
            reader.join(timeout=5)
            _close(child)
        ended = _in_view_of_the_disk(_verdict(child.returncode, why, said, _end_of(noise)), place)
        if ended.kind == "done":
            hand_out(name, place, folder)
        return ended


def _start(name: str, room: Room, noise: IO[bytes], *, outer: bool) -> subprocess.Popen[str]:
    alone = [sys.executable, "-m", "workers.runner", name, str(room.writes)]
    command = around(alone, room) if outer else alone
    if command is None:
        raise FileNotFoundError("bwrap is not on this machine")
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=noise,
        text=True,
        errors="replace",
        env=environment(room),
        cwd="/",
        start_new_session=True,
    )


def _write_order(
    child: subprocess.Popen[str], params: Mapping[str, Any], limits: Limits, room: Room, *, outer: bool
) -> None:
    assert child.stdin is not None  # noqa: S101  # it is a pipe, a few lines above
    order = {
        "params": dict(params),
        "limits": {**asdict(limits), "models": str(limits.models.resolve())},
        "room": room.facts(),
        "outer": outer,
    }
    with contextlib.suppress(BrokenPipeError):  # it ended before it could listen; its noise tells why
        child.stdin.write(json.dumps(order) + "\n")
        child.stdin.flush()  # stays open: its end tells the child that we are gone


def _supervise(
    child: subprocess.Popen[str],
    said: Told,
    limits: Limits,
    room: Room,
    watch: Callable[[float, str], bool],
) -> str:
    """Why the waiting ended: "ended" by itself, "lost" by the watch, "late" by the clock, "heavy" or "many"
    by the sum over all its processes.
    """
    deadline = time.monotonic() + limits.max_wall_s
    while True:
        try:
            child.wait(timeout=_TICK_S)
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                return "late"
            if not watch(said.progress, said.words):
                return "lost"
            weight = weigh_session(child.pid)
            if weight.memory_bytes > room.bounds.memory_bytes:
                return "heavy"
            if weight.threads > room.bounds.processes:
                return "many"
        else:
            return "ended"


def _kill(child: subprocess.Popen[str]) -> None:
    """Nothing of the child's process group is left, also none of those that it left behind."""
    deadline = time.monotonic() + _DYING_S
    while True:
        with contextlib.suppress(ProcessLookupError):  # it had ended, and its group with it
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        if not weigh_session(child.pid).threads:
            return
        if time.monotonic() > deadline:
            raise RuntimeError("a step's processes could not be ended")
        time.sleep(0.01)


def _close(child: subprocess.Popen[str]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):  # an order that was never read
                pipe.close()


def _end_of(noise: IO[bytes]) -> str:
    """The last of what a child printed; libraries below Python print what they like, and as much."""
    noise.seek(max(0, noise.seek(0, os.SEEK_END) - DETAIL_CHARS))
    return plain(noise.read().decode(errors="replace"), DETAIL_CHARS)


def _verdict(code: int, why: str, said: Told, noise: str) -> Ended:
    stopped = {
        "late": Ended("refused", TOO_LONG, noise, "too-long"),
        "heavy": Ended("refused", OUT_OF_MEMORY, noise, "out-of-memory"),
        "many": Ended("refused", UNFORESEEN, f"too many processes or threads\n{noise}", "unforeseen"),
        "lost": Ended("killed", "The step was taken away from this worker.", noise),
    }
    if why in stopped:
        return stopped[why]
    if code == 0 and said.done:
        return Ended("done")
    if said.sentence:
        return Ended("refused", said.sentence, said.detail or noise, said.code)
    return _died(-code if code < 0 else code - 128, noise)


def _in_view_of_the_disk(ended: Ended, place: Path) -> Ended:
    """A program that finds no room says so in its own words, or takes a file cut short for a bad one."""
    if ended.kind != "refused" or ended.code == "disk-full":
        return ended
    if os.strerror(errno.ENOSPC) in ended.detail or shutil.disk_usage(place).free < _HARDLY_ROOM_BYTES:
        return Ended("refused", DISK_FULL, f"{ended.sentence}\n{ended.detail}", "disk-full")
    return ended


def _died(number: int, noise: str) -> Ended:
    """Of a child that said nothing. bubblewrap tells the signal that ended its child as a shell does."""
    if number == signal.SIGXCPU:
        return Ended("refused", TOO_LONG, noise, "too-long")
    if number in _CRASHES:
        return Ended("refused", CRASHED, f"ended by signal {number}\n{noise}", "crashed")
    if number > 0:
        return Ended("killed", f"The step's process was ended by signal {number}.", noise)
    return Ended("refused", UNFORESEEN, noise, "unforeseen")


def _child(name: str, folder: Path) -> int:
    """The child's side: the order from stdin, the step, the outcome on stdout."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not break the lines
    order = json.loads(sys.stdin.readline())
    shut_in(room_of(order["room"]), own_namespace=order["outer"])  # first of all: threads inherit it
    threading.Thread(target=_die_with_parent, daemon=True).start()
    limits = Limits(**{**order["limits"], "models": Path(order["limits"]["models"])})

    def say(message: Mapping[str, object]) -> None:
        out.write(json.dumps(message) + "\n")
        out.flush()

    def progress(fraction: float, words: str) -> None:
        say({"progress": min(max(fraction, 0.0), 1.0), "words": words})

    try:
        run_step(name, folder, order["params"], Work(folder=folder, progress=progress, limits=limits))
    except StepRefusedError as refusal:
        say({"sentence": refusal.sentence, "detail": refusal.detail, "code": refusal.code})
        return 1
    except MemoryError:
        say({"sentence": OUT_OF_MEMORY, "detail": traceback.format_exc(), "code": "out-of-memory"})
        return 1
    except OSError as error:
        sentence, code = _blamed(error)
        say({"sentence": sentence, "detail": traceback.format_exc(), "code": code})
        return 1
    say({"done": True})
    return 0


def _blamed(error: OSError) -> tuple[str, str]:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL, "disk-full"
    if error.errno == errno.EFBIG:
        return TOO_LARGE, "too-large"
    if error.errno == errno.ENOMEM:
        return OUT_OF_MEMORY, "out-of-memory"
    return UNFORESEEN, "unforeseen"


def _die_with_parent() -> None:
    sys.stdin.read()  # comes back only when the parent closed it or is gone
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(_child(sys.argv[1], Path(sys.argv[2])))
