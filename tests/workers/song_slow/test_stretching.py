import numpy as np
import pytest

from tests.synthetic import noise
from workers.song_slow.stretching import slowed

RATE_HZ = 48_000
CLOCK = np.arange(8 * RATE_HZ) / RATE_HZ
CHORD = sum(np.sin(2 * np.pi * hz * CLOCK + hz) for hz in (110, 165, 220, 330)).astype(np.float32) * 0.05


def stereo(mono):
    return np.stack([mono, mono], axis=1).astype(np.float32)


def clicked(places, over):
    sound = over.copy()
    sound[places] += 0.9
    return stereo(sound)


def heard_at(sound, expected):
    """Where, within 30 ms of `expected`, the sound jumps most from one sample to the next."""
    first = expected - 1440
    return first + int(np.argmax(np.abs(np.diff(sound[first : expected + 1440, 0])))) + 1


@pytest.mark.parametrize("rate", [0.5, 0.75])
@pytest.mark.parametrize(
    "over", [np.zeros_like(CHORD), CHORD, noise(8.0) * 0.2], ids=["silence", "chord", "noise"]
)
def test_clicks_are_at_their_time_to_the_sample(rate, over):
    places = np.arange(RATE_HZ // 2, len(over) - 4800, 16_001)
    slow = slowed(clicked(places, over), rate, [(int(at), 1.0) for at in places])
    late = [heard_at(slow, round(at / rate)) - round(at / rate) for at in places]
    assert max(map(abs, late)) <= 1


@pytest.mark.parametrize("rate", [0.5, 0.75])
@pytest.mark.parametrize("gap", [960, 1000, 1440, 2500, 4000])
def test_onsets_near_each_other_are_all_in_time_and_heard_once(rate, gap):
    places = np.concatenate([[at, at + gap] for at in range(RATE_HZ, 7 * RATE_HZ, RATE_HZ)])
    slow = slowed(clicked(places, np.zeros_like(CHORD)), rate, [(int(at), 1.0) for at in places])
    heard = np.flatnonzero(slow[:, 0] > 0.3)
    assert heard == pytest.approx(places / rate, abs=1)


@pytest.mark.parametrize("rate", [0.5, 0.75])
def test_it_is_longer_by_the_rate_and_the_pitch_stays(rate):
    slow = slowed(stereo(CHORD), rate, [])
    assert slow.shape == (round(len(CHORD) / rate), 2)
    heard = np.abs(np.fft.rfft(slow[:, 0] * np.hanning(len(slow))))
    hz = np.fft.rfftfreq(len(slow), 1 / RATE_HZ)
    near = np.min(np.abs(hz[:, None] - np.array([110, 165, 220, 330])), axis=1) < 3
    assert (heard[near] ** 2).sum() > 3 * (heard[~near] ** 2).sum()
    level = np.sqrt(np.mean(slow[RATE_HZ:-RATE_HZ] ** 2) / np.mean(CHORD**2))
    assert level == pytest.approx(1, abs=0.1)


def test_a_tone_stays_a_tone():
    tone = np.sin(2 * np.pi * 440 * CLOCK).astype(np.float32) * 0.3
    slow = slowed(stereo(tone), 0.5, [])[RATE_HZ:-RATE_HZ, 0]
    heard = np.abs(np.fft.rfft(slow * np.hanning(len(slow)))) ** 2
    near = np.abs(np.fft.rfftfreq(len(slow), 1 / RATE_HZ) - 440) < 5
    assert heard[near].sum() > 1e4 * heard[~near].sum()


def test_sound_without_onsets_stays_near_its_time():
    loud = noise(8.0) * np.repeat(np.arange(8) % 2, RATE_HZ)
    slow = slowed(stereo(loud), 0.5, [])
    level = np.sqrt(np.convolve(slow[:, 0] ** 2, np.ones(960) / 960, "same"))
    for second in range(8):
        inside = level[round((2 * second + 0.05) * RATE_HZ) : round((2 * second + 1.95) * RATE_HZ)]
        assert inside.min() > 0.02 if second % 2 else inside.max() == 0


@pytest.mark.parametrize("samples", [4800, 4801, 9999])
def test_short_pieces_have_their_length_too(samples):
    assert len(slowed(stereo(CHORD[:samples]), 0.75, [(1000, 1.0), (samples - 1, 0.5)])) == round(
        samples / 0.75
    )
