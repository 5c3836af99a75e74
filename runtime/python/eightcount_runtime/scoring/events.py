"""What a session tells while somebody dances."""

from dataclasses import dataclass

from eightcount_runtime.scoring.sheet import PartSheet, StepSheet


@dataclass(frozen=True)
class Feedback:
    """A frame, at once: the pose's similarity (None: not judged) and the learner's own limbs that are off."""

    time_s: float
    similarity: float | None
    off: tuple[str, ...]


@dataclass(frozen=True)
class Judgement:
    """A step, 0.6 s after its point; `revised` where it was told before and has changed by more than 0.01."""

    step: StepSheet
    revised: bool


@dataclass(frozen=True)
class PartSummary:
    """A part, when its last step is judged."""

    part: PartSheet


Event = Feedback | Judgement | PartSummary
