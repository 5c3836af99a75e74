"""What the sound of a class is, decided from the alignment. Only the stretcher needs files."""

from dataclasses import dataclass
from pathlib import Path

from eightcount_runtime.classpack.fields import read_object, require_format

from workers.audio_replace.placing import Line, Sound, fade_cuts, keep_below, place_resampled
from workers.audio_replace.stretching import place_stretched
from workers.step import Limits, StepRefusedError

RATE_HZ = 48000
_SLOWEST, _FASTEST = 0.25, 4.0


@dataclass(frozen=True)
class Alignment:
    """As much of alignment.json as the sound needs. `kind` is same, varispeed or stretched."""

    line: Line
    kind: str


def read_alignment(data: bytes) -> Alignment:
    """Read alignment.json, as found or as corrected by a person.

    Raises:
        eightcount_runtime.classpack.errors.PackError: it is not what the step audio_align writes.
    """
    fields = read_object(data, "alignment", limit=10**7)
    require_format(fields, 1)
    kind = fields.text("kind")
    if kind not in ("same", "varispeed", "stretched"):
        fields.refuse("kind", "same, varispeed or stretched")
    line = Line(fields.number("offset_s"), fields.number("rate", _SLOWEST, _FASTEST))
    return Alignment(line, kind)


def class_sound(
    song: Sound, alignment: Alignment, count: int, ceiling: float, scratch: Path, limits: Limits
) -> Sound:
    """The whole sound of the class, (count, channels) at `RATE_HZ`: the song in its place, else silence.

    Args:
        song: (n, channels) at `RATE_HZ`.
        alignment: where it goes.
        count: length of the class video in samples.
        ceiling: no sample exceeds it.
        scratch: an empty folder.
        limits: for the child that stretches.

    Raises:
        StepRefusedError: no part of the song falls into the take.
    """
    line, song_s = alignment.line, len(song) / RATE_HZ
    if line.song_s(count / RATE_HZ) <= 0 or line.song_s(0) >= song_s:
        raise StepRefusedError(
            "With this alignment no part of the song is heard in the take. Correct the offset.",
            f"the take covers {line.song_s(0):.3f} to {line.song_s(count / RATE_HZ):.3f} s of {song_s:.3f} s",
            code="alignment-unusable",
        )
    if alignment.kind == "stretched":
        placed = place_stretched(song, line, RATE_HZ, count, scratch, limits)
    else:
        placed = place_resampled(song, line, RATE_HZ, count)
    return keep_below(fade_cuts(placed, line, song_s, RATE_HZ), ceiling)
