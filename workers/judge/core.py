"""Whether scores tell a class from not dancing it: from scores of performances to a verdict with its reasons.

A score that somebody gets who does not dance the class says as much of the class as of the scoring: a part in
which the dancer stands, or of which the joints are hidden, cannot be judged by any scoring. Must not score.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eightcount_runtime.classpack.parameters import LOWEST

from workers.judge.doubts import Doubts
from workers.judge.performances import Kind

Verdict = Literal["separates", "weak", "does_not", "not_judged"]

NOT_DANCING: frozenset[Kind] = frozenset({"still", "another_dance"})
"""Who does these does not dance the class, whatever it is like. A dance may rightly look alike mirrored, or
repeat a part: that is told, and counts for nothing."""
ENOUGH, LITTLE = 20.0, 10.0
"""Points by which dancing must be above what it is told from. Dances of real clips have 35 to 57; one whose
movement was shrunk to a seventh has 15, a dancer who stands 8 and less."""
ENOUGH_DANCED, LITTLE_DANCED = 75.0, 60.0
"""What the dance itself must score, seen by a phone."""
CARRYING = 15.0
"""A step carries its part where dancing it is so many points above the best of not dancing."""
HIDDEN = 0.5
"""A joint that is hidden at so large a share of the step points is told of."""
HARDLY_MOVES = 0.12
"""Torso lengths that the mean joint goes in a step; below it the dancer as good as stands."""


@dataclass(frozen=True)
class Scored:
    """What a performance scored, 40 to 100; None where nothing could be judged.

    Attributes:
        parts: one for each part.
        steps: 8 for each part.
    """

    name: str
    kind: Kind
    total: float | None
    parts: tuple[float | None, ...]
    steps: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True)
class StepJudged:
    """`margin`: points by which dancing it is above the best of not dancing; None where it is not judged.

    `doubted`: it rests on poses of the take that are not to be trusted, whatever the take scores against
    itself.
    """

    danced: float | None
    margin: float | None
    doubted: bool

    @property
    def carries(self) -> bool:
        """Whether this step tells dancers from others."""
        return self.margin is not None and self.margin >= CARRYING and not self.doubted


@dataclass(frozen=True)
class PartJudged:
    """A part of 8 steps.

    Attributes:
        danced: what dancing it scores, seen by a phone.
        margin: that, above the best of not dancing it.
        worst: the performance that came nearest without dancing it.
        alike: kinds that look like the dance though they are something else: mirrored, late, another part.
            Told only of a part that can be judged at all; where late is among them, its timing is not.
        motion: torso lengths that the mean joint goes in a step.
        scores: performance -> its score.
    """

    verdict: Verdict
    danced: float | None
    margin: float | None
    worst: str | None
    alike: tuple[Kind, ...]
    motion: float
    scores: Mapping[str, float | None]
    steps: tuple[StepJudged, ...]


@dataclass(frozen=True)
class Judging:
    """What is known of a class before it is published.

    `totals`: performance -> the score of the whole class. `hidden`: feature -> share of the step points at
    which it is not seen well enough to be judged. `joints_doubted`: those that are wrong where steps are
    doubted.
    """

    verdict: Verdict
    danced: float | None
    margin: float | None
    worst: str | None
    totals: Mapping[str, float | None]
    parts: tuple[PartJudged, ...]
    hidden: Mapping[str, float]
    joints_doubted: tuple[str, ...]


def judge(
    scored: Sequence[Scored], motion: Sequence[float], hidden: Mapping[str, float], doubts: Doubts
) -> Judging:
    """The verdict on a class.

    Args:
        scored: every performance; the dance as a phone sees it is the last of kind `danced`.
        motion: of each part, torso lengths a step.
        hidden: feature -> share of the step points.
        doubts: of the take's own poses.
    """
    parts = tuple(
        _part(scored, number, motion[number], doubts.parts[number]) for number in range(len(motion))
    )
    totals = {one.name: one.total for one in scored}
    danced, margin, worst = _told_apart(scored, totals)
    verdict = _overall(danced, margin, parts)
    return Judging(verdict, danced, margin, worst, totals, parts, hidden, doubts.joints)


def _part(scored: Sequence[Scored], number: int, motion: float, doubted: Sequence[bool]) -> PartJudged:
    scores = {one.name: one.parts[number] for one in scored}
    danced, margin, worst = _told_apart(scored, scores)
    verdict = _verdict(danced, margin)
    alike = tuple(_alike(scored, scores, danced or 0.0)) if verdict in ("separates", "weak") else ()
    if verdict == "separates" and ("late" in alike or any(doubted)):
        verdict = "weak"
    return PartJudged(
        verdict=verdict,
        danced=danced,
        margin=margin,
        worst=worst,
        alike=alike,
        motion=motion,
        scores=scores,
        steps=tuple(_step(scored, number, count, doubted=told) for count, told in enumerate(doubted)),
    )


def _alike(scored: Sequence[Scored], scores: Mapping[str, float | None], danced: float) -> Iterator[Kind]:
    for one in scored:
        other = scores[one.name]
        if one.kind not in ("danced", *NOT_DANCING) and other is not None and danced - other < LITTLE:
            yield one.kind


def _step(scored: Sequence[Scored], number: int, count: int, *, doubted: bool) -> StepJudged:
    danced, margin, _ = _told_apart(scored, {one.name: one.steps[number][count] for one in scored})
    return StepJudged(danced, margin, doubted)


def _told_apart(
    scored: Sequence[Scored], scores: Mapping[str, float | None]
) -> tuple[float | None, float | None, str | None]:
    """What dancing scores, by how much it is above not dancing, and what of that came nearest."""
    danced = [scores[one.name] for one in scored if one.kind == "danced"][-1]
    rivals = [one.name for one in scored if one.kind in NOT_DANCING]
    others = {name: LOWEST if (score := scores[name]) is None else score for name in rivals}
    if danced is None or not others:
        return danced, None, None
    worst = max(others, key=lambda name: others[name])
    return danced, danced - others[worst], worst


def _verdict(danced: float | None, margin: float | None) -> Verdict:
    if danced is None or margin is None:
        return "not_judged"
    if danced < LITTLE_DANCED or margin < LITTLE:
        return "does_not"
    return "separates" if danced >= ENOUGH_DANCED and margin >= ENOUGH else "weak"


def _overall(danced: float | None, margin: float | None, parts: Sequence[PartJudged]) -> Verdict:
    """Of the whole class: no better than the half of its parts, and weak where one of them is."""
    whole = _verdict(danced, margin)
    failing = sum(part.verdict in ("does_not", "not_judged") for part in parts)
    if whole in ("does_not", "not_judged"):
        return whole
    if 2 * failing >= len(parts):
        return "does_not"
    return "weak" if whole == "weak" or any(part.verdict != "separates" for part in parts) else "separates"
