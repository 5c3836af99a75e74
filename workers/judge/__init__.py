"""Whether a class can be judged: its own take, danced and not danced, scored as a phone would score it."""

from collections.abc import Iterator
from dataclasses import dataclass

from eightcount_runtime.classpack.beats import STEPS_PER_PART
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.poses import PoseTrack
from eightcount_runtime.classpack.routine import Routine
from eightcount_runtime.classpack.routine_files import read_routine
from eightcount_runtime.scoring import Reference, Sheet, replay

from workers.judge.core import Scored, judge
from workers.judge.doubts import doubts_of
from workers.judge.gallery import dances
from workers.judge.performances import Performance, performances
from workers.judge.report import judging_to_json
from workers.judge.take import hidden_shares, motion_of_parts
from workers.step import StepRefusedError, Work
from workers.step_files import class_track, read_class_video, read_poses, read_unsteady


@dataclass(frozen=True)
class Params:
    """Nothing to choose."""


def run(work: Work, params: Params) -> None:  # noqa: ARG001 - the contract of a step
    """media.json, poses.npz, pose_report.json, routine.json -> judging.json.

    Raises:
        StepRefusedError: a file is not what its step writes.
    """
    try:
        routine = read_routine(work.path("routine.json").read_bytes())
    except PackError as error:
        raise StepRefusedError("The routine cannot be read. Build again.", str(error)) from error
    if read_class_video(work.path("media.json")) != routine.video:
        raise StepRefusedError("The routine belongs to another take. Build again.", str(routine.video))
    track = class_track(read_poses(work.path("poses.npz")), routine.video)
    doubts = doubts_of(routine, track, read_unsteady(work.path("pose_report.json")))
    try:
        reference = Reference.of(routine, track)
    except PackError as error:
        raise StepRefusedError(
            "The routine does not fit the take's poses. Build again.", str(error)
        ) from error
    scored = tuple(_scored(work, reference, routine, track))
    hidden = hidden_shares(routine, reference.parameters.seen_from)
    judging = judge(scored, motion_of_parts(routine, track), hidden, doubts)
    work.path("judging.json").write_bytes(judging_to_json(judging, routine, scored))
    work.progress(1.0, f"{judging.verdict.replace('_', ' ')}, by {len(scored)} performances")


def _scored(work: Work, reference: Reference, routine: Routine, track: PoseTrack) -> Iterator[Scored]:
    all_of_them = tuple(performances(routine, track, dances()))
    for done, performance in enumerate(all_of_them):
        work.progress(done / len(all_of_them), f"scoring {performance.name.replace('_', ' ')}")
        yield _score(reference, routine, performance)


def _score(reference: Reference, routine: Routine, performance: Performance) -> Scored:
    video = routine.video
    sheet: Sheet = replay(
        reference, performance.times_s, performance.image, video.width, video.height, mirror="off"
    )
    scores = [step.score for step in sheet.steps]
    starts = range(0, len(scores), STEPS_PER_PART)
    return Scored(
        performance.name,
        performance.kind,
        sheet.total.score,
        tuple(part.score for part in sheet.parts),
        tuple(tuple(scores[start : start + STEPS_PER_PART]) for start in starts),
    )
