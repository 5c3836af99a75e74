"""One step, judged: its table when its time has passed, and its sheet under the leading hypothesis and shift.

The table holds the similarity of pose and motion for every hypothesis and lag. It is measured once, from the
samples up to 0.6 s after the step point. The sheet of a step follows from its table and a second, closer
look at the one pose that was chosen; it is made anew whenever another hypothesis or shift leads.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eightcount_runtime.classpack.features import FEATURE_NAMES, PLACE_SPAN
from eightcount_runtime.classpack.parameters import Parameters
from eightcount_runtime.scoring.curve import score_of
from eightcount_runtime.scoring.grid import NO_FRAME, RATE_HZ, Grid, smoothed
from eightcount_runtime.scoring.hypotheses import YAWS_DEG, Hypothesis
from eightcount_runtime.scoring.learner import Learner, body_at
from eightcount_runtime.scoring.matching import (
    LAGS,
    MOST_LAG,
    MotionMatch,
    Posed,
    PoseMatch,
    as_seen,
    combined,
    enough_seen,
    match_motion,
    match_poses,
    pick,
    posed,
    seen_share,
)
from eightcount_runtime.scoring.reference import Reference, StepReference
from eightcount_runtime.scoring.sheet import COSTS, Difference, StepSheet, WhyNot
from eightcount_runtime.scoring.timing import Leader, own_lag, timing_factor

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """A step of a practice, measured.

    Attributes:
        step: of the class.
        scale: the learner's body's; NaN where nobody was seen.
        ratios: (yaws, 2) of arms and legs.
        similarity: (h, 31) at every hypothesis and lag; 0 where not valid.
        valid: (h, 31): is enough seen there to judge, of the pose and of the motion into it?
        framed: (31,): were there frames at its start, middle and point?
    """

    step: StepReference
    scale: float
    ratios: Floats
    similarity: Floats
    valid: npt.NDArray[np.bool_]
    framed: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Looks:
    """Features of the learner under hypotheses, at a step's start, middle and point for every lag asked
    for.
    """

    pose: PoseMatch
    motion: MotionMatch
    angles: Floats
    places: Floats


def measure(step: StepReference, class_: Reference, learner: Learner, ways: tuple[Hypothesis, ...]) -> Table:
    """The table of a step, from the learner's samples up to 0.6 s after its point, measured so far."""
    body, ratios = body_at(learner, class_, step.point)
    numbers = class_.parameters
    looks = _look(step, learner.grid, body, ratios, ways, (-MOST_LAG, MOST_LAG), numbers)
    valid = enough_seen(looks.pose, looks.motion, numbers) & step.seen
    similarity = np.where(valid, combined(looks.pose.similarity, looks.motion, numbers), 0.0)
    return Table(step, body, ratios, similarity, valid, _framed(learner.grid, step))


def unframed(step: StepReference, ways: tuple[Hypothesis, ...]) -> Table:
    """The table of a step of which no frame came."""
    shape = (len(ways), LAGS)
    ratios, framed = np.ones((len(YAWS_DEG), 2)), np.zeros(LAGS, np.bool_)
    return Table(step, np.nan, ratios, np.zeros(shape), np.zeros(shape, np.bool_), framed)


def _look(
    step: StepReference,
    grid: Grid,
    body: float,
    ratios: Floats,
    ways: tuple[Hypothesis, ...],
    lags: tuple[int, int],
    numbers: Parameters,
) -> Looks:
    low, high = lags
    seen = _turned(smoothed(grid, step.start + low, step.point + high + 1), body, ratios, ways)
    starts = (0, step.middle - step.start, step.point - step.start)
    start, middle, point = (as_seen(pick(seen, slice(at, at + high - low + 1)), ways) for at in starts)
    pose = match_poses(*point, step.instants[2], step.weights, numbers)
    motion = match_motion(
        (start[1], middle[1], point[1]),
        (start[2][..., 8:], middle[2][..., 8:], point[2][..., 8:]),
        step.instants,
        step.weights[8:],
        numbers,
    )
    return Looks(pose, motion, point[0], point[1])


def _turned(of: tuple[Floats, Floats], body: float, ratios: Floats, ways: tuple[Hypothesis, ...]) -> Posed:
    """Features of smoothed samples, turned by no more yaws than the hypotheses need."""
    turns = slice(ways[0].turn, ways[0].turn + 1) if len(ways) == 1 else slice(None)
    return posed(*of, body, ratios[turns], turns)


def _framed(grid: Grid, step: StepReference) -> npt.NDArray[np.bool_]:
    framed = np.ones(LAGS, np.bool_)
    for instant in (step.start, step.middle, step.point):
        at = instant - grid.first + np.arange(-MOST_LAG, MOST_LAG + 1)
        inside = (at >= 0) & (at < len(grid.state))
        framed &= inside & (grid.state[np.where(inside, at, 0)] != NO_FRAME)
    return framed


