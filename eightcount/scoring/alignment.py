"""Where a learner's video lies in a class: by its sound, by a person's word, or by the movements. What is not
clear is refused with what would help, never guessed. Must not read media itself: a step does.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from eightcount_runtime.classpack.fields import read_object
from eightcount_runtime.classpack.poses import mirrored
from eightcount_runtime.scoring import Mirror

from eightcount.failures import RefusedError
from eightcount.scoring.extraction import Desk, Recording, must_end_well, run
from eightcount.scoring.movement import APART_S, Place, dance_of, places
from eightcount.scoring.taught import Taught

How = Literal["sound", "hand", "movement"]

#: Different dances came to 0.17 at most, the same one by others to 0.36 or more.
LEAST_LIKENESS = 0.28
#: A place with this share of the best one's likeness is a rival.
_RIVAL = 0.6
#: So much better than its rivals must a place be scored.
CLEAR_RAW = 0.05
_MOST_PLACES = 5
#: Who is seen in less of the video than that did not dance in it.
HARDLY_ANYBODY = 0.1
#: Clocks of two devices differ by less.
_SAME_SPEED = 0.002
#: Classes are practised at half their speed, too; takes are not filmed so.
_SLOWEST = 0.45
_MOST_BYTES = 10**6
#: With such a share of the class's sound in its place, cuts and pauses that are told lie outside the class:
#: most songs go on when a class ends, and most learners film longer.
_WHOLE = 0.95
_OUTSIDE = frozenset({"edited", "not_heard"})
#: The sheet tells the speed.
_NO_DOUBT = frozenset({"varispeed"})
#: Where the sound tells no place, which another way may.
_WHY = {
    "no-sound": "The video has no sound.",
    "take-not-heard": "The video has no sound, or a silent one.",
    "song-not-found": "The sound in the video is not this class's song, or too faint to tell.",
    "song-unusable": "The class video itself has no sound that could be listened for.",
}


@dataclass(frozen=True)
class Placement:
    """`class_s = offset_s + rate * video_s`, and how that is known.

    Attributes:
        confidence: 0 to 1 of the sound's, else None.
        doubts: codes of what a person should know before believing the scores.
        unheard: why the sound did not tell, where it was asked first; `silence` is the code of that.
    """

    offset_s: float
    rate: float
    how: How
    confidence: float | None = None
    doubts: tuple[str, ...] = ()
    unheard: str = ""
    silence: str = ""

    @property
    def speed(self) -> float:
        """At which the class was danced: 1, or the rate where it is more than two clocks' difference."""
        return self.rate if abs(self.rate - 1) > _SAME_SPEED else 1.0


def rounded(placement: Placement) -> Placement:
    """To a microsecond, so that what people are shown of it gives the same scores again."""
    return replace(placement, offset_s=round(placement.offset_s, 6), rate=round(placement.rate, 9))


@dataclass(frozen=True)
class Unheard:
    """The sound tells no place, and why; the code is that of a step."""

    code: str

    @property
    def sentence(self) -> str:
        """The same for people, in English."""
        return _WHY[self.code]


def by_sound(desk: Desk, taught: Taught) -> Placement | Unheard:
    """Find the class video's sound in that of the take on a desk.

    Raises RefusedError for what no other way of aligning would mend.
    """
    (desk.folder / "song").unlink(missing_ok=True)
    (desk.folder / "song").symlink_to(taught.video.resolve())
    ended = run(desk, "audio_align", {"slowest": _SLOWEST})
    if ended.kind == "refused" and ended.code in _WHY:
        return Unheard(ended.code)
    must_end_well(ended, desk.name)
    data = (desk.folder / "alignment.json").read_bytes()
    found = read_object(data, "alignment", limit=_MOST_BYTES)
    told = {each.text("code") for each in found.each("problems", most=100)} - _NO_DOUBT
    if found.number("coverage") >= _WHOLE:
        told -= _OUTSIDE
    return Placement(
        offset_s=found.number("offset_s"),
        rate=found.number("rate"),
        how="sound",
        confidence=found.number("confidence", 0, 1),
        doubts=tuple(sorted(told)),
    )


def by_movement(
    taught: Taught,
    recording: Recording,
    mirror: Mirror,
    speed: float,
    unheard: str,
    raw_at: Callable[[Placement], float | None],
) -> Placement:
    """Find the class's movements in the learner's.

    Args:
        mirror: whether the learner is looked for as filmed, before a mirror, or both.
        speed: at which the class was danced.
        unheard: why the sound did not tell.
        raw_at: the similarity that scoring gives a placement; None where it judges nothing.

    Raises:
        RefusedError: nobody is seen to move, they are not found, or alike at several places.
    """
    if recording.seen_share < HARDLY_ANYBODY:
        raise RefusedError(
            f"Hardly anybody is seen in the video: in {recording.seen_share:.0%} of its pictures. {unheard} "
            "So nothing tells where it lies. Is it the right video? Film the dancer from head to feet.",
            code="take-unusable",
        )
    likeliest = _likeliest(taught, recording, mirror, speed)
    if not likeliest or likeliest[0].likeness < LEAST_LIKENESS:
        raise RefusedError(
            f"{unheard} And its movements are not found in the class, so nothing tells where it lies. Is "
            "this the right class, and is it danced in the video? If so, say at which second of the class "
            "video the first frame lies: --offset SECONDS.",
            code="not-aligned",
        )
    rivals = [place for place in likeliest if place.likeness >= _RIVAL * likeliest[0].likeness]
    placed = [Placement(place.offset_s, speed, "movement", unheard=unheard) for place in rivals]
    if len(placed) == 1:
        return placed[0]
    scored = sorted(((raw_at(each) or 0.0, each) for each in placed), key=lambda pair: -pair[0])
    if scored[0][0] - scored[1][0] < CLEAR_RAW:
        told = " and ".join(f"{each.offset_s:+.1f}" for _, each in scored[:2])
        raise RefusedError(
            f"{unheard} Its movements fit the class at two places alike (--offset {told}): the dance repeats "
            "itself. Say which it is by --offset SECONDS.",
            code="not-aligned",
        )
    return scored[0][1]


def _likeliest(taught: Taught, recording: Recording, mirror: Mirror, speed: float) -> list[Place]:
    """Places of either side, the best of each instant, best first."""
    steps, video, poses = taught.routine.steps, taught.routine.video, taught.poses
    shown = dance_of(
        poses.times_s,
        poses.image,
        video.width,
        video.height,
        max(0.0, steps[0].start.video_s),
        steps[-1].point.at.video_s,
    )
    sides = {"auto": (False, True), "off": (False,), "on": (True,)}[mirror]
    found: list[Place] = []
    for side in sides:
        landmarks = mirrored(recording.landmarks) if side else recording.landmarks
        times_s, size = recording.times_s * speed, (recording.width, recording.height)
        danced = dance_of(times_s, landmarks, *size, float(times_s[0]), float(times_s[-1]))
        found += places(shown, danced, is_mirrored=side, most=_MOST_PLACES)
    apart: list[Place] = []
    for place in sorted(found, key=lambda place: -place.likeness):
        if all(abs(place.offset_s - better.offset_s) >= APART_S for better in apart):  # on the other side
            apart.append(place)
    return apart[:_MOST_PLACES]


def without_lag(placement: Placement, lag_ms: float) -> Placement:
    """The placement from which a whole run that was late (positive) by so much is on time."""
    return replace(placement, offset_s=placement.offset_s - lag_ms / 1000 * placement.speed)
