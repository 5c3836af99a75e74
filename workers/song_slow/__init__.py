"""The take's part of the song for marking beats slowly, its pitch kept: song.wav, onsets.json, media.json,
alignment.json -> slow.json, slow-50.wav, slow-75.wav.
"""

from dataclasses import dataclass

import numpy as np

from workers.media.waves import RATE_HZ, read_wav, to_wave, write_wav
from workers.song_slow.core import SPEEDS, heard_piece, onsets_in, read_onsets, slow_json
from workers.song_slow.stretching import slowed
from workers.step import Work
from workers.step_files import read_alignment, read_class_video


@dataclass(frozen=True)
class Params:
    """Nothing to choose."""


def run(work: Work, params: Params) -> None:  # noqa: ARG001 - the contract of a step
    """Write the files.

    Raises:
        StepRefusedError: no part of the song falls into the take.
    """
    work.progress(0.0, "reading the song")
    line, video = read_alignment(work.path("alignment.json")), read_class_video(work.path("media.json"))
    wave = read_wav(work.path("song.wav"))
    last_s = line.offset_s + line.rate * float(video.frames / video.rate_hz)
    piece = heard_piece(line.offset_s, last_s, len(wave))
    onsets = onsets_in(read_onsets(work.path("onsets.json")), piece)
    sound = wave[piece.start : piece.end].astype(np.float32) / np.float32(np.iinfo(np.int16).max)
    for done, (name, speed) in enumerate(SPEEDS.items()):
        work.progress(0.1 + 0.8 * done / len(SPEEDS), f"playing at {speed:.0%}")
        write_wav(work.path(name), to_wave(slowed(sound, speed, onsets)))
    work.path("slow.json").write_text(slow_json(piece), encoding="utf-8")
    work.progress(1.0, f"{len(sound) / RATE_HZ:.1f} s of the song, at {len(SPEEDS)} speeds")
