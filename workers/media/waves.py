"""Sound as a browser reads it: WAV files of 16 bits, and the outline that is drawn of them.

The outline is made from the very samples that are played. Must not decide what sound it is.
"""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

#: Of everything that people look at and hear in the browser.
RATE_HZ = 48_000
#: Samples behind each pair of an outline.
PEAK_SAMPLES = 256

Wave = NDArray[np.int16]

_FULL = 32767
_DRAWN_FULL = 127


def to_wave(sound: NDArray[np.float32]) -> Wave:
    """16-bit samples, (n, channels) or (n,); where a peak is above full scale the whole is made quieter."""
    gain = _FULL / max(1.0, float(np.abs(sound).max(initial=0.0)))
    return np.asarray(np.rint(sound * np.float32(gain)), np.int16)


def write_wav(path: Path, wave: Wave) -> None:
    """A RIFF file with the plain header of 44 bytes at `RATE_HZ`, from (n, channels) or (n,)."""
    channels = wave.shape[1] if wave.ndim == 2 else 1
    frame = 2 * channels
    described = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, RATE_HZ, RATE_HZ * frame, frame, 16)
    with path.open("wb") as file:
        file.write(struct.pack("<4sI4s", b"RIFF", 36 + wave.nbytes, b"WAVE"))
        file.write(described)
        file.write(struct.pack("<4sI", b"data", wave.nbytes))
        file.write(np.ascontiguousarray(wave, "<i2").data)  # numpy's own writing hides that a disk is full


def read_wav(path: Path) -> Wave:
    """(n, channels), from a file that `write_wav` wrote."""
    with path.open("rb") as file:
        channels = struct.unpack_from("<H", file.read(44), 22)[0]
        return np.fromfile(file, "<i2").reshape(-1, channels)


def outline(wave: Wave) -> bytes:
    """Pairs of int8 (lowest, highest) of the channels' mean over every `PEAK_SAMPLES`; full scale is 127.

    Rounded away from each other, so that only silence is drawn as silence; the last piece may be shorter.
    """
    mono = wave if wave.ndim == 1 else wave.mean(axis=1, dtype=np.float32)
    pieces = -(-len(mono) // PEAK_SAMPLES)
    if not pieces:
        return b""
    padded = np.pad(mono, (0, pieces * PEAK_SAMPLES - len(mono)), mode="edge").reshape(pieces, PEAK_SAMPLES)
    lowest = np.floor(padded.min(axis=1) * np.float32(_DRAWN_FULL / _FULL))
    highest = np.ceil(padded.max(axis=1) * np.float32(_DRAWN_FULL / _FULL))
    drawn = np.clip(np.stack([lowest, highest], axis=1), -_DRAWN_FULL, _DRAWN_FULL)
    pairs: NDArray[np.int8] = drawn.astype(np.int8)
    return pairs.tobytes()
