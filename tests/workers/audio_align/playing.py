"""Songs made of numbers, and takes of them in simulated studios (the bench's own rooms)."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
from numpy.typing import NDArray

from bench.align.cases import Case
from bench.align.songs import RATE_HZ as STUDIO_HZ
from bench.align.songs import Song
from bench.align.studio import record
from workers.audio_align.core import align
from workers.audio_align.spectra import RATE_HZ
from workers.audio_align.verdict import Alignment
from workers.media.pcm import decode_pcm
from workers.step import Limits, silent

CLIPS = Path(__file__).resolve().parents[2] / "clips"
BEAT_S = 60 / 118

Sound = NDArray[np.float32]


def band(seed: int, beats: int = 88) -> Sound:
    """Drums, chords and a melody drawn anew in every bar, no sound twice; mono at STUDIO_HZ."""
    rng = np.random.default_rng(seed)
    n = int(BEAT_S * STUDIO_HZ)
    out = np.zeros((beats + 2) * n)
    t = np.arange(n) / STUDIO_HZ
    chord = np.zeros(3)
    for beat in range(beats):
        if beat % 4 == 0:
            chord = 130.8 * 2 ** ((rng.choice([0, 2, 4, 5, 7, 9]) + np.array([0, 4, 7])) / 12)
        at = beat * n
        for f in chord:
            phases = rng.uniform(0, 6, 8)
            tone = sum(np.sin(2 * np.pi * (k + 1) * f * t + phases[k]) / (k + 1) for k in range(8))
            out[at : at + n] += 0.12 * tone * np.exp(-t / 0.5)
        for half in (0, n // 2):
            note = 523.3 * 2 ** (rng.choice([0, 2, 4, 7, 9, 12]) / 12)
            lead = np.sin(2 * np.pi * note * t + rng.uniform(0, 6)) * np.exp(-t / 0.15)
            hat = np.diff(rng.standard_normal(n), prepend=0) * np.exp(-t / 0.02)
            out[at + half : at + half + n] += 0.25 * lead * (rng.random() < 0.7) + 0.3 * hat
        kick = np.sin(2 * np.pi * rng.uniform(45, 65) * t + rng.uniform(0, 6)) * np.exp(-t / 0.12)
        snare = rng.standard_normal(n) * np.exp(-t / 0.06)
        out[at : at + n] += kick if beat % 2 == 0 else 0.7 * snare
    return np.asarray(0.3 * out / np.sqrt(np.mean(out**2)) / 3, np.float32)


def drums(seed: int, beats: int = 88) -> Sound:
    """A pattern of its own, played on the same three samples whatever the seed."""
    pattern, kit = np.random.default_rng(seed), np.random.default_rng(99)
    n = int(BEAT_S * STUDIO_HZ)
    t = np.arange(n) / STUDIO_HZ
    kick = np.sin(2 * np.pi * (55 * t + 4 * (1 - np.exp(-t / 0.03)))) * np.exp(-t / 0.12)
    snare = 0.7 * kit.standard_normal(n) * np.exp(-t / 0.06)
    hat = 0.3 * np.diff(kit.standard_normal(n), prepend=0) * np.exp(-t / 0.02)
    out = np.zeros((beats + 2) * n)
    for at in range(0, beats * n, n // 4):
        for sample, often in ((kick, 0.3), (snare, 0.2), (hat, 0.6)):
            out[at : at + n] += sample * (pattern.random() < often)
    return np.asarray(0.1 * out / np.sqrt(np.mean(out**2)), np.float32)


@cache
def song(seed: int = 1) -> Song:
    """A song of 45 s; the same for the same seed."""
    return as_song(band(seed), f"band-{seed}")


def as_song(sound: Sound, name: str) -> Song:
    """A song that the bench's studio can play."""
    kept = Path(mkdtemp(prefix="song-")) / f"{name}.npy"
    np.save(kept, np.stack([sound, sound], axis=1))
    return Song(name, kept, kept, len(sound) / STUDIO_HZ, None)


@cache
def real_song() -> Song:
    """22 s of real music (tests/clips/SOURCES.md)."""
    clip = CLIPS / "happy_lofi_22s.opus"
    kept = Path(mkdtemp(prefix="song-")) / "real.npy"
    np.save(kept, decode_pcm(clip, STUDIO_HZ, Limits(), channels=2))
    return Song("real", clip, kept, np.load(kept, mmap_mode="r").shape[0] / STUDIO_HZ, None)


QUIET_ROOM = Case(
    group="right",
    seed=5,
    song=song(),
    played=song(),
    offset_s=9.87654321,
    rate=1.0,
    length_s=16.0,
    snr_db=15.0,
    rt60_s=0.4,
    speakers=1,
    noises=("air",),
    low_hz=120.0,
    high_hz=11_000.0,
    clipped=0.0,
    levelled=False,
    flipped=False,
    aac_kbps=None,
)


def at_step_rate(sound: Sound) -> Sound:
    """From STUDIO_HZ to the step's rate, which is half of it."""
    spectrum = np.fft.rfft(sound)
    return np.asarray(np.fft.irfft(spectrum[: len(sound) // 4 + 1], len(sound) // 2) / 2, np.float32)


def hear(case: Case) -> Alignment:
    """What the step makes of a case, codec and files left out."""
    assert STUDIO_HZ == 2 * RATE_HZ
    pcm = case.song.pcm().mean(1)
    even = np.asarray(pcm[: len(pcm) // 4 * 4], np.float32)
    return align(at_step_rate(record(case)), at_step_rate(even), 0.75, 1.28, silent)


def error_ms(found: Alignment, case: Case, true_s: float | None = None) -> float:
    """The greatest error over the take."""
    offset_s = case.offset_s if true_s is None else true_s
    ends = (0.0, case.length_s)
    return 1e3 * max(abs(found.offset_s - offset_s + (found.rate - case.rate) * t) for t in ends)


def with_chorus_twice() -> Case:
    """A take of a part that comes twice in its song, to the sample."""
    sound = band(3, beats=40)
    chorus_s = len(sound) / STUDIO_HZ
    twice = as_song(np.concatenate([sound, sound]), "twice")
    return replace(QUIET_ROOM, song=twice, played=twice, offset_s=chorus_s + 1.5, length_s=14.0)
