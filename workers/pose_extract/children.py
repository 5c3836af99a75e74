"""One child process as the parent holds it: start, ask, hear, and never leave behind.

The child gets a bare environment and the code's own place; nothing of the parent leaks in, and its end is
told in the words it left on standard error.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from workers.pose_extract.messages import Setup, request_of, seen_of
from workers.pose_extract.plan import Plan, Seen
from workers.pose_extract.take import Index
from workers.pose_extract.wire import Message, receive, send
from workers.step import StepRefusedError

_CODE = Path(__file__).parents[2]
_TAIL_BYTES = 4096


class PoseProcessError(Exception):
    """A child process ended or failed for no reason that lies in the take. Trying again may help."""


class Child:
    """A running child; a context manager. One request at a time."""

    def __init__(self, setup: Setup) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child, closed on exit
        self._process = subprocess.Popen(
            [sys.executable, "-m", "workers.pose_extract.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=_environment(),
            cwd="/",
        )
        self._say(Message("setup", setup.facts()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        self._process.wait()
        for stream in (self._process.stdout, self._errors):
            if stream is not None:
                stream.close()

    def end(self) -> None:
        """Kill the child, from any thread; a request under way then fails."""
        self._process.kill()

    def index(self, max_frames: int) -> Index:
        """The list of pictures of the take."""
        self._say(Message("index", {"max_frames": max_frames}))
        answer = self._hear("index", lambda _done: None)
        return Index(answer.arrays["pts"], answer.arrays["key"], answer.facts["time_base_s"])

    def scan(self, plan: Plan, watch: Callable[[int], None]) -> Seen:
        """A range of the take, looked at. `watch` is told how many pictures of it are done."""
        self._say(request_of(plan))
        return seen_of(self._hear("seen", watch))

    def _say(self, message: Message) -> None:
        try:
            send(_open(self._process.stdin), message)
        except BrokenPipeError as gone:
            raise self._ended() from gone

    def _hear(self, kind: str, watch: Callable[[int], None]) -> Message:
        while (message := receive(_open(self._process.stdout))) is not None:
            if message.kind == kind:
                return message
            if message.kind == "refused":
                raise StepRefusedError(
                    message.facts["sentence"], message.facts["detail"], code=message.facts["code"]
                )
            if message.kind == "failed":
                raise PoseProcessError(message.facts["detail"])
            watch(message.facts["done"])
        raise self._ended()

    def _ended(self) -> PoseProcessError:
        status = self._process.wait()
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - _TAIL_BYTES))
        said = self._errors.read().decode(errors="replace")
        return PoseProcessError(f"a pose process ended with status {status}: {said}")


def _environment() -> dict[str, str]:
    """One thread for all that could start more; the processes are what uses the cores."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(_CODE),
        "HOME": tempfile.gettempdir(),
        "TMPDIR": tempfile.gettempdir(),
        "LC_ALL": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("the child was started without this pipe")
    return stream
