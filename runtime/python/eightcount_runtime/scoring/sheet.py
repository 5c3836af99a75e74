"""The sheet: the result of one practice, as values. `sheet_files` reads and writes it; docs/scoring.md
explains it.

`raw` is 0 to 1, `score` 40 to 100 by the curve, None where not judged. Late is positive, early negative, in
milliseconds of real time. `left` and `right` in steps, parts and `costly` are the routine's, after any
un-mirroring: where `session.mirrored`, the learner's own side is the other one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from eightcount_runtime.classpack.features import FEATURE_NAMES
from eightcount_runtime.classpack.parameters import Parameters
from eightcount_runtime.scoring.curve import Medal
from eightcount_runtime.scoring.hypotheses import Mirror

FORMAT = 1
WhyNot = Literal["dancer_not_seen", "teacher_not_seen", "no_frames"]
Difference = float | tuple[float, float] | None
COSTS = (*FEATURE_NAMES, "motion", "energy", "timing")
"""What a step can lose by; the losses add up to 1 - raw."""
UNSEEN = ("camera", "dancer")
"""What a span that was not seen can lack, beside LIMBS."""
LIMBS = ("left_arm", "right_arm", "left_leg", "right_leg")


@dataclass(frozen=True)
class StepSheet:
    """One step; what follows `why_not` is None where it is not judged.

    Attributes:
        part: from 1.
        count: 1 to 8.
        video_s: of the step point.
        why_not: None where it is judged.
        raw: shape * timing.
        shape: of pose and motion together, times energy.
        timing: factor.
        pose: similarity of the pose at the step point.
        motion: agreement of the motion into it.
        energy: factor.
        amplitude: path length by the teacher's.
        late_ms: of the step by itself.
        costs: by the names of COSTS; they add up to 1 - raw.
        differences: learner - teacher by the names of FEATURE_NAMES: angles in 0 to 1, places in torso
            lengths (x to the picture's right after un-mirroring, y down); None where not seen.
    """

    part: int
    count: int
    video_s: float
    judged: bool
    why_not: WhyNot | None
    score: float | None = None
    raw: float | None = None
    shape: float | None = None
    timing: float | None = None
    pose: float | None = None
    motion: float | None = None
    energy: float | None = None
    amplitude: float | None = None
    late_ms: float | None = None
    costs: Mapping[str, float] | None = None
    differences: Mapping[str, Difference] | None = None


@dataclass(frozen=True)
class PartSheet:
    """One part: means of its judged steps, medians of lateness and amplitude; None where not judged.

    `best`, `worst` are counts; `costly` is the joint that cost most.
    """

    part: int
    name: str | None
    score: float | None
    raw: float | None
    shape: float | None
    timing: float | None
    late_ms: float | None
    amplitude: float | None
    judged: int
    best: int | None
    worst: int | None
    costly: str | None


@dataclass(frozen=True)
class TotalSheet:
    """Of all steps; None where less than half of them are judged. No medal below 0.8 of those that can be."""

    score: float | None
    raw: float | None
    shape: float | None
    timing: float | None
    medal: Medal | None
    judged: int
    steps: int


@dataclass(frozen=True)
class FrameCounts:
    """Frames that came.

    Attributes:
        taken: used, with or without a dancer.
        unordered: passed over because their time did not rise, or leapt.
        unseen: taken, with nobody.
        several: taken, with more people than one.
        rate_hz: of those taken, in real time; None below two.
    """

    taken: int
    unordered: int
    unseen: int
    several: int
    rate_hz: float | None


@dataclass(frozen=True)
class SessionSheet:
    """How it was danced and filmed.

    Attributes:
        mirror: what was asked for.
        mirrored: what was found.
        yaw_deg: the turn that brings the learner to stand as the teacher does.
        lag_ms: by which the whole run is late.
        speed: of the class; 0.5 is half speed.
        picture: width and height.
        parts: that were practised, from 1.
    """

    mirror: Mirror
    mirrored: bool
    yaw_deg: int
    lag_ms: float
    speed: float
    picture: tuple[int, int]
    parts: tuple[int, ...]
    frames: FrameCounts


@dataclass(frozen=True)
class SheetWarning:
    """Something about the practice that makes its scores less telling.

    Attributes:
        code: `shifted` (the whole run, by `lag_ms`: sound or camera may be late), `hardly_seen` (only
            `share` of the steps that could be is judged), `several_people`, `unordered` (`share` of frames),
            `few_frames` (`rate_hz`).
    """

    code: str
    lag_ms: float | None = None
    share: float | None = None
    rate_hz: float | None = None


@dataclass(frozen=True)
class Place:
    """A step by its part and count."""

    part: int
    count: int


@dataclass(frozen=True)
class NotSeen:
    """A span of the class that lacks frames (`camera`), the dancer in them (`dancer`), or one of LIMBS: the
    learner's own.
    """

    from_s: float
    to_s: float
    what: str


@dataclass(frozen=True)
class RuntimeName:
    """What made the sheet."""

    name: str
    version: str
    level: int


@dataclass(frozen=True)
class Sheet:
    """The result of one practice. `manifest` is the sha256 of the pack that was danced, where known."""

    runtime: RuntimeName
    scoring: Parameters
    class_id: str
    manifest: str | None
    session: SessionSheet
    total: TotalSheet
    warnings: tuple[SheetWarning, ...]
    parts: tuple[PartSheet, ...]
    steps: tuple[StepSheet, ...]
    best: Place | None
    worst: Place | None
    costly: str | None
    not_seen: tuple[NotSeen, ...]
