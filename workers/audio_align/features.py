"""What survives a room and a phone: onsets in bands, and the harmony. Coarse in time, cheap to correlate.

Both are (bands, frames) float32 with unit variance in every band.
"""

import numpy as np
from numpy.typing import NDArray

from workers.audio_align.spectra import RATE_HZ, Features, Sound, power_frames, running_mean

ONSET_HOP_S = 0.01
HARMONY_HOP_S = 0.04
_ONSET_SIZE, _HARMONY_SIZE = 512, 4096
_BANDS = 20
_LOWEST_HZ, _SEMITONES = 130.0, 56


def onsets(x: Sound) -> Features:
    """Rise of the log power in mel bands from 120 Hz to 7 kHz, over 20 ms, less its mean over a second."""
    edges = _mel_edges()
    power = np.concatenate(
        [_band_power(p, edges) for p in power_frames(x, _ONSET_SIZE, int(ONSET_HOP_S * RATE_HZ))], axis=1
    )
    level = np.log(power + 1e-3 * power.mean(1, keepdims=True) + 1e-10)
    rise = np.zeros_like(level)
    rise[:, 2:] = np.maximum(level[:, 2:] - level[:, :-2], 0)
    return _unit(rise - running_mean(rise, 101))


def harmony(x: Sound) -> Features:
    """Log power in semitones, less its means over semitones and over 3 s: timbre and rooms drop out."""
    edges = np.searchsorted(
        np.fft.rfftfreq(_HARMONY_SIZE, 1 / RATE_HZ),
        _LOWEST_HZ * 2 ** (np.arange(_SEMITONES + 1) / 12 - 1 / 24),
    )
    power = np.concatenate(
        [_band_power(p, edges) for p in power_frames(x, _HARMONY_SIZE, int(HARMONY_HOP_S * RATE_HZ))], axis=1
    )
    level = np.log(power + 1e-4 * power.mean() + 1e-12)
    level -= level.mean(0, keepdims=True)
    return _unit(level - running_mean(level, 75))


def _mel_edges() -> NDArray[np.int64]:
    """First bins of _BANDS bands, and the bin after the last."""
    mel_low, mel_high = (2595 * np.log10(1 + hz / 700) for hz in (120.0, 7000.0))
    edges_hz = 700 * (10 ** (np.linspace(mel_low, mel_high, _BANDS + 1) / 2595) - 1)
    return np.round(edges_hz * _ONSET_SIZE / RATE_HZ).astype(np.int64)


def _band_power(power: NDArray[np.float32], edges: NDArray[np.int64]) -> NDArray[np.float32]:
    """Mean power (bands, frames) between neighbouring edges, from frames of spectra (frames, bins)."""
    sums = np.add.reduceat(power[:, : edges[-1]], edges[:-1], axis=1)
    return np.asarray((sums / np.diff(edges)).T, np.float32)


def _unit(X: Features) -> Features:
    return np.asarray(X / (X.std(1, keepdims=True) + 1e-9), np.float32)
