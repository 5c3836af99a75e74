"""What else is heard in a dance studio, synthesized: air, voices, steps, a crowd. Unit power, seeded."""

from collections.abc import Callable

import numpy as np
import scipy.signal as ss
from numpy.typing import NDArray

Noise = NDArray[np.float32]


def air(rng: np.random.Generator, n: int, rate_hz: int) -> Noise:
    """Ventilation: noise that falls by about 4 dB an octave, and mains hum."""
    f = np.fft.rfftfreq(n, 1 / rate_hz)
    spectrum = np.fft.rfft(rng.standard_normal(n)) / np.maximum(f, 60) ** 0.7
    t = np.arange(n) / rate_hz
    x = np.fft.irfft(spectrum, n)
    return _unit(x / x.std() + 0.3 * np.sin(2 * np.pi * rng.choice([50, 60]) * t + rng.uniform(0, 6)))


def voice(rng: np.random.Generator, n: int, rate_hz: int) -> Noise:
    """A teacher who counts and shouts: glottal pulses through moving formants, syllables with pauses."""
    out = np.zeros(n)
    at = int(rng.uniform(0, 0.5) * rate_hz)
    pitch_hz = rng.uniform(95, 260)
    while at < n:
        m = int(rng.uniform(0.09, 0.34) * rate_hz)
        t = np.arange(m) / rate_hz
        tone = np.cumsum(pitch_hz * rng.uniform(0.85, 1.3) * (1 + rng.uniform(-0.4, 0.3) * t)) / rate_hz
        source = np.diff(np.floor(tone), prepend=0) + 0.02 * rng.standard_normal(m)
        if rng.random() < 0.25:
            source = ss.lfilter([1, -0.9], 1, rng.standard_normal(m)) * 0.2
        for formant_hz, wide_hz in zip(
            rng.uniform([300, 900, 2300], [850, 2200, 3300]), (80, 110, 160), strict=True
        ):
            r = np.exp(-np.pi * wide_hz / rate_hz)
            source = source + 0.8 * ss.lfilter(
                [1 - r], [1, -2 * r * np.cos(2 * np.pi * formant_hz / rate_hz), r * r], source
            )
        end = min(n, at + m)
        out[at:end] += (source * np.hanning(m))[: end - at] * rng.uniform(0.4, 1)
        at = end + int(rng.choice([0.01, 0.04, 0.12, 0.7], p=[0.35, 0.35, 0.2, 0.1]) * rate_hz)
    return _unit(out)


def steps(rng: np.random.Generator, n: int, rate_hz: int) -> Noise:
    """Feet on a floor: thumps and squeaks near a dancer's tempo, which is the music's worst rival."""
    out = 0.02 * rng.standard_normal(n)
    beat_s = 60 / rng.uniform(90, 140)
    for k in range(int(n / rate_hz / beat_s * 2)):
        if rng.random() < 0.35:
            continue
        at = int((k * beat_s / 2 + rng.normal(0, 0.03)) * rate_hz)
        m = int(0.12 * rate_hz)
        if at < 0 or at + m > n:
            continue
        t = np.arange(m) / rate_hz
        thump = np.sin(2 * np.pi * rng.uniform(60, 140) * t) * np.exp(-t / 0.03)
        slap = rng.standard_normal(m) * np.exp(-t / rng.uniform(0.003, 0.015))
        out[at : at + m] += rng.uniform(0.3, 1) * (2 * thump + slap)
    return _unit(out)


def crowd(rng: np.random.Generator, n: int, rate_hz: int) -> Noise:
    """Several people at once, and the room's air."""
    voices = sum(voice(rng, n, rate_hz) * rng.uniform(0.3, 1) for _ in range(5))
    return _unit(np.asarray(voices) + 0.5 * air(rng, n, rate_hz))


KINDS: dict[str, Callable[[np.random.Generator, int, int], Noise]] = {
    "air": air,
    "voice": voice,
    "steps": steps,
    "crowd": crowd,
}


def draw_noise(rng: np.random.Generator, kinds: tuple[str, ...], n: int, rate_hz: int) -> Noise:
    """The named noises together, unit power."""
    return _unit(np.sum([KINDS[kind](rng, n, rate_hz) * rng.uniform(0.5, 1) for kind in kinds], axis=0))


def _unit(x: NDArray[np.floating]) -> Noise:
    return np.asarray(x / (np.sqrt(np.mean(np.square(x))) + 1e-12), np.float32)
