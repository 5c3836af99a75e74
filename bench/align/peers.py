"""Two tools that people use for the same question, called on samples. They know no drift, refuse nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Peer:
    """The module it needs, the sample rate it works at by default, and how it is asked: offset_s, score."""

    module: str
    rate_hz: int
    ask: Callable[[Samples, Samples], tuple[float, float]]


def available() -> tuple[str, ...]:
    """The peers that are installed here."""
    return tuple(name for name, peer in PEERS.items() if find_spec(peer.module))


def _ask_audio_offset_finder(take: Samples, song: Samples) -> tuple[float, float]:
    """Cross-correlation of MFCCs, as its own command does it, over the whole song."""
    from audio_offset_finder.audio_offset_finder import find_offset_between_buffers  # noqa: PLC0415

    said = find_offset_between_buffers(song, take, 8000, max_frames=100_000)
    return float(said["time_offset"]), float(said["standard_score"])


def _ask_syncstart(take: Samples, song: Samples) -> tuple[float, float]:
    """Plain cross-correlation of the waves; the score is its peak over its median."""
    import syncstart  # noqa: PLC0415

    _, _, size, top, height = syncstart.corrabs(song, take)
    offset = top if top <= size // 2 else top - size
    return float(offset) / 44_100, float(height[top] / np.median(height))


PEERS = {
    "audio-offset-finder": Peer("audio_offset_finder", 8_000, _ask_audio_offset_finder),
    "syncstart": Peer("syncstart", 44_100, _ask_syncstart),
}
