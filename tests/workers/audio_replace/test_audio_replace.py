"""The step on real, tiny files; its sound is proved by decoding class.mp4 twice and correlating."""

import json
from fractions import Fraction

import av
import numpy as np
import pytest

from tests.synthetic import (
    HEIGHT,
    WIDTH,
    Sound,
    ffmpeg,
    lag,
    noise,
    number_of,
    numbered,
    rotated,
    write_clip,
)
from workers import audio_replace, probe
from workers.media.description import read_media
from workers.media.pcm import decode_pcm
from workers.step import Limits, StepRefusedError, Work

RATE = 48000
SONG = noise(8.0, channels=2, seed=5)
EVEN = [k / 30 for k in range(75)]
QUICK = audio_replace.Params(preset="ultrafast", crf=12)


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    path = tmp_path_factory.mktemp("song") / "song"
    write_clip(path, [0], sound=Sound(SONG))
    ffmpeg("-i", path, "-vn", "-f", "flac", path.with_name("flac"))
    return path.with_name("flac")


@pytest.fixture
def make(tmp_path, song):
    """Run probe and audio_replace on `take` in the folder; gives the words of progress."""

    def made(offset_s, rate=1.0, kind="same", params=QUICK):
        (tmp_path / "song").hardlink_to(song)
        said = {"format": 1, "offset_s": offset_s, "rate": rate, "kind": kind}
        (tmp_path / "alignment.json").write_text(json.dumps(said))
        words = []
        work = Work(tmp_path, progress=lambda _fraction, word: words.append(word))
        probe.run(work, probe.Params())
        audio_replace.run(work, params)
        return words

    return made


def expected(offset_s, count):
    """The song's left channel laid on the video clock by plain slicing."""
    first = round(offset_s * RATE)
    padded = np.concatenate([np.zeros(10 * RATE, np.float32), SONG[:, 0], np.zeros(10 * RATE, np.float32)])
    return padded[10 * RATE + first :][:count]


def heard_by_both(folder):
    """Left channel of class.mp4 as the ffmpeg program and as PyAV decode it."""
    by_ffmpeg = decode_pcm(folder / "class.mp4", RATE, Limits(), channels=2)[:, 0]
    with av.open(str(folder / "class.mp4")) as file:
        frames = [frame.to_ndarray()[0] for frame in file.decode(audio=0)]
    return by_ffmpeg, np.concatenate(frames)


def assert_in_place(folder, offset_s, tolerance=0.02):
    media = read_media(folder / "media.json")
    count = round(media.class_frames / media.class_rate * RATE)
    for heard in heard_by_both(folder):
        assert lag(heard[:count], expected(offset_s, count)) == pytest.approx(0, abs=tolerance)
        assert np.abs(heard).max() < 1
        assert count <= len(heard) <= count + 1024


def shown(folder):
    """(times as fractions, upright pictures) of class.mp4, and that its matrix asks for no turning."""
    with av.open(str(folder / "class.mp4")) as file:
        frames = list(file.decode(video=0))
        assert {frame.rotation for frame in frames} == {0}
        assert {(frame.format.name, frame.interlaced_frame) for frame in frames} == {("yuv420p", False)}
        return [frame.pts * frame.time_base for frame in frames], [
            f.to_ndarray(format="rgb24") for f in frames
        ]


def test_a_take_that_qualifies_is_copied_bit_for_bit(tmp_path, make):
    write_clip(tmp_path / "take", EVEN, sound=Sound(noise(2.5), codec="aac"), container="mp4")
    words = make(1.2345678)
    assert "Keeping the picture" in words
    assert "Encoding" not in words
    assert_in_place(tmp_path, 1.2345678)
    times, pictures = shown(tmp_path)
    assert times == [Fraction(k, 30) for k in range(75)]
    with av.open(str(tmp_path / "take"), format="mov") as take, av.open(str(tmp_path / "class.mp4")) as made:
        kept = [bytes(packet) for packet in made.demux(video=0)]
        assert kept == [bytes(packet) for packet in take.demux(video=0)]
    assert number_of(pictures[41]) == 41


@pytest.mark.parametrize("offset_s", [0.0, 2.000123, -0.75, 7.1])
def test_an_encoded_class_has_the_song_to_the_sample(tmp_path, make, offset_s):
    """Negative: the song starts inside the take; 7.1: it ends inside it."""
    write_clip(tmp_path / "take", EVEN, sound=Sound(noise(2.5)))
    assert "Encoding" in make(offset_s, params=audio_replace.Params(preset="ultrafast", copy_picture=False))
    assert_in_place(tmp_path, offset_s)


