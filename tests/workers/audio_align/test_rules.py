"""Rules that hold whatever is heard."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.align.studio import record
from tests.workers.audio_align.playing import QUIET_ROOM, at_step_rate, band
from workers.audio_align.arrival import first_arrival
from workers.audio_align.candidates import Line, propose, vertex
from workers.audio_align.core import align
from workers.audio_align.edits import Piece, off_line, worth_telling
from workers.audio_align.evidence import Stretch
from workers.audio_align.features import ONSET_HOP_S, onsets
from workers.audio_align.response import respond
from workers.audio_align.spectra import RATE_HZ, ramps, resample
from workers.audio_align.verdict import Alignment, confidence, to_json
from workers.step import silent

SONG = at_step_rate(band(1))
TAKE = at_step_rate(record(replace(QUIET_ROOM, length_s=12.0)))


@settings(max_examples=6, deadline=None)
@given(cut=st.integers(0, 3 * RATE_HZ), gain=st.sampled_from([-3.0, -0.02, 0.5]))
def test_a_take_cut_by_some_samples_lies_that_much_later_at_any_gain_and_polarity(
    cut: int, gain: float
) -> None:
    found = align(np.float32(gain) * TAKE[cut:], SONG, 0.75, 1.28, silent)
    assert found.offset_s == pytest.approx(QUIET_ROOM.offset_s + cut / RATE_HZ, abs=5e-5)


def test_silence_and_broken_samples_before_the_sound_move_nothing() -> None:
    lead = np.zeros(3 * RATE_HZ, np.float32)
    lead[100:110] = np.nan
    found = align(np.concatenate([lead, TAKE]), SONG, 0.75, 1.28, silent)
    assert found.offset_s == pytest.approx(QUIET_ROOM.offset_s - 3, abs=5e-5)


@settings(max_examples=20, deadline=None)
@given(
    late=st.integers(-400, 400),
    echo=st.integers(32, 600),
    loud=st.floats(1.0, 2.0),
    sign=st.sampled_from([-1, 1]),
)
def test_the_first_arrival_is_found_before_a_louder_echo(
    late: int, echo: int, loud: float, sign: int
) -> None:
    rng = np.random.default_rng(echo)
    song = rng.standard_normal(6 * RATE_HZ).astype(np.float32)
    start = RATE_HZ
    direct = song[start - late : start - late + 4 * RATE_HZ]
    echoed = song[start - late - echo : start - late - echo + 4 * RATE_HZ]
    response = respond((direct + sign * loud * echoed).astype(np.float32), song, Line(start / RATE_HZ))
    assert response is not None
    assert first_arrival(response).late_s * RATE_HZ == pytest.approx(late, abs=0.3)


@given(turns=st.lists(st.floats(-0.5, 0.5), min_size=1, max_size=4), count=st.integers(1, 700))
def test_ramps_are_exponentials(turns: list[float], count: int) -> None:
    exact = np.exp(2j * np.pi * np.outer(turns, np.arange(count)))
    assert np.allclose(ramps(np.array(turns), count), exact, atol=1e-4)


@given(top=st.floats(-0.45, 0.45))
def test_a_parabola_tells_its_top(top: float) -> None:
    y = 1 - (np.arange(-2, 3) - top) ** 2
    assert vertex(y, 2) == pytest.approx(top, abs=1e-6)


def test_resampling_moves_no_time() -> None:
    t = np.arange(RATE_HZ) / RATE_HZ
    tone = (np.sin(2 * np.pi * 440 * t) * np.hanning(RATE_HZ)).astype(np.float32)
    longer = resample(tone, RATE_HZ + 400)
    expected = np.interp(np.arange(RATE_HZ + 400) * RATE_HZ / (RATE_HZ + 400), np.arange(RATE_HZ), tone)
    assert np.abs(longer - expected).max() < 0.01


def test_features_propose_the_place_first() -> None:
    best = propose(onsets(TAKE), onsets(SONG), ONSET_HOP_S, 0.6, 5)[0]
    assert best.line.offset_s == pytest.approx(QUIET_ROOM.offset_s, abs=0.03)


def stretch(start_s: float, deviations: float) -> Stretch:
    return Stretch(start_s, start_s + 4, deviations, 0.0)


@pytest.mark.parametrize(
    ("deviations", "gaps"),
    [
        ([20, 22, 21, 19, 20], []),
        ([20, 22, 21, 1, 0.5], [(12, 20)]),
        ([20, 22, 21, 5, 4], [(12, 20)]),
        ([1, 22, 2, 19, 20], [(0, 4), (8, 12)]),
        ([3.5, 3.2, 4, 3.3, 3.4], []),
    ],
)
def test_stretches_that_follow_much_less_are_looked_into(
    deviations: list[float], gaps: list[tuple[float, float]]
) -> None:
    found = tuple(stretch(4 * k, d) for k, d in enumerate(deviations))
    assert off_line(np.zeros(20 * RATE_HZ, np.float32), found) == gaps


@pytest.mark.parametrize(
    ("piece", "told"),
    [
        (Piece(12, 20, 3.5), True),
        (Piece(12, 20, None), True),
        (Piece(0, 8, None), False),  # it does follow, faintly
        (Piece(20, 30, None), False),  # the song was over
    ],
)
def test_only_what_an_author_should_hear_of_is_told(piece: Piece, *, told: bool) -> None:
    found = tuple(stretch(4 * k, d) for k, d in enumerate([5, 5, 20, 1, 1]))
    assert (worth_telling([piece], found, (0.0, 21.0)) == [piece]) is told


@given(low=st.floats(0, 60), more=st.floats(0, 60))
def test_confidence_rises_from_nothing_to_one(low: float, more: float) -> None:
    assert 0 <= confidence(low) <= confidence(low + more) <= 1


@given(offset_s=st.floats(-600, 600), rate=st.floats(0.7, 1.4))
def test_the_file_keeps_a_nanosecond(offset_s: float, rate: float) -> None:
    alignment = Alignment(offset_s, rate, "same", "certain", 1.0, 1.0, (), (), 30.0, 60.0, ())
    said = json.loads(to_json(alignment))
    assert said["offset_s"] == pytest.approx(offset_s, abs=1e-9)
    assert said["rate"] == pytest.approx(rate, abs=1e-9)
