"""What must be refused, and how it is said."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.align.studio import record
from tests.workers.audio_align.playing import (
    CLIPS,
    QUIET_ROOM,
    as_song,
    at_step_rate,
    band,
    drums,
    hear,
    song,
)
from workers.audio_align import Params, run
from workers.audio_align.core import align
from workers.audio_align.spectra import RATE_HZ
from workers.step import StepRefusedError, Work, silent


@pytest.mark.parametrize("rate", [1.0, 0.93])
def test_another_song_of_the_same_tempo(rate: float) -> None:
    with pytest.raises(StepRefusedError, match="song was not found in the take") as refused:
        hear(replace(QUIET_ROOM, song=song(2), rate=rate))
    assert refused.value.code == "song-not-found"


def test_another_song_on_the_same_drum_samples_and_grid() -> None:
    played, asked = (as_song(band(seed) + drums(seed), f"kit-{seed}") for seed in (1, 2))
    case = replace(QUIET_ROOM, song=played, played=played, length_s=20.0)
    assert hear(case).verdict == "certain"
    with pytest.raises(StepRefusedError, match="not found"):
        hear(replace(case, song=asked))


def test_a_song_that_was_not_played_at_all() -> None:
    with pytest.raises(StepRefusedError, match="not found"):
        hear(replace(QUIET_ROOM, snr_db=-80.0, noises=("steps", "voice")))


TEN_S = at_step_rate(band(1)[: 20 * RATE_HZ])


@pytest.mark.parametrize(
    ("take", "song_", "said", "code"),
    [
        (np.zeros_like(TEN_S), TEN_S, "take's sound is silent", "take-not-heard"),
        (TEN_S, np.zeros_like(TEN_S), "song's file is silent", "song-unusable"),
        (TEN_S[: 2 * RATE_HZ], TEN_S, "shorter than 3 s, too short to find", "take-not-heard"),
        (TEN_S, TEN_S[: 2 * RATE_HZ], "too short to be found", "song-unusable"),
    ],
)
def test_nothing_to_work_with(take: np.ndarray, song_: np.ndarray, said: str, code: str) -> None:
    with pytest.raises(StepRefusedError, match=said) as refused:
        align(take, song_, 0.75, 1.28, silent)
    assert refused.value.code == code


def test_a_take_without_a_sound_track(tmp_path: Path) -> None:
    shutil.copy(CLIPS / "dancer_1500ms.mp4", tmp_path / "take")
    shutil.copy(CLIPS / "happy_lofi_22s.opus", tmp_path / "song")
    with pytest.raises(StepRefusedError, match="The take has no sound track") as refused:
        run(Work(tmp_path), Params())
    assert refused.value.code == "take-not-heard"
    assert not (tmp_path / "alignment.json").exists()


def test_a_song_that_is_no_recording_is_told_from_the_take(tmp_path: Path) -> None:
    shutil.copy(CLIPS / "happy_lofi_22s.opus", tmp_path / "take")
    (tmp_path / "song").write_bytes(b"%PDF-1.7 notes")
    with pytest.raises(StepRefusedError, match="The song's file is a PDF document") as refused:
        run(Work(tmp_path), Params())
    assert refused.value.code == "song-unusable"


def test_a_take_that_is_all_song_and_no_room_is_not_refused() -> None:
    clean = at_step_rate(record(replace(QUIET_ROOM, snr_db=60.0)))
    assert align(clean, at_step_rate(band(1)[: 40 * 2 * RATE_HZ]), 0.75, 1.28, silent).verdict == "certain"
