"""Backup and restore: all rows as at one moment, and every file of the store, in a folder that any
installation takes, whatever its engines. So it is also the way from embedded parts to real ones.

    backup.json            format, schema, when, root keys, counts; written last: without it, no backup
    rows/<table>.jsonl     cms.row_files
    objects.jsonl          sha256 and bytes of each file
    objects/<sha256>       the files of the store; those of an earlier backup in the same folder are kept

All of it outlasts a power cut once backup.json is there.

Not in it: the shelf, which publishing makes anew from the store; signing keys; who is signed in.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cms.backup_checks import (
    FORMAT,
    NO_KEYS,
    complaint_of_keys,
    document_of,
    must_have_all_files,
    must_have_all_rows,
)
from cms.bootstrap import House
from cms.db import writing
from cms.errors import ConflictError, InvalidError
from cms.migrate import downgrade, migrate, newest
from cms.models import Base, Channel, Release, Step
from cms.queue import Hint, hint_after_commit, take_hints
from cms.row_files import FLEETING, read_rows, write_rows
from cms.signing import SigningError, read_root
from cms.storage import MissingError
from cms.storage.whole_files import sync_folder, write_whole

#: More releases and renewals than a channel sees between two backups.
_SEEN_SINCE = 10_000


@dataclass(frozen=True)
class Summary:
    """What a backup holds, or what was restored. `files` and `bytes` are of the store."""

    rows: dict[str, int]
    files: int
    bytes: int


def write(house: House, folder: Path, *, told: Callable[[str], None] = lambda _: None) -> Summary:
    """Back up into `folder`: a new one, or an earlier backup, which is brought up to date.

    May run beside everything else. Killed, it leaves the folder without `backup.json`; run again, it goes on.

    Raises InvalidError when the folder is something else.
    """
    _must_be_ours(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "backup.json").unlink(missing_ok=True)
    sync_folder(folder)
    shutil.rmtree(folder / "rows", ignore_errors=True)
    for name in ("rows", "objects"):  # hashes of passwords, everybody's takes: for this user alone
        (folder / name).mkdir(exist_ok=True)
        (folder / name).chmod(0o700)
    migrate(house.engine)
    counts = _write_rows(house, folder / "rows")
    told(f"{sum(counts.values())} rows")
    # After the rows: files only come, and what goes has waited for days (cms.keeping), so all that rows name
    # is still there.
    there: dict[str, int] = {}
    for lying in house.storage.listing():
        try:
            _copy(house, lying.name, lying.bytes, folder / "objects" / lying.name)
        except MissingError:  # collected since it was listed, so no row names it
            continue
        there[lying.name] = lying.bytes
    for path in (folder / "objects").iterdir():
        if path.name not in there:  # an earlier backup's, gone since; or a copy that was cut short
            path.unlink()
    summary = Summary(counts, len(there), sum(there.values()))
    made = {"format": FORMAT, "schema": newest(), "made_at": datetime.now(UTC).isoformat()}
    _finish(folder, there, {**made, "roots": _roots(house), **asdict(summary)})
    return summary


def restore(
    house: House,
    folder: Path,
    *,
    without_keys: bool = False,
    told: Callable[[str], None] = lambda _: None,
) -> Summary:
    """Make an empty installation what the backup says, and ask for what was live to be published again.

    Every file is verified by its hash. Rows come last and in one transaction: killed before, the installation
    is as empty as it was, and restoring again goes on.

    Args:
        without_keys: also where devices would not believe what this installation signs; that is told.

    Raises:
        InvalidError: no backup, one of a newer version, or one that lacks files or has a damaged one.
        ConflictError: the installation is not empty, or has not the keys of the backup.
    """
    document = document_of(folder)
    must_have_all_files(folder, document)
    if complaint := complaint_of_keys(house, folder, document):
        if not without_keys:
            raise ConflictError(complaint + NO_KEYS, code="keys-missing")
        told(complaint)
    migrate(house.engine)
    _must_be_empty(house)
    files = total = 0
    for path in sorted((folder / "objects").iterdir()):
        if house.storage.put(path).sha256 != path.name:
            raise InvalidError(f"The backup is damaged: {path.name} has other bytes. Take another backup.")
        files, total = files + 1, total + path.stat().st_size
    told(f"{files} files")
    if document["schema"] != newest():
        downgrade(house.engine, document["schema"])
    with house.engine.begin() as connection:
        counts = read_rows(connection, folder / "rows")
        must_have_all_rows(counts, document["rows"])
    migrate(house.engine)
    _publish_again(house)
    return Summary(counts, files, total)


def _publish_again(house: House) -> None:
    """Let the workers carry out each live release once more: the shelf may be another one, and an empty one.

    Devices may have seen pointers that came after the backup, and take none of a lower version.
    """
    with writing(house.engine) as session:
        session.execute(update(Channel).values(version=Channel.version + _SEEN_SINCE))
        live = select(Release.id).where(Release.state == "live")
        for step in session.scalars(select(Step).where(Step.release_id.in_(live), Step.state == "done")):
            step.state, step.attempt, step.progress, step.lease_until_s = "ready", 0, 0.0, 0.0
            hint_after_commit(session, [Hint(step.id, step.queue)])
    house.queue.send(take_hints(session))


def _write_rows(house: House, folder: Path) -> dict[str, int]:
    """All tables as at one moment; writers are not held up."""
    with house.engine.execution_options(reads_only=True).connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            return write_rows(connection, folder)


def _copy(house: House, name: str, total: int, target: Path) -> None:
    """One file of the store, verified; one that lies there whole from an earlier backup is kept."""
    if target.is_file() and target.stat().st_size == total:
        return
    half = target.with_name(f".{name}")
    digest = hashlib.sha256()
    with house.storage.open(name) as source, half.open("wb") as out:
        while chunk := source.read(1 << 20):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != name:
        raise InvalidError(f"The file {name} is damaged in the store: its hash differs. Bring it again.")
    half.replace(target)


def _finish(folder: Path, there: dict[str, int], document: dict[str, Any]) -> None:
    """List the files, and say last of all that the backup is whole; everything before that is on the disk."""
    listed = "".join(json.dumps({"sha256": name, "bytes": there[name]}) + "\n" for name in sorted(there))
    write_whole(folder / "objects.jsonl", listed.encode(), aside=folder)
    for name in ("rows", "objects"):
        sync_folder(folder / name)
    write_whole(folder / "backup.json", json.dumps(document, indent=1).encode(), aside=folder)
    sync_folder(folder.absolute().parent)


def _roots(house: House) -> list[str]:
    """The root keys that this installation's devices believe; none where it has no root document."""
    try:
        return sorted(read_root(house.signer.root_path)[2].roots)
    except SigningError:
        return []


def _must_be_ours(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "rows").is_dir():
        raise InvalidError(f"{folder.name} holds something else. Name an empty folder or an earlier backup.")


def _must_be_empty(house: House) -> None:
    seeded = {"channels", "collector", *FLEETING}
    with Session(house.engine) as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in seeded and session.scalar(select(func.count()).select_from(table)):
                raise ConflictError(
                    f"This installation is not empty: its table {table.name} has rows. Restore into a new "
                    "database; nothing was changed."
                )
