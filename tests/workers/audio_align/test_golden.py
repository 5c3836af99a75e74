"""Takes drawn in every way a studio goes wrong, with what must be said of each.

song      |----------------------------------|
take           |-------|                        in the middle
take   |-------|                                filming began before the music
take                                  |-------| filming went on after it
take           |---|   |---|                    cut, or the music stopped
"""

import re
from dataclasses import replace

import pytest

from bench.align.studio import edit_truths
from tests.workers.audio_align.playing import QUIET_ROOM, error_ms, hear, song, with_chorus_twice

# how it was made, kind, verdict, ms, ppm
GOLDEN = {
    "in the middle": ({}, "same", "certain", 0.1, 3),
    "filmed before the music": ({"offset_s": -5.5}, "same", "certain", 0.1, 3),
    "filmed after the music": ({"offset_s": song().duration_s - 10.25}, "same", "certain", 0.1, 3),
    "clocks 400 ppm apart": ({"rate": 1.0004, "flipped": True, "length_s": 24.0}, "same", "certain", 0.1, 3),
    "two loudspeakers in a hall": ({"rt60_s": 1.1, "speakers": 2, "rate": 0.9997}, "same", None, 0.4, 5),
    "steps as loud as the music": (
        {"snr_db": 0.0, "noises": ("steps", "air"), "clipped": 2.0},
        "same",
        None,
        0.4,
        5,
    ),
    "ten times louder voices": (
        {"snr_db": -10.0, "noises": ("voice", "air"), "length_s": 24.0},
        "same",
        None,
        1,
        8,
    ),
    "slower, pitch with it": ({"rate": 0.9}, "varispeed", "certain", 0.4, 8),
    "slower, pitch kept": (
        {"group": "stretched", "rate": 0.9, "pitch_kept": True, "length_s": 28.0},
        "stretched",
        "check",
        15,
        500,
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_a_take_is_placed(name: str) -> None:
    made, kind, verdict, ms, ppm = GOLDEN[name]
    case = replace(QUIET_ROOM, **made)
    found = hear(case)
    assert found.kind == kind
    assert verdict in (None, found.verdict)
    assert error_ms(found, case) < ms
    assert abs(found.rate / case.rate - 1) * 1e6 < ppm
    assert found.coverage > 0.7
    assert 0.5 < found.confidence <= 1


@pytest.mark.parametrize("group", ["edited", "restarted"])
def test_a_broken_take_is_told(group: str) -> None:
    case = replace(QUIET_ROOM, group=group, length_s=24.0, offset_s=4.5)  # type: ignore[arg-type]
    found = hear(case)
    assert found.verdict == "check"
    assert min(error_ms(found, case, true) for true in edit_truths(case)) < 1
    assert 0.2 < found.coverage < 0.8
    (told,) = [p for p in found.problems if p.code == "edited"]
    jump_s = abs(edit_truths(case)[1] - edit_truths(case)[0])
    said = re.search(r"the song is ([0-9.]+) s further", told.sentence)
    assert said
    assert float(said[1]) == pytest.approx(jump_s, abs=0.005)


def test_a_chorus_that_comes_twice_is_left_to_a_person() -> None:
    case = with_chorus_twice()
    found = hear(case)
    assert found.verdict == "check"
    assert "ambiguous" in [p.code for p in found.problems]
    places = [found.offset_s, *(c.offset_s for c in found.candidates)]
    assert any(abs(place - case.offset_s) < 0.001 for place in places)
    assert any(abs(place - (case.offset_s - case.song.duration_s / 2)) < 0.001 for place in places)
    assert found.confidence + sum(c.confidence for c in found.candidates) <= 1.000001


def test_windows_lie_on_the_line() -> None:
    found = hear(QUIET_ROOM)
    assert len(found.windows) == 4
    for window in found.windows:
        assert window.song_s == pytest.approx(found.offset_s + found.rate * window.video_s)
        assert abs(window.residual_ms) < 0.1
        assert 0.5 < window.agreement <= 1
