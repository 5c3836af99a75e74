"""The impulse response from the song to the take, averaged over the take, and the clock drift it still shows.

Averaging over the whole take makes the response's noise small, so that a weak direct path stands out, and
parts of the take whose responses come earlier or later than the rest tell the rate to a few millionths.
"""

from dataclasses import dataclass

import numpy as np
import scipy.fft as sf
from numpy.typing import NDArray

from workers.audio_align.candidates import Line, vertex
from workers.audio_align.spectra import RATE_HZ, Sound, ramps

_BLOCK = 16_384  # about a second: longer than most of a studio's reverberation
_SIZE = 20_480  # of the transform: room for a fifth of a second of lag either way
_PARTS = 8
_BATCH = 16  # blocks at a time: bounds memory
_SMOOTH_HZ = 400.0
_FINE = 4  # oversampling of the parts' delays
_MOST_DELAY_S = 0.0006
_FAINT = 1e-3  # of the take's power: silence before the sound must not count for more than sound


@dataclass(frozen=True)
class Response:
    """Transfer functions (parts, frequencies) of parts of the take, and the time of each.

    Lag 0 is where the line puts the song. `pulse` is what a single path at lag 0 would show (frequencies,).
    """

    parts: NDArray[np.complex128]
    pulse: NDArray[np.float64]
    times_s: NDArray[np.float64]
    bin_hz: float

    def whole(self) -> NDArray[np.complex128]:
        """The transfer function over the whole take, (frequencies,)."""
        total: NDArray[np.complex128] = self.parts.sum(0)
        return total

    def drift(self) -> tuple[float, float]:
        """What the line's rate lacks, and the time in the take around which it turns.

        Each part is correlated with the whole; a straight line through their delays, weighted by the
        height of the correlation. Zero where fewer than three parts are clear.
        """
        cross = self.parts * np.conj(self.whole())
        # A delay below a millisecond needs no finer frequencies than eight bins at once.
        thin = cross[:, : cross.shape[1] // 8 * 8].reshape(len(cross), -1, 8).sum(2)
        size = 2 * thin.shape[1] * _FINE
        around = sf.irfft(thin, size)
        fine_hz = size * self.bin_hz * 8
        span = int(_MOST_DELAY_S * fine_hz)
        heights = np.concatenate([around[:, -span:], around[:, : span + 1]], axis=1)
        tops = heights.argmax(1)
        peak = heights[np.arange(len(tops)), tops]
        clear = (peak > 0.3 * np.median(peak)) & (tops > 0) & (tops < 2 * span)
        if clear.sum() < 3:
            return 0.0, float(self.times_s.mean())
        late = [k - span + vertex(h, k) for h, k in zip(heights, tops, strict=True)]
        late_s = np.array(late) / fine_hz
        weight = np.where(clear, peak, 0)
        middle_s = float(np.average(self.times_s, weights=weight))
        t = self.times_s - middle_s
        slope = float((weight * t * late_s).sum() / (weight * t**2).sum())
        return -slope, middle_s


def respond(take: Sound, song: Sound, line: Line) -> Response | None:
    """The response for a take on the song's clock but for some millionths of rate; None without overlap.

    Wiener's quotient over blocks, weighted by frequency where the two are coherent. Blocks of the take that
    noise has made loud count less. The quotient divides by the song's power alone: dividing by the take's,
    as PHAT does, would smear echoes to before the first arrival.
    """
    starts = np.arange(0, len(take) - _BLOCK, _BLOCK // 2)
    exact = line.offset_s * RATE_HZ + line.rate * (starts + _BLOCK / 2) - _BLOCK / 2
    at = np.round(exact).astype(int)
    inside = (at >= 0) & (at + _BLOCK <= len(song))
    if not inside.any():
        return None
    f = np.fft.rfftfreq(_SIZE, 1 / RATE_HZ).astype(np.float64)
    band = _band(f)
    sums = _Sums(len(f), _FAINT * float(np.mean(np.square(take, dtype=np.float64))))
    groups = np.array_split(np.flatnonzero(inside), min(_PARTS, int(inside.sum())))
    crosses = np.stack([sums.add(take, song, starts[g], at[g], (exact - at)[g]) for g in groups])
    width = int(_SMOOTH_HZ / f[1]) | 1
    total = crosses.sum(0)
    divisor = sums.song + 0.02 * _smooth(sums.song, width) + 1e-30
    coherence = _smooth(np.abs(total) ** 2 / (sums.song * sums.take + 1e-30), width)
    shape = band * coherence / (np.sqrt(_smooth(np.abs(total / divisor) ** 2, width)) + 1e-30)
    times_s = np.array([(starts[g] + _BLOCK / 2).mean() / RATE_HZ for g in groups])
    weight = shape / divisor
    return Response(crosses * weight, sums.song * weight, times_s, float(f[1]))


class _Sums:
    """Power of song and take, summed over the blocks; a block fainter than `least_power` counts less."""

    def __init__(self, frequencies: int, least_power: float) -> None:
        self.song, self.take = np.zeros(frequencies), np.zeros(frequencies)
        self.taper = np.hanning(_BLOCK).astype(np.float32)
        self.least = least_power * float(np.sum(self.taper**2)) + 1e-12

    def add(
        self,
        take: Sound,
        song: Sound,
        starts: NDArray[np.int64],
        at: NDArray[np.int64],
        fractions: NDArray[np.float64],
    ) -> NDArray[np.complex128]:
        """Cross spectrum of some blocks; their powers are added to the sums."""
        cross = np.zeros(len(self.song), np.complex128)
        for k in range(0, len(starts), _BATCH):
            few = slice(k, k + _BATCH)
            C = sf.rfft(np.stack([take[a : a + _BLOCK] for a in starts[few]]) * self.taper, _SIZE)
            S = sf.rfft(np.stack([song[b : b + _BLOCK] for b in at[few]]) * self.taper, _SIZE)
            c, s = C.real**2 + C.imag**2, S.real**2 + S.imag**2
            quiet = 1 / (c.mean(1, keepdims=True) + self.least)
            # The song's block lies up to half a sample off where the line puts it.
            C *= quiet * ramps(-fractions[few] / _SIZE, len(self.song))
            cross += (C * np.conj(S)).sum(0)
            self.song += (quiet * s).sum(0)
            self.take += (quiet * c).sum(0)
        return cross


def _band(f: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gentle slopes, so that the pulse of a single path has low side lobes."""
    low = np.clip((f - 100) / 400, 0, 1)
    high = np.clip((7600 - f) / 5600, 0, 1)
    slopes: NDArray[np.float64] = (np.sin(np.pi / 2 * low) * np.sin(np.pi / 2 * high)) ** 2
    return slopes


def _smooth(x: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Running mean with a Hann kernel of odd `width`, ends held."""
    kernel = np.hanning(width + 2)[1:-1]
    padded = np.pad(x, width // 2, "edge")
    size = int(sf.next_fast_len(len(padded) + width, real=True))
    around = sf.irfft(sf.rfft(padded, size) * sf.rfft(kernel / kernel.sum(), size), size)
    kept: NDArray[np.float64] = np.maximum(around[width - 1 : width - 1 + len(x)], 0)
    return kept
