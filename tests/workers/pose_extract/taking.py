"""Pictures out of the small clips, as an engine gets them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from workers.pose_extract import Params, run
from workers.pose_extract.decode import read_frames, read_index
from workers.pose_extract.frame import Frame, Upright
from workers.pose_extract.take import Take
from workers.step import Work

CLIPS = Path(__file__).parents[2] / "clips"


def take_of(path: Path, container: str = "mov") -> Take:
    return Take(path, container, 0, 4096 * 2304)


def pictures_of(name: str) -> Iterator[tuple[Frame, Upright]]:
    take = take_of(CLIPS / name)
    index = read_index(take, 10_000)
    for frame in read_frames(take, int(index.pts[0]), int(index.pts[-1])):
        yield frame, Upright(frame.y.shape[1], frame.y.shape[0])


def poses_of(work: Work, **params: Any) -> dict[str, Any]:
    """Runs the step on a desk and reads poses.npz."""
    run(work, Params(**params))
    with np.load(work.path("poses.npz"), allow_pickle=False) as stored:
        return dict(stored)
