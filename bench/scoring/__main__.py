"""Measures and prints the evidence: python -m bench.scoring [--out FILE] [--each N] [--folder FOLDER].

Looks at the held-out classes only; what is fitted (`make calibrate`) looks at the others.
"""

import argparse
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from bench.scoring.corpus import SHARED, DanceClass, best_folder, classes, same_dance, same_film
from bench.scoring.report import cost, real_pairs, tables, twins


def main() -> int:
    """Run the bench; 2 where there is no class to look at."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=6, help="genuine performances of each class")
    parser.add_argument("--folder", type=Path, default=best_folder(), help="of the pose tracks")
    parser.add_argument("--out", type=Path, help="write the tables there too")
    args = parser.parse_args()
    if args.folder != SHARED:
        print(f"scoring: {SHARED} is not what is measured, only the dances of {args.folder}", file=sys.stderr)
    held_out = [danced for danced in classes(args.folder) if danced.held_out]
    if not held_out:
        print(f"scoring: there is no class to look at in {args.folder}", file=sys.stderr)
        return 2
    lines: list[str] = []
    for line in _lines(held_out, args.each, args.folder):
        print(line, flush=True)
        lines.append(line)
    if args.out:
        args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def _lines(held_out: list[DanceClass], each: int, folder: Path) -> Iterator[str]:
    pairs = real_pairs(same_dance(folder), same_film(folder))
    return chain(tables(held_out, each), pairs, twins(held_out), cost(held_out[0]))


if __name__ == "__main__":
    sys.exit(main())
