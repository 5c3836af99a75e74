"""Fits the parameters that classes are scored by, and writes them to both runtimes: python -m
bench.scoring.calibrate [--search] [--check].

Looks at the calibration classes only. The curve from raw similarity to 40..100 is fitted to the totals of
performances whose quality is spread evenly, so that scores are too; nothing that mismatches gets above
MISMATCH_MOST. `--search` first tries other values of some parameters, one after the other (half an hour);
without it they stay as they are. `--check` writes nothing and fails where the file would change.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from eightcount_runtime.scoring import DEFAULTS, Parameters
from eightcount_runtime.scoring.parameters import parameters_as_json
from numpy.typing import NDArray

from bench.scoring.corpus import ROOT, SHARED, DanceClass, classes
from bench.scoring.evidence import auc, marked, part_samples, spearman
from bench.scoring.judges import product
from bench.scoring.trials import (
    GENUINE_LEAST,
    Trial,
    genuine,
    half_a_beat_late,
    mirrored,
    other_dances,
    standing,
    wrong_parts,
)

Floats = NDArray[np.float64]

FILES = (
    ROOT / "runtime" / "python" / "eightcount_runtime" / "scoring" / "parameters.json",
    ROOT / "runtime" / "typescript" / "src" / "scoring" / "parameters.json",
)
SEED = 1
MISMATCH_MOST = 45.0
"""Score of the best practice that is none of the class."""
_SHARES = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95)
"""Of the performances, at which the curve has knots."""
_STEEPEST = 200.0
"""Points a unit of raw similarity: beyond it a hundredth of raw would be more than two points."""
CANDIDATES = {
    "motion_share": (0.5, 0.6, 0.7),
    "motion_still": (0.02, 0.03, 0.04),
    "motion_halves": (0.25, 0.5, 1.0),
    "energy_enough": (0.6, 0.7, 0.85),
    "step_late_cost": (0.1, 0.15, 0.25),
    "sigma_angle": (0.1, 0.12, 0.14),
    "sigma_place": (0.055, 0.067, 0.078),
}


def main() -> int:
    """Fit and write; 1 where --check finds another file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--search", action="store_true", help="try other parameters too, not only the curve")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail where the files would change"
    )
    args = parser.parse_args()
    if not SHARED.is_dir():
        print(f"calibrate: there is no {SHARED}; a few dances are too little to fit to", file=sys.stderr)
        return 2
    own = [danced for danced in classes(SHARED) if not danced.held_out]
    found = fitted(searched(DEFAULTS, own) if args.search else DEFAULTS, own)
    return _written(as_file(found), check=args.check)


def fitted(numbers: Parameters, own: Sequence[DanceClass]) -> Parameters:
    """The same with the curve that spreads genuine performances evenly."""
    danced = _totals(numbers, list(genuine(own, 10, SEED)), "auto")
    wrong = np.concatenate(
        [_totals(numbers, trials, "auto") for trials in _mismatched(own)]
        + [_totals(numbers, list(mirrored(own, SEED)), "off")]
    )
    return replace(numbers, curve=curve_of(danced, float(wrong.max())))


def curve_of(danced: Floats, mismatch: float) -> tuple[tuple[float, float], ...]:
    """Knots (raw, score): the shares of performances at even scores, above the best mismatch at its score.

    Slopes stay below _STEEPEST: where performances crowd, a knot is moved up in raw similarity, and down
    where that leaves no room to 100.
    """
    knots = [(0.0, 40.0), (round(mismatch, 3), MISMATCH_MOST)]
    for share in _SHARES:
        raw, score = float(np.quantile(danced, share)), 40 + 60 * share
        if score > knots[-1][1]:
            low, most = knots[-1][0] + (score - knots[-1][1]) / _STEEPEST, 1 - (100 - score) / _STEEPEST
            knots.append((round(min(max(raw, low), most), 3), round(score, 1)))
    return (*knots, (1.0, 100.0))


def searched(numbers: Parameters, own: Sequence[DanceClass]) -> Parameters:
    """Each candidate in turn beside the best so far; the better one stays."""
    best, worth = numbers, quality_of(numbers, own)
    print(f"loss {worth:.5f} at first")
    for name, values in CANDIDATES.items():
        for value in values:
            if value == getattr(best, name):
                continue
            tried = replace(best, **{name: value})  # type: ignore[arg-type] # all candidates are floats
            loss = quality_of(tried, own)
            print(f"loss {loss:.5f} with {name} {value}", flush=True)
            if loss < worth:
                best, worth = tried, loss
    return best


def quality_of(numbers: Parameters, own: Sequence[DanceClass]) -> float:
    """Loss: parts told apart wrongly, mean over the kinds of mismatch; and a tenth of the disorder of
    quality.
    """
    judge = product(numbers)
    danced = marked(judge, genuine(own, 4, SEED, GENUINE_LEAST))
    right = part_samples(danced)
    wrong = [part_samples(marked(judge, trials)) for trials in _mismatched(own)]
    wrong.append(part_samples(marked(judge, mirrored(own, SEED), "off")))
    order = spearman([trial.quality for trial, _ in danced], [marks.total for _, marks in danced])
    return float(np.mean([1 - auc(right, each) for each in wrong])) + 0.1 * (1 - order)


def as_file(numbers: Parameters) -> bytes:
    """parameters.json: a line for each parameter."""
    lines = [
        f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in parameters_as_json(numbers).items()
    ]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _mismatched(own: Sequence[DanceClass]) -> list[list[Trial]]:
    return [
        list(trials)
        for trials in (
            other_dances(own, 3, SEED),
            wrong_parts(own, SEED),
            standing(own, SEED),
            half_a_beat_late(own, SEED),
        )
    ]


def _totals(numbers: Parameters, trials: Sequence[Trial], mirror: str) -> Floats:
    totals = np.array([marks.total for _, marks in marked(product(numbers), trials, mirror)])
    return np.asarray(totals[np.isfinite(totals)])


def _written(data: bytes, *, check: bool) -> int:
    changed = [path for path in FILES if not path.is_file() or path.read_bytes() != data]
    for path in changed:
        print(f"{'would change' if check else 'wrote'} {path.relative_to(ROOT)}")
        if not check:
            path.write_bytes(data)
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
