"""Who proposes beats for a song's file: the step of this product, and librosa's beat tracker."""

import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from librosa.beat import beat_track

from bench.beats.judge import Times
from workers.media.pcm import decode_pcm
from workers.media.waves import RATE_HZ, write_wav
from workers.song_preview.core import grid_json, listen
from workers.step import Limits

_LIBROSA_HZ = 22_050


@dataclass(frozen=True)
class Proposed:
    """Beats, how sure the contender says it is (None: it does not say), and its CPU seconds."""

    beats_s: Times
    confidence: float | None
    cpu_s: float


def this_step(song: Path) -> Proposed:
    """What beat_grid.json says."""
    sound = decode_pcm(song, RATE_HZ, Limits(), channels=2)
    begun_s = time.process_time()
    _, proposal = listen(sound, RATE_HZ)
    document = json.loads(grid_json(proposal, len(sound) / RATE_HZ))
    return Proposed(np.array(document["beats_s"]), document["confidence"], time.process_time() - begun_s)


def librosa_beat_track(song: Path) -> Proposed:
    """`librosa.beat.beat_track` as its documentation uses it, on the same decode."""
    sound = decode_pcm(song, _LIBROSA_HZ, Limits())
    begun_s = time.process_time()
    _, beats_s = beat_track(y=sound, sr=_LIBROSA_HZ, units="time")
    return Proposed(np.asarray(beats_s, np.float64), None, time.process_time() - begun_s)


CONTENDERS: dict[str, Callable[[Path], Proposed]] = {
    "this step": this_step,
    "librosa beat_track": librosa_beat_track,
}


def warm_up() -> None:
    """Let libraries compile what they compile at first use, outside of the clock."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clicks.wav"
        clicks = np.zeros((RATE_HZ * 10, 2), np.int16)
        clicks[:: RATE_HZ // 2] = 20_000
        write_wav(path, clicks)
        for propose in CONTENDERS.values():
            propose(path)
