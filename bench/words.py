"""Do the words name what was danced wrong? One fault at a time, by a trained dancer, in every held-out class.

Prints a table: `python -m bench.words`. Told first: before any other advice; told: of a part or of the whole.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from eightcount_runtime.scoring import Reference, Sheet, replay
from eightcount_runtime.scoring.words import Advice, words_of
from eightcount_runtime.scoring.words_directions import OPPOSITE

from bench.scoring.corpus import DanceClass, best_folder, classes
from bench.scoring.performers import Camera, Dancing, Performer, Stream, perform, stand

TRAINED = Performer(5, Dancing(angle_deg=4.0, jitter_s=0.015), camera=Camera(noise=0.015))
PRAISE = frozenset({"well", "best_part", "best_count"})
_LOW_TORSOS = 0.5
_ARMS = {"left": (11, 13, 15, (15, 17, 19, 21)), "right": (12, 14, 16, (16, 18, 20, 22))}


@dataclass(frozen=True)
class Fault:
    """Something danced wrong, and the codes that say so; the contrary of a code is never right."""

    name: str
    danced: Callable[[DanceClass], Stream]
    codes: frozenset[str]


def _dancing(**what: object) -> Callable[[DanceClass], Stream]:
    dancing = replace(TRAINED.dancing, **what)  # type: ignore[arg-type] # names and values of its fields
    return lambda danced: perform(danced, replace(TRAINED, dancing=dancing))


def _folded(side: str) -> Callable[[DanceClass], Stream]:
    """A hand always half way back to the shoulder."""
    shoulder, _, _, hand = _ARMS[side]

    def danced(of: DanceClass) -> Stream:
        seen = perform(of, TRAINED)
        marks = seen.landmarks.copy()
        root = marks[:, [shoulder], :3]
        marks[:, hand, :3] = root + 0.5 * (marks[:, hand, :3] - root)
        return replace(seen, landmarks=marks)

    return danced


def _low_arm(side: str) -> Callable[[DanceClass], Stream]:
    """An elbow and its hand always half a torso too low."""
    _, elbow, _, hand = _ARMS[side]

    def danced(of: DanceClass) -> Stream:
        seen = perform(of, TRAINED)
        marks = seen.landmarks.copy()
        torso = np.median(marks[:, [23, 24], 1].mean(axis=1) - marks[:, [11, 12], 1].mean(axis=1))
        marks[:, [elbow, *hand], 1] += _LOW_TORSOS * abs(torso)
        return replace(seen, landmarks=marks)

    return danced


def _no_feet(of: DanceClass) -> Stream:
    seen = perform(of, TRAINED)
    marks = seen.landmarks.copy()
    marks[:, 25:, 3] = 0.05
    return replace(seen, landmarks=marks)


_LOW = {"elbow_higher", "hand_higher", "arm_away", "elbow_bend"}


def faults() -> tuple[Fault, ...]:
    """In the order of the table."""
    return (
        *(Fault(f"{side} hand folded back", _folded(side), _of(side, {"arm_stretch"})) for side in _ARMS),
        *(Fault(f"{side} arm half a torso too low", _low_arm(side), _of(side, _LOW)) for side in _ARMS),
        Fault("amplitude 0.4", _dancing(amplitude=0.4), frozenset({"bigger", "still"})),
        Fault("150 ms late throughout", _dancing(lag_s=0.15), frozenset({"shifted_late"})),
        Fault("stands, arms down", lambda of: stand(of, TRAINED, "neutral"), frozenset({"still"})),
        Fault("mirrored", _dancing(mirrored=True), frozenset({"mirrored"})),
        Fault("feet out of the picture", _no_feet, frozenset({"legs_unseen"})),
        Fault("nothing", _dancing(), frozenset()),
    )


def _of(side: str, codes: set[str]) -> frozenset[str]:
    return frozenset(f"{code}.{which}" for code in codes for which in (side, "both"))


@dataclass(frozen=True)
class Told:
    """Of one run."""

    first: bool
    told: bool
    contrary: bool
    count: int


def judged(fault: Fault, advice: tuple[Advice, ...]) -> Told:
    """How well the words name a fault."""
    codes = [each.code for each in advice if each.code not in PRAISE]
    contraries = {_contrary(code) for code in fault.codes} - fault.codes
    return Told(
        first=bool(codes) and codes[0] in fault.codes,
        told=bool(fault.codes.intersection(codes)),
        contrary=bool(codes) and codes[0] in contraries,
        count=len(codes),
    )


def _contrary(code: str) -> str:
    name, _, side = code.partition(".")
    return f"{OPPOSITE.get(name, name)}.{side}"


def main() -> None:
    """Print the table."""
    began_s = time.monotonic()
    held_out = [(each, Reference.of(each.routine, each.poses)) for each in _held_out()]
    print(f"\n## Words: {len(held_out)} held-out classes, one fault at a time\n")
    print("| fault danced | told first | told | the contrary first | advice a run, median |")
    print("|---|---|---|---|---|")
    for fault in faults():
        runs = [judged(fault, words_of(_sheet(of, fault.danced(danced)), "en")) for danced, of in held_out]
        print(f"| {fault.name} | {_row(runs, told_of=bool(fault.codes))} |")
    print(f"\n{time.monotonic() - began_s:.0f} s on {best_folder().name}.")


def _row(runs: list[Told], *, told_of: bool) -> str:
    median = f"{np.median([run.count for run in runs]):g}"
    if not told_of:
        return f"- | - | - | {median}"
    shares: Mapping[str, float] = {
        name: float(np.mean([getattr(run, name) for run in runs])) for name in ("first", "told", "contrary")
    }
    return " | ".join([*(f"{share:.0%}" for share in shares.values()), median])


def _held_out() -> list[DanceClass]:
    return [each for each in classes(best_folder()) if each.held_out]


def _sheet(reference: Reference, seen: Stream) -> Sheet:
    return replay(reference, seen.times_s, seen.landmarks, seen.width, seen.height)


if __name__ == "__main__":
    main()
