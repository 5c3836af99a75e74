"""A recording as files: the poses, and beside them how they were scored. From both, and the pack, the same
sheet comes out again, to the byte. Must not score.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from eightcount_runtime.classpack.beats import MAX_PARTS
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.fields import Fields, canonical_json, read_object, require_format
from eightcount_runtime.classpack.npy import npy_bytes, read_npy
from eightcount_runtime.classpack.routine import MAX_SIDE_PX
from eightcount_runtime.scoring import Mirror, Sheet, read_sheet
from eightcount_runtime.scoring.sheet import SessionSheet

from eightcount.failures import RefusedError
from eightcount.scoring.alignment import How, Placement
from eightcount.scoring.extraction import Recording

FORMAT = 1
MOST_PICTURES = 36_000
_COLUMNS = 1 + 33 * 4
_MOST_BYTES = MOST_PICTURES * _COLUMNS * 8 + 4096
_MOST_RECORD_BYTES = 10**6
_NPY = b"\x93NUMPY"


@dataclass(frozen=True)
class Said:
    """What a person says of a recording; None: as it was scored before. Units as in `Placement`."""

    offset_s: float | None = None
    rate: float | None = None
    mirror: Mirror | None = None
    parts: Sequence[int] | None = None
    speed: float | None = None


@dataclass(frozen=True)
class Recorded:
    """A recording, and how it is to be scored; `parts` from 1, None for all."""

    recording: Recording
    placement: Placement
    mirror: Mirror
    parts: Sequence[int] | None
    speed: float


@dataclass(frozen=True)
class _Before:
    """How it was scored before, as far as a file tells."""

    manifest: str | None
    mirror: Mirror
    parts: Sequence[int]
    speed: float
    picture: tuple[int, int]
    placement: Placement | None
    doubts: tuple[str, ...]
    net: str = ""


def pose_file(recording: Recording) -> bytes:
    """The recorded stream (docs/practices.md): a row for each picture, its time on the video's clock and 33
    landmarks.
    """
    rows = recording.landmarks.reshape(len(recording.times_s), -1)
    return npy_bytes(np.column_stack([recording.times_s, rows]).astype("<f8"))


def record_file(recording: Recording, placement: Placement, sheet: Sheet) -> bytes:
    """How the poses beside it were scored (docs/practices.md)."""
    session = sheet.session
    return canonical_json(
        {
            "format": FORMAT,
            "class": {"id": sheet.class_id, "manifest": sheet.manifest},
            "alignment": {
                "offset_s": placement.offset_s,
                "rate": placement.rate,
                "how": placement.how,
                "confidence": placement.confidence,
                "silence": placement.silence or None,
            },
            "mirror": session.mirror,
            "parts": list(session.parts),
            "speed": session.speed,
            "picture": list(session.picture),
            "net": recording.net or None,
            "doubts": list(dict.fromkeys((*recording.doubts, *placement.doubts))),
        }
    )


def record_of(poses: Path) -> Path:
    """Where the record of a pose file lies."""
    return poses.parent / f"{poses.name}.json"


def is_pose_file(file: Path) -> bool:
    """Whether it begins as one; what is no file, or may not be read, does not."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(_NPY)) == _NPY
    except OSError:
        return False


def read_recorded(poses: Path, sheet: Path | None, said: Said, manifest: str) -> Recorded:
    """A pose file, and how to score it: as its record tells or, where one is named, its sheet; what is said
    goes before both.

    Args:
        poses: the pose file.
        sheet: for poses without a record, such as those that a server keeps.
        said: what a person says.
        manifest: sha256 of that of the pack which it is to be scored against.

    Raises:
        RefusedError: a file is not what it must be, or nothing tells where the poses lie on this pack.
    """
    try:
        before = _before(poses, sheet)
        times_s, landmarks = _read_poses(poses)
    except PackError as error:
        raise RefusedError(f"{poses.name}: {error.sentence}", code=type(error).__name__) from error
    speed = said.speed or before.speed
    if said.offset_s is not None:
        placement = Placement(said.offset_s, said.rate or speed, "hand")
    elif before.placement is None or said.rate is not None:
        raise RefusedError(
            "Say where the poses lie by --offset and --rate: class_s = offset + rate * practice_s.",
            code="usage",
        )
    elif before.manifest != manifest:
        raise RefusedError(
            f"{poses.name} was danced to another pack than this, to that of the manifest {before.manifest}. "
            "Score it against that one (of a server: --revision), or say where it lies on this one by "
            "--offset and --rate.",
            code="unknown-pack",
        )
    else:
        placement = before.placement
    recording = Recording(times_s, landmarks, *before.picture, doubts=before.doubts, net=before.net)
    mirror, parts = said.mirror or before.mirror, said.parts or before.parts
    return Recorded(recording, placement, mirror, parts, speed)


