"""The step that extracts the dancer's pose from a take: take, media.json -> poses.npz, pose_report.json.

Every picture of the take gets 33 landmarks on the take's true times, upright; what was not seen is filled or
missing, and said so. It never reaches the network.
"""

from dataclasses import dataclass

from eightcount_runtime.classpack.errors import PackError

from workers.media.description import Media, read_media
from workers.pose_extract.core import extract
from workers.pose_extract.frame import Upright
from workers.pose_extract.messages import Setup
from workers.pose_extract.models import KINDS
from workers.pose_extract.output import write_poses, write_report
from workers.pose_extract.report import describe
from workers.pose_extract.take import Take
from workers.pose_extract.track import Smoothing
from workers.step import StepRefusedError, Work, blaming

ENGINES = ("fast", "reference")


@dataclass(frozen=True)
class Params:
    """Which nets look at the take, and how much of its tremor is taken out.

    model: heavy, full or lite, best first. engine: fast, or reference (mediapipe itself, slower).
    smooth_reach_s, smooth_degree: as in `track.Smoothing`; a reach of 0 leaves every pose as it was seen.
    fill_s: the longest gap that is bridged.
    """

    model: str = "heavy"
    engine: str = "fast"
    smooth_reach_s: float = 0.18
    smooth_degree: int = 2
    fill_s: float = 0.25


def run(work: Work, params: Params) -> None:
    """Extract the poses and write them with what a person should look at.

    Raises:
        StepRefusedError: the take cannot be read, shows nobody, is too long or too large, the models are not
            set up, or the parameters name no such model or engine.
    """
    if params.model not in KINDS or params.engine not in ENGINES:
        raise StepRefusedError(
            "There is no such pose model. Choose heavy, full or lite.",
            repr(params),
            code="parameter-unusable",
        )
    work.progress(0.0, "Starting the pose model")
    setup = _setup(work, params, _media(work))
    smoothing = Smoothing(params.smooth_reach_s, params.smooth_degree, params.fill_s)
    with blaming("take-unusable"):
        extraction = extract(
            setup, smoothing, work.limits, lambda part: work.progress(part, "Looking at the dancer")
        )
    aspect = setup.upright.width / setup.upright.height
    report = describe(extraction.track, extraction.raw, aspect, extraction.people, extraction.chosen)
    write_poses(work.path("poses.npz"), extraction.track)
    write_report(work.path("pose_report.json"), params.engine, params.model, report)
    work.progress(1.0, f"Pose in {report.seen + report.filled} of {report.frames} frames")


def _media(work: Work) -> Media:
    try:
        return read_media(work.path("media.json"))
    except PackError as broken:
        sentence = "What is known of the take cannot be read. Build again."
        raise StepRefusedError(sentence, str(broken)) from broken


def _setup(work: Work, params: Params, media: Media) -> Setup:
    limits, video = work.limits, media.video
    return Setup(
        take=Take(work.path("take").resolve(), media.container, video.stream, limits.max_pixels),
        upright=Upright(video.width, video.height, video.rotation_deg),
        engine=params.engine,
        model=params.model,
        models=limits.models.resolve(),
        memory_bytes=limits.max_memory_bytes,
    )
