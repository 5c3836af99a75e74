from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.synthetic import lag, noise
from workers.audio_replace.core import Alignment, class_sound, read_alignment
from workers.audio_replace.placing import (
    Line,
    fade_cuts,
    keep_below,
    place_from,
    place_resampled,
    sample_along,
)
from workers.audio_replace.stretching import place_stretched
from workers.step import Limits, StepRefusedError

RATE = 48000


def tones(at_s):
    """Two channels of tones below 18 kHz, known at any instant."""
    left = sum(np.sin(2 * np.pi * f * at_s + f) for f in (100.0, 1234.5, 7000.0, 17000.0))
    return np.stack([left, np.cos(2 * np.pi * 440 * at_s)], axis=1).astype(np.float32) / 4


@settings(deadline=None, max_examples=25)
@given(st.floats(-0.2, 0.4), st.floats(0.9994, 1.0006))
def test_a_clock_off_by_hundreds_of_ppm_is_followed_between_samples(offset_s, rate):
    song = tones(np.arange(24000) / RATE)
    count = 9600
    placed = place_resampled(song, Line(offset_s, rate), RATE, count)
    at_s = offset_s + rate * np.arange(count) / RATE
    inside = (at_s > 0.002) & (at_s < 0.498)
    if abs(rate - 1) * count < 0.5:
        at_s = (np.round(offset_s * RATE) + np.arange(count)) / RATE
    assert placed[inside] == pytest.approx(tones(at_s)[inside], abs=2e-4)
    outside = (at_s < -0.002) | (at_s > 0.502)
    assert not placed[outside].any()


@pytest.mark.parametrize("rate", [0.8, 0.9, 1.1])
def test_varispeed_moves_pitch_with_speed(rate):
    song = tones(np.arange(48000) / RATE)
    placed = place_resampled(song, Line(0.1, rate), RATE, 24000)
    assert placed == pytest.approx(tones(0.1 + rate * np.arange(24000) / RATE), abs=2e-3)


def test_faster_than_the_song_folds_nothing_back():
    """At 1.25 times the speed 23 kHz becomes 28.75 kHz: it must go, not turn to an audible 19.25 kHz."""
    song = np.sin(2 * np.pi * 23000 * np.arange(48000) / RATE).astype(np.float32)[:, None]
    assert np.abs(sample_along(song, 1000.0, 1.25, 20000)).max() < 1e-3


def test_a_shift_leaves_samples_as_they_are():
    song = noise(1.0, channels=2)
    placed = place_resampled(song, Line(-0.25, 1.0), RATE, RATE)
    assert np.array_equal(placed[12000:], song[:36000])
    assert not placed[:12000].any()


@given(st.integers(-50, 50), st.integers(0, 60))
def test_place_from_is_a_window_over_silence(first, count):
    song = np.arange(1, 31, dtype=np.float32)[:, None]
    placed = place_from(song, first, count)[:, 0]
    assert placed.tolist() == [k + 1 if 0 <= k < 30 else 0 for k in range(first, first + count)]


@pytest.mark.parametrize("rate", [0.8, 0.9, 1.1])
def test_stretched_onsets_stay_within_five_milliseconds_and_pitch_stays(tmp_path, rate):
    clock = np.arange(10 * RATE) / RATE
    song = 0.2 * np.sin(2 * np.pi * 440 * clock)
    onsets_s = np.arange(1.0, 9.0, 0.4637)
    burst = np.random.default_rng(3).normal(0, 0.3, 2400) * np.exp(-np.arange(2400) / 480)
    for onset_s in onsets_s:
        song[round(onset_s * RATE) :][:2400] += burst
    line = Line(0.7, rate)
    count = round(8.5 / rate * RATE)
    stereo = np.stack([song, song], axis=1).astype(np.float32)
    placed = place_stretched(stereo, line, RATE, count, tmp_path, Limits())
    assert placed.shape == (count, 2)
    heard = placed[:, 0].astype(float)
    late_ms = [onset_after(heard, (at - 0.7) / rate) for at in onsets_s]
    assert abs(np.median(late_ms)) < 5
    assert np.abs(late_ms).max() < 9
    loudest = np.argmax(np.abs(np.fft.rfft(heard * np.hanning(count)))) * RATE / count
    assert loudest == pytest.approx(440, abs=8)  # phases restart at each burst; not 440 * rate


def onset_after(heard, expected_s):
    """Milliseconds from where an onset should be to where high-frequency energy jumps."""
    first = round((expected_s - 0.05) * RATE)
    steps = np.diff(heard[first : first + 4800]) ** 2
    energy = np.convolve(steps, np.ones(24) / 24, "same")
    return (np.argmax(energy > 0.2 * energy.max()) / RATE - 0.05) * 1000


def test_cuts_into_the_running_song_are_eased_and_its_own_edges_are_not():
    placed = np.ones((4800, 2), np.float32)
    both = fade_cuts(placed, Line(5.0, 1.0), 60.0, RATE)
    assert both[0, 0] < 0.01
    assert both[-1, 0] < 0.01
    assert (both[480:-480] == 1).all()
    assert (np.diff(both[:480, 0]) > 0).all()
    assert np.array_equal(fade_cuts(placed, Line(-0.01, 1.0), 0.05, RATE), placed)


def test_loud_songs_are_turned_down_as_a_whole_and_others_left():
    loud = np.array([[1.4], [-0.7], [0.1]], np.float32)
    assert keep_below(loud, 0.89)[:, 0] == pytest.approx([0.89, -0.445, 0.0636], abs=1e-4)
    assert keep_below(loud / 2, 0.89) is not None
    assert np.array_equal(keep_below(loud / 2, 0.89), loud / 2)


@pytest.mark.parametrize("offset_s", [-3.0, 1.0])
def test_an_alignment_that_leaves_silence_alone_is_refused(tmp_path, offset_s):
    with pytest.raises(StepRefusedError, match="no part of the song"):
        class_sound(
            noise(1.0, channels=2), Alignment(Line(offset_s, 1.0), "same"), 48000, 0.9, tmp_path, Limits()
        )


def test_fractional_offsets_are_kept_when_clocks_differ():
    song = noise(2.0, channels=2)
    near = place_resampled(song, Line(0.5 + 0.3 / RATE, 1 + 2e-5), RATE, RATE)
    assert lag(near[:2400, 0], song[24000:26400, 0]) == pytest.approx(-0.3, abs=0.05)


def test_a_correction_by_hand_is_read_as_one_that_was_found():
    found = read_alignment(b'{"format":1,"offset_s":12.5,"rate":0.9,"kind":"varispeed","by":"person"}')
    assert (found.line, found.kind) == (Line(12.5, 0.9), "varispeed")


def test_the_stretcher_leaves_nothing_outside_its_folder(tmp_path):
    (tmp_path / "in").mkdir()
    place_stretched(noise(2.0, channels=2), Line(0.0, 0.9), RATE, RATE, tmp_path / "in", Limits())
    assert {path.name for path in Path(tmp_path).iterdir()} == {"in"}
