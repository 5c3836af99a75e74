"""How well each stretch of the take follows a line, told in windows a person can look at.

A chance alignment rests on a few moments; a true one is confirmed all along. Each stretch is compared with
the pattern of lags that the *other* stretches show together (the room's echoes included), so a stretch never
confirms itself and a faint one needs no peak of its own.
"""

from dataclasses import dataclass

import numpy as np
import scipy.fft as sf
from numpy.typing import NDArray

from workers.audio_align.candidates import Line, vertex
from workers.audio_align.phase import TakeWindows
from workers.audio_align.spectra import RATE_HZ, Sound

STRETCH_S = 4.0
_REACH_S = 0.04
_SHIFT_S = 0.025
_NEAR_S = 0.003
CONFIRMED = 3.0  # deviations


@dataclass(frozen=True)
class Stretch:
    """A stretch of the take: its middle, how far it strays from the line, and how clearly it follows it.

    `deviations`: height of the match at the line over the match elsewhere. `residual_s`: song time that the
    stretch shows less what the line says, where it is clear.
    """

    start_s: float
    end_s: float
    deviations: float
    residual_s: float

    @property
    def middle_s(self) -> float:
        """The stretch's middle, seconds of the take given."""
        return (self.start_s + self.end_s) / 2

    @property
    def confirms(self) -> bool:
        """Whether the stretch follows the line."""
        return self.deviations >= CONFIRMED and abs(self.residual_s) < _NEAR_S


def stretches(windows: TakeWindows, song: Sound, line: Line) -> list[Stretch]:
    """The take in stretches of about STRETCH_S, those that have song under them by the line."""
    reach = int(_REACH_S * RATE_HZ)
    rows, times_s = windows.rows(song, line, reach)
    if len(rows) == 0:
        return []
    first_s, last_s = float(times_s[0]), float(times_s[-1])
    count = max(1, round((last_s - first_s) / STRETCH_S))
    edges = np.linspace(first_s, last_s, count + 1)
    which = np.clip(np.searchsorted(edges, times_s, side="right") - 1, 0, count - 1)
    sums = np.stack([rows[which == k].sum(0) for k in range(count)])
    if count == 1:  # nothing to compare with: halves confirm each other
        half = len(rows) // 2
        sums = np.stack([rows[:half].sum(0), rows[half:].sum(0)])
        strength, lag = _match(sums[0], sums[1])
        return [Stretch(first_s, last_s, strength, lag)]
    others = sums.sum(0) - sums
    return [Stretch(float(edges[k]), float(edges[k + 1]), *_match(sums[k], others[k])) for k in range(count)]


def coverage(found: list[Stretch]) -> float:
    """The share of stretches that confirm the line."""
    return float(np.mean([s.confirms for s in found])) if found else 0.0


def _match(row: NDArray[np.float32], pattern: NDArray[np.float32]) -> tuple[float, float]:
    """Height over noise of the match at no shift, and the shift in seconds of the best match."""
    shift = int(_SHIFT_S * RATE_HZ)
    near = int(_NEAR_S * RATE_HZ)
    size = int(sf.next_fast_len(len(row) + shift, real=True))
    around = sf.irfft(sf.rfft(row, size) * np.conj(sf.rfft(pattern, size)), size)
    match = np.concatenate([around[-shift:], around[: shift + 1]])
    far = np.abs(np.arange(-shift, shift + 1)) > near
    noise = float(np.sqrt(np.mean(match[far] ** 2))) + 1e-30
    best = int(np.argmax(match))
    return float(match[shift - 2 : shift + 3].max()) / noise, (best + vertex(match, best) - shift) / RATE_HZ
