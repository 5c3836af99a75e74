import contextlib
import math

import pytest
from eightcount_runtime.classpack.beat_checks import DOUBLED_S, check_beats
from eightcount_runtime.classpack.beat_files import (
    beats_from_csv,
    beats_from_json,
    beats_from_labels,
    beats_to_csv,
    beats_to_json,
    beats_to_labels,
    read_beats,
)
from eightcount_runtime.classpack.beats import Beats
from eightcount_runtime.classpack.errors import MalformedError, PackError, UnsupportedFormatError
from hypothesis import given
from hypothesis import strategies as st

times = st.lists(st.floats(-1e5, 1e5), max_size=60)
names = st.lists(
    st.one_of(st.none(), st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=80)),
    max_size=9,
)


def steady(count: int = 33, step_s: float = 0.5, first_s: float = 1.0) -> list[float]:
    return [first_s + step_s * number for number in range(count)]


def codes(times_s: list[float], **known: float) -> list[tuple[str, str, int | None]]:
    return [(p.severity, p.code, p.index) for p in check_beats(Beats.of(times_s), **known)]


def said(times_s: list[float], **known: float) -> str:
    return " ".join(problem.sentence for problem in check_beats(Beats.of(times_s), **known))


def printable(text: str) -> bool:
    return all(letter.isprintable() for letter in text.strip())


@given(times, names)
def test_every_kind_of_file_gives_back_the_beats_that_were_written(
    times_s: list[float], part_names: list[str | None]
) -> None:
    beats = Beats.of(times_s, [name if name and printable(name) else None for name in part_names])
    assert beats_from_json(beats_to_json(beats)) == beats
    assert beats_from_csv(beats_to_csv(beats)) == beats
    assert beats_from_labels(beats_to_labels(beats)) == beats
    assert read_beats(beats_to_json(beats)) == beats
    assert read_beats(beats_to_csv(beats)) == beats
    if times_s:
        assert read_beats(beats_to_labels(beats)) == beats


@given(st.binary(max_size=300))
def test_whatever_bytes_come_either_beats_or_a_sentence_come_out(data: bytes) -> None:
    for reader in (beats_from_json, beats_from_csv, beats_from_labels, read_beats):
        with contextlib.suppress(PackError):
            check_beats(reader(data), song_duration_s=100.0)


@given(st.lists(st.floats(), max_size=40), st.floats(0.001, 1e4))
def test_no_error_means_that_the_beats_can_be_danced(times_s: list[float], song_s: float) -> None:
    beats = Beats.of(times_s)
    found = check_beats(beats, song_duration_s=song_s)
    if not any(problem.severity == "error" for problem in found):
        steps_s = [after - before for before, after in zip(beats.times_s, beats.times_s[1:], strict=False)]
        assert len(steps_s) % 8 == 0 < len(steps_s)
        assert min(steps_s) >= DOUBLED_S
        assert beats.times_s[0] >= 0
        assert beats.times_s[-1] <= song_s
    for problem in found:
        assert problem.index is None or 0 <= problem.index < len(times_s)


@given(st.integers(0, 32), st.floats(0.01, 0.06))
def test_marks_as_people_make_them_have_no_problem(moved: int, by_s: float) -> None:
    marked = steady()
    marked[moved] += by_s
    assert codes(marked) == []


def test_times_are_kept_to_the_microsecond_and_equal_beats_are_equal_bytes() -> None:
    beats = Beats.of([0.1 + 0.2, -0.0000001, 12.3456789])
    assert beats.times_s == (0.3, 0.0, 12.345679)
    assert beats_to_json(beats) == b'{"beats_s":[0.3,0.0,12.345679],"format":1}'


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda t: t, []),
        (lambda _: [], [("error", "no_beats", None)]),
        (lambda t: t[:1], [("error", "part_incomplete", 0)]),
        (lambda t: [-0.5, *t[1:]], [("error", "negative", 0), ("warning", "uneven_step", 0)]),
        (lambda t: [*t[:5], math.nan, *t[6:]], [("error", "not_a_number", 5)]),
        (lambda t: [*t[:5], math.inf, *t[6:]], [("error", "not_a_number", 5)]),
        (lambda t: [*t[:5], t[6], t[5], *t[7:]], [("error", "unsorted", 6)]),
        (lambda t: [*t[:5], t[4] + 0.03, *t[6:]], [("error", "doubled", 5)]),
        (lambda t: [*t[:5], t[4], *t[6:]], [("error", "doubled", 5)]),
        (lambda t: [*t[:-1], 20.0], [("warning", "uneven_step", 31), ("error", "beyond_song", 32)]),
        (lambda t: t[:17], [("warning", "part_count", None)]),
        (
            lambda t: [*t[:9], t[9] + 0.3, *t[10:]],
            [("warning", "uneven_step", 8), ("warning", "uneven_step", 9)],
        ),
    ],
)
def test_each_problem_has_its_code_and_place(change, expected) -> None:  # type: ignore[no-untyped-def]
    assert codes(change(steady()), song_duration_s=18.0) == expected


