"""The sample class is whole, small and true, and its script makes it again from the larger media."""

import importlib.util
import json
import math
from pathlib import Path

import numpy as np
import pytest
import yaml
from eightcount_runtime.classpack.beat_files import beats_from_json

from tests.synthetic import lag
from workers import probe
from workers.audio_replace.placing import sample_along
from workers.media.description import read_media
from workers.media.pcm import decode_pcm
from workers.step import Limits, Work

SAMPLES = Path(__file__).parents[2] / "samples"
ESCAPE = SAMPLES / "escape"
MEDIA = Path(__file__).parents[3] / "shared" / "media"
RATE = 44100


def described():
    return yaml.safe_load((ESCAPE / "class.yaml").read_text(encoding="utf-8"))


def truth():
    said = json.loads((ESCAPE / "truth.json").read_text())
    return said["offset_s"], said["rate"]


def test_every_file_is_there_small_and_sourced():
    files = described()["files"].values()
    sources = (ESCAPE / "SOURCES.md").read_text()
    assert all((ESCAPE / name).is_file() and name in sources for name in files)
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 8 * 1024**2


def test_whole_parts_of_beats_lie_inside_take_and_song(tmp_path):
    (tmp_path / "take").symlink_to(ESCAPE / described()["files"]["take"])
    probe.run(Work(tmp_path), probe.Params())
    media = read_media(tmp_path / "media.json")
    assert not media.problems
    beats = beats_from_json((ESCAPE / "beats.json").read_bytes())
    offset_s, rate = truth()
    on_video_s = [(beat_s - offset_s) / rate for beat_s in beats.times_s]
    assert (beats.step_count % 8, beats.part_count) == (0, 5)
    assert 0.5 < on_video_s[0] < on_video_s[-1] < media.duration_s - 0.5


def test_the_song_is_in_the_take_where_the_truth_says():
    """Early and late in the take, by phase correlation of sound that no script of ours compared before."""
    take = decode_pcm(ESCAPE / "take.mp4", RATE, Limits())
    song = decode_pcm(ESCAPE / "song.ogg", RATE, Limits()).reshape(-1, 1)
    offset_s, rate = truth()
    for at_s in (1.0, 7.0, 13.0):
        heard = take[round(at_s * RATE) :][: 6 * RATE]
        played = sample_along(song, (offset_s + rate * at_s) * RATE, rate, len(heard))[:, 0]
        assert abs(phase_lag(heard, played)) < 0.0003 * RATE


def phase_lag(heard, played):
    """Samples by which `heard` is late: the peak of the whitened cross-correlation, 200 Hz to 8 kHz."""
    size = 2 * len(heard)
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size))
    frequency = np.fft.rfftfreq(size, 1 / RATE)
    product *= ((frequency > 200) & (frequency < 8000)) / (np.abs(product) + 1e-9)
    peak = np.abs(np.fft.irfft(product))
    at = int(np.argmax(peak))
    return at - size if at > size // 2 else at


@pytest.mark.media
def test_the_script_makes_the_same_sample_again(tmp_path):
    if not MEDIA.is_dir():
        pytest.skip("NOT RUN: the larger media are not beside the checkout, so the sample is not made again")
    said = importlib.util.spec_from_file_location("make_take", SAMPLES / "make_take.py")
    assert said is not None
    assert said.loader is not None
    make_take = importlib.util.module_from_spec(said)
    said.loader.exec_module(make_take)
    make_take.make(MEDIA, tmp_path)
    for name in ("beats.json", "truth.json"):
        assert (tmp_path / name).read_bytes() == (ESCAPE / name).read_bytes()
    for name in ("song.ogg", "take.mp4"):
        again = decode_pcm(tmp_path / name, RATE, Limits())
        kept = decode_pcm(ESCAPE / name, RATE, Limits())
        assert len(again) == len(kept)
        assert lag(again[: 10 * RATE], kept[: 10 * RATE]) == pytest.approx(0, abs=0.01)
        louder_db = 10 * math.log10(np.square(again - kept).mean() / np.square(kept).mean() + 1e-12)
        assert louder_db < -20
