"""Whole practices: whatever comes, the sheet holds what it promises."""

import threading
from itertools import pairwise
from math import isfinite

import numpy as np
import pytest
from eightcount_runtime.scoring import (
    Feedback,
    Judgement,
    PartSummary,
    Sheet,
    practice,
    read_sheet,
    sheet_to_json,
)
from eightcount_runtime.scoring.judging import measure
from eightcount_runtime.scoring.sheet import COSTS, LIMBS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LEFT_RIGHT = [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9, *(at + (1 if at % 2 else -1) for at in range(11, 33))]
few = settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])


def mirrored(landmarks):
    return np.concatenate([1 - landmarks[:, LEFT_RIGHT, :1], landmarks[:, LEFT_RIGHT, 1:]], axis=2)


def careless(landmarks, size, seed=1):
    """Slowly swaying marks: as a learner's, and not as noise of the camera."""
    dice = np.random.default_rng(seed)
    rhythm, phase = dice.uniform(0.5, 2.5, (2, 1, 33, 3))
    at_s = np.arange(len(landmarks))[:, None, None] / 30
    moved = landmarks.copy()
    moved[..., :3] += size * np.sin(2 * np.pi * rhythm * at_s + 3 * phase)
    return moved


def require_sound(sheet: Sheet) -> None:
    """What every sheet promises."""
    means = [sheet.total, *sheet.parts, *(step for step in sheet.steps if step.judged)]
    for each in means:
        assert (each.score is None) == (each.raw is None)
        if each.raw is not None:
            assert 0 <= each.raw <= 1
            assert 40 <= each.score <= 100
    for step in sheet.steps:
        assert step.judged == (step.why_not is None)
        if step.judged:
            assert tuple(step.costs) == COSTS
            assert all(0 <= cost <= 1 for cost in step.costs.values())
            assert sum(step.costs.values()) == pytest.approx(1 - step.raw, abs=1e-12)
            assert step.raw == pytest.approx(step.shape * step.timing, abs=1e-12)
            assert isfinite(step.late_ms)
    assert read_sheet(sheet_to_json(sheet)) == sheet  # which also refuses NaN


def test_the_teachers_own_dance_is_perfect(class_):
    sheet = class_.danced()
    require_sound(sheet)
    assert sheet.total.raw == pytest.approx(1, abs=1e-3)
    assert (sheet.total.medal, sheet.total.judged, sheet.total.steps) == ("gold", 16, 16)
    assert (sheet.session.mirrored, sheet.session.yaw_deg) == (False, 0)
    assert abs(sheet.session.lag_ms) < 5
    assert sheet.session.frames.rate_hz == pytest.approx(30)
    assert sheet.warnings == ()
    assert {span.what for span in sheet.not_seen} <= {"left_arm", "right_arm"}  # it crosses its arms behind


@few
@given(share=st.floats(0.3, 1.5), across=st.floats(-0.5, 0.5), down=st.floats(-0.5, 0.5))
def test_distance_and_place_change_nothing(class_, share, across, down):
    there = careless(class_.landmarks, 0.006)
    before = class_.danced(there)
    there[..., :3] *= share
    there[..., :2] += [across, down]
    after = class_.danced(there)
    assert [step.raw for step in after.steps] == pytest.approx([step.raw for step in before.steps], abs=1e-7)


def test_a_picture_of_another_shape_changes_nothing(class_):
    there = careless(class_.landmarks, 0.006)
    before = class_.danced(there)
    there[..., [0, 2]] *= (class_.width / class_.height) / (1280 / 720)
    after = class_.danced(there, width=1280, height=720)
    assert after.total.raw == pytest.approx(before.total.raw, abs=1e-9)
    assert after.session.picture == (1280, 720)


