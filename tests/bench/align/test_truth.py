"""The bench is only as good as its truths: rooms, stretching and codec must put sound where they say."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.align.cases import draw_cases
from bench.align.judge import Found, Measured
from bench.align.report import Result, tables
from bench.align.rooms import PRE, draw_room, responses
from bench.align.songs import RATE_HZ
from bench.align.stretch import stretch
from bench.align.studio import record, write_take
from tests.workers.audio_align.playing import QUIET_ROOM, song
from workers.media.pcm import decode_pcm
from workers.step import Limits


@pytest.mark.parametrize("seed", range(6))
def test_the_nearest_loudspeakers_direct_path_lies_at_lag_zero(seed: int) -> None:
    rng = np.random.default_rng(seed)
    room = draw_room(rng, 0.25 + 0.15 * seed, 1 + seed % 2)
    distances = np.linalg.norm(room.speakers_m - room.microphone_m, axis=1)
    nearest = responses(room, RATE_HZ, rng)[int(distances.argmin())]
    assert np.abs(nearest[: PRE - 1]).max() < 0.01 * np.abs(nearest[PRE])
    assert nearest[PRE] == pytest.approx(1 / distances.min(), rel=0.2)


def test_a_rooms_lows_die_away_in_its_reverberation_time() -> None:
    rng = np.random.default_rng(1)
    h = responses(draw_room(rng, 0.8, 1), RATE_HZ, rng)[0].astype(float)
    h = np.convolve(h, np.hanning(65))
    left_db = 10 * np.log10(np.cumsum(h[::-1] ** 2)[::-1] / np.sum(h**2) + 1e-12)
    t = np.arange(len(h)) / RATE_HZ
    fall = (left_db < -5) & (left_db > -25)
    assert -60 / np.polyfit(t[fall], left_db[fall], 1)[0] == pytest.approx(0.8, rel=0.3)


@pytest.mark.parametrize("rate", [0.8, 1.1])
def test_stretching_keeps_the_time_of_clicks_and_the_pitch_of_tones(rate: float) -> None:
    t = np.arange(4 * RATE_HZ) / RATE_HZ
    tone = np.sin(2 * np.pi * 440 * t).astype(np.float32)
    clicks = np.zeros_like(tone)
    clicks[[RATE_HZ, 3 * RATE_HZ]] = 50.0
    out = stretch((0.01 * tone + clicks)[:, None], rate, RATE_HZ)[:, 0]
    for when_s in (1.0, 3.0):
        at = int(when_s / rate * RATE_HZ)
        near = np.abs(out[at - 1000 : at + 1000])
        assert (int(near.argmax()) - 1000) / RATE_HZ == pytest.approx(0, abs=0.032)
    quiet = out[int(1.5 / rate * RATE_HZ) :][:RATE_HZ]
    assert np.abs(np.fft.rfft(quiet)).argmax() == pytest.approx(440, abs=3)


def test_the_codec_moves_nothing(tmp_path: Path) -> None:
    case = replace(QUIET_ROOM, length_s=4.0, aac_kbps=96)
    write_take(case, tmp_path / "take")
    decoded = decode_pcm(tmp_path / "take", RATE_HZ, Limits())
    clean = record(case)
    cross = np.fft.irfft(np.fft.rfft(decoded[: len(clean)]) * np.conj(np.fft.rfft(clean)))
    assert int(np.argmax(cross)) == 0


def test_cases_are_decided_by_their_seed() -> None:
    first, again, other = (draw_cases([song(1), song(2)], 8, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert {case.group for case in first} >= {"right", "wrong", "faint", "edited"}
    assert all(case.played != case.song for case in first if case.group == "wrong")


def test_the_tables_count_what_was_measured() -> None:
    found = Found(QUIET_ROOM.offset_s + 0.0004, 1.0, 0.9, 0.5, "certain")
    far = replace(found, offset_s=QUIET_ROOM.offset_s + 1, verdict="check", codes=("ambiguous",))
    wrong = replace(QUIET_ROOM, group="wrong", song=song(2))
    text = tables(
        [
            Result(QUIET_ROOM, Measured({"eightcount": found}, 100.0)),
            Result(QUIET_ROOM, Measured({"eightcount": far}, 120.0)),
            Result(wrong, Measured({"eightcount": replace(found, offset_s=None)}, 110.0)),
        ],
        ("eightcount",),
    )
    assert "| SNR 0 dB and more, together | 2 | 2 | 1 | 1 | 1 |" in text
    assert "Wrong songs: 0 of 1 accepted" in text
    assert "Peak memory of the process: 120 MB" in text
    assert "- 1000.0 ms off (check; ambiguous)" in text
