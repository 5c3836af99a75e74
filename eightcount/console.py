"""How the command line speaks: results on stdout, everything else on stderr.

With `--json` stdout carries one JSON document, or one a line where a command follows something, and nothing
else. Rich leaves colours and moving bars away by itself when nobody watches at a terminal.
"""

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from eightcount.failures import CommandError

#: For progress, notes and errors.
notes = Console(stderr=True, highlight=False)
#: For results; what people wrote is shown as it is, never read as markup.
results = Console(highlight=False, soft_wrap=True, markup=False)


def note(sentence: str) -> None:
    """Say something on the side, to stderr; may hold Rich markup."""
    notes.print(sentence, soft_wrap=True)


def tell_failure(error: CommandError) -> None:
    """The sentence of a command that ended badly."""
    notes.print("[bold red]Not done.[/]", end=" ")
    notes.print(error.sentence, markup=False, soft_wrap=True)


def answer_json(document: Any) -> None:
    """One JSON document on a line of stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, sort_keys=True) + "\n")
    sys.stdout.flush()


def own_command() -> str:
    """What calls this command line from the folder where the caller stands, for lines that can be pasted."""
    beside = Path(sys.executable).with_name("eightcount")
    if not beside.is_file() or shutil.which("eightcount") == str(beside):
        return "eightcount"
    here = Path.cwd()
    return str(beside.relative_to(here)) if beside.is_relative_to(here) else str(beside)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()) -> Table:
    """A sober table; the columns named in `right` are set to the right, as figures are."""
    made = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made


def readable_bytes(count: int) -> str:
    """`1.4 MB`: decimal units, as networks count."""
    size = float(count)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def readable_time(iso: str) -> str:
    """`2025-03-01 14:02:05 UTC`, of a time in ISO 8601 with its zone."""
    return f"{datetime.fromisoformat(iso).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def readable_seconds(seconds: float) -> str:
    """`0.4 s`, `12 s`, `2 min 05 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60):02d} s"
