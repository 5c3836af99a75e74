"""The step on real, tiny files: what it says of good ones and how it refuses bad ones."""

import json
from fractions import Fraction

import pytest

from tests.synthetic import HEIGHT, WIDTH, Sound, ffmpeg, noise, rotated, write_clip
from workers.media.description import read_media, write_media
from workers.probe import Params, run
from workers.step import Limits, StepRefusedError, Work

SECOND = [k / 30 for k in range(30)]


def probed(folder, limits=None):
    run(Work(folder, limits=limits or Limits()), Params(low_side_px=HEIGHT))
    return read_media(folder / "media.json")


def codes(media):
    return {problem.code for problem in media.problems}


def test_an_even_take_is_described(tmp_path):
    write_clip(tmp_path / "take", SECOND, sound=Sound(noise(1.0, channels=2), codec="aac"), container="mp4")
    media = probed(tmp_path)
    assert (media.container, media.duration_s, media.class_rate, media.class_frames) == ("mov", 1.0, 30, 30)
    assert (media.video.codec, media.video.pix_fmt, media.video.frames) == ("h264", "yuv420p", 30)
    assert (media.video.width, media.video.height, media.video.rotation_deg) == (WIDTH, HEIGHT, 0)
    assert not media.video.variable
    assert media.video.whole_start
    assert media.video.longest_group_s == pytest.approx(0.4)
    assert media.audio is not None
    assert (media.audio.codec, media.audio.rate_hz, media.audio.channels) == ("aac", 48000, 2)
    assert media.audio.start_s == pytest.approx(0, abs=0.03)
    assert not codes(media)


def test_the_file_is_the_same_when_written_again(tmp_path):
    write_clip(tmp_path / "take", SECOND, sound=Sound(noise(1.0)))
    media = probed(tmp_path)
    first = (tmp_path / "media.json").read_bytes()
    write_media(tmp_path / "again", media)
    assert (tmp_path / "again").read_bytes() == first
    assert json.loads(first)["format"] == 1


@pytest.mark.parametrize("clockwise_deg", [90, 180, 270])
def test_a_turned_take_is_told_with_its_upright_size(tmp_path, clockwise_deg):
    write_clip(tmp_path / "a.mp4", SECOND, container="mp4")
    rotated(tmp_path / "a.mp4", clockwise_deg, tmp_path / "b.mp4").rename(tmp_path / "take")
    media = probed(tmp_path)
    upright = (WIDTH, HEIGHT) if clockwise_deg == 180 else (HEIGHT, WIDTH)
    assert media.video.rotation_deg == clockwise_deg
    assert (media.video.width, media.video.height) == upright
    assert (media.video.coded_width, media.video.coded_height) == (WIDTH, HEIGHT)
    assert "rotated" in codes(media)


def test_uneven_frames_get_a_constant_rate(tmp_path):
    times = [at for k, at in enumerate(SECOND) if k % 7 not in (2, 3)]
    write_clip(tmp_path / "take", times)
    media = probed(tmp_path)
    assert media.video.variable
    assert (media.class_rate, media.class_frames) == (30, 30)
    assert codes(media) == {"variable_rate", "no_audio"}


def test_timestamps_rounded_to_milliseconds_are_still_even(tmp_path):
    write_clip(tmp_path / "take", [k * 1001 / 30000 for k in range(45)], container="matroska")
    media = probed(tmp_path)
    assert (media.video.variable, media.class_rate) == (False, Fraction(30000, 1001))


def test_late_and_early_sound_are_told_on_the_video_clock(tmp_path):
    write_clip(tmp_path / "take", SECOND, sound=Sound(noise(0.5), start_s=0.4))
    media = probed(tmp_path)
    assert media.audio is not None
    assert media.audio.start_s == pytest.approx(0.4, abs=1e-3)
    assert "late_audio" in codes(media)
    write_clip(tmp_path / "take", [0.3 + at for at in SECOND], sound=Sound(noise(0.5)))
    media = probed(tmp_path)
    assert media.audio is not None
    assert media.audio.start_s == pytest.approx(-0.3, abs=1e-3)
    assert media.video.start_s == pytest.approx(0.3)


def test_ten_bits_hdr_low_rate_and_small_size_are_warned_of(tmp_path):
    write_clip(
        tmp_path / "take",
        [k / 12 for k in range(12)],
        pix_fmt="yuv420p10le",
        options={"x264-params": "transfer=arib-std-b67:colorprim=bt2020", "preset": "ultrafast"},
    )
    run(Work(tmp_path), Params())
    media = read_media(tmp_path / "media.json")
    assert codes(media) == {"hdr", "low_rate", "low_resolution", "no_audio"}
    assert media.video.transfer == "arib-std-b67"


def test_of_several_videos_the_first_is_taken_and_told(tmp_path):
    write_clip(tmp_path / "a", SECOND)
    ffmpeg("-i", tmp_path / "a", "-i", tmp_path / "a", "-map", "0:v", "-map", "1:v", "-c", "copy",
           "-f", "mov", tmp_path / "take")  # fmt: skip
    media = probed(tmp_path)
    assert media.video.stream == 0
    assert "several_videos" in codes(media)


