import numpy as np
import pytest

from tests.workers.song_preview.played import KINDS, RATE_HZ, played, steady
from workers.song_preview.flux import flux
from workers.song_preview.grid import propose


def proposed(sound):
    return propose(flux(sound.mean(axis=1), RATE_HZ))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bpm", [84.5, 120.3, 133])
def test_a_steady_beat_is_found_and_sure(kind, bpm):
    times_s = steady(bpm, seconds=40)
    found = proposed(played(times_s, kind, seconds=40))
    best = found.grids[0]
    assert 60 / best.period_s == pytest.approx(bpm, rel=2e-4)
    beats_s = best.beats_s(39.5)
    late_s = beats_s[:, None] - times_s
    late_s = late_s[np.arange(len(beats_s)), np.abs(late_s).argmin(axis=1)]
    assert abs(np.median(late_s)) < 0.005
    assert found.confidence > 0.95


def test_half_and_double_are_among_the_tempi_and_the_best_comes_first():
    found = proposed(played(steady(125), "kick"))
    tempi = [60 / grid.period_s for grid in found.grids]
    for tempo in (125, 62.5, 250):
        assert min(abs(each / tempo - 1) for each in tempi) < 0.002
    scores = [grid.score for grid in found.grids]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1


def test_eighths_and_sixteenths_between_do_not_move_the_beat():
    times_s = steady(100, seconds=40)
    sound = played(times_s, "kick", seconds=40) + played(times_s + 0.3, "stick", seconds=40) * 0.5
    sound += played(np.concatenate([times_s + 0.15, times_s + 0.45]), "stick", seconds=40) * 0.3
    best = proposed(sound).grids[0]
    assert 60 / best.period_s == pytest.approx(100, rel=2e-4)
    off_s = (best.phase_s - 0.2) % 0.3  # on the beat, or half of one off: one key away
    assert min(off_s, 0.3 - off_s) < 0.006


def human(seed, jitter_s):
    times_s = steady(123) + np.random.default_rng(seed).normal(0, jitter_s, len(steady(123)))
    return played(times_s, "snare")


@pytest.mark.parametrize("jitter_s", [0.008, 0.02])
def test_people_who_play_to_a_click_are_believed(jitter_s):
    found = proposed(human(2, jitter_s))
    assert 60 / found.grids[0].period_s == pytest.approx(123, rel=2e-3)
    assert found.confidence > 0.9


def noise(rng):
    return rng.normal(0, 0.1, (60 * RATE_HZ, 2)).astype(np.float32)


def scattered(rng):
    return played(np.sort(rng.uniform(0, 59, 150)), "stick", seconds=60)


def wandering(rng):
    times_s = np.cumsum(0.5 * np.exp(np.cumsum(rng.normal(0, 0.02, 120))))
    return played(times_s[times_s < 59], "stick", seconds=60)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("without_beat", [noise, scattered, wandering])
def test_where_there_is_no_steady_beat_nothing_is_sure(without_beat, seed):
    assert proposed(without_beat(np.random.default_rng(seed))).confidence < 0.4


@pytest.mark.parametrize("seconds", [0.001, 1.0, 20.0])
def test_silence_proposes_nothing(seconds):
    found = proposed(np.zeros((round(seconds * RATE_HZ), 2), np.float32))
    assert (found.grids, found.confidence) == ((), 0)


def test_beats_cover_the_song_from_its_start():
    best = proposed(played(steady(120, first_s=3.0), "kick")).grids[0]
    beats_s = best.beats_s(30.0)
    assert 0 <= beats_s[0] < best.period_s
    assert 30 - best.period_s <= beats_s[-1] < 30
