"""Which piece of the song is played slowly, and what slow.json says of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.fields import read_object, require_format

from workers.media.waves import RATE_HZ
from workers.step import StepRefusedError

FORMAT = 1
#: File -> its speed.
SPEEDS = {"slow-50.wav": 0.5, "slow-75.wav": 0.75}

_MARGIN_S = 1.0
_LEAST = RATE_HZ // 10
#: The piece begins and ends on whole milliseconds, which a decimal number tells exactly.
_GRAIN = RATE_HZ // 1000


@dataclass(frozen=True)
class Piece:
    """Samples `start` to `end` of the song."""

    start: int
    end: int


def heard_piece(first_s: float, last_s: float, song: int) -> Piece:
    """The song from `first_s` to `last_s` and a second around, as far as it is `song` samples long.

    Raises:
        StepRefusedError: it is not heard there at all.
    """
    start = max(0, int((first_s - _MARGIN_S) * RATE_HZ))
    end = min(song, int((last_s + _MARGIN_S) * RATE_HZ))
    piece = Piece(start // _GRAIN * _GRAIN, end // _GRAIN * _GRAIN)
    if piece.end - piece.start < _LEAST or last_s <= 0 or first_s * RATE_HZ >= song:
        raise StepRefusedError(
            "With this alignment no part of the song is heard in the take. Correct the offset.",
            f"the take covers {first_s:.3f} to {last_s:.3f} s of {song / RATE_HZ:.3f} s",
        )
    return piece


def onsets_in(onsets: Sequence[tuple[float, float]], piece: Piece) -> list[tuple[int, float]]:
    """Onsets (seconds on the song clock, strength) as samples of the piece."""
    placed = [(round(at_s * RATE_HZ) - piece.start, strength) for at_s, strength in onsets]
    return [(at, strength) for at, strength in placed if 0 <= at < piece.end - piece.start]


def read_onsets(path: Path) -> list[tuple[float, float]]:
    """(seconds on the song clock, strength) from onsets.json.

    Raises:
        StepRefusedError: the file is not what `song_preview` writes.
    """
    try:
        fields = read_object(path.read_bytes(), "onsets", limit=2**24)
        require_format(fields, 1)
        each = fields.each("onsets", most=10**6)
        return [(one.number("s", 0), one.number("strength", 0, 1)) for one in each]
    except PackError as error:
        raise StepRefusedError("The onsets of the song cannot be read. Build again.", str(error)) from error


def slow_json(piece: Piece) -> str:
    """slow.json: sample n of a file of speed r is song time start_s + n / 48000 * r."""
    return json.dumps(
        {
            "format": FORMAT,
            "start_s": piece.start / RATE_HZ,
            "end_s": piece.end / RATE_HZ,
            "rates": list(SPEEDS.values()),
        }
    )
