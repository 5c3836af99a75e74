"""Real dances, as classes: pose tracks of people, beats laid on them, compiled as every class is.

The tracks are those that this repository ships (`samples/poses`) or, where it lies beside the checkout, the
larger collection of `../shared/media/pose`. Classes are split once and for all, by the source of the dance:
what is fitted looks at the calibration side only, what is told comes from the other. The two partners of a
couple are on the same side.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from eightcount_runtime.classpack.beats import STEPS_PER_PART, Beats
from eightcount_runtime.classpack.poses import PoseTrack, restored
from eightcount_runtime.classpack.routine import Routine, VideoShape
from numpy.typing import NDArray

from bench.scoring.mocap import body_of, coco_body, facing_camera, read_bvh
from workers.compile.core import compile_routine
from workers.step_files import Line, TakePoses

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "samples" / "poses"
SHARED = ROOT.parent / "shared" / "media" / "pose"
RATE_HZ = Fraction(30)
WIDTH, HEIGHT = 720, 1280
"""The picture that bodies without one are put into."""
LEAD_S = 0.7
"""From the start of a track to its first beat, and at least from its last beat to the end."""
_TEMPI_BPM = (96, 128, 107, 120, 101, 114, 124, 110)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Track:
    """A body in front of a camera.

    Attributes:
        name: of the file it comes from.
        source: of the dance; tracks of one source share people or choreography.
        points: (n, 33, 3) x to the right, y down, z away, all in units of the picture's height, at RATE_HZ.
        visibility: (n, 33) in 0 to 1.
        width, height: of the picture, pixels.
    """

    name: str
    source: str
    points: Floats
    visibility: Floats
    width: int
    height: int

    @property
    def times_s(self) -> Floats:
        """(n,) seconds."""
        return np.arange(len(self.points)) / float(RATE_HZ)


@dataclass(frozen=True)
class DanceClass:
    """A track with beats on it, as the compile step leaves it, and the same poses as the device gets them."""

    track: Track
    routine: Routine
    poses: PoseTrack
    held_out: bool

    @property
    def name(self) -> str:
        """The track's."""
        return self.track.name

    @property
    def beats_s(self) -> Floats:
        """(8 n + 1,) on the video clock."""
        return np.array([at.video_s for at in self.routine.instants()])

    @property
    def beat_s(self) -> float:
        """Seconds from one beat to the next."""
        return float(np.median(np.diff(self.beats_s)))


HELD_OUT = frozenset({"salsa_02", "salsa_04", "salsa_06", "salsa_09", "salsa_11", "salsa_13", "salsa_15"}) | {
    "dance_synth_uniform",
    "dance_synth_yellow",
    "jesse_dance_rokoko",
}
"""Sources whose classes nothing is fitted to. Chosen before any figure was known: every second one."""


def best_folder() -> Path:
    """Where the most tracks are."""
    return SHARED if SHARED.is_dir() else SHIPPED


def classes(folder: Path) -> tuple[DanceClass, ...]:
    """Every class that a folder has tracks for, in a fixed order."""
    tracks = enumerate(dance_tracks(folder))
    return tuple(class_of(track, _TEMPI_BPM[index % len(_TEMPI_BPM)]) for index, track in tracks)


def dance_tracks(folder: Path) -> Iterator[Track]:
    """Dances of at least one part."""
    for path in sorted(folder.glob("dance_synth_*")):
        yield picture_track(path)
    for path in sorted(folder.glob("cmu_salsa_*.json.gz")):
        take = path.name.removeprefix("cmu_salsa_").split(".")[0]
        body = coco_body(np.array(_json(path)["frames"], float))
        yield _camera(f"salsa_{take}", f"salsa_{take[3:]}", body)
    for path in sorted(folder.glob("*rokoko.bvh")):
        body = body_of(*read_bvh(path.read_text(), float(RATE_HZ)))
        yield _camera(path.stem, path.stem, body)


def same_dance(folder: Path) -> tuple[Track, ...]:
    """Films of different people in one choreography of 2.8 s, at half speed; empty where there are none."""
    return tuple(_slowed(picture_track(path), 2.0) for path in sorted(folder.glob("synth_same_fb_*")))


def same_film(folder: Path) -> tuple[Track, ...]:
    """A film, and the same one zoomed, shifted and 0.3 s later; empty where there are none."""
    return tuple(picture_track(path) for path in sorted(folder.glob("squat_*")))


def class_of(track: Track, bpm: float, lead_s: float = LEAD_S) -> DanceClass:
    """Even beats over the whole track, compiled as the workers do it.

    Raises:
        ValueError: the track is shorter than a part.
    """
    frames = len(track.points)
    room_s = frames / float(RATE_HZ) - lead_s - min(lead_s, LEAD_S)
    parts = int(room_s * bpm / 60 / STEPS_PER_PART)
    if not parts:
        raise ValueError(f"{track.name} is too short for a part at {bpm} beats a minute.")
    beats = Beats.of(lead_s + np.arange(parts * STEPS_PER_PART + 1) * 60 / bpm)
    video = VideoShape(track.width, track.height, RATE_HZ, frames)
    image = image_of(track.points, track.visibility, track.width, track.height)
    poses = PoseTrack(RATE_HZ, image, np.zeros((frames, 33, 3)))
    routine = compile_routine(
        beats, Line(0.0, 1.0, None), video, TakePoses(track.times_s, image, poses.world)
    )
    return DanceClass(track, routine, poses, track.source in HELD_OUT)


def image_of(points: Floats, visibility: Floats, width: int, height: int) -> Floats:
    """(n, 33, 4) landmarks as MediaPipe gives them: x and z by the picture's width, y by its height."""
    by = np.array([height / width, 1.0, height / width])
    return np.concatenate([points * by, visibility[..., None]], axis=2)


def picture_track(path: Path) -> Track:
    """What a pose net saw in a film: .npz as `samples/poses` has it, or .json.gz."""
    if path.suffix == ".npz":
        with np.load(path) as stored:
            marks, width, height = restored(stored["poses"]), int(stored["width"]), int(stored["height"])
    else:
        film = _json(path)
        width, height = int(film["width"]), int(film["height"])
        marks = np.array([frame["kp"] or np.full((33, 4), np.nan) for frame in film["frames"]])
    points = marks[..., :3] * np.array([width / height, 1.0, width / height])
    name = path.name.split(".")[0]
    return Track(name, name, points, np.nan_to_num(marks[..., 3]), width, height)


def _slowed(track: Track, by: float) -> Track:
    """The same dance, lasting `by` times as long."""
    count = len(track.points)
    at = np.linspace(0, count - 1, int(count * by))
    low = np.minimum(at.astype(int), count - 2)
    share = (at - low)[:, None]
    points, visibility = (
        values[low] * (1 - part) + values[low + 1] * part
        for values, part in ((track.points, share[..., None]), (track.visibility, share))
    )
    return replace(track, points=points, visibility=visibility)


def _camera(name: str, source: str, body: Floats) -> Track:
    """A body in metres or the like before a far camera: 70 % of the picture's height, in its middle."""
    turned = facing_camera(body)
    low, high = np.percentile(turned[..., 1], [1, 99])
    scale = 0.7 / (high - low)
    middle = np.median(turned[:, [23, 24]].mean(axis=1), axis=0)
    place = np.array([0.5 * WIDTH / HEIGHT, 0.5, 0.0])
    points = (turned - middle) * scale + place
    return Track(name, source, points, np.full(points.shape[:2], 0.98), WIDTH, HEIGHT)


def _json(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return loaded