def _before(poses: Path, sheet: Path | None) -> _Before:
    record = record_of(poses)
    told = _read_record(_bytes_of(record, _MOST_RECORD_BYTES)) if record.is_file() else None
    if sheet is not None:
        found = read_sheet(_bytes_of(sheet, 2**25))
        placement = told.placement if told and told.manifest == found.manifest else None
        return _of_session(found.session, found.manifest, placement)
    if told is None:
        raise RefusedError(
            f"Nothing tells how {poses.name} was scored: {record.name} is not beside it. Name its sheet by "
            "--sheet, and say where it lies by --offset and --rate.",
            code="not-found",
        )
    return told


def _of_session(session: SessionSheet, manifest: str | None, placement: Placement | None) -> _Before:
    return _Before(manifest, session.mirror, session.parts, session.speed, session.picture, placement, ())


def _read_record(data: bytes) -> _Before:
    found = read_object(data, "record", limit=_MOST_RECORD_BYTES)
    require_format(found, FORMAT)
    line, class_ = found.inner("alignment"), found.inner("class")
    how: Any = _one_of(line, "how", get_args(How))
    mirror: Any = _one_of(found, "mirror", get_args(Mirror))
    width, height = (int(side) for side in found.numbers("picture", count=2, low=1, high=MAX_SIDE_PX))
    return _Before(
        manifest=class_.text("manifest", longest=64) if class_.has("manifest") else None,
        mirror=mirror,
        parts=tuple(int(part) for part in found.numbers("parts", most=MAX_PARTS, low=1)),
        speed=found.number("speed", 0.01, 100),
        picture=(width, height),
        placement=Placement(
            offset_s=line.number("offset_s"),
            rate=line.number("rate", 0.01, 100),
            how=how,
            confidence=line.number("confidence", 0, 1) if line.has("confidence") else None,
            silence=line.text("silence", longest=80) if line.has("silence") else "",
        ),
        doubts=tuple(str(code) for code in found.items("doubts", most=100)),
        net=found.text("net", longest=80) if found.has("net") else "",
    )


def _one_of(found: Fields, key: str, known: tuple[str, ...]) -> str:
    value = found.text(key, longest=80)
    if value not in known:
        found.refuse(key, f"one of {', '.join(known)}")
    return value


def _read_poses(poses: Path) -> tuple[Any, Any]:
    rows = read_npy(_bytes_of(poses, _MOST_BYTES), "pose file", dtype="<f8", shape=(None, _COLUMNS))
    times_s = np.asarray(rows[:, 0], np.float64)
    if not len(rows) or not np.isfinite(times_s).all() or (np.diff(times_s) <= 0).any():
        raise RefusedError(
            f"The times of {poses.name} do not rise from picture to picture. docs/practices.md says how a "
            "pose file is written.",
            code="MalformedError",
        )
    return times_s, np.asarray(rows[:, 1:], np.float64).reshape(-1, 33, 4)


def _bytes_of(file: Path, most: int) -> bytes:
    try:
        if file.stat().st_size > most:
            raise RefusedError(f"{file} is larger than the {most:,} bytes that it may have.", code="usage")
        return file.read_bytes()
    except OSError as error:
        raise RefusedError(f"{file} cannot be read: {error.strerror}.", code="not-found") from error
