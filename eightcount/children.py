"""Keeps a few child processes running: starts them in order, a crashed one again, and ends them in reverse.

Every child is leashed, so that none outlives this process, and has a session of its own, so that a Ctrl-C in
the terminal reaches this process alone and the children end in order. Must know nothing of what they are for.
"""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from eightcount.failures import RefusedError
from eightcount.leash import leashed

_STOP = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
_WATCHED = _STOP | {signal.SIGCHLD}
#: So many starts within a minute, and a child is given up.
_STARTS = 5


class StopAskedError(Exception):
    """A signal asked this process to end, while it waited for something else."""


@dataclass(frozen=True)
class Part:
    """One child: its command, and how it is known to be ready and made to end.

    `ready` may be asked often; `patience_s` bounds the wait for it. `stop_s` is the time between SIGTERM
    and SIGKILL. What it prints goes to `log`.
    """

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    ready: Callable[[], bool]
    patience_s: float = 60.0
    stop_s: float = 5.0
    keep: Sequence[int] = ()  # file descriptors that the child inherits


@dataclass
class _Running:
    part: Part
    process: subprocess.Popen[bytes]
    starts_s: deque[float]


class Children:
    """The children of this process, for the length of a `with` block. Signals are heard inside it only by
    `wait` and `start`; leaving it ends every child, those that were started together at once.
    """

    def __init__(self, told: Callable[[str], None]) -> None:
        self._told = told
        self._groups: list[list[_Running]] = []
        self._mask: set[signal.Signals | int] = set()

    def __enter__(self) -> Self:
        # Blocked signals wait until sigtimedwait takes them: none is lost between two looks.
        self._mask = set(signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for group in reversed(self._groups):
            _end(group)
        signal.pthread_sigmask(signal.SIG_SETMASK, self._mask)

    def start(self, *parts: Part) -> None:
        """Start some together and wait until they are ready.

        Raises:
            RefusedError: one ended or was not ready in time; the end of its log is told.
            StopAskedError: a signal came first.
        """
        group: list[_Running] = []
        self._groups.append(group)
        # A generator: should a start fail, those before it are in the group and ended with it.
        group.extend(_Running(part, _spawn(part), deque([time.monotonic()], _STARTS)) for part in parts)
        for running in group:
            self._until_ready(running)

    def wait(self) -> None:
        """Until a signal asks to end. A child that dies is started again, five times a minute at most.

        Raises:
            RefusedError: a child keeps dying.
        """
        while True:
            taken = signal.sigtimedwait(_WATCHED, 5.0)
            if taken is not None and taken.si_signo in _STOP:
                return
            try:
                self._revive_dead()
            except StopAskedError:
                return

    def _revive_dead(self) -> None:
        for running in [running for group in self._groups for running in group]:
            code = running.process.poll()
            if code is None:
                continue
            now_s = time.monotonic()
            if len(running.starts_s) == _STARTS and now_s - running.starts_s[0] < 60:
                raise RefusedError(f"{running.part.name} keeps dying. {_log_end(running.part)}")
            self._told(f"{running.part.name} ended ({_how(code)}); starting it again")
            running.process = _spawn(running.part)
            running.starts_s.append(now_s)
            self._until_ready(running)

    def _until_ready(self, running: _Running) -> None:
        part, patient_until_s = running.part, time.monotonic() + running.part.patience_s
        while not part.ready():
            code = running.process.poll()
            if code is not None:
                raise RefusedError(f"{part.name} did not start ({_how(code)}). {_log_end(part)}")
            if time.monotonic() > patient_until_s:
                raise RefusedError(f"{part.name} was not ready in {part.patience_s:.0f} s. {_log_end(part)}")
            taken = signal.sigtimedwait(_WATCHED, 0.05)
            if taken is not None and taken.si_signo in _STOP:
                raise StopAskedError


def _spawn(part: Part) -> subprocess.Popen[bytes]:
    part.log.parent.mkdir(parents=True, exist_ok=True)
    with part.log.open("ab") as log:
        return subprocess.Popen(
            leashed(part.command),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **part.environment},
            pass_fds=part.keep,
            start_new_session=True,
        )


def _end(group: Sequence[_Running]) -> None:
    """SIGTERM, then SIGKILL; at once when a second signal asks this process to end."""
    for running in group:
        if running.process.poll() is None:
            running.process.terminate()
    began_s, hurried = time.monotonic(), False
    while left := [running for running in group if running.process.poll() is None]:
        taken = signal.sigtimedwait(_WATCHED, 0.05)
        hurried = hurried or (taken is not None and taken.si_signo in _STOP)
        for running in left:
            if hurried or time.monotonic() - began_s > running.part.stop_s:
                running.process.kill()


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _log_end(part: Part) -> str:
    """The last words of its log, for a person."""
    lines = part.log.read_text(errors="replace").splitlines() if part.log.exists() else []
    said = "\n  ".join(line for line in lines[-8:] if line.strip())
    return f"Its log, {part.log}, ends:\n  {said}" if said else f"Its log, {part.log}, says nothing."
