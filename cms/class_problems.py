"""What a person should look at in a class, wherever it was found: beats, alignment, take, poses, or whether
it can be judged, as it was last built. Worst first.

Reads no row and no file: `cms.known` has gathered them.
"""

from eightcount_runtime.classpack.problems import Problem

from cms import judgings
from cms.known import Known

#: More than so many help nobody who looks at a list.
MOST = 20

_TO_CHECK = Problem(
    "error",
    "alignment_to_check",
    "The place of the song in this take is not certain. Listen to it, then accept or correct it.",
)


def problems_of(known: Known) -> tuple[Problem, ...]:
    """Errors, then warnings, at most `MOST`; a class that lacks its take or beats is told by its state."""
    told = [*known.beat_problems]
    if known.alignment_to_check:
        told.append(_TO_CHECK)
    heard = known.alignment
    if heard is not None and known.decision is None:
        told += heard.problems  # who accepted or corrected it has seen them
    for step in ("probe", "pose_extract", "judge"):
        if step in known.told:
            told += known.told[step].problems
    if known.packed and not known.judged and known.build is not None and known.build.state != "running":
        unknown = judgings.not_known(known.build.steps)
        told.append(Problem("warning", unknown.code, unknown.sentence))
    return tuple(sorted(told, key=lambda problem: problem.severity)[:MOST])