@pytest.mark.parametrize("late_s", [-0.1, -0.05, 0.05, 0.1])
def test_a_constant_shift_within_a_tenth_costs_at_most_two_points_and_is_told(class_, late_s):
    there = careless(class_.landmarks, 0.008)
    before, after = class_.danced(there), class_.danced(there, class_.times_s + late_s)
    assert after.total.score > before.total.score - 2
    assert after.session.lag_ms == pytest.approx(1000 * late_s, abs=33)
    assert np.median([step.late_ms for step in after.steps]) == pytest.approx(1000 * late_s, abs=33)
    assert [warning.code for warning in after.warnings] == (["shifted"] if abs(late_s) > 0.09 else [])


def test_later_is_never_better(class_):
    raw = [class_.danced(times_s=class_.times_s + late_s).total.raw for late_s in np.arange(0.1, 0.41, 0.05)]
    assert all(before > after - 0.005 for before, after in pairwise(raw))
    assert raw[-1] < raw[0] / 2


def test_lateness_is_told_in_real_time(class_):
    half = class_.danced(times_s=class_.times_s + 0.06, speed=0.5)
    assert half.session.lag_ms == pytest.approx(120, abs=10)
    assert half.session.frames.rate_hz == pytest.approx(15)


def test_a_mirrored_learner_is_found_once_for_the_session(class_):
    there = careless(class_.landmarks, 0.006)
    before, after = class_.danced(there), class_.danced(mirrored(there))
    assert after.session.mirrored
    assert [step.raw for step in after.steps] == pytest.approx([step.raw for step in before.steps], abs=1e-9)
    assert class_.danced(mirrored(there), mirror="on").total == after.total
    assert class_.danced(mirrored(there), mirror="off").total.raw < before.total.raw - 0.2
    assert class_.danced(there, mirror="off").total == before.total


@pytest.mark.parametrize("degrees", [-20, 20])
def test_a_camera_to_the_side_costs_little(class_, degrees):
    angle, there = np.radians(degrees), careless(class_.landmarks, 0.004)
    x, z = (there[..., axis] - there[:, [11, 12, 23, 24], axis].mean(axis=1)[:, None] for axis in (0, 2))
    turned = there.copy()
    turned[..., 0] += x * (np.cos(angle) - 1) + z * np.sin(angle)
    turned[..., 2] += z * (np.cos(angle) - 1) - x * np.sin(angle)
    sheet = class_.danced(turned)
    assert sheet.session.yaw_deg == -degrees
    assert sheet.total.raw > 0.95 * class_.danced(there).total.raw


def test_longer_arms_and_shorter_legs_cost_little(class_):
    other = class_.landmarks.copy()
    for root, tips, share in (
        (11, (13, 15), 1.2),
        (12, (14, 16), 1.2),
        (23, (25, 27), 0.85),
        (24, (26, 28), 0.85),
    ):
        for tip in tips:
            other[:, tip, :3] = other[:, root, :3] + share * (other[:, tip, :3] - other[:, root, :3])
    assert class_.danced(other).total.raw > 0.98


@pytest.mark.parametrize("at", [10, 100, 200])
def test_standing_still_is_far_below_dancing(class_, at):
    still = careless(np.repeat(class_.landmarks[at : at + 1], 270, axis=0), 0.001)
    sheet = class_.danced(still)
    assert sheet.total.raw < 0.5 * class_.danced(careless(class_.landmarks, 0.01)).total.raw
    assert np.median([step.amplitude for step in sheet.steps]) < 0.5


def test_the_worse_it_is_danced_the_less_it_is_worth(class_):
    raw = [class_.danced(careless(class_.landmarks, size)).total.raw for size in (0, 0.01, 0.02, 0.04, 0.08)]
    assert all(before > after for before, after in pairwise(raw))


def test_smaller_is_worth_less(class_):
    middle = class_.landmarks[..., :3].mean(axis=0)
    raw = []
    for amplitude in (1.0, 0.8, 0.6, 0.4, 0.2):
        there = class_.landmarks.copy()
        there[..., :3] = middle + amplitude * (there[..., :3] - middle)
        raw.append(class_.danced(there).total.raw)
    assert all(before > after for before, after in pairwise(raw))


