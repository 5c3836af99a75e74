"""`backup` and `restore`: a whole installation in a folder, by the settings of this process."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eightcount import console
from eightcount.options import JsonOption

if TYPE_CHECKING:
    from cms.backups import Summary


def backup(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A new folder, or an earlier backup to bring up to date.")
    ],
    *,
    as_json: JsonOption = False,
) -> None:
    """Copy all rows and files into a folder, while everything runs.

    It holds whatever the installation holds: keep it as private. Signing keys are not in it.
    """
    from cms import backups
    from eightcount.local_house import local_house

    with local_house("Backup") as house:
        summary = backups.write(house, folder, told=_note)
    _tell(summary, f"Backed up into {folder}", as_json=as_json)


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `eightcount backup` wrote.")],
    *,
    without_keys: Annotated[
        bool,
        typer.Option("--without-keys", help="Also where devices would not believe what is signed here."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Fill an empty installation from a backup, whatever engines either of them has.

    Bring the signing keys before, as they are in no backup. Start the workers afterwards: they publish again
    what was live.
    """
    from cms import backups
    from eightcount.local_house import local_house

    with local_house("Restore") as house:
        summary = backups.restore(house, folder, without_keys=without_keys, told=_note)
    _tell(summary, f"Restored from {folder}, to be published again by the workers", as_json=as_json)


def _note(line: str) -> None:
    console.note(f"[dim]{line}[/]")


def _tell(summary: "Summary", done: str, *, as_json: bool) -> None:
    if as_json:
        console.answer_json(asdict(summary))
    else:
        size = console.readable_bytes(summary.bytes)
        console.results.print(f"{done}: {sum(summary.rows.values())} rows, {summary.files} files ({size}).")
