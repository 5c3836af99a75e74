"""Finds where the song lies in the take's sound: take, song -> alignment.json.

Must not change the sound nor guess: what cannot be found is refused with a sentence, what is weak is told.
"""

import os
from dataclasses import dataclass

from workers.audio_align.core import align
from workers.audio_align.spectra import RATE_HZ
from workers.audio_align.verdict import to_json
from workers.media.pcm import decode_pcm
from workers.step import Work, blaming


@dataclass(frozen=True)
class Params:
    """The range of speeds that is searched where the song is not found at its own."""

    slowest: float = 0.75
    fastest: float = 1.28


def run(work: Work, params: Params) -> None:
    """Reads take and song, writes alignment.json.

    Raises:
        StepRefusedError: no sound, silence, too short, or the song is not in the take.
    """
    work.progress(0.0, "decoding")
    with blaming("take-not-heard"):
        take = decode_pcm(work.path("take"), RATE_HZ, work.limits, called="take")
    with blaming("song-unusable"):
        song = decode_pcm(work.path("song"), RATE_HZ, work.limits, called="song's file")
    alignment = align(take, song, params.slowest, params.fastest, work.progress)
    unfinished = work.path("alignment.json.part")
    unfinished.write_text(to_json(alignment), encoding="utf-8")
    os.replace(unfinished, work.path("alignment.json"))  # noqa: PTH105
    work.progress(1.0, "aligned")
