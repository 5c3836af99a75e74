"""Single frames of class.mp4, by number, decoding as little as it can: a moved beat is packed in a second."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import av
import av.container
import av.error
import numpy as np
from eightcount_runtime.classpack.routine import VideoShape

from workers.media.guarded import guarded, is_known
from workers.package.pictures import Picture
from workers.step import StepRefusedError

_UNREADABLE = "The class video cannot be read. Build again."


def read_keyframes(path: Path, video: VideoShape) -> list[int]:
    """Numbers of the frames that can be decoded alone, in order.

    Raises:
        StepRefusedError: the file cannot be read, or has not the number of frames expected.
    """
    times = _presentation_times(path)
    if len(times) != video.frames:
        raise StepRefusedError(_UNREADABLE, f"{len(times)} frames instead of {video.frames}")
    return [number for number, (_, is_key) in enumerate(times) if is_key]


def read_frames(path: Path, numbers: Sequence[int]) -> list[Picture]:
    """The frames of these numbers as BGR.

    Raises:
        StepRefusedError: the file cannot be read there.
    """
    wanted = [_presentation_times(path)[number][0] for number in numbers]
    with _opened(path) as container:
        pictures = {pts: _picture_at(container, pts) for pts in sorted(set(wanted))}
    return [pictures[pts] for pts in wanted]


def _presentation_times(path: Path) -> list[tuple[int, bool]]:
    """(time in the stream's unit, can it be decoded alone?) of every frame that is shown, in order."""
    with _opened(path) as container:
        packets = container.demux(container.streams.video[0])
        return sorted(
            (packet.pts, packet.is_keyframe)
            for packet in packets
            if packet.pts is not None and not packet.is_discard
        )


def _picture_at(container: av.container.InputContainer, pts: int) -> Picture:
    stream = container.streams.video[0]
    container.seek(pts, stream=stream)
    for frame in container.decode(stream):
        if frame.pts is not None and frame.pts >= pts:
            return np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
    raise StepRefusedError(_UNREADABLE, f"no frame at {pts}")


@contextmanager
def _opened(path: Path) -> Iterator[av.container.InputContainer]:
    """The file by the one demuxer that it is written for, whatever it looks like."""
    try:
        with av.open(
            f"file:{path}", format="mp4", options=guarded("mp4"), metadata_errors="replace"
        ) as container:
            if not container.streams.video or not is_known(container.streams.video[0].codec_context.name):
                raise StepRefusedError(_UNREADABLE, "no video stream")
            container.streams.video[0].thread_type = "AUTO"
            yield container
    except av.error.FFmpegError as error:
        raise StepRefusedError(_UNREADABLE, str(error)) from error
