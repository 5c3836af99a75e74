"""A learner's video against a class: seen, laid on the class's clock, scored. The order of things, and what a
person should know before believing the result. Writes nothing but on its desk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.scoring import Mirror, Reference, Sheet, replay
from eightcount_runtime.scoring.words import findings_of

from eightcount.failures import RefusedError
from eightcount.scoring.alignment import (
    Placement,
    Unheard,
    by_movement,
    by_sound,
    rounded,
    without_lag,
)
from eightcount.scoring.extraction import Desk, Recording, extract, look_into
from eightcount.scoring.record import Recorded
from eightcount.scoring.taught import Taught
from workers.media.description import Media

#: The finding, and the doubt, of another dance: its sentence here names the options that would mend it.
HARDLY_MATCHES = "hardly_matches"
#: The doubt of who danced as before a mirror where that was not to be looked for.
LOOKS_MIRRORED = "looks_mirrored"
#: Who scores less, without a mirror, may have danced before one; and did where that is so much more alike.
_MAY_BE_MIRRORED, _MIRRORED_RAW = 60.0, 0.15
#: After so many corrections by the lag that was found the place does not move any more.
_SETTLING = 2


@dataclass(frozen=True)
class Wanted:
    """How to score.

    Attributes:
        mirror: whether the learner danced as before a mirror.
        parts: from 1; None for all.
        offset_s: second of the class at which the video begins; None to find it.
        speed: at which the class was played, for when no sound tells it.
        model: that looks for poses: heavy, full or lite.
    """

    mirror: Mirror = "auto"
    parts: Sequence[int] | None = None
    offset_s: float | None = None
    speed: float = 1.0
    model: str = "heavy"


@dataclass(frozen=True)
class Scored:
    """The result; `doubts` are codes of `page_words`."""

    sheet: Sheet
    recording: Recording
    placement: Placement
    doubts: tuple[str, ...]

    @property
    def is_this_dance(self) -> bool:
        """Whether it is this dance that was scored, from its own side: else timing and sides say nothing."""
        return HARDLY_MATCHES not in self.doubts and LOOKS_MIRRORED not in self.doubts

    @property
    def is_timed(self) -> bool:
        """Whether being late can be told: movements were laid so that the whole is on time."""
        return self.placement.how != "movement" and self.is_this_dance


def score(taught: Taught, desk: Desk, wanted: Wanted) -> Scored:
    """Score the video that lies on a desk.

    Raises:
        RefusedError: the video cannot be used, or nothing tells where it lies in the class.
    """
    reference = _reference(taught)
    media = look_into(desk)
    told = _told(taught, desk, media, wanted)
    if isinstance(told, Placement):
        _must_overlap(taught, wanted.parts, media.duration_s, told)  # before minutes of looking
    recording = extract(desk, media, wanted.model)

    def at(placement: Placement) -> Sheet:
        return _sheet(taught, reference, Recorded(recording, placement, *_asked(wanted, placement)))

    placement = told if isinstance(told, Placement) else _moved(taught, recording, wanted, told, at)
    placement = rounded(placement)
    _must_overlap(taught, wanted.parts, media.duration_s, placement)
    return _scored(taught, reference, Recorded(recording, placement, *_asked(wanted, placement)))


def score_again(taught: Taught, recorded: Recorded) -> Scored:
    """Score what was recorded before: nothing is looked for, neither poses nor where they lie.

    Raises:
        RefusedError: the class has not such parts, or no step of them lies within it.
    """
    must_have(taught, recorded.parts)
    recording, placement = recorded.recording, recorded.placement
    _must_overlap(taught, recorded.parts, float(recording.times_s[-1]), placement)
    return _scored(taught, _reference(taught), recorded)


def _scored(taught: Taught, reference: Reference, recorded: Recorded) -> Scored:
    """The sheet and its doubts; where only a mirror that was ruled out may explain it, one more is made."""
    sheet, recording, placement = _sheet(taught, reference, recorded), recorded.recording, recorded.placement
    doubts = _doubts(sheet, recording, placement)
    score = sheet.total.score
    if recorded.mirror == "off" and (score is None or score < _MAY_BE_MIRRORED):
        found = _sheet(taught, reference, replace(recorded, mirror="auto"))
        if found.session.mirrored and _mean_raw(found) - _mean_raw(sheet) >= _MIRRORED_RAW:
            doubts = (LOOKS_MIRRORED, *(each for each in doubts if each != HARDLY_MATCHES))
    return Scored(sheet, recording, placement, doubts)


def _mean_raw(sheet: Sheet) -> float:
    """Of the judged steps, few as they may be."""
    raws = [step.raw for step in sheet.steps if step.raw is not None]
    return sum(raws) / max(len(raws), 1)


def _asked(wanted: Wanted, placement: Placement) -> tuple[Mirror, Sequence[int] | None, float]:
    return wanted.mirror, wanted.parts, placement.speed


def _reference(taught: Taught) -> Reference:
    try:
        return Reference.of(taught.routine, taught.poses)
    except PackError as error:
        raise RefusedError(error.sentence, code=type(error).__name__) from error


def _sheet(taught: Taught, reference: Reference, recorded: Recorded) -> Sheet:
    recording, placement = recorded.recording, recorded.placement
    return replay(
        reference,
        placement.offset_s + placement.rate * recording.times_s,
        recording.landmarks,
        recording.width,
        recording.height,
        mirror=recorded.mirror,
        parts=recorded.parts,
        speed=recorded.speed,
        class_id=taught.class_id,
        manifest=taught.manifest,
    )


def must_have(taught: Taught, parts: Sequence[int] | None) -> None:
    """Raise RefusedError for a part that the class has not."""
    there = len(taught.routine.parts)
    for part in parts or ():
        if not 1 <= part <= there:
            raise RefusedError(f"There is no part {part}: the class has parts 1 to {there}.", code="usage")


def _told(taught: Taught, desk: Desk, media: Media, wanted: Wanted) -> Placement | Unheard:
    """By a person's word, else by the sound."""
    if wanted.offset_s is not None:
        return Placement(wanted.offset_s, wanted.speed, "hand")
    return by_sound(desk, taught) if media.audio is not None else Unheard("no-sound")


