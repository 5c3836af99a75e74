"""What people see and hear of a take while they check it: its camera sound on the video clock, and a picture.

take, media.json -> thumbnail.jpg and, of a take with sound, camera.wav and camera_peaks.bin.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import ffmpeg

from workers.media.child import run_ffmpeg, source
from workers.media.container import read_container
from workers.media.description import Media, read_media
from workers.media.pcm import decode_pcm
from workers.media.waves import RATE_HZ, outline, to_wave, write_wav
from workers.step import StepRefusedError, Work
from workers.take_preview.core import over_the_take, thumbnail_at_s, thumbnail_size

_NO_PICTURE = "No picture of the take could be made. Export it again as an H.264 MP4 and upload that."
_LARGEST_BYTES = 4 * 1024**2


@dataclass(frozen=True)
class Params:
    """`quality` of the thumbnail is ffmpeg's for JPEG: 2, the best, to 31."""

    quality: int = 4


def run(work: Work, params: Params) -> None:
    """Write the files.

    Raises:
        StepRefusedError: the take cannot be read.
    """
    media = read_media(work.path("media.json"))
    work.progress(0.0, "taking a picture")
    _take_picture(work, media, params.quality)
    if media.audio is not None:
        work.progress(0.3, "reading the camera's sound")
        sound = decode_pcm(work.path("take"), RATE_HZ, work.limits, called="take")
        wave = to_wave(over_the_take(sound, media))
        write_wav(work.path("camera.wav"), wave)
        work.path("camera_peaks.bin").write_bytes(outline(wave))
    work.progress(1.0, "the take can be looked at")


def _take_picture(work: Work, media: Media, quality: int) -> None:
    """Leave thumbnail.jpg; the first picture where none comes after the wanted instant."""
    with tempfile.TemporaryDirectory(prefix=".thumbnail-", dir=work.folder) as name:
        made = Path(name).resolve() / "thumbnail.jpg"
        for seek_s in (thumbnail_at_s(media), None):
            _picture_at(work, media, seek_s, quality, made)
            if made.stat().st_size:
                break
        else:
            raise StepRefusedError(_NO_PICTURE, "no frame came out")
        made.replace(work.path("thumbnail.jpg"))


def _picture_at(work: Work, media: Media, seek_s: float | None, quality: int, made: Path) -> None:
    path = work.path("take").resolve()
    container = read_container(path, "take")
    turned = media.video.rotation_deg
    take = source(path, container, work.limits, rotation_deg=turned, seek_s=seek_s)
    width, height = thumbnail_size(media.video)
    graph = ffmpeg.output(
        take[str(media.video.stream)],
        str(made),
        f="mjpeg",
        vf=f"scale={width}:{height}:flags=area:out_range=pc,setsar=1,format=yuvj420p",
        fflags="+bitexact",
        **{"frames:v": 1, "c:v": "mjpeg", "q:v": quality, "flags:v": "+bitexact", "threads:v": 1},
    )
    run_ffmpeg(
        graph,
        reads=[path],
        writes=made.parent,
        limits=work.limits,
        otherwise=_NO_PICTURE,
        max_file_bytes=_LARGEST_BYTES,
    )
