"""What people see and hear of a song while they mark its beats.

song -> song.wav, song_peaks.bin, onsets.json, beat_grid.json.

song.wav is the decode that the aligner and the class video use: sample n is song time n / 48000. Proposes
beats; never decides any.
"""

from dataclasses import dataclass

from workers.media.pcm import decode_pcm
from workers.media.waves import RATE_HZ, outline, to_wave, write_wav
from workers.song_preview.core import grid_json, listen, onsets_json
from workers.step import Work


@dataclass(frozen=True)
class Params:
    """Nothing to choose."""


def run(work: Work, params: Params) -> None:  # noqa: ARG001 - the contract of a step
    """Write the files.

    Raises:
        StepRefusedError: the song's file has no sound that can be read.
    """
    work.progress(0.0, "decoding")
    sound = decode_pcm(work.path("song"), RATE_HZ, work.limits, channels=2, called="song's file")
    work.progress(0.3, "drawing the sound")
    wave = to_wave(sound)
    write_wav(work.path("song.wav"), wave)
    work.path("song_peaks.bin").write_bytes(outline(wave))
    work.progress(0.5, "listening for onsets and tempo")
    onsets, proposal = listen(sound, RATE_HZ)
    work.path("onsets.json").write_text(onsets_json(onsets), encoding="utf-8")
    work.path("beat_grid.json").write_text(grid_json(proposal, len(sound) / RATE_HZ), encoding="utf-8")
    best = f"{60 / proposal.grids[0].period_s:.1f} bpm" if proposal.grids else "no beat"
    work.progress(1.0, f"{len(onsets)} onsets, {best}")
