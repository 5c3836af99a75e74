"""The step that looks at a take before anything costly is done with it: take -> media.json.

Says what the file is and refuses what cannot become a class, in a sentence for the author.
"""

from dataclasses import dataclass

from workers.media.description import write_media
from workers.probe.core import describe
from workers.probe.reading import read_recording
from workers.step import Work, blaming


@dataclass(frozen=True)
class Params:
    """Below these a take is taken with a warning: shorter side in pixels, frames a second."""

    low_side_px: int = 480
    low_rate_hz: float = 20.0


def run(work: Work, params: Params) -> None:
    """Read the take from end to end and write media.json.

    Raises:
        StepRefusedError: it cannot become a class.
    """
    work.progress(0.0, "Looking at the take")
    with blaming("take-unusable"):
        recording = read_recording(work.path("take"), work.limits)
        media = describe(
            recording, work.limits, low_side_px=params.low_side_px, low_rate_hz=params.low_rate_hz
        )
    write_media(work.path("media.json"), media)
    work.progress(1.0, f"{media.video.frames} frames in {media.duration_s:.1f} s")
