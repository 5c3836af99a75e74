"""The song at the take's speed with its pitch kept, for takes danced to slowed-down music.

Rubber Band stretches, in ffmpeg. It keeps the length to the sample but maps events as if each were anchored
20 ms before it. Once that is allowed for, onsets of songs at 0.8 to 1.1 of their speed are within 1 ms, and
bursts of noise over a steady tone, the worst found, within 5; ffmpeg's `atempo` scatters onsets by 10 ms.
"""

from pathlib import Path

import ffmpeg
import numpy as np

from workers.audio_replace.placing import Line, Sound, place_from
from workers.media.child import run_ffmpeg
from workers.step import Limits

_ANCHOR_S = 0.020
_MARGIN_S = 0.5


def place_stretched(song: Sound, line: Line, rate_hz: int, count: int, folder: Path, limits: Limits) -> Sound:
    """The song along the line with its own pitch; silence where it is not; (count, channels).

    Args:
        song: (n, channels), the whole of it.
        line: a rate of 0.5 means half as fast.
        rate_hz: of both.
        count: samples to give.
        folder: for files on the way.
        limits: for the child that stretches.
    """
    first = round((line.offset_s - _MARGIN_S) * rate_hz)
    needed = round((line.rate * count / rate_hz + 2 * _MARGIN_S) * rate_hz)
    piece = np.ascontiguousarray(place_from(song, first, needed), "<f4")
    (folder / "piece").write_bytes(piece.data)  # numpy's own writing hides that a disk is full
    _stretch(folder / "piece", folder / "stretched", line.rate, rate_hz, song.shape[1], limits)
    stretched = np.fromfile(folder / "stretched", "<f4").reshape(-1, song.shape[1])
    begins = ((line.offset_s * rate_hz - first) - _ANCHOR_S * rate_hz) / line.rate + _ANCHOR_S * rate_hz
    return place_from(stretched, round(begins), count)


def _stretch(piece: Path, stretched: Path, rate: float, rate_hz: int, channels: int, limits: Limits) -> None:
    sound = ffmpeg.input(str(piece), f="f32le", ar=rate_hz, ac=channels)
    graph = ffmpeg.output(sound, str(stretched), f="f32le", af=f"rubberband=tempo={rate!r}:channels=together")
    run_ffmpeg(
        graph,
        reads=[piece],
        writes=stretched.parent,
        limits=limits,
        otherwise="The song could not be brought to the speed of the take. Check the speed in the alignment.",
        max_file_bytes=int(piece.stat().st_size / rate) + 1024**2,
    )
