"""Whether a folder is a whole backup, and one that this installation can take: asked before anything changes.

Reads the folder and the signing keys; writes nothing.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cms.bootstrap import House
from cms.errors import InvalidError
from cms.migrate import newest
from cms.signing import SigningError

FORMAT = 1
#: What helps against a `complaint_of_keys`.
NO_KEYS = (
    " Nothing was changed. Put the keys of the installation that was backed up where the settings say "
    "(EIGHTCOUNT_SIGNING_KEY and EIGHTCOUNT_ROOT_FILE, or the folder keys of the data folder), and restore "
    "again; or restore with --without-keys, and publish every class again once the keys are there."
)
#: Files that a sentence names at most.
_NAMED = 20


def document_of(folder: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises InvalidError when it is none, or one of a newer version."""
    try:
        document: dict[str, Any] = json.loads((folder / "backup.json").read_text())
    except FileNotFoundError:
        raise InvalidError(
            f"{folder.name} is no whole backup: it has no backup.json. Name a folder of `eightcount backup`."
        ) from None
    if document["format"] != FORMAT or document["schema"] > newest():
        raise InvalidError("This backup is of a newer version of Eightcount. Restore it with that version.")
    return document


def complaint_of_keys(house: House, folder: Path, document: dict[str, Any]) -> str:
    """Why devices would not believe here what was live in the backup; "" when they would, or nothing was."""
    live = {row["channel"] for row in _rows(folder, "releases") if row["state"] == "live"}
    was = set(document.get("roots", ()))  # backups of before do not tell
    for channel in sorted(live):
        try:
            keys = house.signer.keys(channel, now=datetime.now(UTC))
        except SigningError as error:
            return f"What is live in the backup cannot be published here: {error.sentence}"
        if was and not was & set(keys.trust.roots):
            return (
                "This installation signs under another root key than that of the backup: devices that follow "
                "the backup's would refuse whatever is published here."
            )
    return ""


def must_have_all_files(folder: Path, document: dict[str, Any]) -> None:
    """Raise InvalidError, with the names of those that lack, unless every file is there."""
    there = {path.name for path in (folder / "objects").iterdir()}
    if (folder / "objects.jsonl").is_file():
        listed = {json.loads(line)["sha256"] for line in (folder / "objects.jsonl").open(encoding="utf-8")}
        lacking = sorted(listed - there)
        count = max(len(lacking), document["files"] - len(listed))
    else:  # a backup of before
        lacking, count = [], document["files"] - len(there)
    if count <= 0:
        return
    known = {row["sha256"]: row["filename"] for row in _rows(folder, "originals")}
    names = ", ".join(f"{known[name]} ({name})" if name in known else name for name in lacking[:_NAMED])
    more = f" and {count - _NAMED} more" if names and count > _NAMED else ""
    raise InvalidError(
        f"The backup lacks {count} of its {document['files']} files{': ' if names else ''}{names}{more}. "
        "Copy them into its folder objects from a backup that has them, or take another backup."
    )


def _rows(folder: Path, table: str) -> Iterator[dict[str, Any]]:
    path = folder / "rows" / f"{table}.jsonl"
    if path.is_file():  # else it is told when rows are counted
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def must_have_all_rows(counts: dict[str, int], told: dict[str, int]) -> None:
    """A folder that was copied by half, or cut short by a power cut, would restore fewer rows unseen."""
    for name, count in told.items():
        found = counts.get(name, 0)
        if found != count:
            raise InvalidError(
                f"The backup is damaged: rows/{name}.jsonl has {found} rows instead of {count}. Take another "
                "backup."
            )
