import cv2
import numpy as np
import pytest

from tests.synthetic import HEIGHT, WIDTH, Sound, lag, noise, number_of, rotated, write_clip
from workers.media.waves import RATE_HZ, read_wav
from workers.runner import run_step
from workers.step import StepRefusedError, Work

EVEN = [k / 30 for k in range(90)]
SOUND = ["camera.wav", "camera_peaks.bin"]


@pytest.fixture
def make(tmp_path):
    def run():
        run_step("probe", tmp_path, {}, Work(tmp_path))
        return run_step("take_preview", tmp_path, {}, Work(tmp_path))

    return run


def thumbnail(folder):
    return cv2.imread(str(folder / "thumbnail.jpg"))


def test_a_take_is_shown_by_a_picture_from_a_third_in(tmp_path, make):
    write_clip(tmp_path / "take", EVEN, sound=Sound(noise(3.0)))
    assert make() == ["thumbnail.jpg", *SOUND]
    picture = thumbnail(tmp_path)
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert number_of(picture) == pytest.approx(30, abs=1)


def test_a_large_turned_take_gives_an_upright_picture_of_480_lines(tmp_path, make):
    write_clip(tmp_path / "a.mp4", EVEN[:30], container="mp4", size=(1280, 720))
    rotated(tmp_path / "a.mp4", 90, tmp_path / "b.mp4").rename(tmp_path / "take")
    make()
    assert thumbnail(tmp_path).shape == (480, 270, 3)
    assert number_of(np.rot90(thumbnail(tmp_path))) == pytest.approx(10, abs=1)


@pytest.mark.parametrize("start_s", [-0.3, 0.0, 0.7], ids=["early", "with it", "late"])
def test_the_camera_s_sound_is_on_the_video_clock_and_as_long_as_the_take(tmp_path, make, start_s):
    known, shift_s = noise(2.0), max(0.0, -start_s)
    times_s = [at + shift_s for at in EVEN]
    write_clip(tmp_path / "take", times_s, sound=Sound(known, start_s=start_s + shift_s), container="mov")
    make()
    heard = read_wav(tmp_path / "camera.wav")[:, 0] / 32767
    assert len(heard) == 3 * RATE_HZ
    assert lag(heard, known) == pytest.approx(start_s * RATE_HZ, abs=1)
    begun, ended = max(0, round(start_s * RATE_HZ)), round((start_s + 2) * RATE_HZ)
    assert not heard[: max(0, begun - 2)].any()
    assert not heard[ended + 2 :].any()
    pairs = np.frombuffer((tmp_path / "camera_peaks.bin").read_bytes(), np.int8).reshape(-1, 2)
    assert len(pairs) == -(-len(heard) // 256)
    assert (pairs[:, 0] <= pairs[:, 1]).all()


def test_a_take_without_sound_has_a_picture_alone(tmp_path, make):
    for name in SOUND:
        (tmp_path / name).write_bytes(b"of another take")
    write_clip(tmp_path / "take", EVEN)
    assert make() == ["thumbnail.jpg"]
    assert not any((tmp_path / name).exists() for name in SOUND)


def test_a_take_of_one_picture_is_shown_by_it(tmp_path, make):
    write_clip(tmp_path / "take", [k / 30 for k in range(15)], options={"g": "300", "preset": "ultrafast"})
    make()
    assert number_of(thumbnail(tmp_path)) == pytest.approx(5, abs=1)


def test_the_same_take_gives_the_same_bytes(tmp_path, make):
    write_clip(tmp_path / "take", EVEN, sound=Sound(noise(3.0)))
    first = [(tmp_path / name).read_bytes() for name in make()]
    assert [(tmp_path / name).read_bytes() for name in make()] == first


def test_what_is_no_take_is_refused_in_a_sentence(tmp_path, make):
    write_clip(tmp_path / "take", EVEN, sound=Sound(noise(3.0)))
    make()
    (tmp_path / "take").write_bytes(b"#EXTM3U\n" * 100)
    with pytest.raises(StepRefusedError, match="The take is a playlist"):
        run_step("take_preview", tmp_path, {}, Work(tmp_path))
