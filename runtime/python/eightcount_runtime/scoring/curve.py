"""From raw similarity to the score that a learner sees: monotone, without cliffs, and the medals on top of
it.
"""

from typing import Literal

from eightcount_runtime.classpack.parameters import Parameters

Medal = Literal["gold", "silver", "bronze"]


def score_of(raw: float, parameters: Parameters) -> float:
    """40 to 100 from 0 to 1: linear between the curve's knots."""
    low = parameters.curve[0]
    for high in parameters.curve[1:]:
        if raw <= high[0]:
            share = (max(raw, 0.0) - low[0]) / (high[0] - low[0])
            return low[1] + (high[1] - low[1]) * share
        low = high
    return low[1]


def medal_of(score: float, parameters: Parameters) -> Medal | None:
    """For a total score."""
    bronze, silver, gold = parameters.medals
    if score >= gold:
        return "gold"
    if score >= silver:
        return "silver"
    return "bronze" if score >= bronze else None
