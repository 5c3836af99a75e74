"""Grids of constant tempo over a song: which tempi it may have, best first, and where their beats lie.

A proposal for a person who marks by ear: half and double of the best tempo are always among the tempi, since
which of them is danced is not in the sound. Beats lie where the flux is highest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.fft as sf
from numpy.typing import NDArray

from workers.song_preview.flux import Flux

Series = NDArray[np.float64]

_SLOWEST_BPM, _FASTEST_BPM, _STEP_BPM = 55.0, 215.0, 0.01
_OUTERMOST_BPM = 30.0, 300.0
_USUAL_BPM, _OCTAVES = 120.0, 0.5  # of what is danced to; the width of the preference for it
_HARMONICS = ((0.5, 0.5), (1.0, 1.0), (2.0, 1.0), (3.0, 0.35), (4.0, 0.7))
_LOW_SHARE = 0.7
_AROUND_S = 1.0
_TEMPI = 5
_APART = 0.03
_PHASES = 96
_BETWEEN_SHARE = 0.5  # what lies half a beat off counts too: a beat is not between eighths
_NEAR_S = 0.05
_STRETCH_S = 8.0
_TURNS = 64  # phases that a period is folded into
_ALIKE = 0.7  # correlation of two folded stretches
_FAINT, _CLEAR = 0.5, 1.5  # how far beats stand out, in deviations
#: The flux of a bare click peaks with it, of sounds with a body up to 6 ms after their first arrival.
_LATE_S = 0.003
_EMPTY = 0.25  # of the stronger beats' pulse


@dataclass(frozen=True)
class Grid:
    """Beats at `phase_s + k * period_s` for k >= 0, from the song's start on. `score` is 1 for the best."""

    period_s: float
    phase_s: float
    score: float

    def beats_s(self, end_s: float) -> Series:
        """Its beats before `end_s`."""
        count = max(0, int(np.ceil((end_s - self.phase_s) / self.period_s)))
        return np.asarray(self.phase_s + self.period_s * np.arange(count), np.float64)


@dataclass(frozen=True)
class Proposal:
    """`grids`, best first; `confidence` 0..1 that the song has the best one's beat, or one at its octave."""

    grids: tuple[Grid, ...]
    confidence: float


def propose(heard: Flux) -> Proposal:
    """The grids that fit the flux of a song."""
    if len(heard.all) < 4 * _AROUND_S * heard.frame_hz or not heard.all.any():
        return Proposal((), 0.0)
    pulse = _pulse(heard)
    tempi = _Tempi(pulse, heard.frame_hz)
    grids = [_fitted(pulse, tempi, bpm) for bpm in tempi.likeliest()]
    while missing := _octaves_missing(grids):
        grids += [_fitted(pulse, tempi, bpm) for bpm in missing]
    best, *others = sorted(grids, key=lambda grid: -grid.score)
    sure = _confidence(pulse, heard.frame_hz, best)
    return Proposal(tuple(_told(grid, best.score) for grid in (best, *others)), sure)


def _told(grid: Grid, highest: float) -> Grid:
    return replace(grid, phase_s=(grid.phase_s - _LATE_S) % grid.period_s, score=grid.score / highest)


def _octaves_missing(grids: Sequence[Grid]) -> list[float]:
    """Half and double of the best one's tempo that are not among the grids."""
    bpm = 60 / max(grids, key=lambda grid: grid.score).period_s
    return [
        related
        for related in (bpm / 2, bpm * 2)
        if _OUTERMOST_BPM[0] <= related <= _OUTERMOST_BPM[1]
        and all(abs(np.log(related * grid.period_s / 60)) > _APART for grid in grids)
    ]


def _pulse(heard: Flux) -> Series:
    """The flux less its running mean, in deviations, low bands counted once more; clipped below at -1."""
    size = round(_AROUND_S * heard.frame_hz)

    def even(flux: NDArray[np.float32]) -> Series:
        level = flux.astype(np.float64)
        level -= np.convolve(level, np.ones(size) / size, "same")
        return np.asarray(level / (level.std() + 1e-9))

    return np.maximum(even(heard.all) + _LOW_SHARE * even(heard.low), -1)


class _Tempi:
    """How strongly a pulse repeats at any tempo: its spectrum there and at multiples, times a liking."""

    def __init__(self, pulse: Series, frame_hz: float) -> None:
        self.frame_hz = frame_hz
        self._size = sf.next_fast_len(len(pulse) * 8, real=True)
        self._spectrum = np.abs(sf.rfft(pulse * np.hanning(len(pulse)) ** 0.25, self._size))

    def salience(self, bpm: Series) -> Series:
        """For each tempo, 0 or more."""
        bins = bpm / 60 * self._size / self.frame_hz
        every = np.arange(len(self._spectrum))
        heights = sum(
            weight * np.interp(bins * multiple, every, self._spectrum) for multiple, weight in _HARMONICS
        )
        return np.asarray(heights * np.exp(-0.5 * (np.log2(bpm / _USUAL_BPM) / _OCTAVES) ** 2))

    def likeliest(self) -> list[float]:
        """Some tempi, well apart, the most salient first."""
        bpm = np.arange(_SLOWEST_BPM, _FASTEST_BPM, _STEP_BPM)
        found: list[float] = []
        for k in np.argsort(-self.salience(bpm)):
            if all(abs(np.log(bpm[k] / other)) > _APART for other in found):
                found.append(float(bpm[k]))
            if len(found) == _TEMPI:
                break
        return found


