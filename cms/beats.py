"""Beats of a class as revisions: every save is a new one, none is ever changed, the newest is the draft.

What beats are and what can be wrong with them is the class pack's matter (`eightcount_runtime.classpack`).
A draft may be unfinished, so only beats that no editor could mean are refused here. Who saves says whether
the beats are meant: until somebody has confirmed them they are not built.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from eightcount_runtime.classpack.beat_checks import check_beats
from eightcount_runtime.classpack.beat_files import beats_from_json, beats_to_json
from eightcount_runtime.classpack.beats import Beats
from eightcount_runtime.classpack.problems import Problem
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cms.accounts import Actor
from cms.beat_diff import BeatDiff, diff
from cms.edits import Expected
from cms.errors import InvalidError, NotFoundError, StaleError
from cms.models import BeatRevision, DanceClass, Json

#: Faults that make beats meaningless, finished or not.
REFUSED = frozenset({"not_a_number", "negative", "doubled", "unsorted"})

#: Where a mark can come from.
Origin = Literal["tap", "proposal", "snap", "hand", "import", "grid"]
ORIGINS: tuple[str, ...] = get_args(Origin)
_UNCONFIRMED = Problem(
    "error",
    "unconfirmed",
    "Nobody has confirmed these beats yet. Listen to them at full speed and confirm them in the editor.",
)


@dataclass(frozen=True)
class Mark:
    """Where a beat comes from, and whether it was marked in slow playback and not yet heard at full speed."""

    origin: Origin
    slow: bool = False


def current(session: Session, dance_class: DanceClass) -> BeatRevision | None:
    """The draft: the newest revision, or None before the first."""
    return session.scalars(history(dance_class).order_by(BeatRevision.number.desc()).limit(1)).first()


def history(dance_class: DanceClass) -> Select[BeatRevision]:
    """All revisions of a class."""
    return select(BeatRevision).where(BeatRevision.class_id == dance_class.id)


def get(session: Session, dance_class: DanceClass, number: int) -> BeatRevision:
    """One revision. Raises NotFoundError."""
    found = session.scalar(history(dance_class).where(BeatRevision.number == number))
    if found is None:
        raise NotFoundError(f"The beats of '{dance_class.slug}' have no revision {number}.")
    return found


def save(
    session: Session,
    actor: Actor,
    dance_class: DanceClass,
    beats: Beats,
    expected: Expected,
    *,
    note: str = "",
    confirmed: bool = True,
    marks: Sequence[Mark] | None = None,
) -> BeatRevision:
    """Save beats as the next revision, if the newest one is the one that the editor has read (0: none yet).

    Saving what is there already changes nothing and succeeds, so a save may be sent twice.

    Args:
        confirmed: whether a person means them; others are kept and not built.
        marks: where each beat comes from; None says nothing of it.

    Raises:
        InvalidError: beats are unsorted, doubled, negative or no numbers (`errors` lists every one), or there
            are not as many marks.
        StaleError: somebody saved in between; `facts["revision"]` is the newest.
    """
    _must_make_sense(beats)
    told = _told(beats, marks)
    session.get_one(DanceClass, dance_class.id, with_for_update=True)  # one save after the other
    newest = current(session, dance_class)
    document = json.loads(beats_to_json(beats))
    if newest is not None and _says(newest, document, told, confirmed=confirmed):
        return newest
    number = newest.number if newest else 0
    if not expected.holds(number):
        raise StaleError(
            f"Somebody saved these beats since you read them: the newest is revision {number}. "
            "Read it, bring your edit to it, and save again.",
            revision=number,
        )
    revision = BeatRevision(
        class_id=dance_class.id,
        number=number + 1,
        beats=document,
        note=note,
        confirmed=confirmed,
        marks=told,
        created_by=actor.id,
    )
    session.add(revision)
    session.flush()
    return revision


def restore(
    session: Session, actor: Actor, dance_class: DanceClass, number: int, expected: Expected
) -> BeatRevision:
    """Save an old revision as the newest one, with what was said of its beats.

    Raises NotFoundError, StaleError.
    """
    old = get(session, dance_class, number)
    return save(
        session,
        actor,
        dance_class,
        read(old),
        expected,
        note=f"Restored from revision {number}",
        confirmed=old.confirmed,
        marks=marks_of(old),
    )


def compare(session: Session, dance_class: DanceClass, old: int, new: int | None) -> BeatDiff:
    """What happened from one revision (0: before the first) to another (None: the newest).

    Raises NotFoundError.
    """
    before = read(get(session, dance_class, old)) if old else Beats(())
    newest = current(session, dance_class) if new is None else get(session, dance_class, new)
    return diff(before, read(newest) if newest else Beats(()))


def marks_of(revision: BeatRevision) -> tuple[Mark, ...] | None:
    """Where each beat of a revision comes from; None where nobody said."""
    if revision.marks is None:
        return None
    return tuple(Mark(mark["origin"], mark["slow"]) for mark in revision.marks)


def read(revision: BeatRevision) -> Beats:
    """The beats of a revision."""
    return beats_from_json(json.dumps(revision.beats).encode())


def problems(revision: BeatRevision, *, song_duration_s: float | None = None) -> tuple[Problem, ...]:
    """All that is wrong with a revision; an error among it keeps it from being built."""
    found = check_beats(read(revision), song_duration_s=song_duration_s)
    return found if revision.confirmed else (*found, _UNCONFIRMED)


def _says(revision: BeatRevision, document: Json, marks: list[Json] | None, *, confirmed: bool) -> bool:
    return (revision.beats, revision.confirmed) == (document, confirmed) and marks in (None, revision.marks)


def _told(beats: Beats, marks: Sequence[Mark] | None) -> list[Json] | None:
    if marks is not None and len(marks) != len(beats.times_s):
        sentence = (
            f"There are {len(beats.times_s)} beats and {len(marks)} marks. Send one for each, or none at all."
        )
        raise InvalidError(sentence, errors=[{"field": "marks", "sentence": sentence}])
    return None if marks is None else [asdict(mark) for mark in marks]


def _must_make_sense(beats: Beats) -> None:
    wrong = [problem for problem in check_beats(beats) if problem.code in REFUSED]
    if not wrong:
        return
    told = " ".join(problem.sentence for problem in wrong[:3])
    more = f" {len(wrong) - 3} more are listed." if len(wrong) > 3 else ""
    raise InvalidError(
        f"These beats were not saved. {told}{more}",
        code="beats-unusable",
        errors=[
            {"field": f"beats_s.{problem.index}", "sentence": problem.sentence, "code": problem.code}
            for problem in wrong
        ],
    )
