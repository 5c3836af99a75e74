"""A class of nine seconds on the disk, and learners of it: as poses, and as videos made from its own."""

import hashlib
import subprocess
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import small_class
from eightcount_runtime.classpack.poses import PoseTrack, read_pose_track
from small_class import CLIPS, lay_desk, pack

from eightcount.scoring.extraction import Recording
from eightcount.scoring.taught import Taught, taught_in

ROOT = Path(__file__).parents[2]
SIZE = (576, 1024)


def lay_class(folder: Path) -> Path:
    """The folder in which `eightcount step package` left the class, sound and all."""
    pack(lay_desk(folder))
    return folder


def taught(folder: Path) -> Taught:
    return taught_in(lay_class(folder), None, None)


def track() -> PoseTrack:
    """The class's own poses."""
    image, world = ((CLIPS / f"uniform_9s.{name}.npy").read_bytes() for name in ("poses", "poses_world"))
    return read_pose_track(image, world, Fraction(small_class.RATE_HZ))


def practice(*, noise: float = 0.0, from_s: float = 0.0, still: bool = False) -> Recording:
    """A learner who dances as the class does, with trembling joints, from a second of it on; or stands."""
    own = track()
    first = round(from_s * small_class.RATE_HZ)
    landmarks = own.image[first:].copy()
    if still:
        landmarks[:] = landmarks[0]
    dice = np.random.default_rng(int(hashlib.sha256(b"learner").hexdigest()[:8], 16))
    landmarks[..., :2] += dice.normal(0, noise, landmarks[..., :2].shape)
    times_s = own.times_s[: len(landmarks)]
    return Recording(times_s, landmarks, *SIZE, doubts=())


def filmed(path: Path, *options: str, before: tuple[str, ...] = ()) -> Path:
    """A video made from the class's own by ffmpeg."""
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    source = ["-i", str(CLIPS / "uniform_9s.mp4")]
    encoded = ["-c:v", "libx264", "-preset", "veryfast"]
    subprocess.run([tool, "-v", "error", "-y", *before, *source, *encoded, *options, str(path)], check=True)
    return path
