"""The port of whoever words a result, and the pictures that it may ask for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from eightcount_runtime.scoring.sheet import Sheet
from eightcount_runtime.scoring.words import Advice, Language

MAX_MOMENTS = 3
MAX_PICTURE_BYTES = 1024**2
_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True)
class Moment:
    """One step, and where to look for it on the class's video clock.

    Attributes:
        part: counted from 1.
        count: within the part, counted from 1.
        video_s: where the teacher is at the step's point, seconds.
        learner_s: where the learner is there, seconds: later than `video_s` where the learner is late.
    """

    part: int
    count: int
    video_s: float
    learner_s: float


@dataclass(frozen=True)
class KeyFrames:
    """Both dancers at one moment, each a JPEG of at most MAX_PICTURE_BYTES.

    Raises:
        ValueError: a picture is something else, or larger.
    """

    moment: Moment
    teacher: bytes
    learner: bytes

    def __post_init__(self) -> None:
        for whose, picture in (("teacher", self.teacher), ("learner", self.learner)):
            if not picture.startswith(_JPEG) or len(picture) > MAX_PICTURE_BYTES:
                raise ValueError(
                    f"The {whose}'s picture must be a JPEG of at most {MAX_PICTURE_BYTES} bytes; "
                    "draw it smaller."
                )


Pictures = Callable[[Sequence[Moment]], Sequence[KeyFrames]]
"""Cuts the pictures of some moments; leaves out a moment that has none. Called only by who wants to see."""


class Coach(Protocol):
    """Says what to do better, most important first: at most three pieces of advice for a part."""

    def __call__(self, sheet: Sheet, language: Language, pictures: Pictures) -> tuple[Advice, ...]:
        """Raises what `pictures` raises, and nothing else."""
        ...
