"""Makes poses/: pose tracks of dances, small: python make_poses.py --media FOLDER.

FOLDER holds the tracks that poses/SOURCES.md names, as `NAME.blazepose33.json.gz`. Each becomes an .npz of
`poses` (frames, 33, 4), quantised as in a class pack, and of the picture's `width` and `height`.
"""

import argparse
import gzip
import json
from pathlib import Path

import numpy as np
from eightcount_runtime.classpack.poses import quantised

NAMES = (
    *("dance_synth_teal", "dance_synth_uniform", "dance_synth_yellow"),
    *(f"synth_same_fb_{number}" for number in range(4)),
)
HERE = Path(__file__).parent / "poses"


def main() -> None:
    """Write every track."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--media", type=Path, required=True, help="folder of the tracks")
    media = parser.parse_args().media
    for name in NAMES:
        film = json.loads(gzip.decompress((media / f"{name}.blazepose33.json.gz").read_bytes()))
        poses = quantised(np.array([frame["kp"] for frame in film["frames"]]))
        np.savez_compressed(HERE / f"{name}.npz", poses=poses, width=film["width"], height=film["height"])


if __name__ == "__main__":
    main()
