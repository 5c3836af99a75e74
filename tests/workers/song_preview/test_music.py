"""On real songs: bench/beats has the figures, this the least that must hold."""

import json
from pathlib import Path

import numpy as np
import pytest

from bench.beats.judge import judge
from workers.media.pcm import decode_pcm
from workers.media.waves import RATE_HZ
from workers.song_preview.core import listen
from workers.step import Limits

MUSIC = Path(__file__).parents[4] / "shared" / "media" / "music"
SONGS = (
    "kentacho_noiz2sa_stg4_124bpm",
    "kentacho_tumiki_panic_130bpm",
    "kevin_macleod_vibe_ace_130bpm",
    "tad_cue_95bpm",
)


@pytest.mark.media
@pytest.mark.parametrize("name", SONGS)
def test_beats_are_proposed_where_they_are_known_to_be(name):
    song = next(iter(MUSIC.glob(f"{name}.*")), None)
    if song is None:
        pytest.skip(f"NOT RUN: {name} is not in ../shared/media/music")
    sound = decode_pcm(song, RATE_HZ, Limits(), channels=2)
    true_s = np.array(json.loads((MUSIC / "beats" / f"{name}.beats.json").read_text())["beats_s"])
    _, proposal = listen(sound, RATE_HZ)
    score = judge(true_s, proposal.grids[0].beats_s(len(sound) / RATE_HZ))
    assert score.f_best >= 0.93
    assert abs(score.bias_ms) <= 5
    assert proposal.confidence > 0.8


def test_the_judge_takes_another_level_and_tells_what_is_late():
    true_s = np.arange(6.0, 30.0, 0.5)
    assert judge(true_s, true_s).f == 1
    double = judge(true_s, np.arange(6.0, 29.6, 0.25) + 0.004)
    assert (double.f < 0.7, double.f_best > 0.99) == (True, True)
    assert double.bias_ms == pytest.approx(4, abs=0.01)
    assert judge(true_s, true_s + 0.1).f_best == 0
