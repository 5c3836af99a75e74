"""Measures and prints the tables: python -m bench.pose [--out FILE] [--clip FILE ...] [--seconds N].

Contenders take turns, so that a busy machine slows all of them; figures are the best of the turns.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.pose.augmented import opinion, pictures
from bench.pose.clips import phone_clip, piece
from bench.pose.quality import Quality, judge

VIDEO = Path(__file__).resolve().parents[3] / "shared" / "media" / "video"
CLIPS = ("juggle_man_sam2.mp4", "dance_synth_uniform.mp4", "dance_synth_yellow.mp4")
_PIECE = 90

Points = NDArray[np.float64]


def main() -> int:
    """Run the bench; 2 where there is no clip to look at."""
    args = _arguments()
    clips = args.clip or [VIDEO / name for name in CLIPS]
    missing = [clip.name for clip in clips if not clip.is_file()]
    if missing:
        print(f"pose: there is no {', '.join(missing)}; name clips with --clip", file=sys.stderr)
        return 2
    lines: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bench-pose-") as scratch:
        for line in _tables(args, clips, Path(scratch)):
            print(line, flush=True)
            lines.append(line)
    if args.out:
        args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--clip", type=Path, action="append", help="a take with one person; the first is for speed"
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="length of the take for speed")
    parser.add_argument(
        "--memory-seconds", type=float, default=60.0, help="length of the take for memory; 0: none"
    )
    parser.add_argument("--turns", type=int, default=2, help="how often each contender runs")
    parser.add_argument("--model", action="append", choices=["lite", "full", "heavy"], help="which nets")
    parser.add_argument("--models", type=Path, default=Path(".models"), help="folder of the nets")
    parser.add_argument("--out", type=Path, help="write the tables there too")
    return parser.parse_args()


def _tables(args: argparse.Namespace, clips: list[Path], scratch: Path) -> Iterator[str]:
    models = args.models.resolve()
    kinds = args.model or ["full", "heavy"]
    yield from _speed(phone_clip(clips[0], scratch, args.seconds), kinds, models, args.turns)
    yield from _quality(clips, models, scratch)
    if args.memory_seconds:
        short = phone_clip(clips[0], scratch, args.memory_seconds / 4)
        yield from _memory([short, phone_clip(clips[0], scratch, args.memory_seconds)], models)


def _speed(clip: Path, kinds: list[str], models: Path, turns: int) -> Iterator[str]:
    yield f"### Speed, {clip.stem}, 1920 x 1080 at 60 pictures a second"
    yield ""
    yield "| model | contender | CPU ms a picture | of the loop's | pictures a second | of the loop's |"
    yield "|---|---|---|---|---|---|"
    names = {
        "loop": "the loop everybody writes (cv2 + PoseLandmarker VIDEO, one process)",
        "step1": "this step, one process",
        "step2": "this step, two processes",
        "nets": "the landmark net alone, one thread: the limit",
    }
    for kind in kinds:
        best: dict[str, tuple[float, float]] = {}
        for _ in range(turns):
            for name in names:
                said = _measured(name, clip, kind, models)
                cpu_ms, rate_hz = best.get(name, (float("inf"), 0.0))
                best[name] = (min(cpu_ms, said["cpu_ms"]), max(rate_hz, said["rate_hz"]))
        loop_cpu, loop_rate = best["loop"]
        for name, (cpu_ms, rate_hz) in best.items():
            ratios = f"{cpu_ms / loop_cpu:.2f} | {rate_hz:.1f} | {rate_hz / loop_rate:.2f}"
            yield f"| {kind} | {names[name]} | {cpu_ms:.1f} | {ratios} |"
    yield ""


def _quality(clips: list[Path], models: Path, scratch: Path) -> Iterator[str]:
    yield f"### Error and trembling, {_PIECE} pictures of each take"
    yield ""
    yield "Against the heavy net averaged over ten disturbed views of each picture; % of the body's diagonal."
    yield ""
    yield "| take | contender | error | world error mm | trembling (4th difference) | 2nd difference |"
    yield "|---|---|---|---|---|---|"
    for source in clips:
        clip = piece(source, scratch, _PIECE // 2, _PIECE)
        expected = opinion(clip, models, 0, _PIECE)
        rows: dict[str, Quality] = {}
        for kind in ("full", "heavy"):
            for name, words in (("loop", "loop, VIDEO mode"), ("step2", "this step")):
                _measured(name, clip, kind, models)
                rows[f"{kind}, {words}"] = judge(*_landmarks(name, clip, kind), expected)
        for words, q in rows.items():
            figures = f"{q.error:.3f} | {q.world_error_mm:.1f} | {q.tremble:.3f} | {q.bend:.3f}"
            yield f"| {source.stem} | {words} | {figures} |"
        ours, theirs = rows["heavy, this step"], rows["heavy, loop, VIDEO mode"]
        parts = [
            getattr(ours, f) / getattr(theirs, f) for f in ("error", "world_error_mm", "tremble", "bend")
        ]
        yield (
            f"| {source.stem} | **heavy: this step / loop** | "
            + " | ".join(f"**{p:.2f}**" for p in parts)
            + " |"
        )
    yield ""


def _landmarks(name: str, clip: Path, kind: str) -> tuple[Points, Points]:
    """Image (n, 33, 2) in upright pixels and world (n, 33, 3) that a contender left."""
    desk = clip.with_name(f"{clip.stem}-{kind}-2")
    path = clip.with_name(f"loop-{kind}.npz") if name == "loop" else desk / "poses.npz"
    with np.load(path) as stored:
        image, world = stored["image"][:, :, :2].astype(float), stored["world"].astype(float)
    height, width = next(pictures(clip)).shape[:2]
    return image * (width, height), world


def _memory(clips: list[Path], models: Path) -> Iterator[str]:
    yield "### Memory, 1920 x 1080 at 60 pictures a second, heavy, two processes"
    yield ""
    yield "| take | parent and largest child, MB | all three at most, MB |"
    yield "|---|---|---|"
    for clip in clips:
        said = _measured("step2", clip, "heavy", models)
        parent, child = said["parent_mb"], said["child_mb"]
        yield f"| {clip.stem} | {parent:.0f} + {child:.0f} | {parent + 2 * child:.0f} |"
    yield ""


def _measured(name: str, clip: Path, kind: str, models: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.pose.contenders", name, str(clip), kind, str(models)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return said


if __name__ == "__main__":
    sys.exit(main())
