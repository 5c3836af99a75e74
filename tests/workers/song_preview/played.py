"""Sounds whose beats are known to the sample."""

import numpy as np

RATE_HZ = 48_000
KINDS = {
    "click": np.array([1.0]),
    "stick": np.random.default_rng(3).normal(0, 0.3, 4800) * np.exp(-np.arange(4800) / 480),
    "snare": np.random.default_rng(4).normal(0, 0.3, 4800) * np.exp(-np.arange(4800) / 1440),
    "kick": np.sin(2 * np.pi * 55 * np.arange(9600) / RATE_HZ) * np.exp(-np.arange(9600) / 3000),
    "plucked": np.sin(2 * np.pi * 440 * np.arange(9600) / RATE_HZ)
    * np.exp(-np.arange(9600) / 3000)
    * np.minimum(1, np.arange(9600) / 240),
}


def played(times_s, kind="stick", *, seconds=30.0, hiss=1e-4, seed=1):
    """(n, 2) float32: the sound at each of these times, over a little hiss."""
    sound = np.random.default_rng(seed).normal(0, hiss, round(seconds * RATE_HZ))
    for at_s in times_s:
        first = round(at_s * RATE_HZ)
        size = min(len(KINDS[kind]), len(sound) - first)
        sound[first : first + size] += 0.5 * KINDS[kind][:size]
    return np.stack([sound, sound], axis=1).astype(np.float32)


def steady(bpm, *, first_s=0.2, seconds=30.0):
    """Times of a beat."""
    return np.arange(first_s, seconds - 0.3, 60 / bpm)
