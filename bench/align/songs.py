"""The songs that the bench plays: every sound file of a folder, decoded once and kept."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workers.media.pcm import decode_pcm
from workers.step import Limits

RATE_HZ = 32_000
SUFFIXES = (".mp3", ".ogg", ".opus", ".flac", ".wav", ".m4a")


@dataclass(frozen=True)
class Song:
    """A song's file and its samples (n, 2) float32 at RATE_HZ, mapped from disk."""

    name: str
    file: Path
    samples: Path
    duration_s: float
    bpm: float | None

    def pcm(self) -> NDArray[np.float32]:
        """Samples (n, 2), not to be written to."""
        mapped: NDArray[np.float32] = np.load(self.samples, mmap_mode="r")
        return mapped


def load_songs(folder: Path, cache: Path) -> list[Song]:
    """The folder's songs by name, decoded into `cache` unless they are there. "_99bpm" tells a tempo."""
    songs = []
    for file in sorted(p for p in folder.iterdir() if p.suffix in SUFFIXES):
        kept = cache / f"{file.stem}.npy"
        if not kept.exists():
            np.save(kept, decode_pcm(file, RATE_HZ, Limits(), channels=2))
        tempo = re.search(r"_(\d+)bpm", file.stem)
        length = np.load(kept, mmap_mode="r").shape[0]
        songs.append(Song(file.stem, file, kept, length / RATE_HZ, float(tempo[1]) if tempo else None))
    return songs
