"""Progress on stderr: moving bars at a terminal, a plain line at the end of each piece of work elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TransferSpeedColumn,
)

from eightcount import console


class Move(Protocol):
    """Tells a bar that so many more bytes have moved, of `total` where that is news."""

    def __call__(self, count: int, total: int | None = None) -> None:
        """Move the bar."""


#: Makes the bar of one file, from what it is called and its bytes.
Bar = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


@contextmanager
def bytes_bar(words: str, total: int | None = None) -> Iterator[Move]:
    """A bar for bytes that move.

    Args:
        words: what is moved, as the author calls it.
        total: how many bytes there are; None while that is not known.
    """
    began_s, moved = time.monotonic(), 0
    if not console.notes.is_terminal:

        def count_only(count: int, total: int | None = None) -> None:  # noqa: ARG001 - nobody sees a bar
            nonlocal moved
            moved += count

        yield count_only
        took = console.readable_seconds(time.monotonic() - began_s)
        console.note(f"  {words}: {console.readable_bytes(moved)} in {took}")
        return
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(bar_width=30),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Progress(*columns, console=console.notes) as progress:
        task = progress.add_task(words, total=total)

        def move(count: int, total: int | None = None) -> None:
            if total is not None:
                progress.update(task, total=total)
            progress.advance(task, count)

        yield move


@contextmanager
def work_bar(words: str) -> Iterator[Callable[[float, str], None]]:
    """A bar for one piece of work. Gives `tell(fraction, words)`."""
    if not console.notes.is_terminal:
        yield lambda _fraction, _words: None
        return
    columns = (
        TextColumn(f"  {words}"),
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        TextColumn("[dim]{task.description}"),
    )
    with Progress(*columns, console=console.notes) as progress:
        task = progress.add_task("", total=1.0)
        yield lambda fraction, said: progress.update(task, completed=fraction, description=said)
