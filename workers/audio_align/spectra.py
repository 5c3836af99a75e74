"""Short-time spectra and exact resampling: the plumbing that the other rooms share. Judges nothing."""

from collections.abc import Iterator

import numpy as np
import scipy.fft as sf
from numpy.typing import NDArray

Sound = NDArray[np.float32]
Features = NDArray[np.float32]

RATE_HZ = 16_000
_CHUNK = 2**19  # samples at a time: bounds memory whatever the length


def power_frames(x: Sound, size: int, hop: int) -> Iterator[NDArray[np.float32]]:
    """Power spectra (frames, size // 2 + 1), in chunks; frame k is centred on sample k * hop."""
    window = np.hanning(size).astype(np.float32)
    padded = np.pad(x, (size // 2, size + hop))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][: len(x) // hop + 1]
    few = _CHUNK // size
    for at in range(0, len(frames), few):
        spectrum = sf.rfft(frames[at : at + few] * window, axis=1)
        yield spectrum.real**2 + spectrum.imag**2


def resample(x: Sound, length: int) -> Sound:
    """The same sound in `length` samples, through its spectrum; the ends wrap for a millisecond."""
    if length == len(x):
        return x
    spectrum = sf.rfft(x)[: length // 2 + 1]
    return np.asarray(sf.irfft(spectrum, length) * np.float32(length / len(x)), np.float32)


def running_mean(X: Features, width: int) -> Features:
    """Mean over `width` columns around each, fewer at the ends."""
    sums = np.cumsum(np.pad(X, ((0, 0), (1, 0))), axis=1, dtype=np.float64)
    k = np.arange(X.shape[1])
    low, high = np.maximum(k - width // 2, 0), np.minimum(k + width // 2 + 1, X.shape[1])
    return np.asarray((sums[:, high] - sums[:, low]) / (high - low), np.float32)


def ramps(turns: NDArray[np.float64], count: int) -> NDArray[np.complex64]:
    """exp(2 pi i * turns * k) for k below count, (turns, count): a product of a coarse and a fine ramp."""
    fine, coarse = np.arange(128), 128 * np.arange(-(-count // 128))
    two = [np.exp(2j * np.pi * np.outer(turns, k)).astype(np.complex64) for k in (coarse, fine)]
    return np.asarray((two[0][:, :, None] * two[1][:, None, :]).reshape(len(turns), -1)[:, :count])
