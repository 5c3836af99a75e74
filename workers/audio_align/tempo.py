"""Takes at another speed than the song's: which speed, and where, from onsets and harmony alone.

Proposes lines; proof is for others where the pitch moved with the speed. Where the pitch was kept, the waves
no longer match and these lines are all there is: good to about ten milliseconds.
"""

from dataclasses import dataclass

import numpy as np

from workers.audio_align.candidates import Candidate, Correlator, Line, peaks
from workers.audio_align.features import HARMONY_HOP_S, ONSET_HOP_S
from workers.audio_align.spectra import Features

_STEP = 0.003  # in log speed: how finely the search goes
_NEAR = 0.0006
_WITHIN_S = 0.15


@dataclass(frozen=True)
class Tempo:
    """`harmony`: the best line by harmony. `refined`: lines by onsets around the best guesses, best first."""

    harmony: Candidate
    refined: tuple[Candidate, ...]

    def guesses(self, count: int) -> list[Line]:
        """The best lines by onsets that differ by more than the search's own steps."""
        kept: list[Line] = []
        for candidate in self.refined:
            line = candidate.line
            if all(
                abs(line.rate / other.rate - 1) > _STEP or abs(line.offset_s - other.offset_s) > 1
                for other in kept
            ):
                kept.append(line)
        return kept[:count]

    def agreed(self, middle_s: float) -> Candidate | None:
        """The best line by onsets that is where the harmony is at the take's middle; None if none is."""
        h = self.harmony.line
        for candidate in self.refined:
            line = candidate.line
            if (
                abs(line.rate / h.rate - 1) < 0.006
                and abs(line.song_s(middle_s) - h.song_s(middle_s)) < _WITHIN_S
            ):
                return candidate
        return None


def search_tempo(
    take: tuple[Features, Features], song: tuple[Features, Features], slowest: float, fastest: float
) -> Tempo:
    """The best speeds between `slowest` and `fastest`; take and song as (onsets, harmony)."""
    coarse = [_halved(onsets) for onsets, _ in (take, song)]
    by_onsets = _search(coarse[0], coarse[1], 2 * ONSET_HOP_S, 0.6, slowest, fastest)[:3]
    by_harmony = _search(take[1], song[1], HARMONY_HOP_S, 0.3, slowest, fastest)[0]
    refined = [c for guess in (*by_onsets, by_harmony) for c in _refine(take[0], song[0], guess.line)]
    return Tempo(by_harmony, tuple(sorted(refined, key=lambda c: -c.score)))


def _search(
    take: Features, song: Features, hop_s: float, whitening: float, slowest: float, fastest: float
) -> list[Candidate]:
    """The best line at every speed, best first."""
    correlate = Correlator(song, int(fastest * take.shape[1]) + 8, whitening)
    found = []
    for log_rate in np.arange(np.log(slowest), np.log(fastest), _STEP):
        rate = float(np.exp(log_rate))
        moved = at_speed(take, rate)
        ((k, score),) = peaks(correlate(moved), 1)
        found.append(Candidate(Line((k - moved.shape[1]) * hop_s, rate), score))
    return sorted(found, key=lambda c: -c.score)


def _refine(take: Features, song: Features, guess: Line) -> list[Candidate]:
    """Lines by onsets at fine steps around a guess: the best anywhere, and the best within 0.2 s."""
    correlate = Correlator(song, int(1.01 * guess.rate * take.shape[1]) + 8, 0.6)
    found = []
    middle = take.shape[1] / 2
    for step in range(-4, 5):
        rate = guess.rate * (1 + _NEAR * step)
        moved = at_speed(take, rate)
        n = moved.shape[1]
        correlation = correlate(moved)
        ((k, score),) = peaks(correlation, 1)
        found.append(Candidate(Line((k - n) * ONSET_HOP_S, rate), score))
        start = (
            guess.offset_s / ONSET_HOP_S + (guess.rate - rate) * middle
        )  # the guess, turned about its middle
        low = int(np.clip(start + n - 20, 0, len(correlation) - 41))
        ((k, _),) = peaks(correlation[low : low + 41], 1)
        middle_of_all = np.median(correlation)
        spread = 1.4826 * np.median(np.abs(correlation - middle_of_all)) + 1e-12
        height = (correlation[round(low + k)] - middle_of_all) / spread
        found.append(Candidate(Line((low + k - n) * ONSET_HOP_S, rate), float(height)))
    return found


def at_speed(X: Features, rate: float) -> Features:
    """The take's features as the song would show them: frame k of the result is frame k / rate."""
    at = np.arange(int(X.shape[1] * rate)) / rate
    k = np.minimum(at.astype(int), X.shape[1] - 2)
    part = (at - k).astype(np.float32)
    return np.asarray(X[:, k] * (1 - part) + X[:, k + 1] * part)


def _halved(X: Features) -> Features:
    return np.asarray(X[:, : X.shape[1] // 2 * 2].reshape(len(X), -1, 2).mean(2), np.float32)