def _fitted(pulse: Series, tempi: _Tempi, bpm: float) -> Grid:
    """The grid of about that tempo whose beats gather most of the pulse."""
    smooth, frame_hz = _smooth(pulse), tempi.frame_hz
    period = 60 / bpm * frame_hz
    phases = np.linspace(0, period, _PHASES, endpoint=False)
    on_beat = np.array([_gathered(smooth, period, each) for each in phases])
    phase = float(phases[np.argmax(_doubled(on_beat))])
    rough = Grid(period / frame_hz, phase / frame_hz, float(tempi.salience(np.array([bpm]))[0]))
    grid = _refined(smooth, frame_hz, _refined(smooth, frame_hz, rough))
    return replace(grid, score=grid.score * _evenness(smooth, grid, frame_hz))


def _evenness(pulse: Series, grid: Grid, frame_hz: float) -> float:
    """1; less, down to a half, where every other beat is all but empty: then the tempo is half of it."""
    period, phase = grid.period_s * frame_hz, grid.phase_s * frame_hz
    one, other = (_gathered(pulse, 2 * period, phase + shift) for shift in (0.0, period))
    weaker = max(0.0, min(one, other)) / max(one, other, 1e-9)
    return 0.5 + 0.5 * min(1.0, weaker / _EMPTY)


def _gathered(pulse: Series, period: float, phase: float) -> float:
    at = np.arange(phase, len(pulse) - 1, period)
    return float(np.interp(at, np.arange(len(pulse)), pulse).mean())


def _refined(pulse: Series, frame_hz: float, grid: Grid) -> Grid:
    """Phase and period by least squares through the peaks near the beats, weighted by their height."""
    near = max(1, round(_NEAR_S * frame_hz))
    at = grid.beats_s(len(pulse) / frame_hz) * frame_hz
    number = np.arange(len(at))
    middles = np.rint(at).astype(int)
    inside = (middles > near) & (middles < len(pulse) - near - 1)
    if inside.sum() < 8:
        return grid
    windows = np.lib.stride_tricks.sliding_window_view(pulse, 2 * near + 1)[middles[inside] - near]
    tops = windows.argmax(1)
    peak = middles[inside] - near + tops
    left, mid, right = pulse[peak - 1], pulse[peak], pulse[peak + 1]
    bend = left - 2 * mid + right
    peak = peak + np.where(bend < 0, 0.5 * (left - right) / np.where(bend < 0, bend, 1), 0).clip(-0.5, 0.5)
    weight = np.maximum(windows.max(1), 0)
    late = peak - at[inside]
    for _ in range(4):
        slope, shift = np.polyfit(number[inside], late, 1, w=np.sqrt(weight))
        off = np.abs(late - shift - slope * number[inside])
        weight = np.maximum(windows.max(1), 0) / (1 + (off / (0.006 * frame_hz)) ** 2)
    period = grid.period_s + slope / frame_hz
    phase = grid.phase_s + shift / frame_hz
    return replace(grid, period_s=float(period), phase_s=float(phase % period))


def _confidence(pulse: Series, frame_hz: float, grid: Grid) -> float:
    """The share of the song's stretches that, folded over one period, look as the whole song does; less where
    beats hardly stand out. Noise, a free or drifting tempo score low, a steady beat 1.
    """
    smooth = _smooth(pulse)
    smooth = (smooth - smooth.mean()) / (smooth.std() + 1e-9)
    beats = grid.beats_s(len(pulse) / frame_hz) * frame_hz
    at = beats + np.arange(_TURNS)[:, None] / _TURNS * grid.period_s * frame_hz
    folded = np.interp(at, np.arange(len(smooth)), smooth)  # (turns, beats)
    whole = folded.mean(axis=1)
    size = max(2, round(_STRETCH_S / grid.period_s))
    stretches = [folded[:, k : k + size].mean(axis=1) for k in range(0, len(beats) - size + 1, size)]
    alike = [float(np.corrcoef(whole, each)[0, 1]) > _ALIKE for each in stretches if each.std() > 0]
    clear = np.clip((whole[0] - _FAINT) / (_CLEAR - _FAINT), 0, 1)
    return float(np.sum(alike) / max(1, len(stretches)) * clear)


def _doubled(on_beat: Series) -> Series:
    """What is gathered at phases evenly over one period, with a share of what lies half a period off."""
    return on_beat + _BETWEEN_SHARE * np.roll(on_beat, len(on_beat) // 2)


def _smooth(pulse: Series) -> Series:
    shape = np.hanning(11)
    return np.convolve(pulse, shape / shape.sum(), "same")
