"""What other steps have left on the desk, read into values: media.json, alignment.json, poses.npz,
pose_report.json.

A file that is not what its step writes is refused with a sentence. Must not judge what the files say.
"""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.fields import read_object, require_format
from eightcount_runtime.classpack.poses import PoseTrack, poses_at
from eightcount_runtime.classpack.routine import VideoShape

from workers.media.description import read_media
from workers.step import StepRefusedError

Floats = npt.NDArray[np.float64]

FORMAT = 1
_MAX_JSON_BYTES = 16 * 1024 * 1024
_MISSING = 2
_MOST_SPANS = 1_000_000
_UNSTEADY = ("jitter", "jump")


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


@dataclass(frozen=True)
class Stretch:
    """Some time of the take, on the video clock."""

    start_s: float
    end_s: float


def read_class_video(path: Path) -> VideoShape:
    """From media.json: rate and frames of class.mp4, and the upright picture that poses are measured in.

    class.mp4 may be smaller than that picture, never of another shape.

    Raises:
        StepRefusedError: the file is not a media.json.
    """
    try:
        media = read_media(path)
    except PackError as error:
        sentence = "What is known of the take cannot be read. Build again."
        raise StepRefusedError(sentence, str(error)) from error
    return VideoShape(media.video.width, media.video.height, media.class_rate, media.class_frames)


def read_alignment(path: Path) -> Line:
    """From alignment.json: the line between the clocks, found or corrected by a person.

    Raises:
        StepRefusedError: the file is not an alignment.json.
    """
    try:
        fields = read_object(path.read_bytes(), "alignment", limit=_MAX_JSON_BYTES)
        require_format(fields, FORMAT)
        return Line(
            offset_s=fields.number("offset_s", -1e6, 1e6),
            rate=fields.number("rate", 0.1, 10),
            song_duration_s=fields.number("song_duration_s", 0) if fields.has("song_duration_s") else None,
        )
    except PackError as error:
        sentence = "The alignment cannot be read. Correct it again."
        raise StepRefusedError(sentence, str(error), code="alignment-unusable") from error


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


def read_unsteady(path: Path) -> tuple[Stretch, ...]:
    """From pose_report.json: where the pose trembles or jumps.

    Raises:
        StepRefusedError: the file is not a pose_report.json.
    """
    try:
        fields = read_object(path.read_bytes(), "pose report", limit=_MAX_JSON_BYTES)
        require_format(fields, FORMAT)
        return tuple(
            Stretch(span.number("start_s"), span.number("end_s"))
            for span in fields.each("spans", most=_MOST_SPANS)
            if span.text("kind") in _UNSTEADY
        )
    except PackError as error:
        sentence = "The report of the poses cannot be read. Build again."
        raise StepRefusedError(sentence, str(error)) from error


def class_track(poses: TakePoses, video: VideoShape) -> PoseTrack:
    """The take's poses at the times of the class video's frames."""
    at_s = np.arange(video.frames, dtype=np.float64) / float(video.rate_hz)
    image, world = (poses_at(poses.times_s, values, at_s) for values in (poses.image, poses.world))
    seen = np.isfinite(image).all(axis=(1, 2)) & np.isfinite(world).all(axis=(1, 2))
    image[~seen] = world[~seen] = np.nan
    return PoseTrack(video.rate_hz, image, world)


def _no_poses(detail: str) -> StepRefusedError:
    return StepRefusedError("The poses of the take cannot be read. Build again.", detail)
