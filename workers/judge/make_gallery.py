"""Make the gallery of other dances from pose tracks of free clips; `gallery/SOURCES.md` says which.

    PYTHONPATH=. .venv/bin/python -m workers.judge.make_gallery --tracks FOLDER

FOLDER holds a `<name>.blazepose33.json.gz` for each clip. The same tracks give the same files.
"""

import argparse
import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from eightcount_runtime.classpack.poses import quantised

from workers.judge.gallery import FOLDER, RATE_HZ, USED


@dataclass(frozen=True)
class Cut:
    """Some seconds of a clip's track, and the file that they become."""

    name: str
    clip: str
    start_s: float
    end_s: float


CUTS = (
    Cut("teal_early", "dance_synth_teal", 0.0, 15.0),
    Cut("teal_late", "dance_synth_teal", 16.0, 31.0),
    Cut("yellow", "dance_synth_yellow", 1.0, 16.0),
)


def make(tracks: Path, folder: Path) -> None:
    """Write a file for each cut into `folder`."""
    for cut in CUTS:
        track = json.loads(gzip.decompress((tracks / f"{cut.clip}.blazepose33.json.gz").read_bytes()))
        every = round(track["fps"] / RATE_HZ)
        frames = [frame["kp"] for frame in track["frames"] if cut.start_s <= frame["t"] < cut.end_s]
        image = np.array(frames, np.float64)[::every, list(USED)]
        size = {"width": track["width"], "height": track["height"]}
        np.savez_compressed(folder / f"{cut.name}.npz", image=quantised(image), **size)


def main() -> None:
    """Make the files beside this script."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tracks", type=Path, required=True, help="folder with the pose tracks")
    parser.add_argument("--out", type=Path, default=FOLDER, help="where to write")
    given = parser.parse_args()
    make(given.tracks, given.out)


if __name__ == "__main__":
    main()