def test_all_problems_are_told_not_only_the_first() -> None:
    marked = steady()
    marked[0], marked[10], marked[20] = -1.0, marked[9], math.nan
    assert {code for _, code, _ in codes(marked[:-1])} == {
        "negative",
        "doubled",
        "not_a_number",
        "part_incomplete",
    }


def test_seven_in_a_part_names_the_part_and_the_gap() -> None:
    marked = steady()
    del marked[12]
    assert said(marked).startswith(
        "Part 2 has only 7 steps: a beat seems to be missing between 6.500 s and 7.500 s (after count 4)."
    )
    assert codes(marked)[0] == ("error", "part_incomplete", 11)


def test_nine_in_a_part_names_the_part_and_the_beat() -> None:
    marked = steady()
    marked.insert(20, marked[19] + 0.25)
    assert "Part 3 has 9 steps: the beat at 10.750 s seems to be one too many." in said(marked)


def test_an_unfinished_last_part_is_told_where_no_gap_shows() -> None:
    assert said(steady(32)) == (
        "Part 4, the last one, has only 7 steps: a part has 8, so 32 beats are 1 too few or 7 too many."
    )
    assert "Part 5, the last one, has only 1 step:" in said(steady(34))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.5\n2.5\n", (1.5, 2.5)),
        ("\ufefftime_s\n1.5\n2.5\n", (1.5, 2.5)),
        ("number;time;word\r\n1;1,5;a\r\n2;2,5;b\r\n", (1.5, 2.5)),
        ("a\tseconds\nx\t1.5\ny\t2.5\n", (1.5, 2.5)),
        ('beat,time_s,name\n1,"1.5","a, ""b"""\n2,2.5,\n', (1.5, 2.5)),
    ],
)
def test_tables_of_other_programs_are_understood(text: str, expected: tuple[float, ...]) -> None:
    assert beats_from_csv(text.encode()).times_s == expected


def test_label_tracks_of_audacity_are_understood() -> None:
    track = "1.500000\t1.500000\t1.1 Intro\r\n\\\t100.0\t200.0\r\n2,000000\t2,400000\tanything\r\n"
    assert read_beats(track.encode()) == Beats.of([1.5, 2.0], ["Intro"])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"time_s\n1.0\ntwo\n", "Row 2 of the beats has 'two' where a time"),
        (b"\xff\xfe1.0", "not text in UTF-8"),
        (b'{"format":1,"beats_s":[1.0,', "cut off"),
        (b'{"format":1,"beats_s":[1.0,NaN]}', "not valid JSON"),
        (b'{"format":1,"beats_s":[1e999]}', "'beats_s\\[0\\]' must be a number"),
        (b'{"format":1,"beats_s":[true]}', "must be a number"),
        (b'{"format":1,"beats_s":[1.0],"part_names":[1]}', "'part_names' must be a list of texts"),
        (b'{"format":1,"beats_s":[1.0],"part_names":["a\\nb"]}', "one line"),
        (b"[" * 100_000, "has '"),
        (b'{"a":' * 100_000, "not valid JSON"),
        (b"1\n" * 5000, "at most 4096"),
        (b" " * 2_000_000, "larger than"),
    ],
)
def test_files_that_are_no_beats_are_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(MalformedError, match=words):
        read_beats(data)


def test_another_format_is_refused() -> None:
    with pytest.raises(UnsupportedFormatError, match="format 2; this runtime reads format 1"):
        read_beats(b'{"format":2,"beats_s":[]}')
