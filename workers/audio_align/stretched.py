"""A song played slower or faster with its pitch kept: accepted on onsets and harmony, which must agree.

Practice players cut and overlap the waves, so there is nothing sample-accurate to find; the line is good to
about ten milliseconds and always to be checked by ear.
"""

import numpy as np

from workers.audio_align.candidates import Candidate, Correlator, peaks
from workers.audio_align.features import ONSET_HOP_S
from workers.audio_align.spectra import Features
from workers.audio_align.tempo import Tempo, at_speed
from workers.audio_align.verdict import Alignment, judge_stretched

_LEAST_HARMONY, _LEAST_CHANGE = 9.5, 0.015
_STRETCH_S, _NEAR_S, _ROOM_S = 6.0, 0.05, 1.0
_LEAST_COVERAGE = 0.5


def find_stretched(
    take: Features, song: Features, tempo: Tempo, take_s: float, song_s: float
) -> Alignment | None:
    """The alignment by onsets that harmony confirms, or None. Near its own speed the waves must speak."""
    score = tempo.harmony.score
    agreed = tempo.agreed(take_s / 2)
    if agreed is None or score < _LEAST_HARMONY or abs(agreed.line.rate - 1) < _LEAST_CHANGE:
        return None
    share = _coverage(take, song, agreed)
    if share < _LEAST_COVERAGE:
        return None
    sure = float(1 - 2.0 ** -((score / _LEAST_HARMONY) ** 2))
    others = [(c.line, 0.0) for c in tempo.refined if abs(c.line.offset_s - agreed.line.offset_s) > 1][:3]
    return judge_stretched(agreed.line, sure, others, share, take_s, song_s)


def _coverage(take: Features, song: Features, agreed: Candidate) -> float:
    """The share of stretches of the take whose onsets fit best, within a second, where the line puts them."""
    line = agreed.line
    on_song_clock = at_speed(take, line.rate)
    size = int(_STRETCH_S / ONSET_HOP_S)
    room, near = int(_ROOM_S / ONSET_HOP_S), int(_NEAR_S / ONSET_HOP_S)
    votes = []
    for start in range(0, on_song_clock.shape[1] - size + 1, size):
        at = start + round(line.offset_s / ONSET_HOP_S)
        if at < 0 or at + size > song.shape[1]:
            continue
        piece = on_song_clock[:, start : start + size]
        around = song[:, max(at - room, 0) : at + size + room]
        correlation = Correlator(around, size, 0.3)(piece)
        ((k, _),) = peaks(correlation, 1)
        votes.append(abs(k - size - min(at, room)) <= near)
    return float(np.mean(votes)) if votes else 0.0