@pytest.mark.parametrize("container", ["mp4", "matroska"])
def test_a_take_whose_clock_starts_late_gives_a_class_that_starts_at_zero(tmp_path, make, container):
    late = [0.4 + at for at in EVEN]
    write_clip(
        tmp_path / "take", late, sound=Sound(noise(2.0), start_s=0.0, codec="aac"), container=container
    )
    words = make(3.0)
    assert ("Keeping the picture" in words) == (container == "mp4")
    assert_in_place(tmp_path, 3.0)
    times, pictures = shown(tmp_path)
    assert times == [Fraction(k, 30) for k in range(75)]
    assert [number_of(picture) for picture in pictures[::10]] == list(range(0, 75, 10))


def test_late_sound_in_the_take_changes_nothing(tmp_path, make):
    write_clip(tmp_path / "take", EVEN, sound=Sound(noise(1.5), start_s=0.7, codec="aac"), container="mp4")
    make(0.5)
    assert_in_place(tmp_path, 0.5)


def test_b_frames_are_copied_in_their_slots(tmp_path, make):
    options = {"preset": "medium", "g": "30", "bf": "3", "b_strategy": "0"}
    times = [k * 1001 / 30000 for k in range(75)]
    write_clip(tmp_path / "take", times, options=options, container="mp4", sound=Sound(noise(2.0)))
    assert "Keeping the picture" in make(1.0)
    assert_in_place(tmp_path, 1.0)
    times, pictures = shown(tmp_path)
    assert times == [Fraction(1001 * k, 30000) for k in range(75)]
    assert [number_of(picture) for picture in pictures] == list(range(75))


def test_uneven_frames_are_shown_nearest_to_their_true_times(tmp_path, make):
    rng = np.random.default_rng(11)
    times = np.cumsum(rng.choice([1 / 30, 1 / 30, 1 / 30, 2 / 30, 0.4], 40) + rng.normal(0, 0.003, 40))
    times -= times[0]
    write_clip(tmp_path / "take", times, sound=Sound(noise(2.0)))
    make(1.0)
    assert_in_place(tmp_path, 1.0)
    at, pictures = shown(tmp_path)
    media = read_media(tmp_path / "media.json")
    assert at == [k / media.class_rate for k in range(media.class_frames)]
    for slot_s, picture in zip(at, pictures, strict=True):
        half = 0.5 / float(media.class_rate)
        allowed = {int(np.searchsorted(times, float(slot_s) + half + slack)) - 1 for slack in (-1e-4, 1e-4)}
        assert number_of(picture) in allowed


