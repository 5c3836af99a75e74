import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from eightcount_runtime.classpack.diff import PackDiff, diff_packs
from eightcount_runtime.classpack.errors import MalformedError, PackError, UnsupportedFormatError
from eightcount_runtime.classpack.manifest import read_manifest
from eightcount_runtime.classpack.routine import Routine, VideoShape
from eightcount_runtime.classpack.routine_files import read_routine, routine_to_json
from eightcount_runtime.scoring.parameters import DEFAULTS
from hypothesis import given
from hypothesis import strategies as st
from small_class import Built


def routine_file(built: Built) -> bytes:
    return built.objects[read_manifest(built.manifest).file("routine").sha256]


def released(built: Built) -> tuple[bytes, Routine]:
    return built.manifest, read_routine(routine_file(built))


def test_a_routine_read_and_written_is_the_same_bytes_and_small(built: Built) -> None:
    data = routine_file(built)
    assert routine_to_json(read_routine(data)) == data
    assert len(data) < 16 * 640


def test_unknown_fields_are_ignored(built: Built) -> None:
    document = json.loads(routine_file(built))
    document["mood"] = document["parts"][0]["mood"] = 1
    assert read_routine(json.dumps(document).encode()) == read_routine(routine_file(built))


def point(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["parts"][1]["steps"][2]["point"]
    return found


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["parts"].clear(),
        lambda d: d["parts"][0]["steps"].pop(),
        lambda d: d["parts"][0].pop("steps"),
        lambda d: point(d).update(frame=270),
        lambda d: point(d).update(frame=-1),
        lambda d: point(d).update(song_s=float("nan")),
        lambda d: point(d).update(song_s=1.0),
        lambda d: point(d).update(video_s=1e12),
        lambda d: point(d)["weights"].pop(),
        lambda d: point(d)["weights"].__setitem__(3, 1.1),
        lambda d: point(d)["targets"]["places"].pop(),
        lambda d: point(d)["targets"]["places"].__setitem__(0, [0.5]),
        lambda d: point(d)["targets"]["angles"].__setitem__(0, -0.1),
        lambda d: point(d)["targets"].update(centre="here"),
        lambda d: d["video"].update(rate=[30, 0]),
        lambda d: d["video"].update(rate=[30]),
        lambda d: d["alignment"].update(rate=0),
        lambda d: d.update(problems=[3]),
    ],
)
def test_what_is_no_routine_is_refused(built: Built, change: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(routine_file(built))
    change(document)
    with pytest.raises(MalformedError):
        read_routine(json.dumps(document).encode())


@pytest.mark.parametrize(
    ("video", "why"),
    [
        ({"rate": [1, 10**9]}, "'rate' must be 1 to 1000 frames a second"),
        ({"rate": [10**9, 1]}, "'rate' must be 1 to 1000 frames a second"),
        ({"rate": [30, 1], "frames": 10**8}, "'frames' must be at most 7200 seconds of frames"),
    ],
)
def test_a_rate_or_a_length_that_no_class_has_is_told(built: Built, video: dict[str, Any], why: str) -> None:
    document = json.loads(routine_file(built))
    document["video"].update(video)
    with pytest.raises(MalformedError, match=why):
        read_routine(json.dumps(document).encode())


@pytest.mark.parametrize("field", ["format", "features"])
def test_other_versions_are_refused(built: Built, field: str) -> None:
    document = json.loads(routine_file(built))
    document[field] = 2
    with pytest.raises(UnsupportedFormatError):
        read_routine(json.dumps(document).encode())


def test_a_routine_brings_what_it_is_scored_by_or_nothing(built: Built) -> None:
    routine = read_routine(routine_file(built))
    assert routine.scoring == DEFAULTS
    without = routine_to_json(replace(routine, scoring=None))
    assert b"scoring" not in without
    assert read_routine(without) == replace(routine, scoring=None)
    own = replace(routine, scoring=replace(DEFAULTS, motion_share=0.25, curve=((0.0, 40.0), (1.0, 100.0))))
    assert read_routine(routine_to_json(own)) == own


def test_scoring_of_another_version_or_without_its_numbers_is_refused(built: Built) -> None:
    document = json.loads(routine_file(built))
    document["scoring"]["version"] = 2
    with pytest.raises(UnsupportedFormatError, match="scored by version 2"):
        read_routine(json.dumps(document).encode())
    document["scoring"] = {"version": 1}
    with pytest.raises(MalformedError, match="scoring"):
        read_routine(json.dumps(document).encode())


@given(st.data())
def test_a_cut_routine_is_refused(built: Built, data: st.DataObject) -> None:
    whole = routine_file(built)
    with pytest.raises(PackError):
        read_routine(whole[: data.draw(st.integers(0, len(whole) - 1))])


@given(st.floats(-5, 40), st.fractions(Fraction(1), Fraction(120), max_denominator=1001))
def test_the_frame_at_an_instant_is_the_nearest_one(video_s: float, rate_hz: Fraction) -> None:
    shape = VideoShape(16, 16, rate_hz, 900)
    frame = shape.frame_at(video_s)
    away = abs(Fraction(video_s) - frame / rate_hz)
    for other in (frame - 1, frame + 1):
        if 0 <= other < shape.frames:
            assert away <= abs(Fraction(video_s) - other / rate_hz)


def test_a_moved_beat_is_told_in_milliseconds_and_bytes(built: Built, moved: Built) -> None:
    found = diff_packs(released(built), released(moved))
    assert found.beats_moved == 1
    assert found.moved_max_ms == pytest.approx(20.0)
    assert (found.video_changed, found.poses_changed, found.metadata_changed) == (False, False, False)
    assert found.files_changed == ("routine.json",)
    assert found.download_bytes == len(moved.manifest) + len(routine_file(moved))
    kept = "video unchanged; devices download"
    assert found.sentence == f"1 step moved by 20 ms; {kept} {round(found.download_bytes / 1000)} KB."
    assert found.sentences == (
        "1 beat moves, by 20 ms at most.",
        "The video stays.",
        f"A device downloads {round(found.download_bytes / 1000)} KB.",
    )


def test_a_first_pack_and_the_same_pack_are_told(built: Built) -> None:
    total = read_manifest(built.manifest).bytes + len(built.manifest)
    first = diff_packs(None, released(built))
    assert first.sentence == f"New on this channel: 16 steps; devices download {total / 1000:.0f} KB."
    assert (first.steps_before, first.download_bytes, first.video_changed) == (0, total, True)
    assert first.sentences == (f"New on this channel: 16 steps, {total / 1000:.0f} KB.",)
    same = diff_packs(released(built), released(built))
    assert (same.download_bytes, same.sentences) == (0, ("Nothing changes.",))
    assert same.sentence == "Nothing changes."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"steps_moved": 3, "beats_moved": 3, "moved_max_ms": 12.4},
            "3 steps moved by up to 12 ms; video unchanged; devices download 38 KB.",
        ),
        (
            {"beats_moved": 1, "moved_max_ms": 0.4},
            "The first beat moved by less than 1 ms; video unchanged; devices download 38 KB.",
        ),
        (
            {"steps_after": 40, "video_changed": True, "poses_changed": True, "download_bytes": 9_412_020},
            "32 steps become 40; video changed; devices download 9.4 MB.",
        ),
        (
            {"poses_changed": True, "metadata_changed": True, "download_bytes": 1},
            "Video unchanged; poses estimated anew; titles or other metadata changed; devices download 1 KB.",
        ),
    ],
)
def test_a_difference_in_one_sentence(changes: dict[str, int], sentence: str) -> None:
    usual = PackDiff(
        steps_before=32,
        steps_after=32,
        steps_moved=0,
        beats_moved=0,
        moved_max_ms=0.0,
        video_changed=False,
        poses_changed=False,
        metadata_changed=False,
        files_changed=("routine.json",),
        download_bytes=38_112,
    )
    assert replace(usual, **changes).sentence == sentence
