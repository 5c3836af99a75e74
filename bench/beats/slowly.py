"""Where clicks come out of slow playback: in this step, and in ffmpeg's two stretchers."""

from collections.abc import Callable
from pathlib import Path

import ffmpeg
import numpy as np
from numpy.typing import NDArray

from workers.media.child import ffmpeg_program
from workers.media.pcm import decode_pcm
from workers.media.waves import RATE_HZ
from workers.song_preview.core import listen
from workers.song_slow.stretching import Sound, slowed
from workers.step import Limits

SPEEDS = (0.5, 0.75)

_FIRST_S, _LENGTH_S, _EACH_S = 20, 22, 0.3637
_AROUND_S = 0.06


def late_ms(song: Path) -> dict[tuple[str, float], list[float]]:
    """(who, speed) -> how late each click is, all over 22 s of the song at a third of its level."""
    sound = decode_pcm(song, RATE_HZ, Limits(), channels=2)[_FIRST_S * RATE_HZ :][: _LENGTH_S * RATE_HZ] * 0.3
    places = np.arange(RATE_HZ, len(sound) - 2 * RATE_HZ, round(_EACH_S * RATE_HZ))
    sound[places] += 0.95
    found: dict[tuple[str, float], list[float]] = {}
    for speed in SPEEDS:
        for name, stretch in _STRETCHERS.items():
            slow = stretch(sound, speed)
            found[name, speed] = [
                _jump_ms(slow, at / speed) - _jump_ms(sound, float(at)) for at in places.tolist()
            ]
    return found


def _this_step(sound: Sound, speed: float) -> Sound:
    onsets, _ = listen(sound, RATE_HZ)
    return slowed(sound, speed, [(round(onset.at_s * RATE_HZ), onset.strength) for onset in onsets])


def _filtered(sound: Sound, how: str) -> Sound:
    graph = ffmpeg.input("pipe:", f="f32le", ar=RATE_HZ, ac=2).output("pipe:", f="f32le", af=how)
    out, _ = graph.run(
        cmd=str(ffmpeg_program()), input=sound.tobytes(), capture_stdout=True, capture_stderr=True
    )
    return np.frombuffer(out, "<f4").reshape(-1, 2)


_STRETCHERS: dict[str, Callable[[Sound, float], Sound]] = {
    "this step": _this_step,
    "rubberband": lambda sound, speed: _filtered(sound, f"rubberband=tempo={speed}:channels=together"),
    "atempo": lambda sound, speed: _filtered(sound, f"atempo={speed}"),
}


def _jump_ms(sound: NDArray[np.float32], expected: float) -> float:
    """Milliseconds from `expected` (a sample) to where high frequencies first come near their loudest."""
    room = round(_AROUND_S * RATE_HZ)
    first = round(expected) - room
    steps = np.diff(sound[first : first + 2 * room, 0].astype(np.float64)) ** 2
    energy = np.convolve(steps, np.ones(24) / 24, "same")
    return float((np.argmax(energy > 0.2 * energy.max()) - room) / RATE_HZ * 1e3)


def table(songs: list[Path]) -> str:
    """The figures as Markdown."""
    every: dict[tuple[str, float], list[float]] = {}
    for song in songs:
        for key, late in late_ms(song).items():
            every.setdefault(key, []).extend(late)
    rows = []
    for (name, speed), late in sorted(
        every.items(), key=lambda each: (each[0][1], each[0][0] != "this step")
    ):
        within = np.mean(np.abs(late) <= 1)
        low, middle, high = np.percentile(late, [5, 50, 95])
        rows.append(f"| {name} | {speed:g} | {within:.1%} | {middle:+.2f} | {low:+.1f} to {high:+.1f} |")
    head = (
        "| slow playback | speed | clicks within 1 ms | median ms late | 5 to 95 % |\n|---|---|---|---|---|"
    )
    return "\n".join([head, *rows, ""])
