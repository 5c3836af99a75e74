"""The step on files: real music, a real codec, and the file it leaves."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bench.align.studio import write_take
from tests.workers.audio_align.playing import QUIET_ROOM, real_song
from workers.audio_align import Params, run
from workers.step import Work

CASE = replace(
    QUIET_ROOM,
    song=real_song(),
    played=real_song(),
    offset_s=3.21,
    length_s=15.0,
    rate=1.00013,
    speakers=2,
    snr_db=10.0,
    noises=("voice", "steps", "air"),
    flipped=True,
    aac_kbps=96,
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    write_take(CASE, folder / "take")
    shutil.copy(real_song().file, folder / "song")
    run(Work(folder), Params())
    return folder


def test_real_music_through_a_real_codec_to_a_tenth_of_a_millisecond(desk: Path) -> None:
    said = json.loads((desk / "alignment.json").read_text())
    for t in (0.0, CASE.length_s):
        assert said["offset_s"] + said["rate"] * t == pytest.approx(CASE.offset_s + CASE.rate * t, abs=1e-4)
    assert said["kind"] == "same"


def test_the_file_is_what_others_read(desk: Path) -> None:
    text = (desk / "alignment.json").read_text()
    said = json.loads(text)
    assert said["format"] == 1
    assert text == json.dumps(said, sort_keys=True)
    assert set(said) == {
        *("format", "offset_s", "rate", "kind", "verdict", "confidence", "coverage", "windows"),
        *("candidates", "take_duration_s", "song_duration_s", "problems"),
    }
    assert set(said["windows"][0]) == {"video_s", "song_s", "residual_ms", "agreement"}
    assert said["take_duration_s"] == pytest.approx(15, abs=0.05)
    assert sorted(p.name for p in desk.iterdir()) == ["alignment.json", "song", "take"]


def test_the_same_files_give_the_same_bytes(desk: Path, tmp_path: Path) -> None:
    heard: list[float] = []
    for name in ("take", "song"):
        shutil.copy(desk / name, tmp_path / name)
    run(Work(tmp_path, progress=lambda fraction, _words: heard.append(fraction)), Params())
    assert (tmp_path / "alignment.json").read_bytes() == (desk / "alignment.json").read_bytes()
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