def test_a_hidden_right_limb_costs_nothing_and_is_told(class_):
    there = careless(class_.landmarks, 0.01)
    hidden = there.copy()
    hidden[:, [14, 16], 3] = 0.1
    before, after = class_.danced(there), class_.danced(hidden)
    assert after.total.raw > before.total.raw - 0.03
    judged = [step for step in after.steps if step.judged]
    assert len(judged) >= 14
    for step in judged:
        assert step.costs["place.right_hand"] == 0
        assert step.differences["place.right_hand"] is None
        assert step.differences["place.left_knee"] is not None
    assert ("right_arm", 12 / 30, 252 / 30) in {
        (span.what, span.from_s, span.to_s) for span in after.not_seen
    }


def test_a_joint_without_numbers_is_a_joint_not_seen(class_):
    hidden, unknown = class_.landmarks.copy(), class_.landmarks.copy()
    hidden[:, [14, 16], 3] = 0
    unknown[:, [14, 16]] = np.nan
    assert [step.raw for step in class_.danced(unknown).steps] == pytest.approx(
        [step.raw for step in class_.danced(hidden).steps], abs=1e-12
    )


def test_a_body_hardly_seen_is_not_judged(class_):
    hidden = class_.landmarks.copy()
    hidden[..., 3] = 0.2
    sheet = class_.danced(hidden)
    assert {step.why_not for step in sheet.steps} == {"dancer_not_seen"}
    assert (sheet.total.score, sheet.total.medal, sheet.costly, sheet.best) == (None, None, None, None)
    assert [(warning.code, warning.share) for warning in sheet.warnings] == [("hardly_seen", 0)]
    assert {span.what for span in sheet.not_seen} == set(LIMBS)


def test_standing_still_does_not_hide_by_being_seen_at_the_steps_alone(class_):
    still, dancing = np.repeat(class_.landmarks[40:41], 270, axis=0), class_.landmarks
    for around in ((12,), (11, 12, 13), (9, 10, 11, 12, 13, 14, 0)):
        seen = [at % 15 in around for at in range(270)]
        flickering, genuine = (
            class_.danced([frame if seen[at] else None for at, frame in enumerate(frames)]).total
            for frames in (still, dancing)
        )
        assert (flickering.raw is None) == (genuine.raw is None)
        assert genuine.raw is None or flickering.raw < 0.6 * genuine.raw


def test_ten_frames_a_second_are_judged_as_thirty(class_):
    there = careless(class_.landmarks, 0.008)
    many, few = class_.danced(there), class_.danced(there[::3], class_.times_s[::3])
    for before, after in zip(many.parts, few.parts, strict=True):
        assert after.raw == pytest.approx(before.raw, abs=0.02)


def test_parts_can_be_practised_alone(class_):
    alone, all_ = class_.danced(parts=[2]), class_.danced()
    assert [part.part for part in alone.parts] == [2]
    assert alone.session.parts == (2,)
    assert len(alone.steps) == 8
    assert [step.raw for step in alone.steps] == pytest.approx(
        [step.raw for step in all_.steps[8:]], abs=0.02
    )


def pushed(class_, landmarks, **how):
    """A camera that goes on for a moment after the class."""
    session, after_s = class_.session(**how), [9.0, 9.2, 9.4]
    frames = zip([*class_.times_s.tolist(), *after_s], [*landmarks, None, None, None], strict=True)
    return session, [event for time_s, frame in frames for event in session.push(time_s, frame)]


def test_live_is_replay(class_):
    there = careless(class_.landmarks, 0.02)
    session, events = pushed(class_, there)
    sheet = session.result()
    assert sheet == session.result()
    assert sheet.steps == class_.danced(there).steps
    told = {}
    for event in events:
        if isinstance(event, Judgement):
            assert event.revised == ((event.step.part, event.step.count) in told)
            told[event.step.part, event.step.count] = event.step.raw
    assert len(told) == 16
    assert [told[step.part, step.count] for step in sheet.steps] == pytest.approx(
        [step.raw for step in sheet.steps], abs=0.01
    )
    assert [event.part.part for event in events if isinstance(event, PartSummary)] == [1, 2]


