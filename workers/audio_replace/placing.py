"""The song's samples laid on the video clock, to the sample. Arrays in, arrays out; opens no file.

All sound is float32 of shape (n, channels) at one sampling rate, and `song_s = offset_s + rate * video_s`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]

#: Samples on each side of the windowed sinc, and its table's steps between two samples: errors below -80 dB.
_HALF_WIDTH = 24
_PHASES = 512
_KAISER_BETA = 9.0
_BLOCK = 1 << 16
_FADE_S = 0.01


@dataclass(frozen=True)
class Line:
    """`song_s = offset_s + rate * video_s`."""

    offset_s: float
    rate: float

    def song_s(self, video_s: float) -> float:
        """Where the song is at a time of the video."""
        return self.offset_s + self.rate * video_s


def place_resampled(song: Sound, line: Line, rate_hz: int, count: int) -> Sound:
    """The song as heard along the line, pitch following speed; silence where it is not; (count, channels).

    A rate that moves no sample by half of one over the whole take only shifts: samples stay as they are.
    """
    if abs(line.rate - 1) * count < 0.5:
        return place_from(song, round(line.offset_s * rate_hz), count)
    return sample_along(song, line.offset_s * rate_hz, line.rate, count)


def place_from(song: Sound, first: int, count: int) -> Sound:
    """`count` samples of the song from sample `first` on (may be negative), silence outside of it."""
    placed = np.zeros((count, song.shape[1]), np.float32)
    start, end = max(0, first), min(len(song), first + count)
    if start < end:
        placed[start - first : end - first] = song[start:end]
    return placed


def sample_along(song: Sound, first: float, step: float, count: int) -> Sound:
    """The song at positions `first + step * k` for k < count, by a Kaiser-windowed sinc.

    Band-limited for step > 1 by widening the sinc (J. O. Smith, Digital Audio Resampling).
    """
    table = _sinc_table(min(1.0, 1.0 / step))
    width = 2 * _HALF_WIDTH
    placed = np.zeros((count, song.shape[1]), np.float32)
    for begin in range(0, count, _BLOCK):
        at = first + step * np.arange(begin, min(count, begin + _BLOCK), dtype=np.float64)
        whole = np.floor(at).astype(np.int64)
        piece = place_from(song, int(whole[0]) - _HALF_WIDTH + 1, int(whole[-1] - whole[0]) + width)
        taps = _weights(table, at - whole)
        windows = np.lib.stride_tricks.sliding_window_view(piece, width, axis=0)[whole - whole[0]]
        placed[begin : begin + len(at)] = np.einsum("nct,nt->nc", windows, taps)
    return placed


def _sinc_table(cutoff: float) -> Sound:
    """(phases + 1, width): the taps for each fraction of a sample, each row summing to 1."""
    fraction = np.arange(_PHASES + 1)[:, None] / _PHASES
    distance = np.arange(-_HALF_WIDTH + 1, _HALF_WIDTH + 1)[None, :] - fraction
    window = np.i0(_KAISER_BETA * np.sqrt(np.clip(1 - (distance / _HALF_WIDTH) ** 2, 0, 1)))
    taps = np.sinc(cutoff * distance) * window
    unity: Sound = (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)
    return unity


def _weights(table: Sound, fraction: NDArray[np.float64]) -> Sound:
    """(n, width): rows of the table, linear between two of them."""
    place = fraction * _PHASES
    row = np.minimum(place.astype(np.int64), _PHASES - 1)
    between = (place - row).astype(np.float32)[:, None]
    weights: Sound = table[row] * (1 - between) + table[row + 1] * between
    return weights


def fade_cuts(placed: Sound, line: Line, song_s: float, rate_hz: int) -> Sound:
    """Ease the sound in and out where the take cuts into the running song; its own start and end stay."""
    eased = placed.copy()
    size = min(round(_FADE_S * rate_hz), len(placed) // 2)
    slope = (0.5 - 0.5 * np.cos(np.pi * (np.arange(size) + 0.5) / max(1, size))).astype(np.float32)[:, None]
    if line.song_s(0) > 0:
        eased[:size] *= slope
    if line.song_s(len(placed) / rate_hz) < song_s:
        eased[len(eased) - size :] *= slope[::-1]
    return eased


def keep_below(placed: Sound, ceiling: float) -> Sound:
    """The same sound, quieter as a whole where a peak is above `ceiling` (1 is full scale)."""
    peak = float(np.abs(placed).max(initial=0.0))
    return placed if peak <= ceiling else (placed * (ceiling / peak)).astype(np.float32)
