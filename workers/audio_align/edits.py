"""Where a take leaves its line: cut, or the music stopped and went on elsewhere, or drowned out."""

from dataclasses import dataclass

import numpy as np

from workers.audio_align.candidates import Line, propose
from workers.audio_align.evidence import Stretch
from workers.audio_align.features import ONSET_HOP_S, onsets
from workers.audio_align.phase import TakeWindows
from workers.audio_align.spectra import RATE_HZ, Features, Sound

_LEAST_S = 4.0
_STRONG = 7.5
_MOVED_S = 0.003
_CANDIDATES = 12
_MUCH_LESS = 0.35  # of the clearer stretches' deviations


@dataclass(frozen=True)
class Piece:
    """A piece of the take that does not follow the line; `moved_s` says how far on in the song it is instead.

    `moved_s` is None where the song was not found there.
    """

    start_s: float
    end_s: float
    moved_s: float | None


def off_line(take: Sound, found: tuple[Stretch, ...]) -> list[tuple[float, float]]:
    """The pieces of a take (start, end) of at least _LEAST_S that follow the line not at all or much less."""
    best = sorted(s.deviations for s in found)[len(found) // 2 :]
    enough = _MUCH_LESS * float(np.median(best)) if best else 0.0
    edges = [0.0]
    for s in found:
        if s.confirms and s.deviations >= enough:
            edges += [s.start_s, s.end_s]
    edges.append(len(take) / RATE_HZ)
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= _LEAST_S]


def worth_telling(
    pieces: list[Piece], found: tuple[Stretch, ...], heard_s: tuple[float, float]
) -> list[Piece]:
    """Pieces found elsewhere, and those where the song should be heard and no stretch confirms it."""
    told = []
    for piece in pieces:
        inside = [s for s in found if piece.start_s <= s.middle_s <= piece.end_s]
        unheard = min(piece.end_s, heard_s[1]) - max(piece.start_s, heard_s[0]) >= _LEAST_S
        if piece.moved_s is not None or (unheard and not any(s.confirms for s in inside)):
            told.append(piece)
    return told


def explain(take: Sound, song: Sound, song_onsets: Features, line: Line, gap: tuple[float, float]) -> Piece:
    """What is heard in a gap of a take that is on the song's clock: the song at another place, or not."""
    start_s, end_s = gap
    piece = take[int(start_s * RATE_HZ) : int(end_s * RATE_HZ)]
    windows = TakeWindows(piece)
    fits = [
        fit
        for candidate in propose(onsets(piece), song_onsets, ONSET_HOP_S, 0.6, _CANDIDATES)
        if (fit := windows.fit(song, candidate.line, 0.03, 0.0))
    ]
    best = max(fits, key=lambda fit: fit.strength, default=None)
    if best is None or best.strength < _STRONG:
        return Piece(start_s, end_s, None)
    moved_s = best.line.offset_s - line.song_s(start_s)
    return Piece(start_s, end_s, moved_s if abs(moved_s) > _MOVED_S else None)