@dataclass(frozen=True)
class View:
    """A step as it looks under a hypothesis and a shift: all of its sheet but what the shift itself costs.

    Attributes:
        step: of the class.
        why_not: why it is not judged; then all below is None.
        late: samples by which it is late, between samples.
        both: similarity of pose and motion together.
        energy: factor.
        amplitude: path length by the teacher's.
        looks: the pose and the motion.
        costs: of the 16 features and of motion.
    """

    step: StepReference
    why_not: WhyNot | None
    late: float = 0.0
    both: float = 0.0
    energy: float = 1.0
    amplitude: float = 1.0
    looks: Looks | None = None
    costs: tuple[float, ...] = ()


def view(table: Table, class_: Reference, learner: Learner, way: Hypothesis, at: int, lag: int) -> View:
    """A measured step under the hypothesis `way`, row `at` of the table, and the run's shift in samples."""
    step, numbers = table.step, class_.parameters
    if not table.valid[at, MOST_LAG + lag]:
        return View(step, _why_not(table, lag))
    own, late = own_lag(table.similarity[at], table.valid[at], lag, numbers)
    looks = _look(step, learner.grid, table.scale, table.ratios, (way,), (own, own), numbers)
    amplitude, energy = _energy(table, learner.grid, way, own, numbers)
    both = float(combined(looks.pose.similarity, looks.motion, numbers)[0, 0])
    return View(step, None, late, both, energy, amplitude, looks, _costs(looks, numbers))


def sides(seen: View, leader: Leader, numbers: Parameters) -> tuple[float, float]:
    """Shape and timing of a step that is judged; its raw similarity is their product."""
    own_s = (seen.late - leader.late) / RATE_HZ
    timing = timing_factor(leader.late / RATE_HZ, own_s, seen.step.length_s, numbers)
    return seen.both * seen.energy, timing


def judge(seen: View, leader: Leader, speed: float, numbers: Parameters) -> StepSheet:
    """The sheet of a step, from its view under the leading hypothesis and shift."""
    step, looks = seen.step, seen.looks
    if looks is None:
        return StepSheet(step.part, step.count, step.video_s, judged=False, why_not=seen.why_not)
    shape, timing = sides(seen, leader, numbers)
    costs = (*seen.costs, seen.both * (1.0 - seen.energy), shape * (1.0 - timing))
    return StepSheet(
        part=step.part,
        count=step.count,
        video_s=step.video_s,
        judged=True,
        why_not=None,
        score=score_of(shape * timing, numbers),
        raw=shape * timing,
        shape=shape,
        timing=timing,
        pose=float(looks.pose.similarity[0, 0]),
        motion=float(looks.motion.agreement[0, 0]),
        energy=seen.energy,
        amplitude=seen.amplitude,
        late_ms=1000.0 * seen.late / RATE_HZ / speed,
        costs=dict(zip(COSTS, costs, strict=True)),
        differences=_differences(looks, step),
    )


def _why_not(table: Table, lag: int) -> WhyNot:
    if not table.step.seen:
        return "teacher_not_seen"
    return "dancer_not_seen" if table.framed[MOST_LAG + lag] else "no_frames"


def _costs(looks: Looks, numbers: Parameters) -> tuple[float, ...]:
    """What each feature and the motion took of 1: they add up to 1 - their similarity together."""
    share = numbers.motion_share
    weights, alike = looks.pose.weights[0, 0], looks.pose.alike[0, 0]
    pose = (1.0 - share) * weights * (1.0 - alike) / weights.sum()
    return (*pose.tolist(), share * (1.0 - float(looks.motion.agreement[0, 0])))


def _differences(looks: Looks, step: StepReference) -> dict[str, Difference]:
    teacher, seen = step.instants[2], looks.pose.weights[0, 0] > 0
    angles = (looks.angles[0, 0] - teacher.angles).tolist()
    places = ((looks.places[0, 0] - teacher.places) * PLACE_SPAN).tolist()
    found: list[Difference] = [*angles, *((x, y) for x, y in places)]
    return {name: found[at] if seen[at] else None for at, name in enumerate(FEATURE_NAMES)}


def _energy(table: Table, grid: Grid, way: Hypothesis, lag: int, numbers: Parameters) -> tuple[float, float]:
    """The learner's path length by the teacher's from a step's start to its point, and the factor for it.

    Only what is seen of both counts; a path that is noise counts as 1 beside another.
    """
    step = table.step
    points = smoothed(grid, step.start + lag, step.point + lag + 1)
    seen = _turned(points, table.scale, table.ratios, (way,))
    _, places, visibility = as_seen(seen, (way,))
    clear = seen_share(visibility[0, :, 8:], step.path.visibility[:, 8:], numbers)
    both = np.minimum(clear[1:], clear[:-1]) * step.weights[8:]
    learned, taught = (
        float((both * np.sqrt((np.diff(found, axis=0) ** 2).sum(axis=-1))).sum())
        for found in (places[0], step.path.places[0])
    )
    noise = max(numbers.energy_still * float(step.weights[8:].sum()), 1e-9)
    amplitude = (learned + noise) / (taught + noise)
    enough = min(amplitude, 1.0 / amplitude) / numbers.energy_enough
    return amplitude, min(max(enough, numbers.energy_floor), 1.0) ** numbers.energy_power
