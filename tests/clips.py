"""A few seconds of the sample class, cut so that the whole pipeline runs on real input in seconds."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import yaml

SAMPLES = Path(__file__).parents[1] / "samples"


@dataclass(frozen=True)
class ShortClass:
    """Files of a class, and the truth about them: where the song starts in the take, seconds."""

    take: Path
    song: Path
    beats_s: list[float]
    offset_s: float


def cut_sample(folder: Path, *, start_s: float, duration_s: float, beats: int) -> ShortClass:
    """Cut the sample's take and make its picture small; the song stays whole.

    `beats` marks follow the cut's first whole beat.
    """
    sample = next(path.parent for path in sorted(SAMPLES.glob("*/class.yaml")))
    described = yaml.safe_load((sample / "class.yaml").read_text())
    files = {name: sample / file for name, file in described["files"].items()}
    truth = json.loads((sample / "truth.json").read_text())
    marks = json.loads(files["beats"].read_text())["beats_s"]
    offset_s = truth["offset_s"] + truth["rate"] * start_s
    inside = [mark for mark in marks if mark > offset_s + 0.1]
    take = folder / "take.mp4"
    cut = ["-ss", str(start_s), "-t", str(duration_s), "-i", str(files["take"])]
    picture = ["-vf", "scale=288:-2", "-c:v", "libx264", "-preset", "veryfast", "-g", "30"]
    sound = ["-c:a", "aac", "-b:a", "160k"]
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([tool, "-v", "error", "-y", *cut, *picture, *sound, str(take)], check=True)
    return ShortClass(take=take, song=files["song"], beats_s=inside[:beats], offset_s=offset_s)
