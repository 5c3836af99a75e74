"""Sound as samples on the clock that everybody uses: one decode, by ffmpeg, for the whole product.

For a file with a picture, sample 0 lies at the first video frame; for a file of sound alone it is the first
decoded sample (encoder priming is skipped as ffmpeg skips it). Must not filter, normalise or judge the sound.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg
import numpy as np
from numpy.typing import NDArray

from workers.media.child import run_ffmpeg, source
from workers.media.container import read_container
from workers.step import Limits, StepRefusedError

_UNREADABLE = (
    "The {called} has sound that cannot be read; it may be damaged or cut short. Export it again and upload "
    "that."
)
_NO_SOUND = "The {called} has no sound track. Upload a recording with sound."
#: Timestamps that stray less than this from the count of samples are rounding or jitter, not a hole.
_HOLE_S = 0.02
_LAYOUT = {1: "mono", 2: "stereo"}


@dataclass(frozen=True)
class Run:
    """Decoded samples without a hole: `start` is where the first lies on the file's own clock, in samples."""

    start: int
    samples: int


@dataclass(frozen=True)
class Timing:
    """When the first video frame comes, in seconds (None without picture), and the runs of sound."""

    video_start_s: Fraction | None
    runs: tuple[Run, ...]
    one_channel: bool = False


def decode_pcm(
    path: Path, rate_hz: int, limits: Limits, *, channels: int = 1, called: str = "file"
) -> NDArray[np.float32]:
    """The first sound track as float32 in about -1..1, shape (n,) for one channel, else (n, channels).

    A track that starts after the first video frame is led by silence, one that starts before it is cut, and
    holes in it are silence. Channels are mixed so that the loudest sum keeps
    its level: the mean of stereo for one channel, the same sound twice where one is spread to two.
    Refusals name the file `called`, as "take" or "song's file".

    Raises:
        StepRefusedError: no sound track, nothing decodable, longer than `limits.max_duration_s`, or a kind
            of file that is no recording.
    """
    container = read_container(path, called)
    with tempfile.TemporaryDirectory(prefix="pcm-") as scratch:
        folder = Path(scratch)
        said = _decode(path, folder, rate_hz, channels, limits, called)
        times, first = folder / "times", folder / "first"
        timing = read_timing(times.read_text(), first.read_text() if first.exists() else "")
        decoded = np.fromfile(folder / "samples", dtype="<f4").reshape(-1, channels)
    if not len(decoded):
        raise StepRefusedError(
            _UNREADABLE.format(called=called), said or f"no sample decoded from {container.name}"
        )
    if len(decoded) > limits.max_duration_s * rate_hz:
        raise _too_long(limits.max_duration_s, called)
    if timing.one_channel and channels == 2:
        decoded *= np.float32(np.sqrt(2))  # ffmpeg spreads one channel at equal power
    placed = place(decoded, timing, rate_hz, limits.max_duration_s, called)
    if not len(placed):
        raise StepRefusedError(
            f"The {called} has sound that ends before its picture begins. Export it again."
        )
    return placed[:, 0] if channels == 1 else placed


def place(
    decoded: NDArray[np.float32], timing: Timing, rate_hz: int, max_duration_s: float, called: str = "file"
) -> NDArray[np.float32]:
    """Decoded samples (n, channels) laid on the video clock; unchanged for a file of sound alone.

    Later runs overwrite where timestamps overlap.
    """
    if timing.video_start_s is None:
        return decoded
    first = round(timing.video_start_s * rate_hz)
    starts = [run.start - first for run in timing.runs]
    end = max((start + run.samples for start, run in zip(starts, timing.runs, strict=True)), default=0)
    if end > max_duration_s * rate_hz:
        raise _too_long(max_duration_s, called)
    placed = np.zeros((max(0, end), decoded.shape[1]), np.float32)
    at = 0
    for start, run in zip(starts, timing.runs, strict=True):
        early = min(run.samples, max(0, -start))
        placed[start + early : start + run.samples] = decoded[at + early : at + run.samples]
        at += run.samples
    return placed


