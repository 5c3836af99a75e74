"""The formulas of docs/scoring.md, written once more, number by number."""

from math import exp, sqrt

import numpy as np
import pytest
from eightcount_runtime.scoring.hypotheses import YAWS_DEG, hypotheses
from eightcount_runtime.scoring.matching import Instant, as_seen, combined, match_motion, match_poses, posed
from eightcount_runtime.scoring.parameters import DEFAULTS

MIRROR = [1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10]


@pytest.fixture
def dice() -> np.random.Generator:
    return np.random.default_rng(8)


def body(dice: np.random.Generator, count: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 12, 3) and visibilities of some body."""
    middle = np.array([(x, y, 0) for y in (-1, -0.5, 0, 0.5, 1.5, 2.5) for x in (0.4, -0.4)])
    return middle + dice.normal(0, 0.3, (count, 12, 3)), dice.uniform(0, 1, (count, 12))


def instant(dice: np.random.Generator) -> Instant:
    return Instant(dice.uniform(0, 1, 8), dice.uniform(0.2, 0.8, (8, 2)), dice.uniform(0, 1, 16))


def clip(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def seen(one: float, other: float) -> float:
    return clip((min(one, other) - DEFAULTS.seen_from) / (DEFAULTS.seen_full - DEFAULTS.seen_from))


def test_a_pose_is_the_weighted_mean_of_gaussians(dice) -> None:
    learner, teacher, weights = instant(dice), instant(dice), dice.uniform(0.35, 1, 16)
    found = match_poses(learner.angles, learner.places, learner.visibility, teacher, weights, DEFAULTS)
    total = weighted = 0.0
    for at in range(16):
        if at < 8:
            apart = (learner.angles[at] - teacher.angles[at]) / DEFAULTS.sigma_angle
        else:
            way = learner.places[at - 8] - teacher.places[at - 8]
            apart = sqrt(way[0] ** 2 + way[1] ** 2) / DEFAULTS.sigma_place
        weight = weights[at] * seen(learner.visibility[at], teacher.visibility[at])
        total, weighted = total + weight, weighted + weight * exp(-(apart**2) / 2)
    assert float(found.similarity) == pytest.approx(weighted / total, abs=1e-12)
    assert float(found.seen) == pytest.approx(total / weights.sum(), abs=1e-12)


def test_motion_is_the_weighted_agreement_over_three_stretches(dice) -> None:
    learner, teacher = [instant(dice) for _ in range(3)], tuple(instant(dice) for _ in range(3))
    weights = dice.uniform(0.35, 1, 8)
    found = match_motion(
        tuple(each.places for each in learner),
        tuple(each.visibility[8:] for each in learner),
        teacher,
        weights,
        DEFAULTS,
    )
    noise, agreed, counted, shares = 2 * DEFAULTS.motion_still**2, 0.0, 0.0, 0.0
    for start, end, share in ((0, 2, 1.0), (0, 1, DEFAULTS.motion_halves), (1, 2, DEFAULTS.motion_halves)):
        known = whole = 0.0
        for at in range(8):
            u = learner[end].places[at] - learner[start].places[at]
            g = teacher[end].places[at] - teacher[start].places[at]
            both = min(
                seen(learner[when].visibility[8 + at], teacher[when].visibility[8 + at])
                for when in (start, end)
            )
            counts = share * weights[at] * (sqrt(g @ g) + 0.005)
            weight = both * (counts + share * weights[at] * DEFAULTS.motion_stray * sqrt(u @ u))
            agreed += weight * (2 * (u @ g) + noise) / (u @ u + g @ g + noise)
            counted, known, whole = counted + weight, known + both * counts, whole + counts
        shares += share * known / whole
    assert float(found.agreement) == pytest.approx(clip(agreed / counted), abs=1e-12)
    assert float(found.seen) == pytest.approx(shares / (1 + 2 * DEFAULTS.motion_halves), abs=1e-12)
    mu = DEFAULTS.motion_share
    assert float(combined(np.array(0.3), found, DEFAULTS)) == pytest.approx(
        (1 - mu) * 0.3 + mu * float(found.agreement), abs=1e-12
    )


def test_the_same_motion_agrees_and_the_opposite_one_does_not(dice) -> None:
    clear = (np.ones(16),) * 3
    start, way = dice.uniform(0.3, 0.6, (8, 2)), dice.normal(0, 0.1, (8, 2))
    teacher = tuple(Instant(np.zeros(8), start + share * way, np.ones(16)) for share in (0, 0.5, 1))

    def agreement(share: float) -> float:
        places = tuple(start + share * at * way for at in (0, 0.5, 1))
        found = match_motion(places, tuple(each[8:] for each in clear), teacher, np.ones(8), DEFAULTS)
        return float(found.agreement)

    assert agreement(1.0) == pytest.approx(1)
    assert agreement(-1.0) == 0
    assert 0 < agreement(0) < agreement(0.3) < agreement(0.6) < 1
    assert agreement(2.0) < 0.9


def test_a_mirrored_body_turned_looks_as_the_body_turned_the_other_way(dice) -> None:
    points, visibility = body(dice)
    there = points[:, MIRROR] * [-1, 1, 1]
    ways, ones = hypotheses("auto"), np.ones((7, 2))
    plain = as_seen(posed(points, visibility, 2.0, ones), ways)
    mirrored = as_seen(posed(there, visibility[:, MIRROR], 2.0, ones), ways)
    for one, other in zip(plain, mirrored, strict=True):
        np.testing.assert_allclose(one[:7], other[7:], atol=1e-12)
        np.testing.assert_allclose(one[7:], other[:7], atol=1e-12)


def test_turning_a_body_and_turning_it_back_is_nothing(dice) -> None:
    points, visibility = body(dice)
    angle, away = np.radians(20), points - points[:, [0, 1, 6, 7]].mean(axis=1)[:, None]
    turned = away.copy()
    turned[..., 0] = away[..., 0] * np.cos(angle) - away[..., 2] * np.sin(angle)
    turned[..., 2] = away[..., 0] * np.sin(angle) + away[..., 2] * np.cos(angle)
    before, after = (posed(each, visibility, 2.0, np.ones((7, 2))) for each in (points, turned))
    np.testing.assert_allclose(after.places[YAWS_DEG.index(20)], before.places[YAWS_DEG.index(0)], atol=1e-12)


def test_ratios_stretch_limbs_and_leave_angles(dice) -> None:
    points, visibility = body(dice)
    longer = points.copy()
    for root, tips in ((0, (2, 4)), (1, (3, 5)), (6, (8, 10)), (7, (9, 11))):
        for tip in tips:
            longer[:, tip] = points[:, root] + 1.25 * (points[:, tip] - points[:, root])
    before = posed(points, visibility, 2.0, np.ones((7, 2)))
    after = posed(longer, visibility, 2.0, np.full((7, 2), 1 / 1.25))
    np.testing.assert_allclose(after.places, before.places, atol=1e-12)
    np.testing.assert_allclose(after.angles, before.angles, atol=1e-12)


def test_what_is_not_seen_has_numbers_but_no_visibility(dice) -> None:
    points, visibility = body(dice)
    points[0, 4], points[1, 6] = np.nan, np.nan
    found = posed(points, visibility, 2.0, np.ones((7, 2)))
    assert np.isfinite(found.angles).all()
    assert np.isfinite(found.places).all()
    assert (found.visibility[1] == 0).all()  # without a hip there is no centre
    assert found.visibility[0].tolist() == pytest.approx(
        [
            0 if at in (0, 10) else value
            for at, value in enumerate(posed(body(dice)[0], visibility, 2.0, np.ones((7, 2))).visibility[0])
        ]
    )
    assert (posed(points, visibility, np.nan, np.ones((7, 2))).visibility == 0).all()
