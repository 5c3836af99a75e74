"""Room impulse responses of shoebox rooms: early images exact to a fraction of a sample, then a diffuse tail.

The direct path of the nearest loudspeaker lies at lag zero by construction, so that the truth of a
simulated recording needs no correction.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SPEED_OF_SOUND_M_S = 343.0
_TAPS = 48  # half length of the fractional-delay kernel, in samples
EARLY_S = 0.06


@dataclass(frozen=True)
class Room:
    """A box with one reverberation time, loudspeakers (k, 3) and a microphone (3,), metres from a corner."""

    size_m: NDArray[np.float64]
    rt60_s: float
    speakers_m: NDArray[np.float64]
    microphone_m: NDArray[np.float64]


def draw_room(rng: np.random.Generator, rt60_s: float, speakers: int) -> Room:
    """A practice room: 3.5 to 9 m long, nothing nearer than 40 cm to a wall, speaker to phone 1 to 6 m."""
    size = np.array([rng.uniform(3.5, 9), rng.uniform(3, 8), rng.uniform(2.4, 4)])
    while True:
        places = 0.4 + rng.uniform(0, 1, (speakers + 1, 3)) * (size - 0.8)
        distances = np.linalg.norm(places[:-1] - places[-1], axis=1)
        if distances.min() >= 1.0 and distances.max() <= 6.0:
            return Room(size, rt60_s, places[:-1], places[-1])


def responses(room: Room, rate_hz: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Impulse responses (k, n) of the loudspeakers; lag zero is sample `PRE`, the nearest direct path.

    Image sources up to EARLY_S (Allen and Berkley 1979, one reflection factor from Eyring's formula), then
    Gaussian noise with the same energy at the seam that decays by 60 dB in RT60, faster at high frequencies.
    """
    n = PRE + int((room.rt60_s * 1.1 + EARLY_S) * rate_hz)
    paths = [_images(room, speaker) for speaker in room.speakers_m]
    first_s = min(float(delay.min()) for delay, _ in paths)
    out = np.zeros((len(paths), n))
    seam = PRE + int(EARLY_S * rate_hz)
    for h, (delay_s, gain) in zip(out, paths, strict=True):
        lag = (delay_s - first_s) * rate_hz
        near = lag < EARLY_S * rate_hz
        _add_pulses(h, lag[near] + PRE, gain[near])
        energy = np.sum(h[seam - rate_hz // 50 : seam] ** 2) / (rate_hz // 50)
        h[seam:] = _tail(rng, n - seam, room.rt60_s, rate_hz) * np.sqrt(energy)
    return out.astype(np.float32)


PRE = 2 * _TAPS


def _images(room: Room, source_m: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Delay in seconds and gain of every image whose sound comes within EARLY_S of the direct one."""
    x, y, z = room.size_m
    surface, volume = 2 * (x * y + y * z + x * z), x * y * z
    factor = np.sqrt(np.exp(-0.161 * volume / (surface * room.rt60_s)))
    reach = np.linalg.norm(source_m - room.microphone_m) + EARLY_S * SPEED_OF_SOUND_M_S
    counts = np.ceil(reach / (2 * room.size_m)).astype(int)
    grid = np.stack(np.meshgrid(*[np.arange(-c, c + 1) for c in counts], indexing="ij"), -1).reshape(-1, 1, 3)
    flips = np.stack(np.meshgrid([0, 1], [0, 1], [0, 1], indexing="ij"), -1).reshape(1, -1, 3)
    places = (1 - 2 * flips) * source_m + 2 * grid * room.size_m
    bounces = np.abs(grid - flips).sum(-1) + np.abs(grid).sum(-1)
    distance = np.linalg.norm(places - room.microphone_m, axis=-1)
    near = distance < reach
    return distance[near] / SPEED_OF_SOUND_M_S, factor ** bounces[near] / distance[near]


def _add_pulses(h: NDArray[np.float64], at: NDArray[np.float64], gain: NDArray[np.float64]) -> None:
    """Add band-limited pulses at fractional sample positions (Hann-windowed sinc)."""
    whole = np.floor(at).astype(int)
    k = np.arange(-_TAPS + 1, _TAPS + 1)
    u = k[None] - (at - whole)[:, None]
    kernel = np.sinc(u) * (0.5 + 0.5 * np.cos(np.pi * u / _TAPS)) * (np.abs(u) < _TAPS)
    index = whole[:, None] + k[None]
    inside = (index >= 0) & (index < len(h))
    np.add.at(h, index[inside], (kernel * gain[:, None])[inside])


def _tail(rng: np.random.Generator, n: int, rt60_s: float, rate_hz: int) -> NDArray[np.float64]:
    """Noise of unit variance at its start, white there, duller later (air and soft walls take the highs)."""
    t = np.arange(n) / rate_hz
    bright = rng.standard_normal(n)
    dull = np.convolve(bright, np.hanning(17) / np.hanning(17).sum(), "same")
    low = np.exp(-6.91 * t / rt60_s)
    high = np.exp(-6.91 * t / (0.6 * rt60_s))
    mixed: NDArray[np.float64] = bright * high + dull * (low - high)
    return mixed
