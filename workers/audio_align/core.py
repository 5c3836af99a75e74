"""Samples of a take and of a song in, where one lies in the other out. No files, no clock.

The order is by cost: onsets propose and the waves prove, at the song's own speed; harmony proposes where
onsets drown; then other speeds, pitch moved first, pitch kept last.
"""

from collections.abc import Callable

import numpy as np

from workers.audio_align.candidates import PIECE_S, Candidate, Line, height_at, propose
from workers.audio_align.edits import explain, off_line, worth_telling
from workers.audio_align.features import HARMONY_HOP_S, ONSET_HOP_S, Heard, harmony, onsets
from workers.audio_align.phase import Fit, TakeWindows
from workers.audio_align.proof import AMBIGUOUS, STRONG, Proof, prove, scan
from workers.audio_align.spectra import RATE_HZ, Sound, resample
from workers.audio_align.stretched import find_stretched
from workers.audio_align.tempo import Tempo, search_tempo
from workers.audio_align.verdict import (
    NOT_FOUND,
    SHORT_SONG,
    SHORT_TAKE,
    SILENT_SONG,
    SILENT_TAKE,
    Alignment,
    judge,
)
from workers.step import StepRefusedError, blaming

LEAST_S = 3.0
_SILENT = 10 ** (-75 / 20)
_DRIFT_PPM = 500.0
_WORTH_PROVING = 5.0  # strength
_GUESSES = 3  # speeds that are tried on the waves
_UNDOUBTED, _LEAST_HARMONY = 16.0, 6.5  # height that needs no harmony, and the harmony's that it else needs
_SURE_HARMONY = 10.0  # score, where the harmony says the place before the waves do

Progress = Callable[[float, str], None]


def align(take: Sound, song: Sound, slowest: float, fastest: float, progress: Progress) -> Alignment:
    """Where a take lies in a song; both mono at RATE_HZ. Other speeds: from `slowest` to `fastest`.

    Raises:
        StepRefusedError: too short, silent, or the song is not in the take.
    """
    with blaming("take-not-heard"):
        heard = Heard(_sound(take, SHORT_TAKE, SILENT_TAKE))
    with blaming("song-unusable"):
        sought = Heard(_sound(song, SHORT_SONG, SILENT_SONG))
    progress(0.3, "listening for the song")
    proof = _at_own_speed(heard, sought)
    if proof:
        return _told(proof, heard, sought)
    progress(0.5, "listening for the song at other speeds")
    tempo = search_tempo((heard.onsets, heard.harmony), (sought.onsets, sought.harmony), slowest, fastest)
    progress(0.9, "checking")
    proof = _with_speed(heard, sought, tempo)
    if proof:
        return _told(proof, heard, sought)
    stretched = find_stretched(heard, sought, tempo)
    if stretched is None:
        raise StepRefusedError(NOT_FOUND, code="song-not-found")
    return stretched


def _sound(x: Sound, short: str, silent: str) -> Sound:
    """The sound itself, what is no number taken as silence; refused where it is too short or silent."""
    if len(x) < LEAST_S * RATE_HZ:
        raise StepRefusedError(short.format(least=LEAST_S), f"{len(x) / RATE_HZ:.3f} s")
    finite = np.nan_to_num(x, nan=0.0, posinf=0.0, neginf=0.0)
    level = float(np.sqrt(np.mean(np.square(finite, dtype=np.float64))))
    if level < _SILENT:
        raise StepRefusedError(silent, f"rms {level:.2e}")
    return finite


