"""What there is to look at and to listen to of a class: the newest outputs of its steps that still belong to
its take, its song and, where that decides them, its alignment.

Reads rows; makes nothing and judges nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.manifest import sha256_of
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from cms import alignments
from cms.db import let_go
from cms.models import Build, DanceClass, Json, Output, Step
from cms.pipeline import PIPELINE
from cms.storage import Storage

#: Files that people look at or listen to. What package writes is for devices, and lies on the shelf.
NAMES = frozenset(
    name
    for step in PIPELINE
    if step.name != "package" and not step.eases
    for name in (*step.writes, *step.may_write)
)
#: What was given and must still be so for an output to be shown; beats and titles may have changed since.
_DECIDING = frozenset({"take", "song", "alignment.json"})


@dataclass(frozen=True)
class File:
    """A file in the store."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Failure:
    """A step that ended without its files, and why."""

    step: str
    sentence: str


@dataclass(frozen=True)
class Material:
    """`build_id`: the newest build of the present take, song and alignment, None before the first.

    `files` by name, `failures` of that build.
    """

    build_id: str | None
    files: Mapping[str, File]
    failures: tuple[Failure, ...]


def of(session: Session, storage: Storage, dance_class: DanceClass) -> Material:
    """What there is of the class as it stands now."""
    present = _given(session, dance_class)
    rows = _rows(session, dance_class)
    newest = next((row.id for row in rows if _fits(row.inputs, present, _DECIDING)), None)
    keys = _newest_keys(rows, present)
    files: dict[str, File] = {}
    for output in session.scalars(select(Output).where(Output.key.in_(keys.values()))):
        files |= {name: File(file["sha256"], file["bytes"]) for name, file in output.files.items()}
    if (decided := present["alignment.json"]) is not None:  # in the store once a build was started with it
        files.pop("alignment.json", None)
        let_go(session)
        if (total := storage.size(decided)) is not None:
            files["alignment.json"] = File(decided, total)
    failed = [row for row in rows if row.id == newest and row.state == "failed"]
    return Material(
        build_id=newest,
        files={name: file for name, file in sorted(files.items()) if name in NAMES},
        failures=tuple(Failure(row.name, row.sentence) for row in failed),
    )


def shown_keys(session: Session, dance_class: DanceClass) -> set[str]:
    """The keys of the outputs that `of` shows, as far as there are outputs under them."""
    return set(_newest_keys(_rows(session, dance_class), _given(session, dance_class)).values())


def _rows(session: Session, dance_class: DanceClass) -> Sequence[Row[str, Json, str, str, str, str]]:
    """Every step of every build, the newest build first."""
    return session.execute(
        select(Build.id, Build.inputs, Step.name, Step.state, Step.key, Step.sentence)
        .join(Step)
        .where(Build.class_id == dance_class.id, Step.release_id.is_(None))
        .order_by(Build.id.desc(), Step.position)
    ).all()


def _newest_keys(
    rows: Sequence[Row[str, Json, str, str, str, str]], present: Mapping[str, str | None]
) -> dict[str, str]:
    """Step -> key of the newest finished one that still belongs to what was given."""
    keys: dict[str, str] = {}
    for row in rows:
        if row.state == "done" and row.name not in keys and _fits(row.inputs, present, _DECIDED_BY[row.name]):
            keys[row.name] = row.key
    return keys


def _given(session: Session, dance_class: DanceClass) -> dict[str, str | None]:
    """Name -> sha256 of what decides; None for what nobody gave."""
    decided = alignments.decision(session, dance_class)
    corrected = decided.alignment if decided is not None and decided.kind == "corrected" else None
    return {
        "take": dance_class.take_sha256,
        "song": dance_class.song.sound_sha256,
        "alignment.json": sha256_of(canonical_json(corrected)) if corrected else None,
    }


def _fits(inputs: Mapping[str, str], present: Mapping[str, str | None], names: frozenset[str]) -> bool:
    return all(inputs.get(name) == present[name] for name in names)


def _decided_by() -> dict[str, frozenset[str]]:
    """Step -> the deciding files that its outputs follow from, read by it or by a step before it."""
    follows: dict[str, frozenset[str]] = {name: frozenset({name}) for name in _DECIDING}
    found: dict[str, frozenset[str]] = {}
    for step in PIPELINE:
        found[step.name] = frozenset().union(*(follows.get(name, frozenset()) for name in step.reads))
        for name in (*step.writes, *step.may_write):
            follows[name] = follows.get(name, frozenset()) | found[step.name]
    return found


_DECIDED_BY = _decided_by()
