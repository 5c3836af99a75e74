"""Proposes beats for songs of known grids: python -m bench.beats [--music FOLDER] [--out FILE]."""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from bench.beats import slowly
from bench.beats.contenders import CONTENDERS, Proposed, warm_up
from bench.beats.judge import Score, judge

MUSIC = Path(__file__).resolve().parents[3] / "shared" / "media" / "music"
SUFFIXES = (".mp3", ".ogg", ".opus", ".flac", ".wav", ".m4a")


def main() -> int:
    """Measure and tell; 2 where there is no music to listen to."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--music", type=Path, default=MUSIC, help="songs, and beats/<song>.beats.json beside them"
    )
    asked.add_argument("--out", type=Path, help="where to keep the tables, as Markdown")
    options = asked.parse_args()
    if not options.music.is_dir():
        print(f"beats: no music in {options.music}; name a folder with --music", file=sys.stderr)
        return 2
    warm_up()
    songs = sorted(path for path in options.music.iterdir() if path.suffix in SUFFIXES)
    text = f"{tables(songs, options.music / 'beats')}\n{slowly.table(songs)}"
    print(text)
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    return 0


def tables(songs: list[Path], grids: Path) -> str:
    """Every song by every contender, and their means; songs without a known grid by confidence alone."""
    rows: list[str] = []
    scores: dict[str, list[Score]] = {name: [] for name in CONTENDERS}
    cpu_s: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for song in songs:
        known = grids / f"{song.stem}.beats.json"
        true_s = np.array(json.loads(known.read_text())["beats_s"]) if known.exists() else None
        for name, propose in CONTENDERS.items():
            proposed = propose(song)
            score = judge(true_s, proposed.beats_s) if true_s is not None else None
            rows.append(f"| {song.stem} | {name} | {_scored(score)} | {_sure(proposed)} |")
            cpu_s[name].append(proposed.cpu_s)
            if score is not None:
                scores[name].append(score)
    return "\n".join(
        [
            "| proposes | F at 70 ms | F at the best level | bias ms, mean | largest | CPU s a song |",
            "|---|---|---|---|---|---|",
            *(_mean(name, scores[name], cpu_s[name]) for name in CONTENDERS if scores[name]),
            "",
            "| song | proposes | F at 70 ms | F at the best level | bias ms | confidence |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _mean(name: str, scores: list[Score], cpu_s: list[float]) -> str:
    f, f_best = np.mean([each.f for each in scores]), np.mean([each.f_best for each in scores])
    bias_ms = np.array([each.bias_ms for each in scores])
    largest_ms = bias_ms[np.nanargmax(np.abs(bias_ms))]
    return (
        f"| {name} | {f:.3f} | {f_best:.3f} | {np.nanmean(bias_ms):+.1f} | {largest_ms:+.1f} "
        f"| {np.mean(cpu_s):.2f} |"
    )


def _scored(score: Score | None) -> str:
    if score is None:
        return "no grid known | |"
    return f"{score.f:.3f} | {score.f_best:.3f} | {score.bias_ms:+.1f}"


def _sure(proposed: Proposed) -> str:
    return "" if proposed.confidence is None else f"{proposed.confidence:.2f}"


if __name__ == "__main__":
    sys.exit(main())