@pytest.mark.parametrize("clockwise_deg", [90, 180, 270])
def test_a_turned_take_comes_out_upright(tmp_path, make, clockwise_deg):
    write_clip(tmp_path / "a.mp4", EVEN[:20], container="mp4", size=(HEIGHT, WIDTH), sound=Sound(noise(0.6)))
    rotated(tmp_path / "a.mp4", clockwise_deg, tmp_path / "b.mp4").rename(tmp_path / "take")
    make(1.0)
    assert_in_place(tmp_path, 1.0)
    _, pictures = shown(tmp_path)
    upright = np.rot90(numbered(9, HEIGHT, WIDTH), -clockwise_deg // 90)
    assert pictures[9].shape == upright.shape
    assert np.abs(pictures[9].astype(int) - upright).mean() < 8


def test_a_large_odd_take_is_made_smaller_and_even(tmp_path, make):
    write_clip(tmp_path / "a", EVEN[:10], size=(302, 202))
    ffmpeg(
        "-i",
        tmp_path / "a",
        "-vf",
        "crop=301:201:exact=1",
        "-pix_fmt",
        "yuv444p",
        "-f",
        "mov",
        tmp_path / "take",
    )
    make(0.0, params=audio_replace.Params(preset="ultrafast", crf=12, max_short_side_px=100))
    _, pictures = shown(tmp_path)
    assert pictures[0].shape == (100, 150, 3)
    assert number_of(pictures[7]) == 7


def test_a_fast_take_is_halved_and_a_slow_one_doubled(tmp_path, make):
    write_clip(tmp_path / "take", [k / 120 for k in range(80)])
    make(0.0)
    times, pictures = shown(tmp_path)
    assert times == [Fraction(k, 60) for k in range(40)]
    assert [number_of(picture) // 2 for picture in pictures] == pytest.approx(list(range(40)), abs=1)


def test_ten_bit_hdr_becomes_plain_eight_bit(tmp_path, make):
    options = {
        "x264-params": "transfer=arib-std-b67:colorprim=bt2020:colormatrix=bt2020nc",
        "preset": "ultrafast",
    }
    write_clip(tmp_path / "take", EVEN[:8], pix_fmt="yuv420p10le", options=options)
    make(0.0)
    _, pictures = shown(tmp_path)
    assert number_of(pictures[5]) == 5


def test_frames_that_an_edit_list_hides_are_not_in_the_class(tmp_path, make):
    write_clip(tmp_path / "a", EVEN, sound=Sound(noise(2.5)), options={"g": "30", "preset": "ultrafast"})
    ffmpeg("-ss", "0.2", "-i", tmp_path / "a", "-c", "copy", "-f", "mov", tmp_path / "take")
    assert "Encoding" in make(1.5)
    assert_in_place(tmp_path, 1.5)
    times, pictures = shown(tmp_path)
    assert times == [Fraction(k, 30) for k in range(69)]
    assert [number_of(picture) for picture in pictures[::10]] == list(range(6, 75, 10))


def test_key_frames_come_each_second(tmp_path, make):
    write_clip(tmp_path / "take", EVEN, options={"g": "300", "preset": "ultrafast"})
    make(0.0, params=audio_replace.Params(preset="ultrafast", copied_key_each_s=1.0))
    with av.open(str(tmp_path / "class.mp4")) as file:
        keys = [packet.pts * packet.time_base for packet in file.demux(video=0) if packet.is_keyframe]
    assert keys == [0, 1, 2]


def test_the_index_comes_before_the_data(tmp_path, make):
    write_clip(tmp_path / "take", EVEN[:10])
    make(0.0)
    head = (tmp_path / "class.mp4").read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")
    assert b"moof" not in head


@pytest.mark.parametrize("copy_picture", [True, False])
def test_the_same_files_give_the_same_bytes(tmp_path, make, copy_picture):
    write_clip(tmp_path / "take", EVEN[:30])
    params = audio_replace.Params(preset="ultrafast", copy_picture=copy_picture)
    make(0.3, params=params)
    first = (tmp_path / "class.mp4").read_bytes()
    audio_replace.run(Work(tmp_path, limits=Limits(processes=1)), params)
    assert (tmp_path / "class.mp4").read_bytes() == first


def test_a_drifting_clock_is_followed_to_the_end(tmp_path, make):
    rate = 1 + 300e-6
    write_clip(tmp_path / "take", [k / 10 for k in range(60)], sound=Sound(noise(2.0)))
    make(1.0, rate=rate)
    heard, _ = heard_by_both(tmp_path)
    for at_s in (0.5, 5.4):
        at, position = round(at_s * RATE), 1.0 * RATE + rate * at_s * RATE
        found = lag(heard[at : at + 12000], SONG[round(position) : round(position) + 12000, 0])
        middle_drift = 6000 * (rate - 1)
        assert found == pytest.approx(round(position) - position - middle_drift, abs=0.3)


def test_varispeed_is_heard_at_the_takes_speed(tmp_path, make):
    write_clip(tmp_path / "take", EVEN, sound=Sound(noise(2.0)))
    make(0.5, rate=0.9, kind="varispeed")
    heard, _ = heard_by_both(tmp_path)
    positions = 0.5 * RATE + 0.9 * np.arange(RATE, 2 * RATE)
    known = np.interp(positions, np.arange(len(SONG)), SONG[:, 0]).astype(np.float32)
    assert lag(heard[RATE : 2 * RATE], known) == pytest.approx(0, abs=0.1)


def test_a_song_that_is_never_heard_is_refused_and_nothing_is_left(tmp_path, make):
    write_clip(tmp_path / "take", EVEN[:10])
    with pytest.raises(StepRefusedError, match="Correct the offset") as refused:
        make(100.0)
    assert refused.value.code == "alignment-unusable"
    assert {path.name for path in tmp_path.iterdir()} == {"take", "song", "alignment.json", "media.json"}
