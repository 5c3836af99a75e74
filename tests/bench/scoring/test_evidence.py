"""The evidence in small, on the dances that ship; `make bench BENCH=scoring` measures it on all there are."""

from itertools import pairwise

import numpy as np
import pytest
from eightcount_runtime.scoring import DEFAULTS, Reference

from bench.scoring.calibrate import FILES, MISMATCH_MOST, as_file, curve_of
from bench.scoring.corpus import SHIPPED, class_of, classes, same_dance
from bench.scoring.evidence import auc, ks_to_uniform, marked, part_samples, spearman
from bench.scoring.judges import product, sheet_of
from bench.scoring.report import film
from bench.scoring.trials import (
    GENUINE_LEAST,
    genuine,
    half_a_beat_late,
    mirrored,
    other_dances,
    standing,
    wrong_parts,
)


@pytest.fixture(scope="module")
def known():
    return classes(SHIPPED)


@pytest.fixture(scope="module")
def danced(known):
    return marked(product(), genuine(known, 3, 2, GENUINE_LEAST))


@pytest.mark.parametrize(
    ("make", "mirror", "least", "most"),
    [
        (lambda known: other_dances(known, 2, 2), "auto", 0.97, 45),
        (lambda known: wrong_parts(known, 2), "auto", 0.93, 47),
        (lambda known: standing(known, 2), "auto", 0.95, 46),
        (lambda known: half_a_beat_late(known, 2), "auto", 0.99, 45),
        (lambda known: mirrored(known, 2), "off", 0.92, 55),
    ],
    ids=["other dance", "wrong part", "standing still", "half a beat late", "mirrored"],
)
def test_dancing_the_class_is_told_from_not_dancing_it(known, danced, make, mirror, least, most):
    # Three small dances of which one is nearly its own mirror image: less than on all the others.
    wrong = marked(product(), make(known), mirror)
    assert auc(part_samples(danced), part_samples(wrong)) >= least
    ends = [marks.score for _, marks in wrong if np.isfinite(marks.score)]
    assert ends
    assert max(ends) <= most
    assert np.median(ends) < 45


def test_scores_follow_quality(danced):
    assert spearman([trial.quality for trial, _ in danced], [marks.total for _, marks in danced]) >= 0.85


def test_different_people_in_one_choreography_score_well():
    tracks = same_dance(SHIPPED)
    assert len(tracks) == 4
    own = class_of(tracks[0], 112, 0.55)
    reference = Reference.of(own.routine, own.poses, DEFAULTS)
    totals = [sheet_of(reference, film(other)).total.score for other in tracks]
    assert totals[0] > 97
    assert min(totals) > 55


def test_both_runtimes_score_by_what_calibrating_wrote():
    written = [path.read_bytes() for path in FILES]
    assert written == [as_file(DEFAULTS)] * 2


@pytest.mark.parametrize("seed", range(5))
def test_the_curve_rises_without_cliffs(seed):
    dice = np.random.default_rng(seed)
    found = np.clip(dice.normal(0.8, 0.02 + 0.05 * seed, 100), 0, 1)
    knots = curve_of(found, float(dice.uniform(0.3, 0.6)))
    slopes = [(two[1] - one[1]) / (two[0] - one[0]) for one, two in pairwise(knots)]
    assert (knots[0], knots[-1]) == ((0.0, 40.0), (1.0, 100.0))
    assert min(slopes) > 0
    assert max(slopes) < 250
    assert knots[1][1] == MISMATCH_MOST


def test_figures_by_hand():
    assert auc(np.array([3.0, 2.0]), np.array([1.0, 2.0])) == 0.875
    assert spearman([1, 2, 3, 4], [10, 20, 40, 30]) == pytest.approx(0.8)
    assert ks_to_uniform(np.linspace(40, 100, 1001)) < 0.002
    assert ks_to_uniform(np.full(10, 40.0)) == 1
