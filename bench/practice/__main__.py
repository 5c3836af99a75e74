"""Dances the sample class before a fake camera, all six branches at once, in the built app on a server of its
own, and prints what each branch bore: python -m bench.practice [--times N] [--keep FOLDER].

Wants the web built (`make web`), the pose nets (`make models`) and a Chromium on the machine. Nothing else
should run on it: the goals are for two processors.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench.practice.clip import make_clip
from bench.practice.page import Danced
from bench.practice.report import PICTURES, report
from bench.practice.visit import dance
from bench.serving import serving
from cms.settings import Settings
from eightcount import local_keys
from eightcount.cli import app

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples/escape"


def main() -> int:
    """Run the bench; 1 where a goal is missed, 2 where the machine lacks something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="how often it is danced")
    parser.add_argument("--keep", type=Path, help="a folder for class and camera, kept for the next time")
    parser.add_argument("--out", type=Path, help="also write the table into this file")
    args = parser.parse_args()
    lacking = _lacking()
    if lacking:
        print(f"practice: {lacking}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-practice-") as scratch:
        danced = _measured(args.keep or Path(scratch), args.times)
    lines, missed = report(danced)
    text = "\n".join(lines) + "\n"
    print(text)
    if args.out:
        args.out.write_text(text, encoding="utf-8")
    return 1 if missed else 0


def _lacking() -> str:
    if not (ROOT / "web/practice/dist/index.html").is_file() and "EIGHTCOUNT_PRACTICE" not in os.environ:
        return "the practice app is not built; run `make web` first"
    if not (ROOT / ".models/models.json").is_file():
        return "the pose nets are not there; run `make models` first"
    return "" if _chromium() else "there is no Chromium on this machine (Debian: apt-get install chromium)"


def _chromium() -> str:
    return shutil.which("chromium") or shutil.which("google-chrome") or ""


def _measured(folder: Path, times: int) -> list[Danced]:
    os.environ["EIGHTCOUNT_POSE_MODEL"] = "lite"
    folder.mkdir(parents=True, exist_ok=True)
    clip, data = folder / "camera.mjpeg", folder / "data"
    is_new = not clip.exists()
    if is_new:
        make_clip(SAMPLE / "take.mp4", clip, lead_pictures=0, pictures=PICTURES, again=-1)
    with serving(data) as url:
        if is_new:
            _publish(Settings(data=data))
        return dance(_chromium(), url, clip, SAMPLE.name, times)


def _publish(settings: Settings) -> None:
    _, os.environ["EIGHTCOUNT_KEY"] = local_keys.create(settings, "bench", ["all"])
    slug = SAMPLE.name
    for words in (
        ["class", "import", str(SAMPLE)],
        ["build", slug, "--follow"],
        ["publish", slug, "--channel", "staging"],
        ["publish", slug, "--channel", "production"],
    ):
        app(words, standalone_mode=False)


if __name__ == "__main__":
    sys.exit(main())
