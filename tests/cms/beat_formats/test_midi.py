"""Beats as MIDI: exact to the microsecond there and back, and readable by others."""

import io
import struct

import mido
import pretty_midi
import pytest
from eightcount_runtime.classpack.beats import Beats
from eightcount_runtime.classpack.errors import MalformedError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cms.beat_formats.midi import MAX_BYTES, beats_from_midi, beats_to_midi

STEPS_S = st.lists(st.integers(50_000, 20_000_000), min_size=1, max_size=40)


def rising(first_us, steps_us):
    times = [first_us]
    for step in steps_us:
        times.append(times[-1] + step)
    return [time / 1e6 for time in times]


@settings(max_examples=60, deadline=None)
@given(first_us=st.integers(0, 3_600_000_000), steps_us=STEPS_S)
@example(first_us=0, steps_us=[500_000])
@example(first_us=1, steps_us=[16_777_216])
@example(first_us=3_600_000_000, steps_us=[50_000] * 32)
def test_times_come_back_to_the_microsecond_and_others_read_the_same(first_us, steps_us):
    beats = Beats.of(rising(first_us, steps_us))
    written = beats_to_midi(beats)
    assert beats_from_midi(written) == beats
    read = pretty_midi.PrettyMIDI(io.BytesIO(written))
    notes = sorted(read.instruments[0].notes, key=lambda note: note.start)
    assert read.instruments[0].is_drum
    assert [note.start for note in notes] == pytest.approx(list(beats.times_s), abs=1e-4)
    loud = [note.velocity for note in notes]
    assert [at for at, loudness in enumerate(loud) if loudness == 127] == list(range(0, len(loud), 8))


def test_names_of_parts_are_markers_in_any_script():
    beats = Beats.of([1.0 + at / 2 for at in range(25)], ["1절", None, "Break ✦"])
    written = beats_to_midi(beats)
    assert beats_from_midi(written) == beats
    file = mido.MidiFile(file=io.BytesIO(written), charset="utf-8")
    assert [event.text for event in file.tracks[0] if event.type == "marker"] == ["1절", "Break ✦"]


def test_a_step_is_a_quarter_note_so_a_grid_lies_on_the_beats():
    written = beats_to_midi(Beats.of([2.0 + at * 0.5 for at in range(9)]))
    assert pretty_midi.PrettyMIDI(io.BytesIO(written)).get_beats()[4:13] == pytest.approx(
        [2.0 + at * 0.5 for at in range(9)]
    )


def test_no_beats_are_no_notes():
    assert not pretty_midi.PrettyMIDI(io.BytesIO(beats_to_midi(Beats.of([])))).instruments
    with pytest.raises(MalformedError, match="no note"):
        beats_from_midi(beats_to_midi(Beats.of([])))


@pytest.mark.parametrize("times_s", [[-0.5, 1.0], [1.0, 1.0], [2.0, 1.0]])
def test_beats_that_do_not_rise_are_not_written(times_s):
    with pytest.raises(ValueError, match="rise"):
        beats_to_midi(Beats.of(times_s))


def test_a_file_of_another_program_is_read_by_its_tempo_map():
    other = pretty_midi.PrettyMIDI(initial_tempo=93.7)
    drums = pretty_midi.Instrument(program=0, is_drum=True)
    wanted = [0.5, 1.25, 2.0, 2.75]
    for at, time_s in enumerate(wanted):
        for pitch in (36, 42):  # a chord is one beat
            drums.notes.append(pretty_midi.Note(90 + at, pitch, time_s, time_s + 0.1))
    other.instruments.append(drums)
    out = io.BytesIO()
    other.write(out)
    assert list(beats_from_midi(out.getvalue()).times_s) == pytest.approx(wanted, abs=2e-3)


def track(events):
    """A file of one track of these bytes."""
    return b"MThd" + struct.pack(">lhhh", 6, 0, 1, 480) + b"MTrk" + struct.pack(">L", len(events)) + events


def changed(written, **header):
    kind, tracks, ticks = struct.unpack(">hhh", written[8:14])
    told = struct.pack(">hhh", header.get("kind", kind), tracks, header.get("ticks", ticks))
    return written[:8] + told + written[14:]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no MIDI file"),
        (b"RIFF....", "no MIDI file"),
        (track(b"\0\xff\x59\x02\x09\0"), "no MIDI file"),  # a key of nine sharps
        (b"\0" * (MAX_BYTES + 1), "larger than"),
        (changed(beats_to_midi(Beats.of([1.0, 2.0])), kind=2), "type 2"),
        (changed(beats_to_midi(Beats.of([1.0, 2.0])), ticks=-6360), "SMPTE"),
        (changed(beats_to_midi(Beats.of([1.0, 2.0])), ticks=0), "SMPTE"),
        (beats_to_midi(Beats.of([at / 10 for at in range(1, 4097)])) + b"", None),
    ],
)
def test_what_is_no_use_is_refused_in_a_sentence(data, words):
    if words is None:
        assert len(beats_from_midi(data).times_s) == 4096
        return
    with pytest.raises(MalformedError, match=words) as refused:
        beats_from_midi(data)
    assert refused.value.sentence.endswith(".")


def read_or_told(data):
    """Whether it is beats or a sentence; any other error comes through."""
    try:
        return isinstance(beats_from_midi(data), Beats)
    except MalformedError as refused:
        return refused.sentence.endswith(".")


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_broken_file_is_beats_or_a_sentence(data):
    written = bytearray(beats_to_midi(Beats.of([1.0 + at / 2 for at in range(9)], ["A"])))
    for _ in range(data.draw(st.integers(1, 6))):
        written[data.draw(st.integers(0, len(written) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(written)))
    assert read_or_told(bytes(written[cut:] if data.draw(st.booleans()) else written[: len(written) - cut]))


@settings(max_examples=100, deadline=None)
@given(junk=st.binary(max_size=300))
def test_junk_behind_a_true_header_is_beats_or_a_sentence(junk):
    for size in (len(junk), 2**31):
        track = b"MThd" + struct.pack(">lhhh", 6, 1, 1, 480) + b"MTrk" + struct.pack(">L", size) + junk
        assert read_or_told(track)
