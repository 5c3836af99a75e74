"""What survives a room and a phone: onsets in bands, and the harmony. Coarse in time, cheap to correlate.

All features are (bands, frames) float32 with unit variance in every band.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from workers.audio_align.spectra import RATE_HZ, Features, Sound, power_frames, running_mean

ONSET_HOP_S = 0.01
FINE_HOP_S = 0.0025
HARMONY_HOP_S = 0.04
_ONSET_SIZE, _HARMONY_SIZE = 512, 4096
_BANDS = 20
_LOWEST_HZ, _SEMITONES = 130.0, 56


class Heard:
    """A sound and its features, each made when it is first asked for."""

    def __init__(self, sound: Sound) -> None:
        self.sound = sound
        self.duration_s = len(sound) / RATE_HZ

    @cached_property
    def onsets(self) -> Features:
        """Onset bands."""
        return onsets(self.sound)

    @cached_property
    def harmony(self) -> Features:
        """Semitone bands."""
        return harmony(self.sound)


def onsets(x: Sound) -> Features:
    """Rise of the log power in mel bands from 120 Hz to 7 kHz, over 20 ms, less its mean over a second."""
    return _rises(x, _ONSET_SIZE, ONSET_HOP_S, lag=2, floor=1e-3)


def fine_onsets(x: Sound) -> Features:
    """The same every FINE_HOP_S, from windows half as long: for timing, not for search."""
    return _rises(x, _ONSET_SIZE // 2, FINE_HOP_S, lag=4, floor=1e-2)


def harmony(x: Sound) -> Features:
    """Log power in semitones, less its means over semitones and over 3 s: timbre and rooms drop out."""
    f = np.fft.rfftfreq(_HARMONY_SIZE, 1 / RATE_HZ)
    edges = np.searchsorted(f, _LOWEST_HZ * 2 ** (np.arange(_SEMITONES + 1) / 12 - 1 / 24))
    power = _band_power(x, _HARMONY_SIZE, HARMONY_HOP_S, edges)
    level = np.log(power + 1e-4 * power.mean() + 1e-12)
    level -= level.mean(0, keepdims=True)
    return _unit(level - running_mean(level, 75))


def _rises(x: Sound, size: int, hop_s: float, lag: int, floor: float) -> Features:
    """Rise of log power over `lag` frames, less its mean over a second."""
    power = _band_power(x, size, hop_s, _mel_edges(size))
    level = np.log(power + floor * power.mean(1, keepdims=True) + 1e-10)
    rise = np.zeros_like(level)
    rise[:, lag:] = np.maximum(level[:, lag:] - level[:, :-lag], 0)
    return _unit(rise - running_mean(rise, round(1 / hop_s) + 1))


def _mel_edges(size: int) -> NDArray[np.int64]:
    """First bins of at most _BANDS bands, even on the mel scale, and the bin after the last."""
    mel_low, mel_high = (2595 * np.log10(1 + hz / 700) for hz in (120.0, 7000.0))
    edges_hz = 700 * (10 ** (np.linspace(mel_low, mel_high, _BANDS + 1) / 2595) - 1)
    return np.unique(np.round(edges_hz * size / RATE_HZ).astype(np.int64))


def _band_power(x: Sound, size: int, hop_s: float, edges: NDArray[np.int64]) -> Features:
    """Mean power (bands, frames) between neighbouring edges, in bins."""
    parts = [
        np.add.reduceat(power[:, : edges[-1]], edges[:-1], axis=1).T
        for power in power_frames(x, size, int(hop_s * RATE_HZ))
    ]
    return np.asarray(np.concatenate(parts, axis=1) / np.diff(edges)[:, None], np.float32)


def _unit(X: Features) -> Features:
    return np.asarray(X / (X.std(1, keepdims=True) + 1e-9), np.float32)
