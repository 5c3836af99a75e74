"""Where the take might lie in the song: correlation of features, best first. Proposes; never decides.

`song_s = offset_s + rate * video_s` throughout.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.fft as sf
from numpy.typing import NDArray

from workers.audio_align.spectra import Features

PIECE_S = 60.0


@dataclass(frozen=True)
class Line:
    """song_s = offset_s + rate * video_s."""

    offset_s: float
    rate: float = 1.0

    def song_s(self, video_s: float) -> float:
        """The song's time at a time of the video."""
        return self.offset_s + self.rate * video_s


@dataclass(frozen=True)
class Candidate:
    """A line that features propose; `score` is its peak in robust deviations of the whole correlation."""

    line: Line
    score: float


class Correlator:
    """A song's features, transformed once, to be correlated with many takes or speeds of one take.

    `whitening` (0..1) evens out the modulation spectrum as the phase transform does: a steady beat, which
    fits everywhere, loses its weight.
    """

    def __init__(self, song: Features, longest: int, whitening: float) -> None:
        self.frames = song.shape[1]
        self.size = int(sf.next_fast_len(song.shape[1] + longest, real=True))
        self.whitening = whitening
        self._song = sf.rfft(song, self.size)

    def __call__(self, take: Features) -> NDArray[np.float32]:
        """Correlation (n + frames of song,) for a take of n frames; entry k: start at song frame k - n."""
        cross = self._song * np.conj(sf.rfft(take, self.size))
        weight = np.abs(cross)
        cross /= (weight + 1e-3 * weight.mean() + 1e-30) ** self.whitening
        around = sf.irfft(cross.sum(0), self.size)
        return np.concatenate([around[-take.shape[1] :], around[: self.frames]])


def peaks(correlation: NDArray[np.float32], count: int, apart: int = 8) -> Iterator[tuple[float, float]]:
    """The highest `count` peaks: position (parabola through three points) and height in robust deviations."""
    z = _deviations(correlation)
    for _ in range(count):
        k = int(np.argmax(z))
        yield k + vertex(correlation, k), float(z[k])
        z[max(0, k - apart) : k + apart + 1] = -np.inf


def vertex(y: NDArray[np.floating], k: int) -> float:
    """Where the parabola through y[k - 1 .. k + 1] has its top, -0.5..0.5 from k; 0 at an end."""
    if not 0 < k < len(y) - 1:
        return 0.0
    a, b, c = (float(v) for v in y[k - 1 : k + 2])
    return float(np.clip(0.5 * (a - c) / (a - 2 * b + c - 1e-12), -0.5, 0.5))


def height_at(take: Features, song: Features, hop_s: float, whitening: float, offset_s: float) -> float:
    """How high the correlation of features stands at one offset (within two frames), in robust deviations."""
    n = take.shape[1]
    z = _deviations(Correlator(song, n, whitening)(take))
    k = round(offset_s / hop_s) + n
    return float(z[max(0, k - 2) : k + 3].max(initial=0.0))


def _deviations(correlation: NDArray[np.float32]) -> NDArray[np.float32]:
    """From the median, in robust standard deviations."""
    middle = np.median(correlation)
    spread = 1.4826 * np.median(np.abs(correlation - middle)) + 1e-12
    return np.asarray((correlation - middle) / spread, np.float32)


def propose(take: Features, song: Features, hop_s: float, whitening: float, count: int) -> list[Candidate]:
    """Lines of rate 1 for a take at the song's own speed, best first.

    A long take is sought in pieces, since two clocks drift apart by more than features forgive: each piece
    proposes its places, as lines through the take's start.
    """
    pieces = max(1, round(take.shape[1] * hop_s / PIECE_S))
    each = take.shape[1] // pieces
    correlate = Correlator(song, each, whitening)
    found = []
    for start in range(0, each * pieces, each):
        for k, score in peaks(correlate(take[:, start : start + each]), -(-count // pieces)):
            found.append(Candidate(Line((k - each - start) * hop_s), score))
    return sorted(found, key=lambda c: -c.score)
