"""What is known of a pack before it is published: whether scores tell its dance from not dancing it.

Only tells: the verdict is of the step `judge`, and nobody is kept from publishing by it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cms import packs
from cms.documents import read_json
from cms.models import Json, Output, Pack, Step
from cms.storage import Storage

_STEP, _FILE = "judge", "judging.json"


@dataclass(frozen=True)
class Warned:
    """`code` is for programs, `sentence` for people; `parts` are counted from 1, `joints` as `left_hand`.

    `counts`: of each part the counts that are meant, from 1; empty where it is the whole of it.
    """

    code: str
    sentence: str
    parts: tuple[int, ...] = ()
    joints: tuple[str, ...] = ()
    counts: tuple[tuple[int, ...], ...] = ()


def warnings_of(session: Session, storage: Storage, pack: Pack) -> tuple[Warned, ...]:
    """What whoever publishes this pack should know, the gravest first. Raises MissingError."""
    steps = [step for step in packs.steps_of(session, pack) if step.name == _STEP]
    outputs = (session.get(Output, step.key) for step in reversed(steps))  # the newest first
    output = next((output for output in outputs if output is not None), None)
    if output is None:
        return (not_known(steps),)
    return tuple(_read(read_json(session, storage, output.files[_FILE]["sha256"])["problems"]))


def not_known(steps: Sequence[Step]) -> Warned:
    """What is told where nothing is known: why, if one of these steps of a build has failed to find out."""
    failed = [step.sentence for step in steps if step.name == _STEP and step.state == "failed"]
    if failed:
        sentence = f"Whether this class can be judged could not be found out. {failed[-1]}"
    else:
        sentence = (
            "Whether this class can be judged is not known of this pack. Build the class again to find out."
        )
    return Warned("judging_not_known", sentence)


def _read(problems: Sequence[Json]) -> Iterator[Warned]:
    for each in problems:
        counts = tuple(tuple(those) for those in each.get("counts", ()))  # files of before do not have them
        yield Warned(each["code"], each["sentence"], tuple(each["parts"]), tuple(each["joints"]), counts)