def test_oblong_pixels_widen_the_upright_size(tmp_path):
    write_clip(tmp_path / "a", SECOND)
    ffmpeg("-i", tmp_path / "a", "-c", "copy", "-bsf:v", "h264_metadata=sample_aspect_ratio=4/3",
           "-f", "matroska", tmp_path / "take")  # fmt: skip
    media = probed(tmp_path)
    assert (media.video.width, media.video.pixel_aspect) == (round(WIDTH * 4 / 3), Fraction(4, 3))


def write_song(path):
    ffmpeg("-f", "lavfi", "-i", "sine=duration=0.3", "-f", "ipod", path)


def write_pdf(path):
    path.write_bytes(b"%PDF-1.7\n" + bytes(1000))


def write_picture(path):
    ffmpeg("-f", "lavfi", "-i", "testsrc=size=64x64", "-frames:v", "1", "-f", "mjpeg", path)


def write_playlist(path):
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n")


def write_without_index(path):
    write_clip(path, SECOND, sound=Sound(noise(1.0)))
    path.write_bytes(path.read_bytes()[:20000])


def write_half(path):
    write_clip(path.with_name("whole"), [k / 30 for k in range(90)], sound=Sound(noise(3.0)))
    ffmpeg("-i", path.with_name("whole"), "-c", "copy", "-movflags", "faststart", "-f", "mov", path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 3])


def write_half_matroska(path):
    write_clip(
        path.with_name("whole"), [k / 30 for k in range(90)], sound=Sound(noise(3.0)), container="matroska"
    )
    whole = path.with_name("whole").read_bytes()
    path.write_bytes(whole[: len(whole) // 3])


def write_single_frame(path):
    write_clip(path, [0])


def write_slides(path):
    write_clip(path, [0, 5, 9])


def write_thousand_hertz(path):
    write_clip(path, [k / 1000 for k in range(20)])


def write_png_video(path):
    write_clip(path, SECOND[:3], codec="png", pix_fmt="rgb24")


def write_no_picture_data(path):
    """Sound and a video stream whose packets are noise."""
    write_clip(path, SECOND[:5], options={"preset": "ultrafast"})
    whole = bytearray(path.read_bytes())
    at = whole.index(b"mdat") + 4
    size = int.from_bytes(whole[at - 8 : at - 4], "big") - 8
    whole[at : at + size] = b"\xa5" * size
    path.write_bytes(bytes(whole))


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (write_song, "sound but no video"),
        (write_pdf, "The take is a PDF document"),
        (write_picture, "JPEG picture"),
        (write_playlist, "playlist"),
        (write_without_index, "damaged or cut short"),
        (write_half, "cut short: it says it is 3 s"),
        (write_half_matroska, "cut short: it says it is 3 s"),
        (write_single_frame, "single picture"),
        (write_slides, "only 3 pictures"),
        (write_thousand_hertz, "1000 frames a second"),
        (write_png_video, "coded as png"),
        (write_no_picture_data, "cannot be decoded"),
    ],
)
def test_what_cannot_become_a_class_is_refused_in_one_sentence(tmp_path, write, words):
    write(tmp_path / "take")
    with pytest.raises(StepRefusedError, match=words) as refused:
        probed(tmp_path)
    assert str(tmp_path) not in refused.value.sentence
    assert not (tmp_path / "media.json").exists()


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(max_duration_s=0.5), "0 s are allowed|1 s long"),
        (Limits(max_pixels=WIDTH * HEIGHT - 1), "160 x 96"),
    ],
)
def test_limits_are_told(tmp_path, limits, words):
    write_clip(tmp_path / "take", SECOND)
    with pytest.raises(StepRefusedError, match=words):
        probed(tmp_path, limits)


def test_a_video_beyond_the_limit_whose_header_is_silent_is_refused(tmp_path):
    write_clip(tmp_path / "take", [k / 2 for k in range(8)], container="mpegts")
    with pytest.raises(StepRefusedError, match="4 s long"):
        probed(tmp_path, Limits(max_duration_s=3.5))


def test_frames_before_the_first_key_frame_and_hidden_ones_do_not_count(tmp_path):
    write_clip(tmp_path / "a.mkv", [k / 30 for k in range(60)], container="matroska")
    ffmpeg("-i", tmp_path / "a.mkv", "-c", "copy", "-bsf:v", "noise=drop='lt(n,5)'", "-f", "mpegts",
           tmp_path / "take")  # fmt: skip
    media = probed(tmp_path)
    assert media.video.frames == 48
    assert not media.video.whole_start
    ffmpeg("-ss", "0.2", "-i", tmp_path / "a.mkv", "-c", "copy", "-f", "mp4", tmp_path / "take")
    media = probed(tmp_path)
    assert media.video.frames == 54
    assert not media.video.whole_start


def test_a_title_that_is_no_text_is_no_reason_to_refuse(tmp_path):
    whole = write_clip(tmp_path / "whole", [k / 30 for k in range(30)])
    ffmpeg("-i", whole, "-c", "copy", "-metadata", "title=a title", "-f", "mp4", tmp_path / "take")
    content = (tmp_path / "take").read_bytes()
    assert b"a title" in content
    (tmp_path / "take").write_bytes(content.replace(b"a title", b"\xe5 \xff\xfe\x80!!"))
    run(Work(tmp_path), Params())
    assert read_media(tmp_path / "media.json").video.frames == 30
