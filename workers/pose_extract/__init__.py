"""The step that extracts the dancer's pose from a take: take, media.json -> poses.npz, pose_report.json.

Where `pose_scan` has looked at stretches of the take, their scans/ are joined instead of looking again.

Every picture of the take gets 33 landmarks on the take's true times, upright; what was not seen is filled or
missing, and said so. It never reaches the network.
"""

from dataclasses import dataclass

from workers.pose_extract.asked import media_of, setup_for
from workers.pose_extract.core import extract
from workers.pose_extract.output import write_poses, write_report
from workers.pose_extract.report import describe
from workers.pose_extract.scans import Scan, read_scan
from workers.pose_extract.track import Smoothing
from workers.step import Work, blaming


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
    work.progress(0.0, "Starting the pose model")
    setup = setup_for(work, media_of(work), params.model, params.engine)
    smoothing = Smoothing(params.smooth_reach_s, params.smooth_degree, params.fill_s)
    with blaming("take-unusable"):
        extraction = extract(
            setup,
            smoothing,
            work.limits,
            lambda part: work.progress(part, "Looking at the dancer"),
            _scans(work),
        )
    aspect = setup.upright.width / setup.upright.height
    report = describe(extraction.track, extraction.raw, aspect, extraction.people, extraction.chosen)
    write_poses(work.path("poses.npz"), extraction.track)
    write_report(work.path("pose_report.json"), params.engine, params.model, report)
    work.progress(1.0, f"Pose in {report.seen + report.filled} of {report.frames} frames")


def _scans(work: Work) -> list[Scan]:
    """What other workers have seen of the take, where the build was split (`pose_scan`)."""
    return [read_scan(path) for path in sorted(work.path("scans").glob("*.npz"))]
