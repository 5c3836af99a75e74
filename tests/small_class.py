"""Nine seconds of a real dance with its poses, as the steps before compile and package leave them."""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from eightcount_runtime.classpack.poses import PoseTrack, read_pose_track

import workers.compile
import workers.package
from workers.media import waves
from workers.media.description import Media, VideoTrack, write_media
from workers.step import Work

CLIPS = Path(__file__).parent / "clips"
RATE_HZ = 30
FRAMES = 270
OFFSET_S = 10.25
SONG_S = 22.0
STEP_S = 0.5
BEATS_S = tuple(round(OFFSET_S + 0.4 + STEP_S * number, 6) for number in range(17))


@dataclass(frozen=True)
class Built:
    """A pack as the package step leaves it."""

    manifest: bytes
    objects: Mapping[str, bytes]


def lay_desk(
    folder: Path,
    *,
    beats_s: Sequence[float] = BEATS_S,
    class_id: str = "uniform",
    revision: int = 1,
    unseen: range = range(0),
    still: bool = False,
    alignment: Mapping[str, Any] | None = None,
) -> Path:
    """Everything that compile, package and judge read, in a new folder; `still`: nobody dances in it."""
    folder.mkdir(parents=True)
    image = (CLIPS / "uniform_9s.poses.npy").read_bytes()
    track = read_pose_track(image, (CLIPS / "uniform_9s.poses_world.npy").read_bytes(), Fraction(RATE_HZ))
    if still:
        stands = (np.repeat(values[:1], FRAMES, axis=0) for values in (track.image, track.world))
        track = PoseTrack(track.rate_hz, *stands)
    source = np.isin(np.arange(FRAMES), unseen) * np.uint8(2)
    np.savez(
        folder / "poses.npz",
        times_s=track.times_s,
        image=np.where((source == 2)[:, None, None], np.nan, track.image).astype(np.float32),
        world=np.where((source == 2)[:, None, None], np.nan, track.world).astype(np.float32),
        source=source,
    )
    shutil.copyfile(CLIPS / "uniform_9s.mp4", folder / "class.mp4")
    write(folder / "pose_report.json", spans=[])
    lay_media(folder)
    line = {"offset_s": OFFSET_S, "rate": 1.0, "song_duration_s": 116.4}
    write(folder / "alignment.json", **(alignment or line))
    write(folder / "beats.json", beats_s=list(beats_s), part_names=["Verse"])
    write(folder / "class.json", **describe(class_id, revision))
    return folder


def lay_media(
    folder: Path,
    *,
    rate: Fraction = Fraction(RATE_HZ),
    frames: int = FRAMES,
    size: tuple[int, int] = (144, 256),
) -> None:
    """media.json of a take whose class video has that rate and number of frames."""
    video = VideoTrack(
        stream=0,
        codec="h264",
        profile="High",
        level=12,
        pix_fmt="yuv420p",
        transfer="bt709",
        interlaced=False,
        width=size[0],
        height=size[1],
        coded_width=size[0],
        coded_height=size[1],
        pixel_aspect=Fraction(1),
        rotation_deg=0,
        frames=frames,
        start_s=0.0,
        average_rate=rate,
        variable=False,
        longest_group_s=2.0,
        whole_start=True,
    )
    write_media(folder / "media.json", Media("mov", float(frames / rate), video, None, rate, frames, ()))


def lay_previews(folder: Path) -> None:
    """What people see and hear of the song and the take: clicks where the beats are."""
    for name, data in _previews().items():
        (folder / name).write_bytes(data)


@cache
def _previews() -> Mapping[str, bytes]:
    song = np.zeros((round(SONG_S * waves.RATE_HZ), 2), np.int16)
    for beat_s in BEATS_S:
        song[round(beat_s * waves.RATE_HZ) :][:480] = 16_000
    first = round(OFFSET_S * waves.RATE_HZ)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        waves.write_wav(folder / "song.wav", song)
        waves.write_wav(folder / "camera.wav", song[first:, 0][: FRAMES * waves.RATE_HZ // RATE_HZ])
        for percent in (50, 75):
            slow = song[first : first + waves.RATE_HZ * 100 // percent]
            waves.write_wav(folder / f"slow-{percent}.wav", slow)
        for sound in ("song", "camera"):
            wave = waves.read_wav(folder / f"{sound}.wav")
            (folder / f"{sound}_peaks.bin").write_bytes(waves.outline(wave))
        write(folder / "onsets.json", onsets=[{"s": beat_s, "strength": 1} for beat_s in BEATS_S])
        grid = {"bpm": 60 / STEP_S, "period_s": STEP_S, "phase_s": BEATS_S[0] % STEP_S, "score": 1}
        write(folder / "beat_grid.json", confidence=0.9, grids=[grid], beats_s=list(BEATS_S))
        write(folder / "slow.json", start_s=OFFSET_S, end_s=OFFSET_S + 1, rates=[0.5, 0.75])
        (folder / "thumbnail.jpg").write_bytes(b"\xff\xd8\xff\xd9")
        return {path.name: path.read_bytes() for path in folder.iterdir()}


def describe(class_id: str, revision: int) -> dict[str, Any]:
    """What class.json says, the format aside."""
    return {
        "class": class_id,
        "revision": revision,
        "titles": {"en": "Uniform", "ko": "유니폼"},
        "song": {"title": "Happy lofi day", "artist": "Tarush Singhal"},
        "dancer": {"name": "Teal"},
        "difficulty": 2,
        "tags": ["arms"],
        "section": None,
    }


def write(path: Path, **document: object) -> None:
    """A JSON file of format 1."""
    path.write_text(json.dumps({"format": 1, **document}))


def pack(folder: Path) -> Built:
    """Run compile and package on a desk."""
    work = Work(folder)
    workers.compile.run(work, workers.compile.Params())
    workers.package.run(work, workers.package.Params())
    objects = {path.name: path.read_bytes() for path in (folder / "objects").iterdir()}
    return Built((folder / "manifest.json").read_bytes(), objects)
