"""From marked beats, the alignment and the poses to the routine: what is to be danced, and when."""

from dataclasses import dataclass

from eightcount_runtime.classpack.beat_files import beats_from_json
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.routine_files import routine_to_json

from workers.compile.core import compile_routine
from workers.step import StepRefusedError, Work
from workers.step_files import read_alignment, read_class_video, read_poses


@dataclass(frozen=True)
class Params:
    """Nothing to choose."""


def run(work: Work, params: Params) -> None:  # noqa: ARG001 - the contract of a step
    """media.json, alignment.json, poses.npz, beats.json -> routine.json.

    Raises:
        StepRefusedError: the beats have errors, leave the take or the song, or nobody dances at them.
    """
    work.progress(0.0, "reading poses")
    try:
        beats = beats_from_json(work.path("beats.json").read_bytes())
    except PackError as error:
        sentence = f"The beats cannot be read. {error.sentence}"
        raise StepRefusedError(sentence, str(error), code="beats-unusable") from error
    video = read_class_video(work.path("media.json"))
    line = read_alignment(work.path("alignment.json"))
    poses = read_poses(work.path("poses.npz"))
    work.progress(0.5, "measuring the poses at every step")
    routine = compile_routine(beats, line, video, poses)
    work.path("routine.json").write_bytes(routine_to_json(routine))
    work.progress(1.0, f"{len(routine.parts)} parts, {len(routine.steps)} steps")
