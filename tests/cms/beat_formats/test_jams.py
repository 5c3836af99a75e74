"""Beats as JAMS: accepted by the library that defines it, and there and back the same."""

import io
import json

import jams
import mir_eval
import numpy as np
import pytest
from eightcount_runtime.classpack.beats import Beats
from eightcount_runtime.classpack.errors import MalformedError
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.beat_formats.jams import MAX_BYTES, beats_from_jams, beats_to_jams

BEATS = Beats.of([12.5 + at * 0.512345 for at in range(25)], ["1절", None, "Break"])
ABOUT = {"title": "Blue Monday", "artist": "The Eights"}


def loaded(written):
    return jams.load(io.StringIO(written.decode()), validate=True, strict=True)


def test_the_library_reads_times_counts_and_parts():
    read = loaded(beats_to_jams(BEATS, **ABOUT, duration_s=180.25))
    assert (read.file_metadata.title, read.file_metadata.artist) == ("Blue Monday", "The Eights")
    assert read.file_metadata.duration == 180.25
    (marked,) = read.search(namespace="beat")
    times_s, counts = marked.to_event_values()
    assert list(times_s) == list(BEATS.times_s)
    assert list(counts) == [at % 8 + 1 for at in range(25)]
    (parts,) = read.search(namespace="segment_open")
    intervals, names = parts.to_interval_values()
    assert names == ["1절", "Break"]
    assert intervals[0] == pytest.approx([BEATS.times_s[0], BEATS.times_s[8]])


def test_an_evaluation_by_others_finds_what_was_marked():
    ours = loaded(beats_to_jams(BEATS, **ABOUT)).search(namespace="beat")[0]
    scores = jams.eval.beat(ours, ours)
    assert scores["F-measure"] == 1.0
    late = np.asarray(BEATS.times_s) + 0.2
    assert mir_eval.beat.f_measure(np.asarray(ours.to_event_values()[0]), late) == 0.0


@settings(max_examples=50, deadline=None)
@given(
    steps=st.lists(st.integers(50_000, 5_000_000), max_size=40),
    names=st.lists(st.none() | st.sampled_from(["A", "나", "후렴 2"]), max_size=6),
)
def test_beats_come_back_as_they_went(steps, names):
    times_s = [sum(steps[:at]) / 1e6 for at in range(len(steps) + 1)]
    beats = Beats.of(times_s, names)
    assert beats_from_jams(beats_to_jams(beats, **ABOUT)) == beats


def test_no_beats_at_all_is_a_file_too():
    empty = beats_to_jams(Beats.of([]), **ABOUT)
    assert loaded(empty).search(namespace="beat")[0].data == []
    assert beats_from_jams(empty) == Beats.of([])


def test_what_the_library_writes_is_read():
    theirs = jams.JAMS()
    theirs.file_metadata.duration = 20.0
    tempo = jams.Annotation("tempo", time=0, duration=20.0)
    tempo.append(time=0, duration=20.0, value=120.0, confidence=1.0)
    beats = jams.Annotation("beat", time=0, duration=20.0)
    for at in range(9):
        beats.append(time=1.0 + at / 2, duration=0, value=at % 4 + 1, confidence=None)
    theirs.annotations.extend([tempo, beats])
    out = io.StringIO()
    theirs.save(out)
    assert beats_from_jams(out.getvalue().encode()).times_s == tuple(1.0 + at / 2 for at in range(9))


def without(*path, value=None):
    document = json.loads(beats_to_jams(BEATS, **ABOUT))
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not valid JSON"),
        (b"[]", "not a JSON object"),
        (b"{}", "annotations"),
        (b" " * (MAX_BYTES + 1), "larger than"),
        (without("annotations", value=[]), "annotates no beats"),
        (without("annotations", 0, "namespace", value="chord"), "annotates no beats"),
        (without("annotations", 0, "data", value={"time": [1.0]}), "'data'"),
        (without("annotations", 0, "data", 3, "time", value="soon"), "'time'"),
        (without("annotations", 1, "data", 0, "value", value=7), "'value'"),
        (without("annotations", 1, "data", 0, "value", value="a\nb"), "one line"),
    ],
)
def test_what_is_no_use_is_refused_in_a_sentence(data, words):
    with pytest.raises(MalformedError, match=words) as refused:
        beats_from_jams(data)
    assert refused.value.sentence.endswith(".")


def read_or_told(data):
    """Whether it is beats or a sentence; any other error comes through."""
    try:
        return isinstance(beats_from_jams(data), Beats)
    except MalformedError as refused:
        return refused.sentence.endswith(".")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=True) | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["time", "value", "data"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(
    data=JSON, namespace=st.sampled_from(["beat", "beat_position", "segment_open"]), cut=st.integers(0, 40)
)
def test_a_broken_file_is_beats_or_a_sentence(data, namespace, cut):
    document = json.loads(beats_to_jams(BEATS, **ABOUT))
    document["annotations"].insert(0, {"namespace": namespace, "data": data})
    written = json.dumps(document).encode()
    assert read_or_told(written[: len(written) - cut])
