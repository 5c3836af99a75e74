"""A step's inputs handed into its room and its outputs handed out: by links in, by moving out.

Inputs stay where they lie and cannot be written there; what comes out must be a plain file of the step's
table, since a step that was taken over could leave a link to a file that is none of its business.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from workers.pipeline import STEPS
from workers.walls.room import furnish


@contextmanager
def room_in(folder: Path) -> Iterator[Path]:
    """A fresh folder for a step to work in, on the same disk as its desk; gone at the end of the block."""
    room = Path(tempfile.mkdtemp(prefix=".room-", dir=folder))
    try:
        furnish(room)
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def hand_in(name: str, folder: Path, room: Path) -> tuple[Path, ...]:
    """Make links in the room to what the step reads and finds in its folder; where these files truly lie."""
    step = STEPS.get(name)
    if step is None:
        return ()
    wanted = [read for read in (*step.reads, *step.optional, *step.eased_by) if (folder / read).exists()]
    for read in wanted:
        (room / read).symlink_to((folder / read).resolve())
    return tuple((folder / read).resolve() for read in wanted)


def hand_out(name: str, room: Path, folder: Path) -> None:
    """Move what the step wrote to its folder, in place of what an earlier run left there.

    Raises RuntimeError for a file that is missing or not plain.
    """
    files, step = written(name, room), STEPS[name]
    for wanted in (*step.writes, *step.may_write):
        if wanted.endswith("/"):
            shutil.rmtree(folder / wanted, ignore_errors=True)
            (folder / wanted).mkdir()
        else:
            (folder / wanted).unlink(missing_ok=True)
    for file in files:
        (room / file).replace(folder / file)


def written(name: str, folder: Path) -> list[str]:
    """The files that a step was to write, and of those that it may what there is, relative to its folder.

    Raises RuntimeError for one that is missing or not plain.
    """
    files: list[str] = []
    for wanted in STEPS[name].writes:
        names = [wanted]
        if wanted.endswith("/"):
            _require(stat.S_ISDIR, folder / wanted.rstrip("/"), name)
            names = sorted(f"{wanted}{file.name}" for file in (folder / wanted).iterdir())
        files += names
    files += [wanted for wanted in STEPS[name].may_write if os.path.lexists(folder / wanted)]
    for file in files:
        _require(stat.S_ISREG, folder / file, name)
    return files


def _require(kind: Callable[[int], bool], path: Path, step: str) -> None:
    try:
        found = kind(path.lstat().st_mode)
    except FileNotFoundError as error:
        raise RuntimeError(f"step {step} ended without writing {path.name}") from error
    if not found:
        raise RuntimeError(f"step {step} left something else than a file as {path.name}")
