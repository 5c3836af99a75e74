"""What a take's container and packets say, read once from end to end without decoding more than one frame.

PyAV reads in this process, so the demuxer is forced and packets are counted against bounds; time and memory
are bounded by the process that the step runs in. Must not judge: refusals here are only for what cannot be
read at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import av.error
import numpy as np
from av.container import InputContainer
from av.stream import Disposition, Stream
from numpy.typing import NDArray

from workers.media.container import read_container
from workers.media.guarded import guarded, is_known, keep_small
from workers.step import Limits, StepRefusedError

if TYPE_CHECKING:
    from av.packet import Packet  # generic for the type checker alone

#: Phones film slow motion at up to 240 frames a second; more is a broken header.
MAX_RATE_HZ = 250
_DAMAGED = (
    "The video is damaged or cut short: its index cannot be read. Copy it from the camera again, "
    "or export it again, and upload that."
)
_UNDECODABLE = "The picture of the video cannot be decoded. Export it again as an H.264 MP4 and upload that."


@dataclass(frozen=True)
class Picture:
    """The main video stream. `ticks` (n,) int64 are the shown frames' times, rising, in `time_base_s`.

    `end_tick` is where the last frame ends, `claimed_s` how long the header says the stream is (0: nothing).
    `key_ticks` are the key frames' times; `skipped` counts packets that an edit list hides
    or that come before the first key frame.
    """

    stream: int
    codec: str
    profile: str
    level: int
    pix_fmt: str
    bits: int
    transfer: int
    interlaced: bool
    width: int
    height: int
    pixel_aspect: Fraction
    rotation_deg: int
    time_base_s: Fraction
    ticks: NDArray[np.int64]
    end_tick: int
    key_ticks: tuple[int, ...]
    skipped: int
    claimed_s: float


@dataclass(frozen=True)
class Heard:
    """The first sound stream, on the file's own clock; `claimed_s` as for the picture."""

    codec: str
    rate_hz: int
    channels: int
    start_s: float
    end_s: float
    claimed_s: float


@dataclass(frozen=True)
class Recording:
    """A file as read. `claimed_s` is the length in the file's header, 0 where it has none."""

    container: str
    claimed_s: float
    picture: Picture | None
    other_pictures: int
    sound: Heard | None


@dataclass
class _Seen:
    """What the packets of one stream have shown so far; of sound the frames' times are not kept."""

    is_picture: bool
    decodable: bool = False
    first: int | None = None
    end: int = 0
    ticks: list[int] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    skipped: int = 0
    frame: av.VideoFrame | None = None


def read_recording(path: Path, limits: Limits) -> Recording:
    """Read a take from end to end.

    Raises:
        StepRefusedError: it is no recording, cannot be read or decoded, or is beyond `limits`.
    """
    container = read_container(path, "take")
    with _opened(path, container.demuxer) as file:
        pictures = [stream for stream in file.streams.video if not _is_still(stream)]
        sounds = file.streams.audio
        claimed_s = (file.duration or 0) / 1_000_000
        if not pictures:
            return Recording(container.name, claimed_s, None, 0, None)
        _refuse_beyond(pictures[0], claimed_s, limits)
        keep_small(pictures[0], limits.max_pixels)
        chosen = [pictures[0], *sounds[:1]]
        seen = _read_packets(file, chosen, limits)
        return Recording(
            container=container.name,
            claimed_s=claimed_s,
            picture=_picture(pictures[0], seen[pictures[0].index]),
            other_pictures=len(pictures) - 1,
            sound=_heard(sounds[0], seen[sounds[0].index]) if sounds else None,
        )


@contextmanager
def _opened(path: Path, demuxer: str) -> Iterator[InputContainer]:
    try:
        with av.open(
            f"file:{path}", format=demuxer, options=guarded(demuxer), metadata_errors="replace"
        ) as file:
            yield file
    except av.error.FFmpegError as error:
        raise StepRefusedError(_DAMAGED, f"{demuxer}: {error}") from error


def _is_still(stream: av.VideoStream) -> bool:
    stills = Disposition.attached_pic | Disposition.timed_thumbnails
    return bool(stream.disposition & stills)


