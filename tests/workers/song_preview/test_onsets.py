import numpy as np
import pytest

from tests.workers.song_preview.played import KINDS, RATE_HZ, played, steady
from workers.song_preview.flux import flux
from workers.song_preview.onsets import find_onsets


def heard(sound):
    return find_onsets(sound, flux(sound.mean(axis=1), RATE_HZ), RATE_HZ)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bpm", [97, 133])
def test_first_arrivals_are_exact_whatever_begins(kind, bpm):
    times_s = steady(bpm)
    at_s = np.array([onset.at_s for onset in heard(played(times_s, kind))])
    late_s = at_s[np.abs(at_s[:, None] - times_s).argmin(axis=0)] - times_s
    assert np.abs(late_s).max() < 0.0005


def test_clicks_are_told_once_and_the_strongest_is_one():
    times_s = steady(120)
    onsets = heard(played(times_s, "click"))
    assert len(onsets) == len(times_s)
    assert max(onset.strength for onset in onsets) == 1
    assert min(onset.strength for onset in onsets) > 0.5


def test_clicks_in_loud_music_are_found_unless_something_begins_with_them():
    rng = np.random.default_rng(5)
    chords = np.cumsum(rng.choice([0.25, 0.5], 100))
    chords = chords[chords < 29]
    clock = np.arange(30 * RATE_HZ) / RATE_HZ
    music = sum(np.sin(2 * np.pi * hz * clock) for hz in (110, 220, 277, 330)) * 0.05
    sound = played(chords, "snare") + music.astype(np.float32)[:, None]
    clicks = np.array([at for at in np.arange(0.6, 29, 0.37) if np.abs(chords - at).min() > 0.11])
    for at_s in clicks:
        sound[round(at_s * RATE_HZ)] += 0.5
    at_s = np.array([onset.at_s for onset in heard(sound)])
    assert np.abs(at_s[:, None] - clicks).min(axis=0).max() < 0.001


def test_a_sound_in_one_channel_alone_counts():
    times_s = steady(100)
    sound = played(times_s, "stick")
    sound[:, 0] = 0
    at_s = np.array([onset.at_s for onset in heard(sound)])
    assert np.abs(at_s[:, None] - times_s).min(axis=0).max() < 0.0005


@pytest.mark.parametrize("seconds", [0.001, 0.1, 2.0])
def test_silence_has_none(seconds):
    assert heard(np.zeros((round(seconds * RATE_HZ), 2), np.float32)) == ()


def test_they_rise_and_keep_apart():
    rng = np.random.default_rng(7)
    at_s = np.array([onset.at_s for onset in heard(played(np.sort(rng.uniform(0.1, 29, 400)), "stick"))])
    assert np.diff(at_s).min() >= 0.02
    assert at_s.min() >= 0
