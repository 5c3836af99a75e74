"""A song played slower or faster with its pitch kept: accepted on onsets and harmony, which must agree.

Practice players cut and overlap the waves, so there is nothing sample-accurate to find; the line is good to
about ten milliseconds and always to be checked by ear.
"""

import numpy as np
import scipy.fft as sf
from numpy.typing import NDArray

from workers.audio_align.candidates import Correlator, Line, peaks
from workers.audio_align.features import FINE_HOP_S, ONSET_HOP_S, Heard, fine_onsets
from workers.audio_align.spectra import RATE_HZ, Features, Sound
from workers.audio_align.tempo import Tempo, at_speed
from workers.audio_align.verdict import Alignment, judge_stretched

_LEAST_HARMONY, _LEAST_CHANGE = 9.5, 0.015
_STRETCH_S, _EVERY_S, _NEAR_S, _ROOM_S = 6.0, 2.0, 0.06, 1.0
_LEAST_COVERAGE = 0.5
_FINE_ROOM = 60  # frames of fine onsets looked at around a line
_OUTLIER = 3.0  # times the median deviation from the line


def find_stretched(take: Heard, song: Heard, tempo: Tempo) -> Alignment | None:
    """The alignment by onsets that harmony confirms, or None. Near its own speed the waves must speak."""
    score = tempo.harmony.score
    agreed = tempo.agreed(take.duration_s / 2)
    if agreed is None or score < _LEAST_HARMONY or abs(agreed.line.rate - 1) < _LEAST_CHANGE:
        return None
    line = agreed.line
    share = 0.0
    for _ in range(2):
        line, share = _through_stretches(take.onsets, song.onsets, line)
    if share < _LEAST_COVERAGE:
        return None
    line = Line(line.offset_s - _late_s(take.sound, song.sound, line), line.rate)
    sure = float(1 - 2.0 ** -((score / _LEAST_HARMONY) ** 2))
    others = [(c.line, 0.0) for c in tempo.refined if abs(c.line.offset_s - line.offset_s) > 1][:3]
    return judge_stretched(line, sure, others, share, take.duration_s, song.duration_s)


def _late_s(take: Sound, song: Sound, line: Line) -> float:
    """How much later than the line's the first arrival is: rooms draw onsets out, so the match comes late.

    The leading edge of the correlation of fine onsets, at half its height, beside the same edge of the song
    with itself.
    """
    first = max(0, int((line.offset_s - 1) * RATE_HZ))
    last = int((line.song_s(len(take) / RATE_HZ) + 1) * RATE_HZ)
    line = Line(line.offset_s - first / RATE_HZ, line.rate)
    heard, sung = at_speed(fine_onsets(take), line.rate), fine_onsets(song[first:last])
    shift = round(line.offset_s / FINE_HOP_S)
    first, last = max(0, -shift), min(heard.shape[1], sung.shape[1] - shift)
    if last - first < _FINE_ROOM:
        return 0.0
    heard, sung = heard[:, first:last], sung[:, first + shift : last + shift]
    size = int(sf.next_fast_len(heard.shape[1] + 2 * _FINE_ROOM, real=True))
    H, S = sf.rfft(heard, size), sf.rfft(sung, size)
    late = _leading_edge(H * np.conj(S)) - _leading_edge(S * np.conj(S))
    return late * FINE_HOP_S * line.rate + (shift * FINE_HOP_S - line.offset_s)


def _leading_edge(cross: NDArray[np.complex64]) -> float:
    """Where a correlation (bands, frequencies) first comes to half of its height near lag 0, in frames."""
    around = sf.irfft(cross.sum(0))
    near = np.concatenate([around[-_FINE_ROOM:], around[: _FINE_ROOM + 1]])
    k = top = _FINE_ROOM // 2 + int(np.argmax(near[_FINE_ROOM // 2 : -_FINE_ROOM // 2]))
    half = near[top] / 2
    while k > 0 and near[k] > half:
        k -= 1
    return float(k + (half - near[k]) / (near[k + 1] - near[k] + 1e-12) - _FINE_ROOM)


def _through_stretches(take: Features, song: Features, line: Line) -> tuple[Line, float]:
    """The line through the places of single stretches of the take, and the share of them that are on it.

    A stretch counts where its onsets fit best, within a second, near the line given; outliers are dropped.
    """
    on_song_clock = at_speed(take, line.rate)
    size, room = round(_STRETCH_S / ONSET_HOP_S), round(_ROOM_S / ONSET_HOP_S)
    middles_s, late_s = [], []
    for start in range(0, on_song_clock.shape[1] - size + 1, round(_EVERY_S / ONSET_HOP_S)):
        aim = start + line.offset_s / ONSET_HOP_S
        first = round(aim) - room
        if first < 0 or first + size + 2 * room > song.shape[1]:
            continue
        correlate = Correlator(song[:, first : first + size + 2 * room], size, 0.6)
        inside = correlate(on_song_clock[:, start : start + size])[size : size + 2 * room]
        ((k, _),) = peaks(inside, 1)
        middles_s.append((start + size / 2) * ONSET_HOP_S / line.rate)
        late_s.append((first + k - aim) * ONSET_HOP_S)
    t, late = np.array(middles_s), np.array(late_s)
    near = np.abs(late) <= _NEAR_S
    if near.sum() < 3:
        return line, float(near.mean()) if len(near) else 0.0
    for _ in range(3):
        slope, shift = np.polyfit(t[near], late[near], 1)
        off = np.abs(late - shift - slope * t)
        near = (np.abs(late) <= _NEAR_S) & (off <= _OUTLIER * max(float(np.median(off[near])), 0.001))
    on_line = float(np.mean(np.abs(late - shift - slope * t) <= _NEAR_S / 2))
    return Line(line.offset_s + float(shift), line.rate + float(slope)), on_line
