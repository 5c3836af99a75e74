"""Poster and thumbnails: which frame to show, and small JPEGs of it.

Frames are chosen on a coarse raster (keyframes, or else half seconds), so that a beat moved by some
milliseconds leaves the pictures as they are and a device need not fetch them again.
"""

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from eightcount_runtime.classpack.routine import Part, VideoShape

from workers.step import StepRefusedError

Picture = npt.NDArray[np.uint8]

_RASTER_S = 0.5
_NO_COVER = "The cover is not a picture that can be read. Upload a JPEG or PNG."


def poster_frame(video: VideoShape, keyframes: Sequence[int]) -> int:
    """The keyframe nearest to the middle of the video."""
    return _nearest(keyframes, video.frames // 2)


def thumbnail_frame(part: Part, video: VideoShape, keyframes: Sequence[int]) -> int:
    """The keyframe nearest to the middle of a part; where none is inside, its middle to the half second."""
    start_s, end_s = part.steps[0].start.video_s, part.steps[-1].point.at.video_s
    first, last = video.frame_at(start_s), video.frame_at(end_s)
    inside = [frame for frame in keyframes if first <= frame <= last]
    middle_s = (start_s + end_s) / 2
    if inside:
        return _nearest(inside, video.frame_at(middle_s))
    return video.frame_at(round(middle_s / _RASTER_S) * _RASTER_S)


def shrunk_jpeg(picture: Picture, longest: int, quality: int) -> tuple[bytes, Mapping[str, Any]]:
    """A JPEG whose longer side has at most `longest` pixels, and its size as the manifest's details.

    Args:
        picture: (height, width, 3) BGR.
        longest: pixels.
        quality: 0 to 100.
    """
    height, width = picture.shape[:2]
    scale = min(1.0, longest / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    settings = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
    ended, data = cv2.imencode(".jpg", small, settings)
    if not ended:
        raise ValueError(f"no JPEG of a picture of {width} x {height}")
    return bytes(data), {"width": size[0], "height": size[1]}


def read_cover(data: bytes, max_pixels: int) -> Picture:
    """A JPEG or PNG as BGR, upright; its size is read before it is unpacked.

    Raises:
        StepRefusedError: it is neither, is damaged, or has more than `max_pixels`.
    """
    width, height = _png_size(data) or _jpeg_size(data) or (0, 0)
    if not width or not height:
        raise StepRefusedError(_NO_COVER, f"starts with {data[:12]!r}", code="cover-unusable")
    if width * height > max_pixels:
        raise StepRefusedError(
            f"The cover has {width} x {height} pixels, more than the {max_pixels} allowed. Make it smaller.",
            code="cover-unusable",
        )
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise StepRefusedError(_NO_COVER, "the decoder refused it", code="cover-unusable")
    return np.asarray(picture, np.uint8)


def _nearest(frames: Sequence[int], wanted: int) -> int:
    return min(frames, key=lambda frame: (abs(frame - wanted), frame))


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height from IHDR, which must come first."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR" or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height from the first frame header (SOF0 to SOF15, but not DHT, JPG and DAC)."""
    at = 2 if data.startswith(b"\xff\xd8\xff") else len(data)
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFF:
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        else:
            at += 2 + max(length, 2)
    return None
