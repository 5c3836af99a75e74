"""What the step and its child processes tell each other, as values and as messages and back."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workers.pose_extract.frame import Upright
from workers.pose_extract.plan import Plan, Seen
from workers.pose_extract.region import Person, Region
from workers.pose_extract.take import Take
from workers.pose_extract.wire import Arrays, Message


@dataclass(frozen=True)
class Setup:
    """All that a child is told before its first request."""

    take: Take
    upright: Upright
    engine: str
    model: str
    models: Path
    memory_bytes: int

    def facts(self) -> dict[str, Any]:
        """As JSON values."""
        facts = asdict(self)
        facts["take"]["path"], facts["models"] = str(self.take.path), str(self.models)
        return facts


def setup_of(facts: dict[str, Any]) -> Setup:
    """The set-up from its `facts`."""
    take = Take(**facts["take"] | {"path": Path(facts["take"]["path"])})
    return Setup(
        take,
        Upright(**facts["upright"]),
        facts["engine"],
        facts["model"],
        Path(facts["models"]),
        facts["memory_bytes"],
    )


def request_of(plan: Plan) -> Message:
    """A plan as the message that `plan_of` reads."""
    facts = {
        "start": plan.start,
        "first": plan.first,
        "last": plan.last,
        "sightings": sorted(plan.sightings),
        "chosen": [
            [place, None if r is None else [r.x, r.y, r.side, r.angle_rad]]
            for place, r in plan.chosen.items()
        ],
    }
    return Message("scan", facts, {"pts": plan.pts})


def plan_of(request: Message) -> Plan:
    """The plan in a message from `request_of`."""
    facts = request.facts
    return Plan(
        start=facts["start"],
        pts=request.arrays["pts"],
        sightings=frozenset(facts["sightings"]),
        first=facts["first"],
        last=facts["last"],
        chosen={place: None if region is None else Region(*region) for place, region in facts["chosen"]},
    )


def message_of(seen: Seen) -> Message:
    """What was seen as the message that `seen_of` reads."""
    rows = [
        (place, p.region.x, p.region.y, p.region.side, p.region.angle_rad, p.score)
        for place, people in sorted(seen.people.items())
        for p in people
    ]
    looked = np.array(sorted(seen.people), np.int64)
    people = np.array(rows, np.float64).reshape(-1, 6)
    arrays: Arrays = {
        "places": seen.places,
        "image": seen.image,
        "world": seen.world,
        "people": people,
        "looked": looked,
    }
    return Message("seen", {}, arrays)


def seen_of(message: Message) -> Seen:
    """What was seen, from a message of `message_of`."""
    arrays = message.arrays
    people: dict[int, list[Person]] = {place: [] for place in arrays["looked"].tolist()}
    for place, x, y, side, angle, score in arrays["people"].tolist():
        people[int(place)].append(Person(Region(x, y, side, angle), score))
    return Seen(arrays["places"], arrays["image"], arrays["world"], people)
