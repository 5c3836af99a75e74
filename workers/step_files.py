"""What other steps have left on the desk, read into values: media.json, alignment.json, poses.npz.

A file that is not what its step writes is refused with a sentence. Must not judge what the files say.
"""

import zipfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.fields import Fields, read_object, require_format
from eightcount_runtime.classpack.routine import VideoShape

from workers.step import StepRefusedError

Floats = npt.NDArray[np.float64]

FORMAT = 1
_MAX_JSON_BYTES = 16 * 1024 * 1024
_MISSING = 2


@dataclass(frozen=True)
class Line:
    """`song_s = offset_s + rate * video_s`, and the song's length where it was measured."""

    offset_s: float
    rate: float
    song_duration_s: float | None

    def video_s(self, song_s: float) -> float:
        """The instant of the take at which the song is there."""
        return (song_s - self.offset_s) / self.rate


@dataclass(frozen=True)
class TakePoses:
    """Poses of every decoded frame of the take.

    Attributes:
        times_s: (n,) rising, seconds on the video clock.
        image: (n, 33, 4) x by the width, y by the height of the upright picture, z, visibility.
        world: (n, 33, 3) metres from the middle of the hips.
    NaN where the dancer is not seen.
    """

    times_s: Floats
    image: Floats
    world: Floats


def read_class_video(path: Path) -> VideoShape:
    """From media.json: what class.mp4 is or will be.

    Raises:
        StepRefusedError: the file is not a media.json.
    """
    try:
        fields = _read(path)
        video = fields.inner("video")
        numerator, denominator = fields.numbers("class_rate", count=2, low=1, high=1e9)
        return VideoShape(
            width=video.integer("width", 1, 65535),
            height=video.integer("height", 1, 65535),
            rate_hz=Fraction(int(numerator), int(denominator)),
            frames=fields.integer("class_frames", 1, 10**8),
        )
    except PackError as error:
        raise StepRefusedError(
            "What is known of the take cannot be read. Build again.", str(error)
        ) from error


def read_alignment(path: Path) -> Line:
    """From alignment.json: the line between the clocks, found or corrected by a person.

    Raises:
        StepRefusedError: the file is not an alignment.json.
    """
    try:
        fields = _read(path)
        return Line(
            offset_s=fields.number("offset_s", -1e6, 1e6),
            rate=fields.number("rate", 0.1, 10),
            song_duration_s=fields.number("song_duration_s", 0) if fields.has("song_duration_s") else None,
        )
    except PackError as error:
        raise StepRefusedError("The alignment cannot be read. Correct it again.", str(error)) from error


def read_poses(path: Path) -> TakePoses:
    """From poses.npz.

    Raises:
        StepRefusedError: the file is not a poses.npz.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            times_s = np.asarray(stored["times_s"], np.float64)
            image = np.asarray(stored["image"], np.float64)
            world = np.asarray(stored["world"], np.float64)
            missing = np.asarray(stored["source"]) == _MISSING
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise _no_poses(f"{type(error).__name__}: {error}") from error
    frames = len(times_s)
    shapes = (times_s.shape, image.shape, world.shape, missing.shape)
    if shapes != ((frames,), (frames, 33, 4), (frames, 33, 3), (frames,)) or not frames:
        raise _no_poses(f"shapes {shapes}")
    if not np.isfinite(times_s).all() or (np.diff(times_s) <= 0).any():
        raise _no_poses("times do not rise")
    image[missing] = world[missing] = np.nan
    return TakePoses(times_s, image, world)


def _no_poses(detail: str) -> StepRefusedError:
    return StepRefusedError("The poses of the take cannot be read. Build again.", detail)


def _read(path: Path) -> Fields:
    fields = read_object(path.read_bytes(), path.name, limit=_MAX_JSON_BYTES)
    require_format(fields, FORMAT)
    return fields
