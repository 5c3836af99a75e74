"""Is a class video what it was meant to be? Asked of the file itself before it is handed on."""

from fractions import Fraction
from pathlib import Path

import av

from workers.media.description import Media
from workers.media.guarded import guarded


def is_as_promised(path: Path, media: Media) -> bool:
    """Does it hold exactly the promised frames, frame k at k / class rate, the first one a key frame?"""
    with av.open(f"file:{path}", format="mov", options=guarded("mov"), metadata_errors="replace") as file:
        stream = file.streams.video[0]
        packets = [packet for packet in file.demux(stream) if packet.pts is not None]
        tick_s = Fraction(stream.time_base or 0)
    times = sorted(
        packet.pts * tick_s for packet in packets if packet.pts is not None and not packet.is_discard
    )
    wanted = [number / media.class_rate for number in range(media.class_frames)]
    return times == wanted and packets[0].is_keyframe
