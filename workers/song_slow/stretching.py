"""Slower playback with the pitch kept, in which every onset is where it must be, to the sample.

Around an onset the sound runs as it is; between two of them it is made longer by going back, again and again,
to where it sounds alike (WSOLA, Verhelst and Roelants 1993), never across an onset. Rubber Band puts clicks
in music at half speed anywhere within 30 ms of their place, ffmpeg's atempo 18 ms early.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.fft as sf
from numpy.typing import NDArray

Sound = NDArray[np.float32]

#: All in samples at 48 kHz: a run between two joints, a joint, how far a better place for it is looked for,
#: and how much of the sound is compared.
_RUN, _JOINT, _SEARCH, _COMPARED = 1440, 240, 480, 960
#: What runs as it is around an onset, and what is kept clear of it.
_BEFORE, _AFTER, _CLEAR = 1200, 960, 96
_APART = 960
_FFT = sf.next_fast_len(2 * _SEARCH + 2 * _COMPARED, real=True)
_EASE = ((1 - np.cos(np.pi * (np.arange(_JOINT) + 0.5) / _JOINT)) / 2).astype(np.float32)[:, None]


@dataclass(frozen=True)
class _Run:
    """From sample `to` of the result on the sound runs on from its sample `start`."""

    to: int
    start: int


@dataclass(frozen=True)
class _Pinned:
    """An instant of the sound and where it must be in the result."""

    at: int
    to: int


def slowed(sound: Sound, rate: float, onsets: Sequence[tuple[int, float]]) -> Sound:
    """The sound (n, channels) at `rate` (below 1) of its speed: sample k of the result is sample k * rate.

    Args:
        sound: at 48 kHz.
        rate: 0.5 is half as fast.
        onsets: sample at which something begins, and how strongly; of two too near each other the stronger
            is pinned.
    """
    count = round(len(sound) / rate)
    pins = [_Pinned(at, round(at / rate)) for at in _chosen(onsets, len(sound))]
    ends = [_Pinned(0, 0), *pins, _Pinned(len(sound), count)]
    padded = np.pad(sound, ((_SEARCH, _RUN + _SEARCH + 2 * _COMPARED + _JOINT), (0, 0)))
    runs = [_Run(0, 0)]
    mono = padded.mean(axis=1)
    for here, there in pairwise(ends):
        gap = there.at - here.at
        before = min(_BEFORE, gap // 2) if there.to < count else 0
        runs += _between(mono, here, _Pinned(there.at, there.to - before), rate, runs[-1])
        if before:
            runs.append(_Run(there.to - before, there.at - before))
    return _joined(padded, runs, count)


def _chosen(onsets: Sequence[tuple[int, float]], count: int) -> list[int]:
    """Onsets at least `_APART` from each other and the ends, the strongest first to be kept; rising."""
    kept = [0, count]
    for at, _ in sorted(onsets, key=lambda each: (-each[1], each[0])):
        place = bisect(kept, at)
        if 0 < place < len(kept) and at - kept[place - 1] >= _APART and kept[place] - at >= _APART:
            kept.insert(place, at)
    return kept[1:-1]


def _between(
    mono: NDArray[np.float32], here: _Pinned, there: _Pinned, rate: float, last: _Run
) -> Iterator[_Run]:
    """Runs from what follows the pin `here` up to `there.to`, none of which reaches `there.at`."""
    gap = there.at - here.at
    first = here.to + min(_AFTER, gap // 3)
    count = -(-(there.to - first) // min(_RUN, gap - _JOINT - 2 * _CLEAR))
    for number in range(count):
        to, end = (first + (there.to - first) * k // count for k in (number, number + 1))
        aim = here.at + round(((to + end) / 2 - here.to) * rate - (end - to) / 2)
        least, most = here.at + _CLEAR, there.at - (end - to) - _JOINT - _CLEAR
        last = _Run(to, _alike(mono, last.start + to - last.to, aim, least, most))
        yield last


def _alike(mono: NDArray[np.float32], following: int, aim: int, least: int, most: int) -> int:
    """The place near `aim`, from `least` to `most`, that sounds most like what would follow."""
    first = min(max(aim - _SEARCH, least, -_SEARCH), most)
    last = max(min(aim + _SEARCH, most), first)
    pattern = mono[following + _SEARCH :][:_COMPARED]
    pieces = mono[first + _SEARCH :][: last - first + _COMPARED]
    places = last - first + 1
    cross = sf.irfft(sf.rfft(pieces, _FFT) * np.conj(sf.rfft(pattern, _FFT)), _FFT)[:places]
    energy = np.cumsum(np.concatenate([[0.0], pieces.astype(np.float64) ** 2]))
    size = energy[len(pattern) : len(pattern) + places] - energy[:places]
    return first + int(np.argmax(cross[: len(size)] / np.sqrt(size + 1e-6)))


def _joined(padded: Sound, runs: Sequence[_Run], count: int) -> Sound:
    """The runs one after another, each eased into the next."""
    result = np.zeros((count + _JOINT, padded.shape[1]), np.float32)
    for run, following in pairwise([*runs, _Run(count, 0)]):
        piece = padded[run.start + _SEARCH :][: following.to + _JOINT - run.to].copy()
        if run.to:
            piece[:_JOINT] *= _EASE[: len(piece)]
        piece[following.to - run.to :] *= 1 - _EASE[: len(piece) - (following.to - run.to)]
        result[run.to : run.to + len(piece)] += piece
    return result[:count]
