"""Tiny clips with known timing: frames that carry their own number, sound that is known to the sample."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from workers.media.child import ffmpeg_program

WIDTH, HEIGHT = 160, 96
BITS = 10
CLOCK = Fraction(1, 90000)


@dataclass(frozen=True)
class Sound:
    """`samples` (n,) or (n, channels) at `rate_hz`; its first lies `start_s` after the file's own zero."""

    samples: NDArray[np.float32]
    rate_hz: int = 48000
    start_s: float = 0.0
    codec: str = "pcm_s16le"


def noise(seconds: float, rate_hz: int = 48000, seed: int = 1, channels: int = 1) -> NDArray[np.float32]:
    """Music-like noise: no two instants alike, so a correlation has one peak."""
    drawn = np.random.default_rng(seed).normal(0, 1, (int(seconds * rate_hz), channels))
    smooth = drawn[1:] + 0.9 * drawn[:-1]
    sound = (0.3 * smooth / np.abs(smooth).max()).astype(np.float32)
    sound = np.concatenate([sound, sound[:1]])
    return sound[:, 0] if channels == 1 else sound


def numbered(number: int, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """A picture (height, width, 3) whose columns are the bits of `number`; its left upper corner is grey."""
    picture = np.full((height, width, 3), 16, np.uint8)
    each = width // BITS
    for bit in range(BITS):
        if number >> bit & 1:
            picture[:, bit * each : (bit + 1) * each] = 235
    picture[: height // 4, :] = 16
    picture[: height // 4, : width // 4] = 128
    return picture


def number_of(picture: NDArray[np.uint8]) -> int:
    """The number that an upright picture made by `numbered` carries, at any size."""
    height, width = picture.shape[:2]
    row = picture[int(height * 0.7), :, :].astype(float).mean(axis=1)
    return sum(1 << bit for bit in range(BITS) if row[int((bit + 0.5) * width / BITS)] > 120)


def write_clip(
    path: Path,
    times_s: Sequence[float],
    *,
    sound: Sound | None = None,
    container: str = "mov",
    codec: str = "libx264",
    size: tuple[int, int] = (WIDTH, HEIGHT),
    options: dict[str, str] | None = None,
    pix_fmt: str = "yuv420p",
) -> Path:
    """A clip whose frame k is `numbered(k)` and is shown at `times_s[k]`."""
    exact = {"movie_timescale": "720000"} if container in ("mov", "mp4") else {}
    with av.open(str(path), "w", format=container, options=exact) as file:
        stream = file.add_stream(codec, rate=30, options=options or {"preset": "ultrafast", "g": "12"})
        stream.width, stream.height = size
        stream.pix_fmt = pix_fmt
        stream.time_base = CLOCK
        stream.codec_context.time_base = CLOCK
        heard = (
            None if sound is None else file.add_stream(sound.codec, rate=sound.rate_hz, layout=_layout(sound))
        )
        for number, at_s in enumerate(times_s):
            frame = av.VideoFrame.from_ndarray(numbered(number, *size), format="rgb24")
            frame.pts, frame.time_base = round(at_s / CLOCK), CLOCK
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
        if sound is not None and heard is not None:
            _write_sound(file, heard, sound)
    return path


def _layout(sound: Sound) -> str:
    return "mono" if sound.samples.ndim == 1 else "stereo"


def _write_sound(file: av.container.OutputContainer, heard: av.AudioStream, sound: Sound) -> None:
    samples = np.atleast_2d(sound.samples.T).astype(np.float32)
    start = round(sound.start_s * sound.rate_hz)
    each = heard.codec_context.frame_size or 1024
    resampler = av.AudioResampler(heard.codec_context.format.name, _layout(sound), sound.rate_hz)
    for at in range(0, samples.shape[1], each):
        part = np.ascontiguousarray(samples[:, at : at + each])
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=_layout(sound))
        frame.rate, frame.pts, frame.time_base = sound.rate_hz, start + at, Fraction(1, sound.rate_hz)
        for ready in resampler.resample(frame):
            file.mux(heard.encode(ready))
    file.mux(heard.encode(None))


def ffmpeg(*arguments: str | Path) -> None:
    """The bare ffmpeg, to make clips with."""
    subprocess.run(
        [ffmpeg_program(), "-v", "error", "-nostdin", "-y", *map(str, arguments)], check=True, timeout=60
    )


def rotated(path: Path, clockwise_deg: int, result: Path) -> Path:
    """The same file with a display matrix that asks to be turned clockwise, as phones write it."""
    ffmpeg("-display_rotation", str(-clockwise_deg), "-i", path, "-c", "copy", "-map", "0", result)
    return result


def lag(heard: NDArray[np.float32], known: NDArray[np.float32]) -> float:
    """Samples by which `heard` is late against `known` (both (n,)), to a fraction, by cross-correlation."""
    size = 1 << (len(heard) + len(known)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(known, size))
    peak = np.fft.irfft(product, size)
    at = int(np.argmax(peak))
    before, top, after = peak[at - 1], peak[at], peak[(at + 1) % size]
    fraction = 0.5 * (before - after) / (before - 2 * top + after)
    return float(at - size if at > size // 2 else at) + float(fraction)