def _too_long(most_s: float, called: str) -> StepRefusedError:
    return StepRefusedError(f"The {called} has sound longer than the {most_s:g} s that are allowed. Cut it.")


def read_timing(sound: str, picture: str) -> Timing:
    """Timing from ffmpeg's framecrc texts of the sound and of the first video frame ("" without picture)."""
    sample_s, packets = _read_framecrc(sound)
    frame_s, frames = _read_framecrc(picture)
    runs = tuple(_joined(packets, int(_HOLE_S / sample_s)))
    mono = "#channel_layout_name 0: mono" in sound
    return Timing(frames[0].start * frame_s if frames else None, runs, one_channel=mono)


def _read_framecrc(text: str) -> tuple[Fraction, list[Run]]:
    """Time base, start and length of each packet: `stream, dts, pts, duration, size, crc`, after `#tb 0:`."""
    base_s, packets = Fraction(1), []
    for line in text.splitlines():
        if line.startswith("#tb 0:"):
            base_s = Fraction(line[6:].strip())
        elif line and not line.startswith("#"):
            _, _, pts, duration = line.split(",")[:4]
            packets.append(Run(int(pts), int(duration)))
    return base_s, packets


def _joined(packets: list[Run], hole: int) -> Iterator[Run]:
    """Packets joined to runs; a new run begins where a timestamp strays more than `hole` samples."""
    current: Run | None = None
    for packet in packets:
        if current is not None and abs(packet.start - (current.start + current.samples)) <= hole:
            current = Run(current.start, current.samples + packet.samples)
            continue
        if current is not None:
            yield current
        current = packet
    if current is not None:
        yield current


def _decode(path: Path, folder: Path, rate_hz: int, channels: int, limits: Limits, called: str) -> str:
    """Leave `samples` (raw float32), and framecrc of the same in `times`, of the first frame in `first`."""
    container = read_container(path, called)
    taken = source(path, container, limits)
    how = {"acodec": "pcm_f32le", "t": limits.max_duration_s + 1}
    # Without a bound, float channels are mixed with gains whose sum is above 1.
    mixed = f"aresample=osr={rate_hz}:ochl={_LAYOUT[channels]}:rematrix_maxval=1"
    sound = [
        ffmpeg.output(taken["a:0"], str(folder / "samples"), f="f32le", af=mixed, **how),
        ffmpeg.output(
            taken["a:0"], str(folder / "times"), f="framecrc", af=f"aresample=osr={rate_hz}", **how
        ),
    ]
    # "V" leaves out cover pictures. An output of its own: the limit of one frame ends all that is in it.
    how = {"vcodec": "rawvideo", "frames:v": 1, "fps_mode": "passthrough", "enc_time_base:v": "demux"}
    picture = ffmpeg.output(taken["V:0"], str(folder / "first"), f="framecrc", **how)
    bound = int((limits.max_duration_s + 2) * rate_hz * channels * 4) + 1024**2
    try:
        outputs = [*sound, picture] if container.may_hold_video else sound
        return _run(outputs, path, folder, limits, bound, called)
    except StepRefusedError as refused:
        if "0:a:0" in refused.detail:
            raise StepRefusedError(_NO_SOUND.format(called=called), refused.detail) from refused
        if "0:V:0" in refused.detail:
            return _run(sound, path, folder, limits, bound, called)
        raise


def _run(outputs: list[Any], path: Path, folder: Path, limits: Limits, bound: int, called: str) -> str:
    graph = ffmpeg.merge_outputs(*outputs)
    otherwise = _UNREADABLE.format(called=called)
    return run_ffmpeg(
        graph, reads=[path], writes=folder, limits=limits, otherwise=otherwise, max_file_bytes=bound
    )
