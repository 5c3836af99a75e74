"""Where the song lies in the take: what `audio_align` found, and what a person said of it.

A decision belongs to a pair of take and song; with another take or another sound it counts no more.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cms.accounts import Actor
from cms.documents import read_json
from cms.errors import ConflictError
from cms.failures import remedy
from cms.models import AlignmentDecision, Build, DanceClass, Json, Output, Step
from cms.storage import Storage

#: A rate nearer to 1 than this is two clocks that differ, not another speed.
_SAME_SPEED = 0.002


@dataclass(frozen=True)
class Alignment:
    """What holds for the class: the found one or a person's. `decided` is None while nobody has judged.

    Attributes:
        document: the alignment.json that counts.
        found: the alignment.json that `audio_align` wrote, or None when only a person gave one.
        decided: `accepted` or `corrected`, or None.
        decision: the row behind `decided`.
    """

    document: Json
    found: Json | None
    decision: AlignmentDecision | None

    @property
    def decided(self) -> str | None:
        """What a person said."""
        return self.decision.kind if self.decision else None

    @property
    def to_check(self) -> bool:
        """Whether a person must listen before this may be published."""
        return self.decision is None and self.document["verdict"] != "certain"


def decision(session: Session, dance_class: DanceClass) -> AlignmentDecision | None:
    """What a person last said of the present take and song; None when nothing, or when it was taken back."""
    newest = session.scalars(
        select(AlignmentDecision)
        .where(
            AlignmentDecision.class_id == dance_class.id,
            AlignmentDecision.take_sha256 == dance_class.take_sha256,
            AlignmentDecision.song_sha256 == dance_class.song.sound_sha256,
        )
        .order_by(AlignmentDecision.id.desc())
        .limit(1)
    ).first()
    return None if newest is None or newest.kind == "reset" else newest


def found(session: Session, storage: Storage, dance_class: DanceClass) -> Json | None:
    """The alignment.json that the newest finished `audio_align` wrote for the present take and song."""
    steps = session.scalars(
        select(Step)
        .join(Build)
        .join(Output, Output.key == Step.key)
        .where(Build.class_id == dance_class.id, Step.name == "audio_align", Step.state == "done")
        .order_by(Build.id.desc())
    )
    pair = (dance_class.take_sha256, dance_class.song.sound_sha256)
    step = next((step for step in steps if (step.inputs["take"], step.inputs["song"]) == pair), None)
    if step is None:
        return None
    files = session.get_one(Output, step.key).files
    document: Json = read_json(session, storage, files["alignment.json"]["sha256"])
    return document


def not_found_sentence(session: Session, dance_class: DanceClass) -> str:
    """Why nothing is found for the present take and song, and what to do: build, or place it by hand."""
    failed = session.scalars(
        select(Step)
        .join(Build)
        .where(Build.class_id == dance_class.id, Step.name == "audio_align", Step.state == "failed")
    )
    pair = (dance_class.take_sha256, dance_class.song.sound_sha256)
    refused = (step for step in failed if remedy(step.code) != "retry")
    if any((step.inputs["take"], step.inputs["song"]) == pair for step in refused):
        return (
            "The song was not found in this take. It can be placed by hand: PUT this class's alignment with "
            f"`offset_s`, or `eightcount class align {dance_class.slug} --offset-s SECONDS`. Then build."
        )
    return "No alignment was found for this take and song yet. Start a build: it is found soon after."


def current(session: Session, storage: Storage, dance_class: DanceClass) -> Alignment | None:
    """What holds now, or None when nothing was found or said yet."""
    by_step = found(session, storage, dance_class)
    by_person = decision(session, dance_class)
    if by_person is not None and by_person.kind == "corrected":
        return Alignment(by_person.alignment, by_step, by_person)
    if by_step is None:
        return None
    return Alignment(by_step, by_step, by_person)


def accept(
    session: Session, storage: Storage, actor: Actor, dance_class: DanceClass, *, note: str = ""
) -> Alignment:
    """A person has listened and agrees. Raises ConflictError when there is nothing to agree to."""
    by_step = found(session, storage, dance_class)
    if by_step is None:
        raise ConflictError(
            f"There is nothing to accept. {not_found_sentence(session, dance_class)}", code="no-alignment"
        )
    return Alignment(by_step, by_step, _decide(session, actor, dance_class, "accepted", by_step, note))


def correct(
    session: Session,
    storage: Storage,
    actor: Actor,
    dance_class: DanceClass,
    *,
    offset_s: float,
    rate: float | None = None,
    note: str = "",
) -> Alignment:
    """A person says where the song lies: `song_s = offset_s + rate * video_s`; the rate stays unless given.

    Raises ConflictError when the class lacks its take or the song its sound.
    """
    by_step = found(session, storage, dance_class)
    document: Json = {
        "format": 1,
        "by": "person",
        "offset_s": offset_s,
        "rate": rate if rate is not None else by_step["rate"] if by_step else 1.0,
        "verdict": "certain",
        "confidence": 1.0,
        "windows": [],
        "candidates": [],
        "problems": [],
    }
    document["kind"] = _kind(document["rate"], by_step)
    if by_step is not None:
        document |= {name: by_step[name] for name in ("coverage", "take_duration_s", "song_duration_s")}
    return Alignment(document, by_step, _decide(session, actor, dance_class, "corrected", document, note))


def reset(session: Session, storage: Storage, actor: Actor, dance_class: DanceClass) -> Alignment | None:
    """Take back what a person said; the found alignment holds again."""
    if decision(session, dance_class) is not None:
        _decide(session, actor, dance_class, "reset", {}, "")
    return current(session, storage, dance_class)


def _kind(rate: float, by_step: Json | None) -> str:
    """As found where the speed is the found one; another speed is taken to change the pitch too."""
    if by_step is not None and abs(rate - by_step["rate"]) < _SAME_SPEED:
        return str(by_step["kind"])
    return "same" if abs(rate - 1) < _SAME_SPEED else "varispeed"


def _decide(
    session: Session, actor: Actor, dance_class: DanceClass, kind: str, document: Json, note: str
) -> AlignmentDecision:
    if dance_class.take_sha256 is None or dance_class.song.sound_sha256 is None:
        raise ConflictError("An alignment needs a take and the song's sound. Upload both first.")
    row = AlignmentDecision(
        class_id=dance_class.id,
        take_sha256=dance_class.take_sha256,
        song_sha256=dance_class.song.sound_sha256,
        kind=kind,
        alignment=document,
        note=note,
        created_by=actor.id,
    )
    session.add(row)
    session.flush()
    return row
