"""Simulates the cases, asks, prints the tables: python -m bench.align [--cases N] [--out FILE]."""

import argparse
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bench.align import peers
from bench.align.cases import draw_cases
from bench.align.judge import Measured, measure
from bench.align.report import Result, tables
from bench.align.songs import load_songs
from bench.align.studio import write_song, write_take

SONGS = Path(__file__).resolve().parents[3] / "shared" / "media" / "music"
WITH_PEERS = ("right", "faint", "loud noise", "wrong")


def main() -> int:
    """Run the bench; 2 where there are no songs to play."""
    args = _arguments()
    if not args.songs.is_dir():
        print(f"align: no songs in {args.songs}; name a folder of music with --songs", file=sys.stderr)
        return 2
    tools = ("eightcount", *(() if args.no_peers else peers.available()))
    with tempfile.TemporaryDirectory(prefix="bench-align-") as scratch:
        text = tables(_run(args, tools, Path(scratch)), tools)
    print(text)
    if args.out:
        args.out.write_text(text, encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--songs", type=Path, default=SONGS, help="a folder of music")
    parser.add_argument("--cases", type=int, default=100, help="right songs, and as many wrong ones")
    parser.add_argument("--seconds", type=float, default=30.0, help="length of a take")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-peers", action="store_true", help="leave the other tools out")
    parser.add_argument("--out", type=Path, help="where to keep the tables, as Markdown")
    return parser.parse_args()


def _run(args: argparse.Namespace, tools: tuple[str, ...], scratch: Path) -> list[Result]:
    cases = draw_cases(load_songs(args.songs, scratch), args.cases, args.seed, args.seconds)
    results = []
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as asked:
        for number, case in enumerate(cases, 1):
            take, song = scratch / "take", scratch / "song"
            write_take(case, take)
            where = write_song(case, song)
            some = tools if case.group in WITH_PEERS else tools[:1]
            measured: Measured = asked.submit(measure, take, where, some).result()
            results.append(Result(case, measured))
            print(f"\ralign: {number}/{len(cases)} {case.group:<12}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return results


if __name__ == "__main__":
    sys.exit(main())
