import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.media.waves import PEAK_SAMPLES, RATE_HZ, outline, read_wav, to_wave, write_wav


@pytest.mark.parametrize("channels", [1, 2])
def test_a_plain_header_of_44_bytes_that_others_read(tmp_path, channels):
    samples = np.arange(-300, 300, dtype=np.int16).reshape(-1, channels)
    write_wav(tmp_path / "a.wav", samples if channels == 2 else samples[:, 0])
    assert (tmp_path / "a.wav").stat().st_size == 44 + samples.nbytes
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE_HZ, channels, 2)
        read = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, channels)
    assert np.array_equal(read, samples)
    assert np.array_equal(read_wav(tmp_path / "a.wav"), samples)


def test_loud_sound_is_turned_down_as_a_whole_and_other_left():
    assert to_wave(np.array([0.5, -1.0], np.float32)).tolist() == [16384, -32767]
    assert to_wave(np.array([[2.0, -1.0]], np.float32)).tolist() == [[32767, -16384]]


def test_an_impulse_is_drawn_in_its_own_pair_and_silence_as_silence():
    sound = np.zeros((4 * PEAK_SAMPLES + 10, 2), np.int16)
    sound[2 * PEAK_SAMPLES] = 32767
    sound[3 * PEAK_SAMPLES - 1] = -16000
    pairs = np.frombuffer(outline(sound), np.int8).reshape(-1, 2)
    assert pairs.tolist() == [[0, 0], [0, 0], [-63, 127], [0, 0], [0, 0]]


@given(st.lists(st.integers(-32768, 32767), max_size=700))
def test_no_sample_lies_outside_of_its_pair(samples):
    sound = np.array(samples, np.int16)
    pairs = np.frombuffer(outline(sound), np.int8).reshape(-1, 2).astype(float) * 32767 / 127
    for number, (low, high) in enumerate(pairs):
        inside = np.clip(sound[number * PEAK_SAMPLES :][:PEAK_SAMPLES].astype(float), -32767, 32767)
        assert low <= inside.min() <= inside.max() <= high