def _moved(
    taught: Taught,
    recording: Recording,
    wanted: Wanted,
    unheard: Unheard,
    at: Callable[[Placement], Sheet],
) -> Placement:
    """By the movements: where the class does the same, and then where the whole run is on time."""
    found = by_movement(
        taught,
        recording,
        wanted.mirror,
        wanted.speed,
        unheard.sentence,
        lambda each: at(each).total.raw,
    )
    for _ in range(_SETTLING):
        found = without_lag(found, at(found).session.lag_ms)
    return replace(found, silence=unheard.code)


def _doubts(sheet: Sheet, recording: Recording, placement: Placement) -> tuple[str, ...]:
    found = [*recording.doubts, *placement.doubts]
    if any(step.why_not == "no_frames" for step in sheet.steps):
        found.insert(0, "short")
    if any(finding.code == HARDLY_MATCHES for finding in findings_of(sheet)):
        found.insert(0, HARDLY_MATCHES)
    if sheet.total.judged == 0 and any(step.why_not == "dancer_not_seen" for step in sheet.steps):
        found.insert(0, "nobody_seen")
    return tuple(found)


def _must_overlap(
    taught: Taught, parts: Sequence[int] | None, duration_s: float, placement: Placement
) -> None:
    """Raise RefusedError where no step that is asked for ends within the video."""
    asked = [part for number, part in enumerate(taught.routine.parts, 1) if not parts or number in parts]
    points_s = [step.point.at.video_s for part in asked for step in part.steps]
    begins_s, ends_s = placement.offset_s, placement.offset_s + placement.rate * duration_s
    if not any(begins_s <= point_s <= ends_s for point_s in points_s):
        raise RefusedError(
            f"The video lies from {begins_s:.1f} to {ends_s:.1f} s of the class, where no step is judged: "
            f"they are from {points_s[0]:.1f} to {points_s[-1]:.1f} s. Is --offset right, and --parts?",
            code="not-aligned",
        )
