"""Clips for Chromium's fake camera: a dancer in the middle of the picture, each picture's number burnt into
its top edge.

A fake camera slows down where the machine is busy; the numbers tell which picture was seen all the same.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

RATE_HZ = 30
#: Of the numbers; the page that reads them says so too.
BITS = 12
SIZE = (640, 480)
_LIT, _DARK, _GREY = 235, 16, 128

Bytes = npt.NDArray[np.uint8]


def make_clip(
    video: Path | None,
    into: Path,
    *,
    lead_pictures: int,
    pictures: int,
    start_s: float = 0.0,
    again: int = 0,
    size: tuple[int, int] = SIZE,
) -> Path:
    """A clip of `pictures` from `start_s` of a video on, the first one standing still for the lead, the last
    one for a second; the video as often again (-1: always); without one an empty room. `.mjpeg` is small,
    `.y4m` costs the camera nothing to read.
    """
    width, height = size
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{width}x{height}", "-r", str(RATE_HZ), "-i", "-"]
    kind = ["-c:v", "mjpeg", "-q:v", "4"] if into.suffix == ".mjpeg" else []
    with subprocess.Popen(
        [tool, "-v", "error", "-y", *raw, "-pix_fmt", "yuvj420p" if kind else "yuv420p", *kind, str(into)],
        stdin=subprocess.PIPE,
    ) as encoder:
        assert encoder.stdin is not None
        shown = _shown(video, start_s, again, pictures, width, height)
        first = next(shown)
        frame = first
        for number in range(lead_pictures + pictures + RATE_HZ):
            if lead_pictures < number:
                frame = next(shown, frame)
            encoder.stdin.write(_numbered(frame, number, width, height).tobytes())
    assert encoder.returncode == 0
    return into


def _shown(
    video: Path | None, start_s: float, again: int, pictures: int, width: int, height: int
) -> Iterator[Bytes]:
    """Planes of each picture, one after the other in one row of bytes."""
    if video is None:
        room = np.full(width * height * 3 // 2, _GREY, np.uint8)
        room[: width * height] = np.repeat(np.linspace(60, 160, height, dtype=np.uint8), width)
        yield room
        return
    fit = f"scale={width}:{height}:force_original_aspect_ratio=decrease,pad={width}:{height}:-1:-1"
    fit += f",fps={RATE_HZ}"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-stream_loop", str(again)]
    command += ["-ss", str(start_s), "-i", str(video)]
    command += ["-frames:v", str(pictures), "-vf", fit, "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"]
    length = width * height * 3 // 2
    with subprocess.Popen(command, stdout=subprocess.PIPE) as decoder:
        assert decoder.stdout is not None
        while len(data := decoder.stdout.read(length)) == length:
            yield np.frombuffer(data, np.uint8)


def number_in(luma: Bytes) -> int:
    """The number of a picture, of its brightness (height, width)."""
    square = luma.shape[0] // 15
    middles = square // 2 + square * np.arange(BITS)
    return int(np.sum((luma[square // 2, middles] > _GREY) << np.arange(BITS)))


def _numbered(frame: Bytes, number: int, width: int, height: int) -> Bytes:
    numbered = frame.copy()
    luma = numbered[: width * height].reshape(height, width)
    square = height // 15
    luma[:square, : BITS * square] = np.repeat(
        [_LIT if number >> bit & 1 else _DARK for bit in range(BITS)], square
    )
    chroma = numbered[width * height :].reshape(2, height // 2, width // 2)
    chroma[:, : square // 2, : BITS * square // 2] = _GREY
    return numbered