def test_a_step_is_told_six_tenths_after_its_point(class_):
    session, told_s = class_.session(), []
    for number in range(280):
        events = session.push(number / 30, class_.landmarks[min(number, 269)])
        told_s += [number / 30 for event in events if isinstance(event, Judgement) and not event.revised]
    points_s = [step.point.at.video_s for step in class_.routine.steps]
    assert told_s == pytest.approx([point_s + 0.6 for point_s in points_s], abs=0.04)


def test_feedback_tells_likeness_and_what_is_off_on_the_learners_own_body(class_):
    wrong = class_.landmarks.copy()
    wrong[:, [14, 16], 1] += 0.3
    for landmarks, arm in ((wrong, "right_arm"), (mirrored(wrong), "left_arm")):
        _, events = pushed(class_, landmarks)
        told = [event for event in events if isinstance(event, Feedback) and event.time_s > 4]
        judged = [event for event in told if event.similarity is not None]
        assert len(judged) > 100
        assert sum(arm in event.off for event in judged) > 0.75 * len(judged)
        assert sum(len(event.off) > 1 for event in judged) < 0.1 * len(judged)
        assert all(0 <= event.similarity <= 1 for event in judged)
    _, right = pushed(class_, class_.landmarks)
    assert min(e.similarity for e in right if isinstance(e, Feedback) and e.similarity is not None) > 0.8


