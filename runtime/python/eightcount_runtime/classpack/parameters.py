"""The numbers that a class is scored by: part of its routine, so that a score never changes with the runtime.

What each number does stands in docs/scoring.md. Must not score: `scoring` does, and has the calibrated
defaults.
"""

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

from eightcount_runtime.classpack.errors import MalformedError, UnsupportedFormatError
from eightcount_runtime.classpack.fields import Fields

SCORING_VERSION = 1
LOWEST, HIGHEST = 40.0, 100.0
"""The ends of the scale of scores."""
_MOST_KNOTS = 64


@dataclass(frozen=True)
class Parameters:
    """Of version 1 of the method. Shares and similarities are 0 to 1, times are seconds on the video clock.

    Attributes:
        sigma_angle: of an angle (1 is 180 degrees), the difference at which similarity is exp(-1/2).
        sigma_place: the same of a place (1 is 6 torso lengths).
        seen_from: visibility up to which a joint is not seen.
        seen_full: visibility from which it is seen fully.
        fewest_seen: a step of whose weight less is seen is not judged.
        lag_s: how far the whole run may be shifted, either way.
        step_lag_s: how far a step may lie from the run's shift, either way.
        lag_price: similarity that a shift of the run by `lag_s` must win; less for less.
        step_lag_price: the same of a step's own shift by `step_lag_s`.
        mirror_price: similarity that mirroring must win.
        yaw_price: similarity that a turn by 30 degrees must win; less for less.
        motion_share: of motion against pose, in the shape of a step.
        motion_halves: how much the halves of a step count in motion, against the whole step's 1.
        motion_still: displacement of a place that is noise.
        motion_stray: how much a place counts that only the learner moves, against one that the teacher moves.
        energy_enough: ratio of path lengths from which nothing is lost; above 1 the inverse counts.
        energy_floor: the least factor of energy before its power.
        energy_power: of the ratio.
        energy_still: mean path length of a place that is noise.
        on_time_s: shift of the run that costs next to nothing...
        on_time_share: ... and not more than this share of the step.
        late_s: shift at which the factor of the run's timing is at its floor...
        late_share: ... and not more than this share of the step.
        late_floor: that floor.
        late_fall: what it falls by besides: for each second of shift beyond, and a quarter of it up to there.
        step_on_time_s: distance of a step from the run's shift that costs nothing.
        step_late_cost: what the factor of a step's timing loses at a distance of `step_lag_s`.
        off_below: a limb of less similarity is told as off while dancing.
        curve: knots (raw, score): raw rises from 0 to 1, score never falls, from 40 to 100.
        medals: the least total scores of bronze, silver and gold.
    """

    sigma_angle: float
    sigma_place: float
    seen_from: float
    seen_full: float
    fewest_seen: float
    lag_s: float
    step_lag_s: float
    lag_price: float
    step_lag_price: float
    mirror_price: float
    yaw_price: float
    motion_share: float
    motion_halves: float
    motion_still: float
    motion_stray: float
    energy_enough: float
    energy_floor: float
    energy_power: float
    energy_still: float
    on_time_s: float
    on_time_share: float
    late_s: float
    late_share: float
    late_floor: float
    late_fall: float
    step_on_time_s: float
    step_late_cost: float
    off_below: float
    curve: tuple[tuple[float, float], ...]
    medals: tuple[float, float, float]


_RANGES: dict[str, tuple[float, float]] = {
    "sigma_angle": (0.001, 10),
    "sigma_place": (0.001, 10),
    "lag_s": (0, 0.4),
    "step_lag_s": (0, 0.1),
    "motion_still": (1e-6, 1),
    "energy_enough": (0.01, 1),
    "energy_power": (0.01, 10),
    "energy_still": (1e-6, 1),
    "on_time_s": (0, 10),
    "late_s": (0.001, 10),
    "step_on_time_s": (0, 10),
}
"""Of the numbers that are not shares."""
_NUMBERS = tuple(field.name for field in fields(Parameters) if field.name not in {"curve", "medals"})


def parameters_as_json(parameters: Parameters) -> dict[str, Any]:
    """The `scoring` object of a routine."""
    return {
        "version": SCORING_VERSION,
        **{name: getattr(parameters, name) for name in _NUMBERS},
        "curve": [list(knot) for knot in parameters.curve],
        "medals": list(parameters.medals),
    }


def read_parameters(found: Fields) -> Parameters:
    """The parameters that such an object holds.

    Raises:
        MalformedError: a number is missing or out of its range, or the curve does not rise.
        UnsupportedFormatError: they are of another version.
    """
    if (version := found.integer("version", 1)) != SCORING_VERSION:
        raise UnsupportedFormatError(
            f"The class is scored by version {version} of the method; this runtime knows {SCORING_VERSION}."
        )
    numbers = {name: found.number(name, *_RANGES.get(name, (0, 1))) for name in _NUMBERS}
    bronze, silver, gold = found.numbers("medals", count=3, low=LOWEST, high=HIGHEST)
    parameters = Parameters(**numbers, curve=_curve(found), medals=(bronze, silver, gold))
    if parameters.seen_full <= parameters.seen_from:
        found.refuse("seen_full", "above seen_from")
    if not bronze <= silver <= gold:
        found.refuse("medals", "rising")
    return parameters


def _curve(found: Fields) -> tuple[tuple[float, float], ...]:
    rows = [Fields({"knot": row}, found.what) for row in found.items("curve", fewest=2, most=_MOST_KNOTS)]
    knots = tuple((raw, score) for raw, score in (row.numbers("knot", count=2) for row in rows))
    ends = (knots[0], knots[-1]) == ((0.0, LOWEST), (1.0, HIGHEST))
    rises = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(knots))
    if not (ends and rises):
        raise MalformedError(
            f"In {found.what}, the curve must rise from [0, {LOWEST:g}] to [1, {HIGHEST:g}]."
        )
    return knots
