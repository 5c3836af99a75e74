from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from eightcount_runtime.classpack.errors import MalformedError
from eightcount_runtime.classpack.poses import PoseTrack
from eightcount_runtime.classpack.routine import Instant
from eightcount_runtime.scoring import DEFAULTS, Reference, replay
from eightcount_runtime.scoring.reference import sample_at


def test_a_sample_is_the_nearest_to_its_instant() -> None:
    assert [sample_at(at_s) for at_s in (0.0, 0.0166, 1 / 60, 0.05, 2.0, -0.0166, -0.02)] == [
        0,
        0,
        1,
        2,
        60,
        0,
        -1,
    ]


def test_the_routines_own_parameters_hold_unless_others_are_given(class_) -> None:
    own, given = replace(DEFAULTS, motion_share=0.1), replace(DEFAULTS, motion_share=0.2)
    assert class_.reference.parameters == DEFAULTS
    routine = replace(class_.routine, scoring=own)
    assert Reference.of(routine, class_.track).parameters == own
    assert Reference.of(routine, class_.track, given).parameters == given
    assert Reference.of(replace(class_.routine, scoring=None), class_.track).parameters == DEFAULTS


def test_other_parameters_judge_otherwise(class_) -> None:
    there = class_.landmarks + np.sin(np.arange(270) / 5)[:, None, None] * [0.02, 0.01, 0, 0]
    there[:, 15, 0] += 0.05
    strict = class_.judged_by(sigma_place=0.02, sigma_angle=0.04)
    assert strict.danced(there).total.raw < class_.danced(there).total.raw
    assert strict.danced(there).scoring.sigma_place == 0.02


def test_steps_outside_the_pose_track_are_refused(class_) -> None:
    short = replace(class_.track, image=class_.landmarks[:200], world=class_.track.world[:200])
    with pytest.raises(MalformedError, match="pose track"):
        Reference.of(class_.routine, short)
    with pytest.raises(MalformedError, match="pose track"):
        Reference.of(class_.routine, replace(class_.track, image=class_.landmarks[:0]))
    far = Instant(1e8, 1e8)
    last = class_.routine.parts[-1]
    step = last.steps[-1]
    moved = replace(last, steps=(*last.steps[:-1], replace(step, point=replace(step.point, at=far))))
    with pytest.raises(MalformedError, match="pose track"):
        Reference.of(replace(class_.routine, parts=(*class_.routine.parts[:-1], moved)), class_.track)


def test_a_class_at_another_rate_is_the_same_class(class_) -> None:
    image = class_.landmarks[::2]
    slow = PoseTrack(Fraction(15), image, class_.track.world[::2])
    reference = Reference.of(class_.routine, slow)
    assert all(step.seen for step in reference.steps)
    sheet = replay(reference, class_.times_s, class_.landmarks, class_.width, class_.height)
    assert sheet.total.raw > 0.98


def test_where_the_teacher_is_not_seen_nothing_is_judged(class_) -> None:
    image = class_.landmarks.copy()
    image[100:125] = np.nan
    reference = Reference.of(class_.routine, replace(class_.track, image=image))
    sheet = replay(reference, class_.times_s, class_.landmarks, class_.width, class_.height)
    missed = [step for step in sheet.steps if not step.judged]
    assert {step.why_not for step in missed} == {"teacher_not_seen"}
    assert [99 <= 30 * step.video_s <= 126 for step in missed] == [True] * (len(missed) - 1) + [False]
    assert sheet.warnings == ()
    assert sheet.total.raw > 0.97


def test_the_very_last_frame_can_be_judged(class_) -> None:
    cut = 253  # the last step's point is at 8.4 s, frame 252; the video ends with it
    short = replace(class_.track, image=class_.landmarks[:252], world=class_.track.world[:252])
    reference = Reference.of(class_.routine, short)
    assert reference.steps[-1].seen
    assert (
        not Reference.of(
            class_.routine, replace(short, image=class_.landmarks[:251], world=class_.track.world[:251])
        )
        .steps[-1]
        .seen
    )
    sheet = replay(reference, class_.times_s[:cut], class_.landmarks[:cut], class_.width, class_.height)
    assert sheet.steps[-1].judged