def _refuse_beyond(stream: av.VideoStream, claimed_s: float, limits: Limits) -> None:
    """Refuse by the header alone what would cost much to read."""
    width, height, codec = stream.codec_context.width, stream.codec_context.height, stream.codec_context.name
    if width * height > limits.max_pixels:
        raise StepRefusedError(
            f"The video is {width} x {height}, larger than is allowed. Export it at 3840 x 2160 or less.",
            f"{width * height} pixels, at most {limits.max_pixels}",
        )
    if not is_known(codec):
        raise StepRefusedError(
            f"The video is coded as {codec}, which is not read here. Export it as an H.264 MP4."
        )
    if claimed_s > limits.max_duration_s:
        raise StepRefusedError(
            f"The video is {claimed_s:.0f} s long; at most {limits.max_duration_s:.0f} s are allowed. "
            "Cut out the class and upload that."
        )


def _read_packets(file: InputContainer, streams: list[Stream], limits: Limits) -> dict[int, _Seen]:
    """Packet times of the streams, and the first decoded frame of the first one, which is the picture."""
    seen = {stream.index: _Seen(is_picture=stream is streams[0]) for stream in streams}
    most = int((limits.max_duration_s + 1) * MAX_RATE_HZ)
    for packet in file.demux(streams):
        so_far = seen[packet.stream_index]
        _note(so_far, packet)
        if len(so_far.ticks) + so_far.skipped > most:
            raise StepRefusedError(
                f"The video claims more than {most} frames, which no camera films in the time allowed. "
                "Export it again at 60 frames a second or less."
            )
        if so_far.is_picture and so_far.frame is None:
            so_far.frame = _first_frame(packet)
    return seen


def _note(so_far: _Seen, packet: "Packet[Any]") -> None:
    """Take down a packet that will be shown: not hidden by an edit list, not before the first key frame."""
    tick = packet.pts if packet.pts is not None else packet.dts
    if tick is None or not packet.size:
        return
    if so_far.is_picture:
        so_far.decodable = so_far.decodable or packet.is_keyframe
        if packet.is_discard or not so_far.decodable:
            so_far.skipped += 1
            return
        so_far.ticks.append(tick)
        if packet.is_keyframe:
            so_far.keys.append(tick)
    first = so_far.first is None
    so_far.first = tick if so_far.first is None else min(so_far.first, tick)
    so_far.end = tick + (packet.duration or 0) if first else max(so_far.end, tick + (packet.duration or 0))


def _first_frame(packet: "Packet[Any]") -> av.VideoFrame | None:
    """A frame that comes out when this packet goes in; a decoder is fed several before it gives one."""
    try:
        frames = packet.decode()
    except av.error.InvalidDataError:
        return None  # a damaged packet; the next ones are tried
    for frame in frames:
        if isinstance(frame, av.VideoFrame):
            return frame
    return None


def _picture(stream: av.VideoStream, seen: _Seen) -> Picture:
    context, frame = stream.codec_context, seen.frame
    if not seen.ticks and not seen.skipped:
        raise StepRefusedError("The video holds no frame. Export it again and upload that.", context.name)
    if frame is None or not seen.ticks:
        detail = f"{context.name}: no frame out of {len(seen.ticks) + seen.skipped} packets"
        raise StepRefusedError(_UNDECODABLE, detail)
    ticks = np.unique(np.array(seen.ticks, np.int64))
    return Picture(
        stream=stream.index,
        codec=context.codec.canonical_name,
        profile=context.profile or "",
        level=max(0, context.level or 0),
        pix_fmt=frame.format.name,
        bits=max(component.bits for component in frame.format.components),
        transfer=int(frame.color_trc),
        interlaced=bool(frame.interlaced_frame),
        width=frame.width,
        height=frame.height,
        pixel_aspect=Fraction(stream.sample_aspect_ratio or 0) or Fraction(1),
        rotation_deg=round(-frame.rotation / 90) * 90 % 360,
        time_base_s=_time_base_s(stream),
        ticks=ticks,
        end_tick=max(seen.end, int(ticks[-1])),
        key_ticks=tuple(sorted(seen.keys)),
        skipped=seen.skipped,
        claimed_s=float((stream.duration or 0) * _time_base_s(stream)),
    )


def _heard(stream: av.AudioStream, seen: _Seen) -> Heard | None:
    if seen.first is None:
        return None
    first = stream.start_time if stream.start_time is not None else seen.first
    return Heard(
        codec=stream.codec_context.codec.canonical_name,
        rate_hz=stream.codec_context.sample_rate,
        channels=stream.codec_context.channels,
        start_s=float(first * _time_base_s(stream)),
        end_s=float(seen.end * _time_base_s(stream)),
        claimed_s=float((stream.duration or 0) * _time_base_s(stream)),
    )


def _time_base_s(stream: Stream) -> Fraction:
    if not stream.time_base:
        raise StepRefusedError(_DAMAGED, "a stream without a time base")
    return Fraction(stream.time_base)
