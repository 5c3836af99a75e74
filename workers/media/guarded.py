"""How PyAV may open an untrusted file: one demuxer, plain files, few streams, known decoders. Opens none.

PyAV decodes a little of every stream while it opens a file, before anybody can look at what codecs there are;
these options hold there. For what is decoded afterwards it asks nobody: ask `is_known` first.
"""

from av.video.stream import VideoStream

from workers.media.child import DECODERS, MOST_STREAMS

_LARGEST = 2**31 - 1


def guarded(demuxer: str) -> dict[str, str]:
    """Options for `av.open` beside `format=demuxer`."""
    return {
        "protocol_whitelist": "file",
        "format_whitelist": demuxer,
        "codec_whitelist": DECODERS,
        "max_streams": str(MOST_STREAMS),
    }


def is_known(codec: str) -> bool:
    """Whether a decoder of that name may be used."""
    return codec in DECODERS.split(",")


def keep_small(stream: VideoStream, max_pixels: int) -> None:
    """Refuse pictures that become larger on the way than the header says, before memory is taken for them."""
    stream.codec_context.options = {"max_pixels": str(min(max_pixels, _LARGEST))}
