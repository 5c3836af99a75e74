"""The step that puts the clean song in place of the room's sound: it makes class.mp4.

The class video is upright, has a constant rate, and its sound is where it must be to the sample. Reads take,
song, media.json and alignment.json.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg
import numpy as np

from workers.audio_replace.core import RATE_HZ, class_sound, read_alignment
from workers.audio_replace.picture import Quality, copied, encoded, why_not_copied
from workers.audio_replace.proof import is_as_promised
from workers.media.child import run_ffmpeg, source
from workers.media.container import read_container
from workers.media.description import Media, read_media
from workers.media.pcm import decode_pcm
from workers.step import StepRefusedError, Work, blaming

_LARGEST_BYTES = 4 * 1024**3
_FAILED = (
    "The class video could not be made from the take. Export the take again as an H.264 MP4 and upload that."
)


@dataclass(frozen=True)
class Params:
    """How the class video is made.

    `crf` and `preset` are x264's; `sound_peak` is of full scale. The take's own picture is kept where its key
    frames are at most `copied_key_each_s` apart, it needs at most `copied_max_mbps`, and nothing else speaks
    against it; `copy_picture` false always encodes.
    """

    crf: float = 22.0
    preset: str = "faster"
    max_short_side_px: int = 1080
    key_each_s: float = 1.0
    copied_key_each_s: float = 4.0
    copied_max_mbps: float = 16.0
    copy_picture: bool = True
    sound_kbps: int = 192
    sound_peak: float = 0.89


def run(work: Work, params: Params) -> None:
    """Write class.mp4.

    Raises:
        StepRefusedError: the song is not heard in the take, or a file cannot be read.
    """
    media = read_media(work.path("media.json"))
    alignment = read_alignment(work.path("alignment.json").read_bytes())
    work.progress(0.0, "Reading the song")
    with blaming("song-unusable"):
        song = decode_pcm(work.path("song"), RATE_HZ, work.limits, channels=2, called="song's file")
    with tempfile.TemporaryDirectory(prefix=".class-", dir=work.folder) as name:
        scratch = Path(name)
        work.progress(0.1, "Placing the song")
        count = round(media.class_frames / media.class_rate * RATE_HZ)
        sound = class_sound(song, alignment, count, params.sound_peak, scratch, work.limits)
        (scratch / "sound").write_bytes(np.ascontiguousarray(sound, "<f4").data)
        with blaming("take-unusable"):
            _make(work, media, params, scratch)
        (scratch / "class.mp4").replace(work.path("class.mp4"))
    work.progress(1.0, "The class video is made")


def _make(work: Work, media: Media, params: Params, scratch: Path) -> None:
    """Leave class.mp4 in `scratch`: the picture copied where that qualifies and comes out right."""
    take_path = work.path("take").resolve()
    quality = Quality(
        params.crf,
        params.preset,
        params.max_short_side_px,
        params.key_each_s,
        params.copied_key_each_s,
        params.copied_max_mbps,
    )
    target = scratch / "class.mp4"
    sound = ffmpeg.input(str((scratch / "sound").resolve()), f="f32le", ar=RATE_HZ, ac=2)
    if params.copy_picture and not why_not_copied(media, quality, take_path.stat().st_size):
        take = source(take_path, read_container(take_path, "take"), work.limits)
        _write(
            copied(take, sound, media, target, params.sound_kbps), work, media, scratch, "Keeping the picture"
        )
        if is_as_promised(target, media):
            return
    take = source(
        take_path, read_container(take_path, "take"), work.limits, rotation_deg=media.video.rotation_deg
    )
    _write(encoded(take, sound, media, target, quality, params.sound_kbps), work, media, scratch, "Encoding")
    if not is_as_promised(target, media):
        raise StepRefusedError(_FAILED, "the encoded frames are not one in each slot of the class rate")


def _write(graph: Any, work: Work, media: Media, scratch: Path, words: str) -> None:
    run_ffmpeg(
        graph,
        reads=[work.path("take"), scratch / "sound"],
        writes=scratch,
        limits=work.limits,
        otherwise=_FAILED,
        max_file_bytes=_LARGEST_BYTES,
        watch=lambda done_s: work.progress(0.2 + 0.75 * min(1.0, done_s / media.duration_s), words),
    )
