from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.synthetic import Sound, ffmpeg, lag, noise, write_clip
from workers.media.pcm import Run, Timing, decode_pcm, place
from workers.step import Limits, StepRefusedError

KNOWN = noise(2.0)
FRAMES = [k / 30 for k in range(50)]


@pytest.mark.parametrize(
    ("container", "codec"),
    [("mov", "pcm_s16le"), ("mp4", "aac"), ("mp4", "libmp3lame"), ("matroska", "aac"), ("mpegts", "aac")],
)
@pytest.mark.parametrize(("video_start_s", "sound_start_s"), [(0, 0), (0, 0.25), (0.5, 0), (1 / 3, 0.1)])
def test_sample_zero_is_the_first_video_frame(tmp_path, container, codec, video_start_s, sound_start_s):
    times = [video_start_s + at for at in FRAMES]
    sound = Sound(KNOWN, start_s=sound_start_s, codec=codec)
    write_clip(tmp_path / "take", times, sound=sound, container=container)
    heard = decode_pcm(tmp_path / "take", 48000, Limits())
    expected = (sound_start_s - video_start_s) * 48000
    a_millisecond_of_timestamp = 25 if container == "matroska" else 0.5
    assert lag(heard, KNOWN) == pytest.approx(expected, abs=a_millisecond_of_timestamp)


def test_the_video_clock_holds_at_another_rate_and_with_uneven_frames(tmp_path):
    times = [0.2, 0.25, 0.4, 0.41, 0.9, 1.5]
    write_clip(tmp_path / "take", times, sound=Sound(KNOWN, start_s=0.5, codec="aac"), container="mp4")
    heard = decode_pcm(tmp_path / "take", 96000, Limits())[::2]
    assert lag(heard, KNOWN) == pytest.approx(0.3 * 48000, abs=1)
    assert np.abs(heard[: int(0.27 * 48000)]).max() < 1e-3


def test_a_hole_in_the_sound_is_silence_and_what_follows_is_in_time(tmp_path):
    write_clip(tmp_path / "a", [0, 2.9], sound=Sound(np.concatenate([KNOWN, np.zeros(48000, np.float32)])))
    ffmpeg("-f", "mov", "-i", tmp_path / "a", "-map", "0", "-c:v", "copy", "-c:a", "pcm_s16le", "-af",
           "aselect=not(between(t\\,0.5\\,0.999))", "-f", "matroska", tmp_path / "take")  # fmt: skip
    heard = decode_pcm(tmp_path / "take", 48000, Limits())
    assert lag(heard[52800:], KNOWN[52800:]) == pytest.approx(0, abs=30)
    assert not heard[26000:46000].any()


@pytest.mark.parametrize("muxer", ["mp3", "flac", "ogg", "wav", "ipod", "adts"])
def test_a_sound_file_begins_where_ffmpeg_begins_it(tmp_path, muxer):
    write_clip(tmp_path / "a", [0], sound=Sound(KNOWN))
    ffmpeg("-i", tmp_path / "a", "-vn", "-f", muxer, tmp_path / "song")
    ffmpeg("-i", tmp_path / "song", "-f", "f32le", "-ac", "1", tmp_path / "as_ffmpeg")
    heard = decode_pcm(tmp_path / "song", 48000, Limits())
    assert np.array_equal(heard, np.fromfile(tmp_path / "as_ffmpeg", "<f4"))


def test_two_channels_stay_two_and_one_is_their_mean(tmp_path):
    sound = noise(0.5, channels=2)
    write_clip(tmp_path / "take", FRAMES[:10], sound=Sound(sound))
    both = decode_pcm(tmp_path / "take", 48000, Limits(), channels=2)
    assert both.shape == sound.shape
    assert both == pytest.approx(sound, abs=1e-4)
    assert decode_pcm(tmp_path / "take", 48000, Limits()) == pytest.approx(sound.mean(axis=1), abs=1e-4)


def test_one_channel_is_spread_to_two_at_its_own_level(tmp_path):
    write_clip(tmp_path / "take", FRAMES[:10], sound=Sound(KNOWN[:24000]))
    both = decode_pcm(tmp_path / "take", 48000, Limits(), channels=2)
    assert both == pytest.approx(np.stack([KNOWN[:24000]] * 2, axis=1), abs=1e-4)


def test_a_cover_picture_is_no_video(tmp_path):
    write_clip(tmp_path / "a", [0], sound=Sound(KNOWN))
    ffmpeg("-f", "lavfi", "-i", "color=size=64x64", "-frames:v", "1", "-f", "mjpeg", tmp_path / "cover")
    ffmpeg("-i", tmp_path / "a", "-f", "mjpeg", "-i", tmp_path / "cover", "-map", "0:a", "-map", "1:v",
           "-c:v", "copy", "-disposition:v", "attached_pic", "-f", "ipod", tmp_path / "song")  # fmt: skip
    assert lag(decode_pcm(tmp_path / "song", 48000, Limits()), KNOWN) == pytest.approx(0, abs=0.5)


def test_without_a_sound_track_it_is_refused(tmp_path):
    write_clip(tmp_path / "take", FRAMES[:5])
    with pytest.raises(StepRefusedError, match="no sound track"):
        decode_pcm(tmp_path / "take", 16000, Limits())


def test_a_file_cut_short_is_refused(tmp_path):
    write_clip(tmp_path / "whole", FRAMES, sound=Sound(KNOWN))
    whole = (tmp_path / "whole").read_bytes()
    (tmp_path / "take").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StepRefusedError, match="damaged or cut short"):
        decode_pcm(tmp_path / "take", 16000, Limits())


def test_a_sound_longer_than_the_limit_is_refused(tmp_path):
    write_clip(tmp_path / "take", FRAMES, sound=Sound(KNOWN))
    with pytest.raises(StepRefusedError, match=r"longer than the 1\.5 s"):
        decode_pcm(tmp_path / "take", 16000, Limits(max_duration_s=1.5))


def test_a_far_timestamp_takes_no_memory():
    timing = Timing(Fraction(0), (Run(0, 10), Run(10**12, 10)))
    with pytest.raises(StepRefusedError, match="longer"):
        place(np.zeros((20, 1), np.float32), timing, 48000, 600.0)


@given(
    st.integers(-300, 300),
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 200)), min_size=1, max_size=5),
)
def test_every_sample_lands_on_its_timestamp(first, gaps_and_lengths):
    runs, at = [], 0
    for gap, length in gaps_and_lengths:
        runs.append(Run(at + gap, length))
        at += gap + length
    decoded = np.arange(1, sum(run.samples for run in runs) + 1, dtype=np.float32)[:, None]
    placed = place(decoded, Timing(Fraction(first, 1000), tuple(runs)), 1000, 600.0)[:, 0]
    number = 1
    for run in runs:
        for position in range(run.start - first, run.start - first + run.samples):
            if position >= 0:
                assert placed[position] == number
            number += 1
    assert np.count_nonzero(placed) == sum(max(0, min(r.samples, r.start + r.samples - first)) for r in runs)
