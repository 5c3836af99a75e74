"""From a case to the files that a dancer would upload: loudspeakers, room, noise, phone, codec.

All band limits are zero-phase and the nearest loudspeaker's direct path has lag zero, so the truth of a case
holds to a small fraction of a sample. Deterministic: everything is drawn from the case's seed.
"""

import wave
from pathlib import Path

import av
import numpy as np
import scipy.signal as ss
from numpy.typing import NDArray

from bench.align.cases import Case
from bench.align.noises import draw_noise
from bench.align.rooms import PRE, draw_room, responses
from bench.align.songs import RATE_HZ, Song
from bench.align.stretch import stretch

Sound = NDArray[np.float32]


def record(case: Case) -> Sound:
    """The take's sound, mono at RATE_HZ, before the codec."""
    rng = np.random.default_rng(case.seed)
    n = int(case.length_s * RATE_HZ)
    cut = int(rng.uniform(3, 8) * RATE_HZ) if case.group == "edited" else 0
    dry = _interrupted(case, _played(case, n + cut), rng)
    room = draw_room(rng, case.rt60_s, case.speakers)
    wet = _in_room(dry, responses(room, RATE_HZ, rng), n + cut)
    wet = _band(wet, case.low_hz, case.high_hz)
    noise = _band(draw_noise(rng, case.noises, n + cut, RATE_HZ), 60, 14_000)
    loud = np.sqrt(np.mean(wet[np.abs(wet) > 0] ** 2)) if np.any(wet) else 1.0
    heard = (-wet if case.flipped else wet) / loud + noise * 10 ** (-case.snr_db / 20)
    if cut:
        heard = np.delete(heard, slice(n // 2, n // 2 + cut))
    return _phone(heard, case)


def edit_truths(case: Case) -> list[float]:
    """Every offset that is true somewhere in an edited or restarted take; one where nothing was cut."""
    rng = np.random.default_rng(case.seed)
    if case.group == "edited":
        return [case.offset_s, case.offset_s + case.rate * int(rng.uniform(3, 8) * RATE_HZ) / RATE_HZ]
    if case.group == "restarted":
        gap_s = _gap_s(rng)
        return [case.offset_s, case.offset_s - case.rate * gap_s]
    return [case.offset_s]


def write_take(case: Case, path: Path) -> None:
    """The recording as a file: AAC in mp4, or PCM."""
    sound = record(case)
    if case.aac_kbps is None:
        _write_wav(sound[:, None], path)
    else:
        _write_aac(sound, path, case.aac_kbps)


def write_song(case: Case, path: Path) -> Path:
    """The song that is asked for: the file itself, or a copy brought to the other song's tempo."""
    if case.asked_rate == 1.0:
        return case.song.file
    sound = _at_times(case.song, 0.0, case.asked_rate, int(case.song.duration_s / case.asked_rate * RATE_HZ))
    _write_wav(sound, path)
    return path


def _gap_s(rng: np.random.Generator) -> float:
    return float(rng.uniform(1.5, 4.0))


def _played(case: Case, n: int) -> Sound:
    """What the loudspeakers are given, (n, 2), on the camera's clock."""
    if not case.pitch_kept:
        return _at_times(case.played, case.offset_s, case.rate, n)
    section = _at_times(case.played, case.offset_s, 1.0, int(n * case.rate) + RATE_HZ // 4)
    return stretch(section, case.rate, RATE_HZ)[:n]


def _at_times(song: Song, offset_s: float, rate: float, n: int) -> Sound:
    """Song samples at offset_s + rate * k / RATE_HZ: eightfold oversampling, then straight lines."""
    pcm = song.pcm()
    first = int(np.floor(offset_s * RATE_HZ)) - 64
    last = int(np.ceil(offset_s * RATE_HZ + rate * n)) + 64
    inside = pcm[max(first, 0) : max(last, 0)]
    section = np.zeros((last - first, 2), np.float32)
    section[max(-first, 0) :][: len(inside)] = inside
    fine = ss.resample_poly(section, 8, 1, axis=0)
    at = (offset_s * RATE_HZ + rate * np.arange(n) - first) * 8
    k = at.astype(int)
    part = (at - k).astype(np.float32)[:, None]
    out: Sound = (fine[k] * (1 - part) + fine[k + 1] * part).astype(np.float32)
    return out


def _interrupted(case: Case, dry: Sound, rng: np.random.Generator) -> Sound:
    """A restarted take: the music stops in the middle and goes on later from where it stopped."""
    if case.group != "restarted":
        return dry
    gap, middle = int(_gap_s(rng) * RATE_HZ), len(dry) // 2
    return np.concatenate([dry[:middle], np.zeros((gap, 2), np.float32), dry[middle : len(dry) - gap]])


def _in_room(dry: Sound, h: Sound, n: int) -> Sound:
    feeds = dry if len(h) == 2 else dry.mean(1, keepdims=True)
    wet = sum(ss.fftconvolve(feeds[:, k], h[k])[PRE : PRE + n] for k in range(len(h)))
    return np.asarray(wet, np.float32)


def _band(x: Sound, low_hz: float, high_hz: float) -> Sound:
    """Zero-phase band limits with slopes of about 12 dB an octave."""
    f = np.fft.rfftfreq(len(x), 1 / RATE_HZ)
    shape = 1 / (1 + (low_hz / np.maximum(f, 1)) ** 4) / (1 + (f / high_hz) ** 4)
    return np.asarray(np.fft.irfft(np.fft.rfft(x) * shape, len(x)), np.float32)


def _phone(x: Sound, case: Case) -> Sound:
    x = x / np.sqrt(np.mean(x**2))
    if case.levelled:
        power = ss.lfilter([1 - 0.99995], [1, -0.99995], x**2, zi=[0.99995])[0]
        x = x / np.sqrt(power + 0.05)
    if case.clipped:
        x = np.tanh(case.clipped * x) / case.clipped
    return np.asarray((0.25 * x / np.sqrt(np.mean(x**2))).clip(-1, 1), np.float32)


def _write_wav(sound: Sound, path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.shape[1])
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((sound.clip(-1, 1) * 32767).astype("<i2").tobytes())


def _write_aac(sound: Sound, path: Path, kbps: int) -> None:
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=RATE_HZ, layout="mono")
        stream.bit_rate = kbps * 1000
        for at in range(0, len(sound), 1024):
            frame = av.AudioFrame.from_ndarray(sound[None, at : at + 1024], format="fltp", layout="mono")
            frame.sample_rate = RATE_HZ
            frame.pts = at
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
