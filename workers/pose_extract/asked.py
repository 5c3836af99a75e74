"""What a step of the pose room is asked, checked and made into what its child processes are told."""

from eightcount_runtime.classpack.errors import PackError

from workers.media.description import Media, read_media
from workers.pose_extract.frame import Upright
from workers.pose_extract.messages import Setup
from workers.pose_extract.models import KINDS
from workers.pose_extract.take import Take
from workers.step import StepRefusedError, Work

ENGINES = ("fast", "reference")


def setup_for(work: Work, media: Media, model: str, engine: str) -> Setup:
    """The take on the desk and who looks at it. Raises StepRefusedError for no such model or engine."""
    if model not in KINDS or engine not in ENGINES:
        raise StepRefusedError(
            "There is no such pose model. Choose heavy, full or lite.",
            f"model {model!r}, engine {engine!r}",
            code="parameter-unusable",
        )
    limits, video = work.limits, media.video
    return Setup(
        take=Take(work.path("take").resolve(), media.container, video.stream, limits.max_pixels),
        upright=Upright(video.width, video.height, video.rotation_deg),
        engine=engine,
        model=model,
        models=limits.models.resolve(),
        memory_bytes=limits.max_memory_bytes,
    )


def media_of(work: Work) -> Media:
    """What the probe has said of the take. Raises StepRefusedError when that cannot be read."""
    try:
        return read_media(work.path("media.json"))
    except PackError as broken:
        sentence = "What is known of the take cannot be read. Build again."
        raise StepRefusedError(sentence, str(broken)) from broken
