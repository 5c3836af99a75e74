import json
from pathlib import Path

import numpy as np
import pytest

from tests.synthetic import ffmpeg
from tests.workers.song_preview.played import RATE_HZ, played, steady
from workers.media.pcm import decode_pcm
from workers.media.waves import read_wav, write_wav
from workers.runner import run_step
from workers.step import Limits, StepRefusedError, Work

WRITES = ["song.wav", "song_peaks.bin", "onsets.json", "beat_grid.json"]


def make(folder: Path, limits: Limits | None = None) -> list[str]:
    return run_step("song_preview", folder, {}, Work(folder, limits=limits or Limits()))


@pytest.fixture
def desk(tmp_path):
    sound = played(steady(120, seconds=12), "stick", seconds=12)
    write_wav(tmp_path / "song", np.rint(sound * 30000).astype(np.int16))
    return tmp_path


def test_a_song_becomes_what_the_editor_draws_plays_and_proposes(desk):
    original = read_wav(desk / "song")
    assert make(desk) == WRITES
    assert np.abs(read_wav(desk / "song.wav").astype(int) - original).max() <= 1
    pairs = np.frombuffer((desk / "song_peaks.bin").read_bytes(), np.int8).reshape(-1, 2)
    assert len(pairs) == -(-len(original) // 256)
    onsets = json.loads((desk / "onsets.json").read_text())
    assert onsets["format"] == 1
    at_s = np.array([onset["s"] for onset in onsets["onsets"]])
    assert np.abs(at_s[:, None] - steady(120, seconds=12)).min(axis=0).max() < 0.001
    grid = json.loads((desk / "beat_grid.json").read_text())
    best = grid["grids"][0]
    assert set(best) == {"bpm", "period_s", "phase_s", "score"}
    assert best["bpm"] == pytest.approx(120, rel=1e-3)
    known = best["phase_s"] + best["period_s"] * np.arange(len(grid["beats_s"]))
    assert grid["beats_s"] == pytest.approx(known, abs=1e-5)
    assert grid["confidence"] > 0.9


@pytest.mark.parametrize("options", [("-c:a", "libmp3lame"), ("-c:a", "libvorbis", "-ar", "44100")])
def test_its_samples_are_the_decode_that_the_aligner_and_the_class_video_use(desk, options):
    kind = "mp3" if "libmp3lame" in options else "ogg"
    ffmpeg("-f", "wav", "-i", desk / "song", *options, "-f", kind, desk / "coded")
    (desk / "coded").replace(desk / "song")
    make(desk)
    decoded = decode_pcm(desk / "song", RATE_HZ, Limits(), channels=2)
    quiet = min(1.0, 1 / float(np.abs(decoded).max()))
    assert np.abs(read_wav(desk / "song.wav") / 32767 - decoded * quiet).max() <= 0.5 / 32767 + 1e-6


def test_the_same_song_gives_the_same_bytes(desk):
    make(desk)
    first = [(desk / name).read_bytes() for name in WRITES]
    make(desk, Limits(processes=1))
    assert [(desk / name).read_bytes() for name in WRITES] == first


def test_a_silent_song_is_drawn_and_nothing_is_proposed(tmp_path):
    write_wav(tmp_path / "song", np.zeros((RATE_HZ, 2), np.int16))
    make(tmp_path)
    assert json.loads((tmp_path / "onsets.json").read_text())["onsets"] == []
    assert json.loads((tmp_path / "beat_grid.json").read_text()) == {
        "format": 1,
        "confidence": 0.0,
        "grids": [],
        "beats_s": [],
    }


def test_what_is_no_song_is_refused_by_name(tmp_path):
    (tmp_path / "song").write_bytes(b"%PDF-1.7\n" + b"no music\n" * 400)
    with pytest.raises(StepRefusedError, match="The song's file is a PDF document"):
        make(tmp_path)
