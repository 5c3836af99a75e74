"""The files that scoring leaves where a person asked for them. Must not judge nor word."""

from pathlib import Path

from eightcount.failures import RefusedError
from eightcount.scoring.record import pose_file, record_file, record_of
from eightcount.scoring.result import Result, page


def must_be_writable(video: Path, *files: Path | None) -> None:
    """Before minutes of work: raise RefusedError for what cannot be written, or would be written over."""
    taken = {video.resolve()}
    for file in files:
        if file is None:
            continue
        if not file.parent.is_dir():
            raise RefusedError(f"There is no folder {file.parent} to write {file.name} to.", code="not-found")
        if file.is_dir() or file.resolve() in taken:
            raise RefusedError(f"{file} is taken. Name another file to write to.", code="usage")
        taken.add(file.resolve())


def write(result: Result, out: Path | None, poses: Path | None, shown: Path | None) -> dict[str, str]:
    """Sheet, poses with their record, and page, each where it was asked for; where each of them lies."""
    wrote = {}
    if out is not None:
        out.write_bytes(result.sheet_file)
        wrote["sheet"] = str(out.resolve())
    if poses is not None:
        scored, record = result.scored, record_of(poses)
        poses.write_bytes(pose_file(scored.recording))
        record.write_bytes(record_file(scored.recording, scored.placement, scored.sheet))
        wrote |= {"poses": str(poses.resolve()), "record": str(record.resolve())}
    if shown is not None:
        shown.write_text(page(result), encoding="utf-8")
        wrote["page"] = str(shown.resolve())
    return wrote
