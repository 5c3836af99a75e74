"""How suddenly a sound becomes louder, in mel bands: what onsets and tempo are looked for in.

As librosa's onset strength (log mel power, rise over a few frames), made here since importing librosa takes
longer than the whole step. Sample k of the sound is at k / rate_hz; frame f is centred at f * HOP / rate_hz.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy.fft as sf
from numpy.typing import NDArray

Floats = NDArray[np.float32]

HOP = 256
_SIZE = 1024
_BANDS = 64
_LOWEST_HZ, _HIGHEST_HZ = 30.0, 12_000.0
_LAG = 3
_COMPRESSION = 3.0  # of a band's mean power: what is usual in the band counts, not what is loud
_FLOOR = 1e-4  # of the loudest band's
_BLOCK = 2048
#: Below it lies the kick drum's and the bass's share, Hz.
_LOW_HZ = 250.0


@dataclass(frozen=True)
class Flux:
    """`all` and `low`: the rise summed over all bands and over the lowest, one value a frame, 0 or more."""

    all: Floats
    low: Floats
    frame_hz: float


def flux(mono: Floats, rate_hz: int) -> Flux:
    """The rise of log power in mel bands over `_LAG` frames, of (n,) samples."""
    level = np.concatenate([_mel_power(frames, rate_hz) for frames in _frames(mono)])
    usual = level.mean(axis=0)
    level = np.log1p(level * (_COMPRESSION / (usual + _FLOOR * usual.max() + 1e-12)))
    rise = np.zeros_like(level)
    np.maximum(level[_LAG:] - level[:-_LAG], 0, out=rise[_LAG:])
    low = int(np.searchsorted(_centres_hz(), _LOW_HZ))
    return Flux(rise.sum(1), rise[:, :low].sum(1), rate_hz / HOP)


def _frames(mono: Floats) -> Iterator[Floats]:
    """(frames, _SIZE) around every HOP-th sample, some at a time."""
    count = max(_LAG + 1, -(-len(mono) // HOP))
    padded = np.pad(mono, (_SIZE // 2, _SIZE + count * HOP - len(mono)))
    every = np.lib.stride_tricks.sliding_window_view(padded, _SIZE)[::HOP][:count]
    for begin in range(0, count, _BLOCK):
        yield every[begin : begin + _BLOCK]


def _mel_power(frames: Floats, rate_hz: int) -> Floats:
    window = np.hanning(_SIZE + 1)[:-1].astype(np.float32)
    spectrum = sf.rfft(frames * window, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    return np.asarray(power @ _mel_weights(rate_hz), np.float32)


@cache
def _mel_weights(rate_hz: int) -> Floats:
    """(bins, bands): triangles of equal area, even on the mel scale."""
    f = np.fft.rfftfreq(_SIZE, 1 / rate_hz)[:, None]
    edges = _mel_edges_hz()
    low, mid, high = edges[:-2], edges[1:-1], edges[2:]
    shape = np.maximum(0, np.minimum((f - low) / (mid - low), (high - f) / (high - mid)))
    return np.asarray(shape * (2 / (high - low)), np.float32)


def _mel_edges_hz() -> NDArray[np.float64]:
    least, most = (2595 * np.log10(1 + hz / 700) for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    return np.asarray(700 * (10 ** (np.linspace(least, most, _BANDS + 2) / 2595) - 1))


def _centres_hz() -> NDArray[np.float64]:
    return _mel_edges_hz()[1:-1]
