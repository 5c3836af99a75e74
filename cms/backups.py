"""Backup and restore: all rows as at one moment, and every file of the store, in a folder that any
installation takes, whatever its engines. So it is also the way from embedded parts to real ones.

    backup.json            format, schema, when, rows of each table; written last: without it, no backup
    rows/<table>.jsonl     cms.row_files
    objects/<sha256>       the files of the store; those of an earlier backup in the same folder are kept

Not in it: the shelf, which publishing makes anew from the store; signing keys; who is signed in.
"""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cms.bootstrap import House
from cms.db import writing
from cms.errors import ConflictError, InvalidError
from cms.migrate import downgrade, migrate, newest
from cms.models import Base, Channel, Release, Step
from cms.queue import Hint, hint_after_commit, take_hints
from cms.row_files import FLEETING, read_rows, write_rows
from cms.storage import MissingError

FORMAT = 1
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
    half = folder / ".backup.json"
    half.write_text(json.dumps({**made, **asdict(summary)}, indent=1))
    half.replace(folder / "backup.json")
    return summary


def restore(house: House, folder: Path, *, told: Callable[[str], None] = lambda _: None) -> Summary:
    """Make an empty installation what the backup says, and ask for what was live to be published again.

    Every file is verified by its hash. Rows come last and in one transaction: killed before, the installation
    is as empty as it was, and restoring again goes on.

    Raises:
        InvalidError: no backup, one of a newer version, or with a damaged file.
        ConflictError: the installation is not empty.
    """
    document = _document(folder)
    migrate(house.engine)
    _must_be_empty(house)
    files = total = 0
    for path in sorted((folder / "objects").iterdir()):
        if house.storage.put(path).sha256 != path.name:
            raise InvalidError(f"The backup is damaged: {path.name} has other bytes. Take another backup.")
        files, total = files + 1, total + path.stat().st_size
    if files < document["files"]:
        raise InvalidError(f"The backup lacks {document['files'] - files} files. Take another backup.")
    told(f"{files} files")
    if document["schema"] != newest():
        downgrade(house.engine, document["schema"])
    with house.engine.begin() as connection:
        counts = read_rows(connection, folder / "rows")
        _must_be_all(counts, document["rows"])
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
    if digest.hexdigest() != name:
        raise InvalidError(f"The file {name} is damaged in the store: its hash differs. Bring it again.")
    half.replace(target)


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


def _must_be_all(counts: dict[str, int], told: dict[str, int]) -> None:
    """A folder that was copied by half, or cut short by a power cut, would restore fewer rows unseen."""
    for name, count in told.items():
        found = counts.get(name, 0)
        if found != count:
            raise InvalidError(
                f"The backup is damaged: rows/{name}.jsonl has {found} rows instead of {count}. Take another "
                "backup."
            )


def _document(folder: Path) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads((folder / "backup.json").read_text())
    except FileNotFoundError:
        raise InvalidError(
            f"{folder.name} is no whole backup: it has no backup.json. Name a folder of `eightcount backup`."
        ) from None
    if document["format"] != FORMAT or document["schema"] > newest():
        raise InvalidError("This backup is of a newer version of Eightcount. Restore it with that version.")
    return document