def _at_own_speed(take: Heard, song: Heard) -> Proof | None:
    """The song at its own speed but for two clocks."""
    windows = TakeWindows(take.sound)
    candidates = propose(take.onsets, song.onsets, ONSET_HOP_S, 0.6, 12)
    # A candidate of a piece may have drifted away from the middle of a long take.
    drift_s = max(0.0, take.duration_s - PIECE_S) / 2 * _DRIFT_PPM * 1e-6
    fit = scan(windows, song.sound, candidates, 0.03 + drift_s, _DRIFT_PPM)
    told = None
    if fit is None or fit.strength < STRONG:
        more = propose(take.harmony, song.harmony, HARMONY_HOP_S, 0.3, 6)
        candidates += more
        other = scan(windows, song.sound, more, 0.06 + drift_s, _DRIFT_PPM)
        fit = other if other and (fit is None or other.strength > fit.strength) else fit
        told = more[0]
    if fit is None or fit.strength < _WORTH_PROVING:
        return None
    proof = prove(take.sound, song.sound, fit, candidates)
    if proof and proof.holds:
        return proof if _in_tune(proof, song) else None
    return proof if proof and _told_by_harmony(proof, told) else None


def _in_tune(proof: Proof, song: Heard) -> bool:
    """Whether the harmony fits too where the waves leave doubt: songs may share a drummer's samples.

    At the right place it stood 7.7 deviations high or more at -10 dB too, at wrong ones 5.4 at most.
    """
    if proof.height >= _UNDOUBTED and proof.rivalry < AMBIGUOUS:
        return True
    heard = harmony(proof.on_song_clock)
    start_s = proof.line.offset_s + proof.arrival.late_s
    return height_at(heard, song.harmony, HARMONY_HOP_S, 0.3, start_s) >= _LEAST_HARMONY


def _told_by_harmony(proof: Proof, told: Candidate | None) -> bool:
    """Whether a faint proof is of the very place that the harmony alone is sure of."""
    if told is None or told.score < _SURE_HARMONY:
        return False
    apart_s = proof.line.offset_s + proof.arrival.late_s - told.line.offset_s
    drift_s = abs(proof.line.rate - 1) * proof.stretches[-1].end_s if proof.stretches else 0.0
    return proof.faintly_holds and abs(apart_s) < 2 * HARMONY_HOP_S + drift_s


def _with_speed(take: Heard, song: Heard, tempo: Tempo) -> Proof | None:
    """The song at another speed with its pitch moved: laid on that speed, the take is proved as ever."""
    fits = [fit for line in tempo.guesses(_GUESSES) if (fit := _fit_at(take.sound, song.sound, line))]
    best = max(fits, key=lambda fit: fit.strength, default=None)
    if best is None or best.strength < _WORTH_PROVING:
        return None
    rate = best.line.rate
    at_speed = onsets(resample(take.sound, round(len(take.sound) * rate)))
    places = [
        Candidate(Line(c.line.offset_s, rate), c.score)
        for c in propose(at_speed, song.onsets, ONSET_HOP_S, 0.6, 8)
    ]
    proof = prove(take.sound, song.sound, best, places)
    return proof if proof and proof.holds and _in_tune(proof, song) else None


def _fit_at(take: Sound, song: Sound, line: Line) -> Fit | None:
    """The fit near a line of any speed, on the take's own clock."""
    length = round(len(take) * line.rate)
    speed = length / len(take)
    windows = TakeWindows(resample(take, length))
    fit = windows.fit(song, Line(line.offset_s, line.rate / speed), 0.06, 1000.0)
    return fit and Fit(Line(fit.line.offset_s, fit.line.rate * speed), fit.strength, fit.windows)


def _told(proof: Proof, take: Heard, song: Heard) -> Alignment:
    """The proof's verdict, once every gap in it is explained."""
    line = Line(proof.line.offset_s, proof.line.rate / proof.speed)
    song_s = (-line.offset_s / line.rate, (song.duration_s - line.offset_s) / line.rate)
    gaps = off_line(proof.on_song_clock, proof.stretches)
    pieces = [explain(proof.on_song_clock, song.sound, song.onsets, line, gap) for gap in gaps]
    heard_s = (max(0.0, song_s[0]), min(len(proof.on_song_clock) / RATE_HZ, song_s[1]))
    return judge(proof, worth_telling(pieces, proof.stretches, heard_s), take.duration_s, song.duration_s)
