"""What is scored: performances that should earn much, and what should earn nothing, each with its class."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from eightcount_runtime.classpack.beats import STEPS_PER_PART
from numpy.typing import NDArray

from bench.scoring.corpus import DanceClass
from bench.scoring.performers import Performer, Stream, dancing_of, perform, performer_of, stand

Floats = NDArray[np.float64]

GENUINE_LEAST = 0.2
"""Quality from which a performance counts as one: below, half of the limbs' directions are wrong."""
STANDING = ("neutral", "mean", "held")


@dataclass(frozen=True)
class Marks:
    """What a judge says of a practice; NaN where not judged.

    Attributes:
        steps: (8 n,) raw similarity.
        parts: (n,) raw similarity.
        total: of the practice, raw.
        score: of the practice, on the scale of 40 to 100; of a judge without one, NaN.
        part_scores: (n,) as `score`.
        lag_s: what the whole practice is late by, as the judge sees it.
    """

    steps: Floats
    parts: Floats
    total: float
    score: float = float("nan")
    part_scores: Floats | None = None
    lag_s: float = 0.0


Judge = Callable[[DanceClass, Stream, str], Marks]
"""(class, practice, mirror mode: auto, on or off) -> marks."""


@dataclass(frozen=True)
class Trial:
    """A practice against a class.

    Attributes:
        danced: the class.
        stream: the practice.
        quality: where it is known, else NaN.
        parts: those from the first to before the second are samples.
    """

    danced: DanceClass
    stream: Stream
    quality: float = float("nan")
    parts: tuple[int, int | None] = (0, None)


def genuine(classes: Sequence[DanceClass], each: int, seed: int, least: float = 0.0) -> Iterator[Trial]:
    """`each` performances of every class, of qualities spread evenly over least..1 in random order."""
    dice = np.random.default_rng([seed, 10])
    count = each * len(classes)
    qualities = least + (1 - least) * dice.permutation((np.arange(count) + 0.5) / count)
    for number, quality in enumerate(qualities):
        danced = classes[number % len(classes)]
        performer = performer_of(float(quality), seed * 100_000 + number)
        yield Trial(danced, perform(danced, performer), float(quality))


def other_dances(classes: Sequence[DanceClass], each: int, seed: int) -> Iterator[Trial]:
    """Good performances of other classes, not of the same couple's take, held against every class."""
    dice = np.random.default_rng([seed, 11])
    for number, danced in enumerate(classes):
        strangers = [other for other in classes if other.track.source != danced.track.source]
        for place in dice.permutation(len(strangers))[:each]:
            other = strangers[place]
            performer = performer_of(float(dice.uniform(0.5, 1)), seed * 100_000 + 500 * number + int(place))
            stream = perform(other, performer)
            whole = np.searchsorted(danced.beats_s, stream.times_s[-1]) // STEPS_PER_PART
            yield Trial(danced, stream, parts=(0, max(1, int(whole))))


def wrong_parts(classes: Sequence[DanceClass], seed: int) -> Iterator[Trial]:
    """The class danced a part too early, and a part too late."""
    for number, danced in enumerate(classes):
        if len(danced.routine.parts) < 2:
            continue
        for ahead, parts in ((1, (0, -1)), (-1, (1, None))):
            performer = performer_of(0.8, seed * 100_000 + 10 * number + ahead)
            ahead_s = ahead * STEPS_PER_PART * danced.beat_s
            yield Trial(danced, perform(danced, performer, ahead_s=ahead_s), parts=parts)


def standing(classes: Sequence[DanceClass], seed: int, kinds: Sequence[str] = STANDING) -> Iterator[Trial]:
    """Nobody dances: one practice of each kind for every class."""
    for number, danced in enumerate(classes):
        for kind in kinds:
            yield Trial(danced, stand(danced, performer_of(0.8, seed * 100_000 + number), kind))


def half_a_beat_late(classes: Sequence[DanceClass], seed: int) -> Iterator[Trial]:
    """Well danced, half a beat late throughout."""
    for number, danced in enumerate(classes):
        performer = performer_of(0.9, seed * 100_000 + number)
        late = replace(performer.dancing, lag_s=danced.beat_s / 2)
        yield Trial(danced, perform(danced, replace(performer, dancing=late)))


def mirrored(classes: Sequence[DanceClass], seed: int) -> Iterator[Trial]:
    """Well danced, with left and right exchanged."""
    for number, danced in enumerate(classes):
        performer = performer_of(0.9, seed * 100_000 + number)
        yield Trial(
            danced, perform(danced, replace(performer, dancing=replace(performer.dancing, mirrored=True)))
        )


def days(danced: DanceClass, seed: int, qualities: Sequence[float]) -> Iterator[Trial]:
    """One person's practices of known quality: the same body, camera and faults, these smaller or larger."""
    performer = performer_of(0.5, seed)
    for quality in qualities:
        again = dancing_of(quality, np.random.default_rng([seed, 12]))
        dancing = replace(again, lag_s=performer.dancing.lag_s)
        yield Trial(danced, perform(danced, replace(performer, dancing=dancing)), quality)


def well_danced(seed: int) -> Performer:
    """A trained dancer before an ordinary camera, to be damaged."""
    return performer_of(0.95, seed)
