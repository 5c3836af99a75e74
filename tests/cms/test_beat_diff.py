"""What happened to beats, told in meaning."""

import pytest
from eightcount_runtime.classpack.beats import Beats
from hypothesis import given
from hypothesis import strategies as st

from cms.beat_diff import diff

EVEN = [2.0 + at * 0.5 for at in range(33)]
TIMES = st.lists(st.integers(0, 400), unique=True, max_size=30).map(
    lambda steps: [step * 0.05 for step in sorted(steps)]
)


def told(before, after, names=((), ())):
    return diff(Beats.of(before, names[0]), Beats.of(after, names[1])).sentence


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        (EVEN, "Nothing changed."),
        ([*EVEN[:5], EVEN[5] + 0.0104, *EVEN[6:]], "1 beat moved by 10 ms."),
        ([*EVEN[:5], EVEN[5] + 0.0004, *EVEN[6:]], "1 beat moved by less than 1 ms."),
        ([time_s + 0.023 for time_s in EVEN], "All 33 beats moved by 23 ms."),
        ([time_s + 0.25 for time_s in EVEN], "All 33 beats moved by 250 ms."),
        ([time_s + 0.5 for time_s in EVEN], "All 33 beats moved by 500 ms."),
        ([*EVEN[:16], *(time_s + 0.02 for time_s in EVEN[16:])], "17 beats moved by 20 ms."),
        (EVEN[1:], "1 beat removed."),
        ([*EVEN[:3], *EVEN[4:], 19.0], "1 beat added, 1 removed."),
        (EVEN[::2], "16 beats removed."),
        (sorted([*EVEN, *(time_s + 0.25 for time_s in EVEN[:-1])]), "32 beats added."),
        ([], "33 beats removed."),
        ([time_s + 60 for time_s in EVEN], "33 beats added, 33 removed."),
    ],
)
def test_sentences(after, sentence):
    assert told(EVEN, after) == sentence


def test_names_of_parts():
    assert told(EVEN, EVEN, (["A"], ["B"])) == "Part names changed."
    assert told(EVEN, EVEN[:-1], ([], ["B"])) == "1 beat removed, part names changed."


@given(before=TIMES, after=TIMES)
def test_every_beat_is_kept_moved_added_or_removed_once(before, after):
    found = diff(Beats.of(before), Beats.of(after))
    old, new = list(Beats.of(before).times_s), list(Beats.of(after).times_s)
    for beat in found.moved:
        assert new[beat.index] == beat.to_s
        old[old.index(beat.from_s)] = beat.to_s
    assert sorted({*old, *found.added} - set(found.removed)) == new
    assert len(old) - len(found.removed) + len(found.added) == len(new)


@given(before=TIMES)
def test_nothing_happened_to_the_same_beats(before):
    assert told(before, before) == "Nothing changed."
