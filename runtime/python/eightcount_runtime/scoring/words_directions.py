"""Where the body was: from the differences of a part's steps to what each limb should do otherwise.

Differences are learner minus teacher, see `sheet`. One that pose estimation cannot see is none. A limb gets
one finding in a part, in one direction: its dearest. Sideways is told as out and in, from the body's middle.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from eightcount_runtime.scoring.sheet import StepSheet
from eightcount_runtime.scoring.words_findings import Finding, order, total

SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")

ANGLE_SEEN = 0.06
"""A smaller difference of an angle is the estimate's own."""
PLACE_SEEN = 0.15
"""The same of a place, in torso lengths."""
STRONG = 2.0
"""So many times as much makes a single count worth naming."""
FEW = 3
"""A finding on fewer counts than that is of these counts, never of the whole part."""
ACROSS, DOWN = 0, 1
FEWEST_SIDEWAYS = 2
"""For who turns away, out and in are the other way round, and no difference tells: one count is too few."""
LEAST_LOSS = 0.015
"""What a finding must have cost to be told, in raw similarity summed over the part's steps."""


@dataclass(frozen=True)
class Direction:
    """One way in which a feature can differ, and the two codes that mend it.

    Attributes:
        feature: name behind the side, as `angle.{side}_elbow`.
        axis: of a place, ACROSS (outwards) or DOWN; None for an angle.
        limb: arm or leg.
        more: code where the difference is negative: of what the teacher has more of.
        less: code where it is positive.
    """

    feature: str
    axis: int | None
    limb: Literal["arm", "leg"]
    more: str
    less: str


DIRECTIONS = (
    Direction("angle.{side}_elbow", None, "arm", "arm_stretch", "elbow_bend"),
    Direction("angle.{side}_shoulder", None, "arm", "arm_away", "arm_close"),
    Direction("angle.{side}_hip", None, "leg", "hip_stretch", "hip_bend"),
    Direction("angle.{side}_knee", None, "leg", "leg_stretch", "knee_bend"),
    Direction("place.{side}_hand", DOWN, "arm", "hand_lower", "hand_higher"),
    Direction("place.{side}_hand", ACROSS, "arm", "hand_out", "hand_in"),
    Direction("place.{side}_elbow", DOWN, "arm", "elbow_lower", "elbow_higher"),
    Direction("place.{side}_elbow", ACROSS, "arm", "elbow_out", "elbow_in"),
    Direction("place.{side}_foot", DOWN, "leg", "foot_lower", "foot_higher"),
    Direction("place.{side}_foot", ACROSS, "leg", "foot_out", "foot_in"),
    Direction("place.{side}_knee", DOWN, "leg", "knee_lower", "knee_higher"),
    Direction("place.{side}_knee", ACROSS, "leg", "knee_out", "knee_in"),
)
OF_BOTH = {"foot_lower": "body_higher", "foot_higher": "body_lower"}
"""Both feet at once are no steps but the height of the body between them."""


@dataclass(frozen=True)
class _Seen:
    """A difference at one count, in units of what can be seen, and its share of the cost."""

    count: int
    size: float
    cost: float


@dataclass(frozen=True)
class _Claim:
    """A finding, and the limbs of which it would be the one that is told."""

    finding: Finding
    limbs: frozenset[str]


def directions_of(part: int, steps: Sequence[StepSheet]) -> list[Finding]:
    """What the limbs should do otherwise in a part, dearest first; sides are those of the teacher.

    Args:
        part: its number.
        steps: those of it that were judged.
    """
    single: list[_Claim] = []
    double: list[_Claim] = []
    for direction in DIRECTIONS:
        left, right = (_finding(part, direction, side, steps) for side in SIDES)
        single += [_claim(finding, direction) for finding in (left, right) if finding]
        both = _of_both(left, right)
        double += [_claim(both, direction)] if both else []
    return _one_a_limb(single, double)


def _finding(
    part: int, direction: Direction, side: Literal["left", "right"], steps: Sequence[StepSheet]
) -> Finding | None:
    """What a feature of one side should do in a part; None where it is well, or too little to tell."""
    seen = [
        each for step in steps if (each := _seen(direction, side, step)) is not None and abs(each.size) >= 1.0
    ]
    below = [each for each in seen if each.size < 0]
    above = [each for each in seen if each.size > 0]
    lacks = _loss(below) > _loss(above)
    told, other = (below, above) if lacks else (above, below)
    throughout = len(told) >= max(FEW, math.ceil(len(steps) / 2)) and len(other) <= 1
    if not throughout:
        told = [each for each in told if abs(each.size) >= STRONG]
    fewest = FEWEST_SIDEWAYS if direction.axis == ACROSS else 1
    if len(told) < fewest or _loss(told) < LEAST_LOSS:
        return None
    counts = () if throughout else tuple(each.count for each in told)
    return Finding(direction.more if lacks else direction.less, _loss(told), part, counts, side)


def _seen(direction: Direction, side: Literal["left", "right"], step: StepSheet) -> _Seen | None:
    name = direction.feature.format(side=side)
    difference = (step.differences or {}).get(name)
    cost = (step.costs or {}).get(name, 0.0)
    if difference is None:
        return None
    if isinstance(difference, float | int):
        return _Seen(step.count, difference / ANGLE_SEEN, cost)
    across, down = difference
    outwards = across if side == "left" else -across  # of a dancer who faces the camera
    along = down if direction.axis == DOWN else outwards
    return _Seen(
        step.count, along / PLACE_SEEN, cost * along * along / max(across * across + down * down, 1e-12)
    )


def _loss(seen: Sequence[_Seen]) -> float:
    return total(each.cost for each in seen)


def _of_both(left: Finding | None, right: Finding | None) -> Finding | None:
    """One finding for both sides where they are alike."""
    if left is None or right is None or left.code != right.code or left.counts != right.counts:
        return None
    code = OF_BOTH.get(left.code, left.code)
    return replace(left, code=code, weight=left.weight + right.weight, side="both")


def _claim(finding: Finding, direction: Direction) -> _Claim:
    sides = SIDES if finding.side == "both" else (finding.side,)
    return _Claim(finding, frozenset(f"{side}_{direction.limb}" for side in sides))


def _one_a_limb(single: Sequence[_Claim], double: Sequence[_Claim]) -> list[Finding]:
    """The dearest of each limb, or of two together; with the weight of all that the limb lost there."""
    kept: list[_Claim] = []
    for claim in sorted((*double, *single), key=lambda claim: order(claim.finding)):
        if not any(claim.limbs & before.limbs for before in kept):
            kept.append(claim)
    return [
        replace(
            claim.finding, weight=total(each.finding.weight for each in single if each.limbs <= claim.limbs)
        )
        for claim in kept
    ]


def _opposites() -> dict[str, str]:
    pairs = [(each.more, each.less) for each in DIRECTIONS] + [("body_higher", "body_lower")]
    return {one: other for pair in pairs for one, other in (pair, pair[::-1])}


OPPOSITE = _opposites()
"""Of each code the one that says the contrary."""
