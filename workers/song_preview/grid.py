"""Grids of constant tempo over a song: which tempi it may have, best first, and where their beats lie.

A proposal for a person who marks by ear: half and double of the best tempo are always among the tempi, since
which of them is danced is not in the sound. Beats lie where the flux is highest.
"""

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
    grids = tuple(_fitted(pulse, heard.frame_hz, *tempo) for tempo in _tempi(pulse, heard.frame_hz))
    sure = _confidence(pulse, heard.frame_hz, grids[0])
    return Proposal(
        tuple(replace(grid, phase_s=(grid.phase_s - _LATE_S) % grid.period_s) for grid in grids), sure
    )


def _pulse(heard: Flux) -> Series:
    """The flux less its running mean, in deviations, low bands counted once more; clipped below at -1."""
    size = round(_AROUND_S * heard.frame_hz)

    def even(flux: NDArray[np.float32]) -> Series:
        level = flux.astype(np.float64)
        level -= np.convolve(level, np.ones(size) / size, "same")
        return np.asarray(level / (level.std() + 1e-9))

    return np.maximum(even(heard.all) + _LOW_SHARE * even(heard.low), -1)


def _tempi(pulse: Series, frame_hz: float) -> list[tuple[float, float]]:
    """(tempo, score) of the likeliest tempi, and of half and double of the first."""
    bpm = np.arange(_SLOWEST_BPM, _FASTEST_BPM, _STEP_BPM)
    salience = _salience(pulse, frame_hz, bpm)
    found: list[tuple[float, float]] = []
    for k in np.argsort(-salience):
        if all(abs(np.log(bpm[k] / other)) > _APART for other, _ in found):
            found.append((float(bpm[k]), float(salience[k])))
        if len(found) == _TEMPI:
            break
    best, highest = found[0]
    for related in (best / 2, best * 2):
        inside = _OUTERMOST_BPM[0] <= related <= _OUTERMOST_BPM[1]
        if inside and all(abs(np.log(related / other)) > _APART for other, _ in found):
            found.append((related, float(_salience(pulse, frame_hz, np.array([related]))[0])))
    return [(tempo, score / highest) for tempo, score in sorted(found, key=lambda each: -each[1])]


def _salience(pulse: Series, frame_hz: float, bpm: Series) -> Series:
    """How strongly the pulse repeats at each tempo: the spectrum there and at multiples, and a liking."""
    size = sf.next_fast_len(len(pulse) * 8, real=True)
    spectrum = np.abs(sf.rfft(pulse * np.hanning(len(pulse)) ** 0.25, size))
    bins = bpm / 60 * size / frame_hz
    heights = sum(
        weight * np.interp(bins * multiple, np.arange(len(spectrum)), spectrum)
        for multiple, weight in _HARMONICS
    )
    return np.asarray(heights * np.exp(-0.5 * (np.log2(bpm / _USUAL_BPM) / _OCTAVES) ** 2))


def _fitted(pulse: Series, frame_hz: float, bpm: float, score: float) -> Grid:
    """The grid of about that tempo whose beats gather most of the pulse."""
    period = 60 / bpm * frame_hz
    smooth = _smooth(pulse)
    phases = np.linspace(0, period, _PHASES, endpoint=False)
    on_beat = np.array([_gathered(smooth, period, each) for each in phases])
    phase = float(phases[np.argmax(_doubled(on_beat))])
    grid = Grid(period / frame_hz, phase / frame_hz, score)
    return _refined(smooth, frame_hz, _refined(smooth, frame_hz, grid))


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
