"""What becomes of takes as they come: every step by hand on one folder, read against a table.

All are cut from the sample class, so one truth holds for them: where the song starts, and the first beats.

    take     |--picture, 6 s-----------------------|
    song     ...31.2 s|~~~~~~~~~~~~~~~~~~~~~~~~~~~~~...      offset_s = +31.234567
    beats             0.99 |  |  |  |  |  |  |  |            nine beats, one part
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from clips import ShortClass
from eightcount_runtime.classpack.manifest import read_manifest
from plant import ROOT

from cms.pipeline import PIPELINE
from workers.runner import run_step
from workers.step import Limits, StepRefusedError, Work

LIMITS = Limits(models=ROOT / ".models")
LOOK = "-vf", "scale=288:-2,format=yuv420p"
DROP_FRAMES = "-vf", r"select='not(between(mod(n\,9)\,3\,4))',scale=288:-2", "-fps_mode", "vfr"


@dataclass(frozen=True)
class Made:
    """A take that becomes a class. `warned`: codes of problems that probing tells."""

    ffmpeg: tuple[str, ...]
    ending: str = "mp4"
    before: tuple[str, ...] = ()
    rate: tuple[int, int] = (30, 1)
    frames: int = 180
    warned: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """A take or song that cannot become one: the step that says so, and words of its sentence."""

    step: str
    says: str


MADE = {
    "as filmed": Made(("-c", "copy")),
    "filmed upright, stored turned": Made(
        ("-c", "copy"), before=("-display_rotation", "90"), warned=("rotated",)
    ),
    "variable frame rate": Made(DROP_FRAMES, warned=("variable_rate",)),
    "sixty frames a second, Matroska": Made(
        ("-r", "60", *LOOK, "-c:a", "libopus"), ending="mkv", rate=(60, 1), frames=360
    ),
}


@pytest.fixture
def desk(short: ShortClass, tmp_path: Path) -> Path:
    """A folder with what people give."""
    (tmp_path / "song").write_bytes(short.song.read_bytes())
    (tmp_path / "beats.json").write_text(json.dumps({"format": 1, "beats_s": short.beats_s}))
    description = {
        "format": 1,
        "class": "short",
        "revision": 1,
        "titles": {"en": "Short"},
        "song": {"title": "Escape", "artist": "Sectoid"},
        "dancer": {"name": "Mina"},
        "difficulty": 2,
        "tags": [],
        "section": None,
    }
    (tmp_path / "class.json").write_text(json.dumps(description))
    return tmp_path


def convert(source: Path, target: Path, *options: str, before: tuple[str, ...] = ()) -> None:
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([tool, "-v", "error", "-y", *before, "-i", source, *options, target], check=True)


def run_all(desk: Path) -> None:
    """Raises StepRefusedError of the step that refuses, its name in `add_note`."""
    for step in (step for step in PIPELINE if not step.eases):
        params = {"model": "lite"} if step.name == "pose_extract" else {}
        try:
            run_step(step.name, desk, params, Work(desk, limits=LIMITS))
        except StepRefusedError as refusal:
            refusal.add_note(step.name)
            raise


@pytest.mark.parametrize("case", MADE)
def test_a_take_becomes_a_class(case: str, desk: Path, short: ShortClass) -> None:
    made = MADE[case]
    convert(short.take, desk / f"take.{made.ending}", *made.ffmpeg, before=made.before)
    (desk / f"take.{made.ending}").rename(desk / "take")
    run_all(desk)

    media = json.loads((desk / "media.json").read_text())
    assert (tuple(media["class_rate"]), media["class_frames"]) == (
        made.rate,
        pytest.approx(made.frames, abs=2),
    )
    assert {problem["code"] for problem in media["problems"]} >= set(made.warned)
    alignment = json.loads((desk / "alignment.json").read_text())
    assert alignment["offset_s"] == pytest.approx(short.offset_s, abs=0.001)
    assert alignment["verdict"] == "certain"
    poses = np.load(desk / "poses.npz")
    assert np.mean(poses["source"] == 0) > 0.95
    ends_s = [
        step["point"]["video_s"]
        for part in json.loads((desk / "routine.json").read_text())["parts"]
        for step in part["steps"]
    ]
    np.testing.assert_allclose(ends_s, np.array(short.beats_s[1:]) - short.offset_s, atol=0.001)
    manifest = read_manifest((desk / "manifest.json").read_bytes())
    assert {file.role for file in manifest.files} >= {"video", "poses", "poses_world", "routine", "poster"}


REFUSED = {
    "no sound in the take": Refused("audio_align", "no sound"),
    "another song": Refused("audio_align", "song"),
    "cut off in the middle": Refused("probe", "cut short"),
    "a picture of a dancer": Refused("probe", "video"),
    "nobody in view": Refused("pose_extract", "nobody"),
    "eight beats": Refused("compile", "Part 1"),
    "beats after the end of the take": Refused("compile", "take"),
}


def spoil(case: str, desk: Path, short: ShortClass) -> None:
    """Make the files of a case; what it does not touch is as it should be."""
    take = desk / "take.mp4"
    if case == "no sound in the take":
        convert(short.take, take, "-an", "-c", "copy")
    elif case == "a picture of a dancer":
        convert(short.take, desk / "take.png", "-frames:v", "1")
        (desk / "take.png").rename(take)
    elif case == "nobody in view":
        convert(short.take, take, "-vf", "boxblur=60:10,scale=288:-2", "-c:a", "copy")
    else:
        take.write_bytes(short.take.read_bytes())
    if case == "cut off in the middle":
        take.write_bytes(short.take.read_bytes()[:60_000])
    if case == "another song":
        (desk / "song").write_bytes((ROOT / "tests" / "clips" / "happy_lofi_22s.opus").read_bytes())
    if case == "eight beats":
        (desk / "beats.json").write_text(json.dumps({"format": 1, "beats_s": short.beats_s[:8]}))
    if case == "beats after the end of the take":
        later_s = [round(beat + 4, 6) for beat in short.beats_s]
        (desk / "beats.json").write_text(json.dumps({"format": 1, "beats_s": later_s}))
    take.rename(desk / "take")


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_become_a_class_is_refused_in_a_sentence(
    case: str, desk: Path, short: ShortClass
) -> None:
    refused = REFUSED[case]
    spoil(case, desk, short)
    with pytest.raises(StepRefusedError) as raised:
        run_all(desk)
    assert raised.value.__notes__ == [refused.step]
    assert refused.says.lower() in raised.value.sentence.lower()
    assert raised.value.sentence.endswith(".")
