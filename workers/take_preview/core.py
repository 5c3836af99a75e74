"""What is shown of a take: which picture stands for it, and its sound over its whole length."""

import numpy as np
from numpy.typing import NDArray

from workers.media.description import Media, VideoTrack
from workers.media.waves import RATE_HZ

_PLACE = 1 / 3
_HEIGHT_PX = 480


def thumbnail_at_s(media: Media) -> float:
    """The instant that stands for the take, seconds on the video clock: a third in, where somebody dances."""
    return media.duration_s * _PLACE


def thumbnail_size(video: VideoTrack) -> tuple[int, int]:
    """Width and height of the thumbnail, upright, in pixels; it is never enlarged."""
    height = min(_HEIGHT_PX, video.height)
    return max(1, round(video.width * height / video.height)), height


def over_the_take(sound: NDArray[np.float32], media: Media) -> NDArray[np.float32]:
    """The camera's sound (n,) from the first video frame on, with silence up to the take's end."""
    lacking = round(media.duration_s * RATE_HZ) - len(sound)
    return np.pad(sound, (0, lacking)) if lacking > 0 else sound
