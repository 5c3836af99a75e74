"""Sample-accurate proof of a line: windowed GCC-PHAT summed along slanted lines of lag.

Each window of the take is correlated with the song where the line puts it, by the phase transform (Knapp and
Carter 1976), so that loudness, timbre and room colour drop out. One wrong window is noise; windows that agree
along lag = a + b * t add up, and tell what the line's offset (a) and drift (b) lack. Polarity is ignored.
"""

from dataclasses import dataclass

import numpy as np
import scipy.fft as sf
from numpy.typing import NDArray

from workers.audio_align.candidates import Line
from workers.audio_align.spectra import RATE_HZ, Sound, ramps

WINDOW_S = 0.64
_MOST_WINDOWS = 192
_BAND_HZ = (200.0, 7000.0)
_FINE = 4  # oversampling of the best slant
_FLOOR = 1e-4  # of a window's mean power


@dataclass(frozen=True)
class Fit:
    """A line after the stack: `strength` is its height in deviations of a sum of `windows` rows."""

    line: Line
    strength: float
    windows: int


class TakeWindows:
    """The take cut into tapered windows, transformed once, to be tried against many lines.

    Raises:
        ValueError: the take is shorter than two windows.
    """

    def __init__(self, take: Sound) -> None:
        self.n = int(WINDOW_S * RATE_HZ)
        last = len(take) - self.n
        if last < self.n:
            raise ValueError(f"{len(take)} samples are less than two windows")
        count = int(min(_MOST_WINDOWS, 2 * last // self.n))
        starts = np.linspace(0, last, count).astype(int)
        self.size = int(sf.next_fast_len(self.n + RATE_HZ // 8, real=True))
        self.taper = np.hanning(self.n).astype(np.float32)
        f = np.fft.rfftfreq(self.size, 1 / RATE_HZ)
        self.band = ((f > _BAND_HZ[0]) & (f < _BAND_HZ[1])).astype(np.float32)
        windows = np.stack([take[a : a + self.n] for a in starts]) * self.taper
        self.spectra = self._white(sf.rfft(windows, self.size))
        self.centres_s = (starts + self.n / 2) / RATE_HZ

    def rows(self, song: Sound, line: Line, reach: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """Correlation of each window with song under it, at lags -reach..reach, unit power, and its time."""
        at = (line.offset_s + line.rate * self.centres_s) * RATE_HZ - self.n / 2
        whole = np.round(at).astype(int)
        inside = (whole >= 0) & (whole + self.n <= len(song))
        if inside.sum() < 3:
            return np.zeros((0, 2 * reach + 1), np.float32), self.centres_s[inside]
        cut = np.stack([song[a : a + self.n] for a in whole[inside]])
        cross = self._white(sf.rfft(cut * self.taper, self.size)) * np.conj(self.spectra[inside])
        # The song's windows start at whole samples, the line between them.
        cross *= ramps((at - whole)[inside] / self.size, cross.shape[1])
        lags = sf.irfft(cross, self.size)
        near = np.concatenate([lags[:, -reach:], lags[:, : reach + 1]], axis=1)
        return near / (np.sqrt((near**2).mean(1, keepdims=True)) + 1e-12), self.centres_s[inside]

    def _white(self, spectra: NDArray[np.complex64]) -> NDArray[np.complex64]:
        """Only the phase, within the band; what is far below a window's mean power stays low."""
        power = spectra.real**2 + spectra.imag**2
        weight = self.band / np.sqrt(power + _FLOOR * power.mean(1, keepdims=True) + 1e-20)
        return np.asarray(spectra * weight, np.complex64)

    def fit(self, song: Sound, line: Line, reach_s: float, drift_ppm: float, step: float = 2.0) -> Fit | None:
        """The best line within reach_s and drift_ppm of the given one; None where the song is not under it.

        `step` is the fineness of the drift: samples of lag at the take's ends from one slant to the next.
        """
        reach = int(reach_s * RATE_HZ)
        rows, times_s = self.rows(song, line, reach)
        if len(rows) == 0:
            return None
        middle_s = float(times_s.mean())
        half_s = max(float(np.ptp(times_s)) / 2, 0.5)
        most = drift_ppm * 1e-6 * half_s * RATE_HZ
        leans = step * np.arange(-np.ceil(most / step), np.ceil(most / step) + 1)
        height, lean, lag = _best_slant(rows, (times_s - middle_s) / half_s, reach, leans)
        drift = lean / half_s / RATE_HZ
        found = Line(line.offset_s + lag / RATE_HZ - drift * middle_s, line.rate + drift)
        return Fit(found, height / float(np.sqrt(len(rows))), len(rows))


def _best_slant(
    rows: NDArray[np.float32], u: NDArray[np.float64], reach: int, leans: NDArray[np.float64]
) -> tuple[float, float, float]:
    """Height, lean (samples of lag at u = 1) and lag at u = 0 of the highest sum of rows along a line.

    The slants are compared at whole samples; height and lag of the best are then read between them, where a
    wave whose peak falls between two samples loses nothing.
    """
    margin = int(np.abs(leans).max() * np.abs(u).max()) + 1
    padded = np.pad(rows, ((0, 0), (margin, margin)))
    highest, best_lean, best = 0.0, 0.0, np.zeros(2 * reach + 1, np.float32)
    for lean in leans:
        total = np.zeros(2 * reach + 1, np.float32)
        for row, shift in zip(padded, np.round(lean * u).astype(int) + margin, strict=True):
            total += row[shift : shift + 2 * reach + 1]
        top = float(np.abs(total).max())
        if top > highest:
            highest, best_lean, best = top, float(lean), total
    fine = np.abs(sf.irfft(sf.rfft(best), _FINE * len(best))) * _FINE
    k = int(np.argmax(fine))
    return float(fine[k]), best_lean, k / _FINE - reach
