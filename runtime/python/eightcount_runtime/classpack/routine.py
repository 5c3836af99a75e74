"""The routine: what is to be danced. Parts of 8 steps, and at the end of every step the pose that is judged.

Every instant is given on both clocks: `song_s` in the song, `video_s` in class.mp4 (0 s is its first frame).
`routine_files` reads and writes routine.json. Must not compute poses nor scores.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from eightcount_runtime.classpack.parameters import Parameters
from eightcount_runtime.classpack.problems import Problem

MAX_SIDE_PX = 65_535
MAX_FRAMES = 10**8
#: Frames a second, and the length of a video in seconds: whoever scores makes room by them.
MIN_RATE_HZ, MAX_RATE_HZ = 1, 1000
MAX_DURATION_S = 7200


@dataclass(frozen=True)
class Instant:
    """One moment on both clocks, seconds."""

    song_s: float
    video_s: float


@dataclass(frozen=True)
class Targets:
    """The pose at a step point, as `features` defines it.

    Attributes:
        angles: 8, each 0 to 1.
        places: 8 pairs (x, y), each 0 to 1.
        visibility: 16, each 0 to 1; angles first.
        centre: of the body, in units of the picture's height.
        torso: the body's scale, in units of the picture's height.
    """

    angles: tuple[float, ...]
    places: tuple[tuple[float, float], ...]
    visibility: tuple[float, ...]
    centre: tuple[float, float]
    torso: float


@dataclass(frozen=True)
class StepPoint:
    """The instant at which a step's pose is judged: the beat that ends it.

    Attributes:
        at: when.
        frame: of class.mp4, the one nearest to `at`, counted from 0.
        targets: None where the dancer is not seen there: the step is danced but not judged.
        weights: 16, each 0 to 1; angles first. All 0 where there are no targets.
    """

    at: Instant
    frame: int
    targets: Targets | None
    weights: tuple[float, ...]


@dataclass(frozen=True)
class Step:
    """From a beat to the next one."""

    start: Instant
    point: StepPoint


@dataclass(frozen=True)
class Part:
    """8 steps, the unit in which a class is taught."""

    name: str | None
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class VideoShape:
    """The picture that frames and features refer to: upright size in pixels, frames at a constant rate."""

    width: int
    height: int
    rate_hz: Fraction
    frames: int

    @property
    def duration_s(self) -> float:
        """From the first frame to the end of the last."""
        return float(self.frames / self.rate_hz)

    def frame_at(self, video_s: float) -> int:
        """The frame nearest to an instant, the earlier of two; held within the video."""
        ahead = -((-2 * Fraction(video_s) * self.rate_hz + 1) // 2)
        return min(max(int(ahead), 0), self.frames - 1)


@dataclass(frozen=True)
class Routine:
    """A compiled class: `song_s = offset_s + rate * video_s` ties its two clocks.

    `scoring` is what it is scored by; None: by what the runtime has calibrated.
    """

    video: VideoShape
    offset_s: float
    rate: float
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...] = ()
    scoring: Parameters | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps in order."""
        return tuple(step for part in self.parts for step in part.steps)

    def instants(self) -> Iterator[Instant]:
        """Every beat: the first step's start, then each step's point."""
        yield self.parts[0].steps[0].start
        yield from (step.point.at for step in self.steps)
