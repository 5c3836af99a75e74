"""What a child is asked to look at, and what it saw, as values."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workers.pose_extract.region import Person, Region

#: A picture's region rests on so many sightings before it and so many after it. The ranges of a take overlap
#: by these, so that every picture finds the same ones.
REACH = 2


@dataclass(frozen=True)
class Plan:
    """Which pictures to decode, look for people in, and report. Places count the take's pictures from 0.

    start: place of the first picture to decode. pts: (m,) of all pictures from there on.
    sightings: places on which to look for people.
    first, last: report places first <= place < last.
    chosen: for each place of a sighting the dancer's region, None for nobody; an absent place is free.
    """

    start: int
    pts: NDArray[np.int64]
    sightings: frozenset[int]
    first: int
    last: int
    chosen: dict[int, Region | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """places (k,) ascending; image (k, 33, 4) and world (k, 33, 3) as `Body` has them; who was in view."""

    places: NDArray[np.int64]
    image: NDArray[np.float32]
    world: NDArray[np.float32]
    people: dict[int, list[Person]]
