"""One step over a folder of files: no Celery, no rows. By hand (`run_step`), or in a child process of its own
(`run_in_child`), which bounds what a hostile file can do to the worker and can be ended at any moment.

The child says how it goes in JSON lines on stdout; it ends itself and all it started when its parent
is gone.
"""

import contextlib
import errno
import json
import os
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

from cms.failures import DISK_FULL, OUT_OF_MEMORY, TOO_LONG, UNFORESEEN
from workers.pipeline import STEPS, bind
from workers.step import Limits, StepRefusedError, Work

#: How much of what a failed child printed is kept, bytes and so at most characters.
DETAIL_CHARS = 8000


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
) -> Ended:
    """Run a step in a process group of its own.

    Args:
        watch: called a few times a second with (progress 0..1, words); False kills the child.
    """
    with tempfile.TemporaryFile() as noise:
        child = subprocess.Popen(
            [sys.executable, "-m", "workers.runner", name, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=noise,
            text=True,
            start_new_session=True,
        )
        said = _Said()
        reader = threading.Thread(target=said.listen, args=(child.stdout,), daemon=True)
        reader.start()
        try:
            _write_order(child, params, limits)
            kept = _supervise(child, said, limits, watch)
        finally:
            _kill(child)
            reader.join(timeout=5)
            _close(child)
        return _verdict(child.returncode, kept, said, _end_of(noise))


class _Said:
    """What the child has said so far; written by the thread that listens, read by the one that supervises."""

    def __init__(self) -> None:
        self.progress = 0.0
        self.words = ""
        self.last: dict[str, Any] = {}

    def listen(self, stdout: IO[str]) -> None:
        for line in stdout:
            message = json.loads(line)
            if "progress" in message:
                self.progress, self.words = float(message["progress"]), str(message["words"])
            else:
                self.last = message


def _write_order(child: subprocess.Popen[str], params: Mapping[str, Any], limits: Limits) -> None:
    assert child.stdin is not None  # noqa: S101  # it is a pipe, four lines above
    order = {"params": dict(params), "limits": {**asdict(limits), "models": str(limits.models.resolve())}}
    child.stdin.write(json.dumps(order) + "\n")
    child.stdin.flush()  # stays open: its end tells the child that we are gone


def _supervise(
    child: subprocess.Popen[str], said: _Said, limits: Limits, watch: Callable[[float, str], bool]
) -> str:
    """Why the waiting ended: "ended" by itself, "lost" by the watch, "late" by the clock."""
    deadline = time.monotonic() + limits.max_wall_s
    while True:
        try:
            child.wait(timeout=0.25)
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                return "late"
            if not watch(said.progress, said.words):
                return "lost"
        else:
            return "ended"


def _kill(child: subprocess.Popen[str]) -> None:
    """Nothing of the child's process group is left."""
    with contextlib.suppress(ProcessLookupError):  # it had ended, and its group with it
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _close(child: subprocess.Popen[str]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()


def _end_of(noise: IO[bytes]) -> str:
    """The last of what a child printed; libraries below Python print what they like, and as much."""
    noise.seek(max(0, noise.seek(0, os.SEEK_END) - DETAIL_CHARS))
    return noise.read().decode(errors="replace")


def _verdict(code: int, why: str, said: _Said, noise: str) -> Ended:
    if why == "late":
        return Ended("refused", TOO_LONG, noise, "too-long")
    if why == "lost":
        return Ended("killed", "The step was taken away from this worker.", noise)
    if code == 0 and said.last.get("done"):
        return Ended("done")
    if said.last.get("sentence"):
        told = said.last
        return Ended("refused", told["sentence"], told.get("detail", "") or noise, told["code"])
    if code < 0:
        return Ended("killed", f"The step's process was ended by signal {-code}.", noise)
    return Ended("refused", UNFORESEEN, noise, "unforeseen")


def written(name: str, folder: Path) -> list[str]:
    """The files that a step was to write, and of those that it may what there is, relative to its folder.

    Raises RuntimeError for a missing one.
    """
    files: list[str] = []
    for wanted in STEPS[name].writes:
        path = folder / wanted
        if wanted.endswith("/"):
            files += sorted(f"{wanted}{file.name}" for file in path.iterdir())
        elif path.is_file():
            files.append(wanted)
        else:
            raise RuntimeError(f"step {name} ended without writing {wanted}")
    return files + [name for name in STEPS[name].may_write if (folder / name).is_file()]


def _child(name: str, folder: Path) -> int:
    """The child's side: the order from stdin, the step, the outcome on stdout."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not break the lines
    order = json.loads(sys.stdin.readline())
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
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        sentence, code = (DISK_FULL, "disk-full") if full else (UNFORESEEN, "unforeseen")
        say({"sentence": sentence, "detail": traceback.format_exc(), "code": code})
        return 1
    say({"done": True})
    return 0


def _die_with_parent() -> None:
    sys.stdin.read()  # comes back only when the parent closed it or is gone
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(_child(sys.argv[1], Path(sys.argv[2])))
