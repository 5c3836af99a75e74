"""Beats, alignment and poses in, routine out: every beat on both clocks, and the pose at the end of every
step.

Poses are taken at the true time of the beat in the take, between frames; `frame` only says what to show. What
a class is scored by goes with it, so that a later calibration does not change its scores.
"""

from collections.abc import Sequence

import numpy as np
from eightcount_runtime.classpack.beat_checks import check_beats
from eightcount_runtime.classpack.beats import STEPS_PER_PART, Beats
from eightcount_runtime.classpack.features import Features, features, square, torso_at
from eightcount_runtime.classpack.poses import poses_at
from eightcount_runtime.classpack.problems import Problem, errors
from eightcount_runtime.classpack.routine import Instant, Part, Routine, Step, StepPoint, Targets, VideoShape
from eightcount_runtime.classpack.weights import Floats, step_weights
from eightcount_runtime.scoring.parameters import DEFAULTS

from workers.step import StepRefusedError
from workers.step_files import Line, TakePoses

_FEATURES = 16
_SEEN_WELL = 0.5
_JOINTS = (("elbow", "elbows"), ("hand", "hands"), ("knee", "knees"), ("foot", "feet"))
"""Of the 8 places, in their order; each is there left and right."""
_SHOWN = 5


def compile_routine(beats: Beats, line: Line, video: VideoShape, poses: TakePoses) -> Routine:
    """The routine of a class.

    Args:
        beats: on the song clock.
        line: between the clocks.
        video: class.mp4.
        poses: of the take.

    Raises:
        StepRefusedError: the beats have errors, lie outside the take, or the dancer is seen at none of them.
    """
    found = check_beats(beats, song_duration_s=line.song_duration_s)
    _require_sound(errors(found))
    instants = [Instant(time_s, line.video_s(time_s)) for time_s in beats.times_s]
    _require_in_take(instants, video)
    poses_there = _features_at(poses, video, np.array([at.video_s for at in instants]))
    parts = tuple(_part(number, beats, instants, poses_there, video) for number in range(beats.part_count))
    routine = Routine(video, line.offset_s, line.rate, parts, (*found, *_unseen(parts)), DEFAULTS)
    if all(step.point.targets is None for step in routine.steps):
        raise StepRefusedError(
            "The dancer is not seen at any step. Check the take and where the song starts in it.",
            code="dancer-not-seen",
        )
    return routine


def _require_sound(found: Sequence[Problem]) -> None:
    if not found:
        return
    said = " ".join(problem.sentence for problem in found[:_SHOWN])
    more = f" And {len(found) - _SHOWN} more." if len(found) > _SHOWN else ""
    codes = ", ".join(problem.code for problem in found)
    raise StepRefusedError(f"The beats cannot be used: {said}{more}", codes, code="beats-unusable")


def _require_in_take(instants: Sequence[Instant], video: VideoShape) -> None:
    """A beat may lie half a frame outside: it is still nearest to the first or last frame."""
    half_s = float(1 / video.rate_hz) / 2
    early = [number for number, at in enumerate(instants, 1) if at.video_s < -half_s]
    late = [number for number, at in enumerate(instants, 1) if at.video_s > video.duration_s + half_s]
    if early:
        first_s = -instants[0].video_s
        raise StepRefusedError(
            f"{_beats(early)} before the take begins, the first by {first_s:.2f} s. Mark the class later in"
            " the song, or check where the song starts in the take.",
            code="beats-unusable",
        )
    if late:
        last_s = instants[-1].video_s - video.duration_s
        raise StepRefusedError(
            f"{_beats(late)} after the end of the take, the last by {last_s:.2f} s. Remove them, or check"
            " where the song starts in the take.",
            code="beats-unusable",
        )


def _beats(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"Beat {numbers[0]} is"
    return f"Beats {numbers[0]} to {numbers[-1]} are"


def _features_at(poses: TakePoses, video: VideoShape, at_s: Floats) -> Features:
    shown = poses_at(poses.times_s, poses.image, at_s)
    torso = torso_at(poses.times_s, square(poses.image, video.width, video.height), at_s)
    return features(square(shown, video.width, video.height), shown[..., 3], torso)


def _part(number: int, beats: Beats, instants: Sequence[Instant], there: Features, video: VideoShape) -> Part:
    first = number * STEPS_PER_PART
    ends = slice(first + 1, first + 1 + STEPS_PER_PART)
    weights = step_weights(there, ends)
    steps = []
    for end in range(ends.start, ends.stop):
        targets = _targets(there, end)
        weight = weights[end - ends.start] if targets else np.zeros(_FEATURES)
        frame = video.frame_at(instants[end].video_s)
        point = StepPoint(instants[end], frame, targets, tuple(weight.tolist()))
        steps.append(Step(instants[end - 1], point))
    return Part(beats.name_of(number), tuple(steps))


def _targets(there: Features, at: int) -> Targets | None:
    if not np.isfinite(there.places[at]).all():
        return None
    centre_x, centre_y = there.centre[at].tolist()
    return Targets(
        angles=tuple(there.angles[at].tolist()),
        places=tuple((x, y) for x, y in there.places[at].tolist()),
        visibility=tuple(there.visibility[at].tolist()),
        centre=(centre_x, centre_y),
        torso=float(there.torso[at]),
    )


def _unseen(parts: Sequence[Part]) -> list[Problem]:
    """Warnings for step points at which the dancer, or most of the body, is not seen; indices count beats."""
    found = []
    for number, part in enumerate(parts):
        for count, step in enumerate(part.steps, 1):
            where = f"Part {number + 1}, step {count} ({step.point.at.video_s:.2f} s in the take)"
            targets = step.point.targets
            index = number * STEPS_PER_PART + count
            if targets is None:
                sentence = f"{where}: the dancer is not seen, so this step will not be judged."
                found.append(Problem("warning", "not_seen", sentence, index))
            elif (seen := sum(value >= _SEEN_WELL for value in targets.visibility)) < _FEATURES / 2:
                few = f"only {seen}" if seen else "none"
                sentence = (
                    f"{where}: {_hidden(targets.visibility)},"
                    f" so {few} of the {_FEATURES} angles and places are seen well."
                )
                found.append(Problem("warning", "hardly_seen", sentence, index))
    return found


def _hidden(visibility: Sequence[float]) -> str:
    """Which joints are hidden, in words. Where most features are hidden, a place's joint is among them."""
    joints: list[str] = []
    for (one, two), *sides in zip(_JOINTS, visibility[8::2], visibility[9::2], strict=True):
        left, right = (side < _SEEN_WELL for side in sides)
        joints += [f"both {two}"] if left and right else []
        joints += [f"the {'left' if left else 'right'} {one}"] if left != right else []
    *others, last = joints
    if others:
        return f"{', '.join(others)} and {last} are hidden"
    return f"{last} {'are' if last.startswith('both') else 'is'} hidden"