def test_frames_may_come_from_any_thread(class_):
    session, turn, frames = class_.session(), threading.Condition(), list(enumerate(class_.landmarks))

    def feed(which: int) -> None:
        for number, frame in frames[which::3]:
            with turn:
                turn.wait_for(lambda number=number: session_at[0] == number)
                session.push(number / 30, frame)
                session.result() if number % 90 == 0 else None
                session_at[0] += 1
                turn.notify_all()

    session_at = [0]
    threads = [threading.Thread(target=feed, args=(which,)) for which in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert session.result() == class_.danced()


def test_threads_that_race_break_nothing(class_):
    session = class_.session()
    halves = [range(0, 270, 2), range(1, 270, 2)]

    def feed(numbers: range) -> None:
        for number in numbers:
            session.push(number / 30, class_.landmarks[number])

    threads = [threading.Thread(target=feed, args=(half,)) for half in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sheet = session.result()
    require_sound(sheet)
    assert sheet.session.frames.taken + sheet.session.frames.unordered == 270


def test_an_empty_session_is_not_judged(class_):
    sheet = class_.session().result()
    require_sound(sheet)
    assert {step.why_not for step in sheet.steps} == {"no_frames"}
    assert sheet.total.score is None
    assert sheet.session.frames.rate_hz is None


def test_a_session_broken_off_tells_what_was_danced(class_):
    session = class_.session()
    for time_s, frame in zip(class_.times_s[:150].tolist(), class_.landmarks, strict=False):
        session.push(time_s, frame)
    middle = session.result()
    require_sound(middle)
    assert middle.parts[0].score > 95
    assert middle.parts[1].score is None
    assert {step.why_not for step in middle.steps[10:]} == {"no_frames"}
    for time_s, frame in zip(class_.times_s[150:].tolist(), class_.landmarks[150:], strict=True):
        session.push(time_s, frame)
    assert session.result() == class_.danced()


def test_a_gap_is_not_judged_and_a_short_one_is_bridged(class_):
    keep = np.ones(270, bool)
    keep[100:140] = False
    keep[200:205] = False
    sheet = class_.danced(class_.landmarks[keep], class_.times_s[keep])
    missed = [step for step in sheet.steps if not step.judged]
    assert {step.why_not for step in missed} == {"no_frames"}
    assert all(99 / 30 < step.video_s < 150 / 30 for step in missed)  # of the last one the way was missed
    spans = [
        (round(30 * span.from_s), round(30 * span.to_s)) for span in sheet.not_seen if span.what == "camera"
    ]
    assert spans == [(100, 140)]


def test_times_that_do_not_rise_are_passed_over_and_counted(class_):
    times_s, landmarks = class_.times_s.tolist(), list(class_.landmarks)
    for at in (250, 100, 40):
        times_s[at:at] = [times_s[at - 1], times_s[at - 5], float("nan"), float("-inf")]
        landmarks[at:at] = [np.zeros((33, 4))] * 4
    sheet = class_.danced(landmarks, times_s)
    assert sheet.session.frames.unordered == 12
    assert sheet.steps == class_.danced().steps


def test_of_several_people_the_one_goes_on_who_was_there_before(class_):
    other = class_.landmarks[::-1] * [0.9, 0.9, 0.9, 1] + [0.7, 0, 0, 0]
    first = [np.stack([mine, theirs]) for mine, theirs in zip(class_.landmarks, other, strict=True)]
    last = [pair[::-1] for pair in first]
    alone = class_.danced()
    for people in (first, last):
        sheet = class_.danced(people)
        assert sheet.steps == alone.steps
        assert sheet.session.frames.several == 270
        assert [warning.code for warning in sheet.warnings] == ["several_people"]


def test_a_passer_by_nearer_to_the_camera_does_not_take_over(class_):
    giant = class_.landmarks[::-1] * [2, 2, 2, 1] + [-0.9, -0.5, 0, 0]
    people = [frame[None] for frame in class_.landmarks]
    people[100:130] = [np.stack([giant[at], class_.landmarks[at]]) for at in range(100, 130)]
    assert class_.danced(people).steps == class_.danced().steps


def test_who_is_missed_for_a_moment_is_not_somebody_else(class_):
    bystander = np.repeat(class_.landmarks[:1], 270, axis=0) * [0.8, 0.8, 0.8, 1] + [1.5, 0, 0, 0]
    people = [np.stack([mine, theirs]) for mine, theirs in zip(class_.landmarks, bystander, strict=True)]
    for missed in (40, 100, 101, 102, 200):
        people[missed] = people[missed][1:]
    sheet = class_.danced(people)
    assert sheet.session.frames.unseen == 5
    assert sheet.total.judged == 16
    assert sheet.total.score > 99
    gone = [pair[1:] if at >= 100 else pair for at, pair in enumerate(people)]
    assert class_.danced(gone).session.frames.unseen in {31, 32}  # 1 s; then whoever is there is taken


@pytest.mark.parametrize("share", [0.05, 0.1, 0.2, 0.3])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_net_that_misses_single_frames_costs_next_to_nothing(class_, share, seed):
    there, dice = careless(class_.landmarks, 0.006), np.random.default_rng(seed)
    missing = there.copy()
    missing[dice.random(270) < share] = np.nan
    before, after = (class_.danced(frames, class_.times_s + 0.013) for frames in (there, missing))
    assert after.session.frames.unseen > 0
    assert after.total.judged >= 15
    assert (after.session.mirrored, after.total.medal) == (False, before.total.medal)
    assert after.session.lag_ms == pytest.approx(before.session.lag_ms, abs=10)
    assert after.total.raw == pytest.approx(before.total.raw, abs=0.02)


@pytest.mark.parametrize("frames", ["nobody", "none"])
def test_who_leaves_is_neither_late_nor_mirrored_for_it(class_, frames):
    points = [step.point for step in class_.reference.steps]
    for at, point in enumerate(points[:10]):
        shown = class_.landmarks.copy()
        shown[point + 4 :] = np.nan
        sheet = class_.danced(shown) if frames == "nobody" else class_.danced(*cut(class_, shown, point + 4))
        assert (sheet.session.mirrored, sheet.session.yaw_deg) == (False, 0)
        assert abs(sheet.session.lag_ms) < 20
        assert sheet.total.judged == at + 1


def cut(class_, landmarks, end):
    return landmarks[:end], class_.times_s[:end]


def test_half_a_class_earns_a_score_and_no_medal(class_):
    half = class_.danced(*cut(class_, class_.landmarks, 150))
    assert half.total.score > 95
    assert half.total.medal is None
    assert "hardly_seen" in {warning.code for warning in half.warnings}
    most = class_.danced(*cut(class_, class_.landmarks, 226))
    assert (most.total.judged, most.total.medal) == (14, "gold")


@pytest.mark.parametrize("wild_s", [3600.0, 1e9, 12.0])
def test_one_wild_time_does_not_stop_the_clock(class_, wild_s):
    times_s, landmarks = class_.times_s.tolist(), list(class_.landmarks)
    for at in (200, 90, 0):
        times_s.insert(at, wild_s)
        landmarks.insert(at, np.zeros((33, 4)))
    sheet = class_.danced(landmarks, times_s)
    assert sheet.session.frames.unordered == 3
    assert sheet.steps == class_.danced().steps


def test_a_leap_that_the_next_frame_confirms_is_followed(class_):
    late = slice(150, None)
    alone = class_.danced(class_.landmarks[late], class_.times_s[late])
    assert alone.session.frames.unordered == 1
    assert [step.judged for step in alone.steps] == [False] * 9 + [True] * 7
    keep = np.r_[0:60, 130:270]
    leapt = class_.danced(class_.landmarks[keep], class_.times_s[keep])
    assert (leapt.session.frames.unordered, leapt.session.frames.taken) == (1, 199)
    assert leapt.steps[-1].raw == pytest.approx(class_.danced().steps[-1].raw, abs=0.02)


def test_times_that_are_none_are_refused_with_a_sentence(class_):
    for time_s in (None, "soon", []):
        with pytest.raises(ValueError, match="number of seconds"):
            class_.session().push(time_s, None)


@pytest.mark.parametrize(("speed", "hz", "judged"), [(4, 10, 16), (4, 5, 0), (1, 2.5, 0), (0.5, 2.5, 16)])
def test_a_fast_class_leaves_a_slow_camera_longer_gaps(class_, speed, hz, judged):
    keep = slice(None, None, round(30 * speed / hz))
    sheet = class_.danced(class_.landmarks[keep], class_.times_s[keep], speed=speed)
    assert (sheet.total.judged > 0) == (judged > 0)
    assert sheet.session.frames.rate_hz == pytest.approx(hz, rel=0.1)


def test_finishing_tells_what_is_due_and_ends_the_session(class_):
    session, events = class_.session(), []
    for time_s, frame in zip(class_.times_s[:258].tolist(), class_.landmarks, strict=False):
        events += session.push(time_s, frame)
    before = session.result()
    last = session.finish()
    told = [event for event in (*events, *last) if isinstance(event, Judgement) and not event.revised]
    assert len(told) == 16
    assert [event.part.part for event in last if isinstance(event, PartSummary)] == [2]
    assert [event.step for event in last if isinstance(event, Judgement)][-1] == before.steps[-1]
    assert session.finish() == session.push(8.9, class_.landmarks[0]) == ()
    assert session.result() == before


def test_finishing_early_tells_the_parts_that_were_begun(class_):
    for end, parts in ((0, []), (60, [1]), (150, [1, 2])):
        session, events = class_.session(), []
        for time_s, frame in zip(class_.times_s[:end].tolist(), class_.landmarks, strict=False):
            events += session.push(time_s, frame)
        events += session.finish()
        assert [event.part.part for event in events if isinstance(event, PartSummary)] == parts
        told = {event.step.video_s: event.step for event in events if isinstance(event, Judgement)}
        assert len(told) == 8 * len(parts)
        assert [step.judged for step in told.values()] == [
            step.judged for step in session.result().steps[: len(told)]
        ]


@pytest.mark.parametrize(
    ("landmarks", "says"),
    [
        (np.zeros((33, 3)), r"\(33, 4\)"),
        (np.zeros((32, 4)), r"\(33, 4\)"),
        (np.zeros((1, 1, 33, 4)), r"\(33, 4\)"),
        (np.zeros(4), r"\(33, 4\)"),
        (3.0, r"\(33, 4\)"),
        ("nobody", "33 rows"),
        ([[1, 2], [3]], "33 rows"),
    ],
)
def test_what_are_no_landmarks_is_refused_with_a_sentence_and_harms_nothing(class_, landmarks, says):
    session = class_.session()
    with pytest.raises(ValueError, match=says):
        session.push(0.0, landmarks)
    assert session.result() == class_.session().result()


@pytest.mark.parametrize(
    "how",
    [
        {"width": 0},
        {"height": 10**6},
        {"mirror": "maybe"},
        {"speed": 0},
        {"speed": float("nan")},
        {"parts": []},
        {"parts": [0]},
        {"parts": [3]},
        {"class_id": "a" * 81},
        {"class_id": None},
        {"manifest": "0" * 65},
        {"manifest": "A" * 64},
        {"manifest": ""},
        {"manifest": 7},
        {"parts": [True]},
        {"parts": ["1"]},
        {"parts": [1.5]},
        {"parts": [2, 2]},
        {"parts": 1},
        {"mirror": []},
        {"speed": "1"},
        {"speed": True},
        {"width": "wide"},
        {"height": None},
    ],
)
def test_what_no_session_can_be_is_refused(class_, how):
    with pytest.raises(ValueError, match=r"\w"):
        class_.session(**how)


def test_the_sheet_in_the_middle_measures_no_step_of_which_nothing_came(class_, monkeypatch):
    measured = []

    def counted(step, *rest):
        measured.append(step)
        return measure(step, *rest)

    session = class_.session()
    for time_s, frame in zip(class_.times_s[:60].tolist(), class_.landmarks, strict=False):
        session.push(time_s, frame)
    monkeypatch.setattr(practice, "measure", counted)
    sheet = session.result()
    assert [step.point for step in measured] == [step.point for step in class_.reference.steps[1:5]]
    assert {step.why_not for step in sheet.steps[5:]} == {"no_frames"}
    assert (sheet.runtime.name, sheet.total.steps) == ("eightcount-runtime", 16)


numbers = st.one_of(st.floats(-3, 3), st.floats(), st.just(0.5))
people = st.one_of(
    st.none(),
    st.integers(0, 269),
    st.tuples(
        st.integers(0, 269), st.lists(st.tuples(st.integers(0, 32), st.integers(0, 3), numbers), max_size=6)
    ),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    frames=st.lists(
        st.tuples(st.one_of(st.floats(-1, 10), st.floats()), st.lists(people, max_size=3)), max_size=40
    ),
    steady=st.booleans(),
    mirror=st.sampled_from(["auto", "on", "off"]),
    speed=st.floats(0.25, 4),
)
def test_whatever_comes_the_sheet_is_sound(class_, frames, steady, mirror, speed):
    session = class_.session(mirror=mirror, speed=speed)
    for number, (time_s, seen) in enumerate(frames):
        poses = []
        for person in seen:
            pose = np.full((33, 4), np.nan)
            if person is not None:
                at, changes = person if isinstance(person, tuple) else (person, [])
                pose = class_.landmarks[at].copy()
                for mark, axis, value in changes:
                    pose[mark, axis] = value
            poses.append(pose)
        for event in session.push(number * 0.21 if steady else time_s, np.array(poses).reshape(-1, 33, 4)):
            if isinstance(event, Feedback):
                assert event.similarity is None or 0 <= event.similarity <= 1
    sheet = session.result()
    require_sound(sheet)
    counts = sheet.session.frames
    assert counts.taken + counts.unordered == len(frames)


@few
@given(cuts=st.sets(st.integers(1, 269), min_size=1, max_size=4))
def test_asking_for_results_in_between_changes_nothing(class_, cuts):
    session = class_.session()
    for number, frame in enumerate(class_.landmarks):
        session.push(number / 30, frame)
        if number in cuts:
            require_sound(session.result())
    assert session.result() == class_.danced()


def test_frames_that_follow_each_other_at_once_have_a_rate_all_the_same(class_):
    session = class_.session(speed=4)
    for time_s in (0.0, 5e-324):
        session.push(time_s, None)
    sheet = session.result()
    assert sheet.session.frames.rate_hz == 1e6
    require_sound(sheet)
