import json

import numpy as np
import pytest

from tests.small_class import lay_media, write
from workers.media.waves import read_wav, write_wav
from workers.runner import run_step
from workers.step import StepRefusedError, Work

RATE_HZ = 48_000
WRITES = ["slow.json", "slow-50.wav", "slow-75.wav"]
CLICKS_S = np.arange(0.5, 29.5, 0.37)


@pytest.fixture
def make(tmp_path):
    """A song of clicks, whole, and a take of nine seconds in which it is heard from `offset_s` on."""
    song = np.random.default_rng(2).normal(0, 60, (30 * RATE_HZ, 2)).astype(np.int16)
    for at_s in CLICKS_S:
        song[round(at_s * RATE_HZ)] = 25_000
    write_wav(tmp_path / "song.wav", song)
    write(tmp_path / "onsets.json", onsets=[{"s": round(at_s, 6), "strength": 1} for at_s in CLICKS_S])
    lay_media(tmp_path)

    def run(offset_s, rate=1.0):
        write(tmp_path / "alignment.json", offset_s=offset_s, rate=rate)
        assert run_step("song_slow", tmp_path, {}, Work(tmp_path)) == WRITES
        return json.loads((tmp_path / "slow.json").read_text())

    return run


@pytest.mark.parametrize(
    ("offset_s", "rate", "start_s", "end_s"),
    [
        (10.25, 1.0, 9.25, 20.25),
        (-3.0, 1.0, 0.0, 7.0),
        (25.0, 1.0, 24.0, 30.0),
        (4.1234567, 0.9, 3.123, 13.223),
    ],
    ids=["within", "before its start", "to its end", "slower"],
)
def test_every_sample_has_its_song_time(tmp_path, make, offset_s, rate, start_s, end_s):
    told = make(offset_s, rate)
    assert told == {"format": 1, "start_s": start_s, "end_s": end_s, "rates": [0.5, 0.75]}
    inside = np.array([at_s for at_s in CLICKS_S if start_s + 0.1 < at_s < end_s - 0.1])
    assert len(inside) > 10
    for name, speed in (("slow-50.wav", 0.5), ("slow-75.wav", 0.75)):
        slow = read_wav(tmp_path / name)
        assert slow.shape == (round((end_s - start_s) * RATE_HZ / speed), 2)
        heard_s = start_s + np.flatnonzero(slow[:, 0] > 12_000) / RATE_HZ * speed
        np.testing.assert_allclose(
            heard_s[(heard_s > inside[0] - 0.01) & (heard_s < inside[-1] + 0.01)], inside, atol=1e-4
        )


def test_the_same_files_give_the_same_bytes(tmp_path, make):
    make(10.0)
    first = [(tmp_path / name).read_bytes() for name in WRITES]
    make(10.0)
    assert [(tmp_path / name).read_bytes() for name in WRITES] == first


@pytest.mark.parametrize("offset_s", [-20.0, 30.5])
def test_a_song_that_is_never_heard_is_refused(make, offset_s):
    with pytest.raises(StepRefusedError, match="no part of the song is heard"):
        make(offset_s)


def test_onsets_of_another_kind_are_refused(tmp_path, make):
    make(10.0)
    (tmp_path / "onsets.json").write_text('{"format": 2}')
    with pytest.raises(StepRefusedError, match="onsets of the song cannot be read"):
        make(10.0)
