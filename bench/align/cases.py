"""The cases of the bench, drawn from one seed: what was played where, how it was recorded, what is asked."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from bench.align.songs import Song

Group = Literal["right", "faint", "loud noise", "wrong", "varispeed", "stretched", "edited", "restarted"]

NOISES = (("air",), ("voice", "air"), ("steps", "air"), ("crowd",), ("voice", "steps", "air"))


@dataclass(frozen=True)
class Case:
    """One simulated recording. `song_s = offset_s + rate * video_s` is the truth for `song`.

    A wrong song's case plays `played` and asks for `song`; `played_rate` brings it to the other's tempo.
    """

    group: Group
    seed: int
    song: Song
    played: Song
    offset_s: float
    rate: float
    length_s: float
    snr_db: float
    rt60_s: float
    speakers: int
    noises: tuple[str, ...]
    low_hz: float
    high_hz: float
    clipped: float
    levelled: bool
    flipped: bool
    aac_kbps: int | None
    pitch_kept: bool = False
    asked_rate: float = 1.0


def draw_cases(songs: list[Song], count: int, seed: int, length_s: float = 30.0) -> list[Case]:
    """`count` right and `count` wrong songs, a third as many faint ones, an eighth of every other kind."""
    sizes: dict[Group, int] = {
        "right": count,
        "faint": -(-count // 3),
        "loud noise": -(-count // 6),
        "wrong": count,
        "varispeed": -(-count // 8),
        "stretched": -(-count // 8),
        "edited": -(-count // 8),
        "restarted": -(-count // 8),
    }
    return [
        _draw(songs, group, seed * 1_000_000 + 10_000 * g + k, length_s)
        for g, (group, size) in enumerate(sizes.items())
        for k in range(size)
    ]


def _snr_db(group: Group, rng: np.random.Generator) -> float:
    if group == "faint":
        return -10.0
    if group == "loud noise":
        return -5.0
    if group in ("right", "wrong"):
        return float(rng.choice([20, 10, 5, 0]))
    return float(rng.choice([20, 10, 5]))


def _rate(group: Group, rng: np.random.Generator) -> float:
    drift = 1 + rng.uniform(-400, 400) * 1e-6
    if group in ("varispeed", "stretched"):
        return float(rng.choice([0.8, 0.85, 0.9, 0.95, 1.05, 1.1]) * drift)
    return float(drift)


def _draw(songs: list[Song], group: Group, seed: int, length_s: float) -> Case:
    rng = np.random.default_rng(seed)
    song = played = songs[rng.integers(len(songs))]
    asked_rate = 1.0
    if group == "wrong":
        played = [other for other in songs if other is not song][rng.integers(len(songs) - 1)]
        if rng.random() < 0.5 and song.bpm and played.bpm:
            ratio = played.bpm / song.bpm
            asked_rate = float(ratio / 2 ** np.round(np.log2(ratio)))
    rate = _rate(group, rng)
    last_s = max(played.duration_s - rate * length_s, 0.0)
    offset_s = float(rng.uniform(0, last_s))
    if rng.random() < 0.12:  # the camera ran before the song began, or longer than it
        offset_s = float(
            rng.choice([-rng.uniform(1, 0.4 * length_s), last_s + rng.uniform(1, 0.4 * length_s)])
        )
    return Case(
        group=group,
        seed=seed,
        song=song,
        played=played,
        offset_s=offset_s,
        rate=rate,
        length_s=length_s,
        snr_db=_snr_db(group, rng),
        rt60_s=float(rng.uniform(0.25, 1.2)),
        speakers=int(rng.integers(1, 3)),
        noises=NOISES[rng.integers(len(NOISES))],
        low_hz=float(rng.choice([60, 120, 200, 300])),
        high_hz=float(rng.choice([4000, 7000, 11000, 14000])),
        clipped=float(rng.choice([0, 0, 0.5, 2.0])),
        levelled=bool(rng.random() < 0.4),
        flipped=bool(rng.random() < 0.5),
        aac_kbps=int(rng.choice([64, 96, 128])) if rng.random() < 0.8 else None,
        pitch_kept=group == "stretched",
        asked_rate=asked_rate,
    )
