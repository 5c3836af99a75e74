"""Pictures out of an untrusted take, by PyAV, inside the child process only.

The demuxer is forced, only plain files are opened, decoders are those the product knows, and the size of a
picture is bounded before it is decoded. Pictures come as coded: nothing is turned, scaled or converted here
that need not be. Must not look at what is in them.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from workers.media.guarded import guarded, is_known, keep_small
from workers.pose_extract.frame import Frame, Plane
from workers.pose_extract.take import Index, Take
from workers.step import StepRefusedError

if TYPE_CHECKING:
    from av.packet import Packet  # generic only to the type checker

#: Containers of finished recordings; the name in media.json is the demuxer's own.
CONTAINERS = ("mov", "matroska", "avi", "mpegts", "mpeg", "ogg")
_PLAIN_FORMATS = ("yuv420p", "yuvj420p")
_UNREADABLE = "The picture of the take cannot be read. Export the take again as MP4 (H.264) and upload that."


def read_index(take: Take, max_frames: int) -> Index:
    """List the pictures of the take; those that an edit list hides are left out.

    Raises:
        StepRefusedError: no video stream, nothing in it, or more than `max_frames`.
    """
    listed: dict[int, bool] = {}
    with _opened(take) as (container, stream):
        for packet in _packets(container, stream):
            stamp = packet.dts if packet.pts is None else packet.pts
            if stamp is not None and not packet.is_discard:
                listed[stamp] = packet.is_keyframe
            if len(listed) > max_frames:
                raise StepRefusedError("The take has more pictures than are allowed. Shorten it.")
        time_base_s = float(stream.time_base or 0)
    if not listed or time_base_s <= 0:
        raise StepRefusedError(_UNREADABLE, "no timed picture in the video stream")
    pts = np.array(sorted(listed), np.int64)
    return Index(pts, np.array([listed[p] for p in pts.tolist()]), time_base_s)


def read_frames(take: Take, first_pts: int, last_pts: int) -> Iterator[Frame]:
    """Decode the pictures from `first_pts` to `last_pts`, both included, in the order they are shown in.

    Damaged packets are stepped over: their pictures are missing.
    """
    frames = _decoded(take, first_pts)
    first = next(frames, None)
    if first is None or first.pts > first_pts:  # the container's index led too far: decode from the start
        frames.close()
        frames = _decoded(take, None)
    elif first.pts == first_pts:
        yield first
    for frame in frames:
        if frame.pts > last_pts:
            return
        if frame.pts >= first_pts:
            yield frame


def _decoded(take: Take, seek_pts: int | None) -> Generator[Frame]:
    """Frames from the last picture before `seek_pts` where decoding can begin, or from the file's start."""
    with _opened(take) as (container, stream):
        if seek_pts is not None:
            container.seek(seek_pts, stream=stream, backward=True)
        for packet in _packets(container, stream):
            if packet.is_discard:
                continue
            try:
                decoded = stream.codec_context.decode(packet)
            except (av.error.InvalidDataError, av.error.ArgumentError):
                continue
            yield from (_frame(picture) for picture in decoded if _stamp(picture) is not None)


def _packets(container: InputContainer, stream: VideoStream) -> "Iterator[Packet[VideoStream]]":
    """Packets until the end of the file, or until where it breaks off. The last one is empty: it flushes."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except (av.error.InvalidDataError, av.error.EOFError):
            return
        if packet is None:
            return
        yield packet


@contextmanager
def _opened(take: Take) -> Iterator[tuple[InputContainer, VideoStream]]:
    if take.container not in CONTAINERS:
        raise StepRefusedError(_UNREADABLE, f"container {take.container!r} is not one that is read")
    try:
        container = av.open(
            f"file:{take.path}",
            format=take.container,
            options=guarded(take.container),
            metadata_errors="replace",
        )
    except av.error.FFmpegError as failed:
        raise StepRefusedError(_UNREADABLE, str(failed)) from failed
    with container:
        stream = next((s for s in container.streams.video if s.index == take.stream), None)
        if stream is None:
            raise StepRefusedError("The file has no picture, only sound. Upload the video of the dance.")
        if not is_known(stream.codec_context.codec.name):
            raise StepRefusedError(_UNREADABLE, f"codec {stream.codec_context.codec.name!r}")
        if stream.codec_context.width * stream.codec_context.height > take.max_pixels:
            raise StepRefusedError("The picture of the take is larger than is allowed. Export it smaller.")
        # One thread: processes over ranges use the cores, and frame threads would hold more pictures.
        stream.thread_type = "NONE"
        stream.codec_context.thread_count = 1
        keep_small(stream, take.max_pixels)
        yield container, stream


def _stamp(picture: VideoFrame) -> int | None:
    return picture.dts if picture.pts is None else picture.pts


def _frame(picture: VideoFrame) -> Frame:
    stamp = _stamp(picture)
    if stamp is None:
        raise ValueError("a picture without a time cannot be placed")
    full_range = picture.format.name.startswith("yuvj") or picture.color_range == ColorRange.JPEG
    if picture.format.name not in _PLAIN_FORMATS:
        picture = picture.reformat(format="yuv420p", dst_color_range=ColorRange.MPEG)
        full_range = False
    y, u, v = (_plane(plane) for plane in picture.planes)
    return Frame(stamp, y, u, v, full_range=full_range)


def _plane(plane: VideoPlane) -> Plane:
    """A view of the plane without the padding of its rows."""
    rows: Plane = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width]
