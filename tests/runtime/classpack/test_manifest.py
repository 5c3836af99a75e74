import json
from collections.abc import Callable
from typing import Any

import pytest
from eightcount_runtime.classpack.errors import MalformedError, PackError, UnsupportedFormatError
from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.manifest import manifest_to_json, read_manifest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_class import Built

Entry = dict[str, Any]

json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def changed(built: Built, *path: str | int, to: Any) -> bytes:
    document = json.loads(built.manifest)
    at = document
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to
    return canonical_json(document)


def test_a_manifest_read_and_written_is_the_same_bytes(built: Built) -> None:
    manifest = read_manifest(built.manifest)
    assert manifest_to_json(manifest) == built.manifest
    assert (manifest.class_id, manifest.revision, manifest.min_runtime) == ("uniform", 1, 1)
    assert manifest.metadata.titles == {"en": "Uniform", "ko": "유니폼"}
    assert (manifest.metadata.parts, manifest.metadata.steps, manifest.metadata.duration_s) == (2, 16, 9.0)
    assert "유니폼".encode() in built.manifest


def test_unknown_fields_are_ignored_and_details_are_kept(built: Built) -> None:
    read = read_manifest(changed(built, "mood", to={"x": [1]}))
    assert manifest_to_json(read) == built.manifest
    assert read.file("video").details == {"width": 144, "height": 256, "rate": [30, 1], "frames": 270}


def with_files(built: Built, change: Callable[[list[Entry]], list[Entry]]) -> bytes:
    document = json.loads(built.manifest)
    return canonical_json({**document, "files": change(document["files"])})


def rendition(video: Entry) -> Entry:
    return {**video, "path": "class-720.mp4", "width": 72, "height": 128}


@pytest.mark.parametrize("first", [True, False])
def test_files_keep_their_order_so_that_the_first_video_is_the_best(built: Built, *, first: bool) -> None:
    def beside(files: list[Entry]) -> list[Entry]:
        at = next(at for at, file in enumerate(files) if file["role"] == "video")
        return [*files[: at + first], rendition(files[at]), *files[at + first :]]

    data = with_files(built, beside)
    read = read_manifest(data)
    assert read.file("video").path == ("class.mp4" if first else "class-720.mp4")
    assert manifest_to_json(read) == data


def of(files: list[Entry], role: str) -> Entry:
    return next(file for file in files if file["role"] == role)


@pytest.mark.parametrize(
    "role", ["video", "routine", "poses", "poses_world", "poster", "thumbnail", "waveform"]
)
def test_a_pack_without_a_file_of_each_role_is_refused(built: Built, role: str) -> None:
    with pytest.raises(MalformedError, match=role):
        read_manifest(with_files(built, lambda files: [file for file in files if file["role"] != role]))


@pytest.mark.parametrize("role", ["routine", "poses", "poses_world", "poster", "thumbnail", "waveform"])
def test_a_role_that_stands_there_too_often_is_refused(built: Built, role: str) -> None:
    with pytest.raises(MalformedError, match=role):
        read_manifest(with_files(built, lambda files: [*files, {**of(files, role), "path": "again"}]))


def test_each_part_has_its_own_thumbnail(built: Built) -> None:
    read_manifest(with_files(built, lambda files: files[::-1]))
    for wrong in (0, 1, 3):
        with pytest.raises(MalformedError, match="part"):
            read_manifest(
                with_files(
                    built,
                    lambda files, wrong=wrong: [
                        {**file, "part": wrong} if file["path"] == "parts/2.jpg" else file for file in files
                    ],
                )
            )


@pytest.mark.parametrize(
    ("role", "field", "wrong"),
    [
        ("video", "width", [None, 0, 1.5, "144"]),
        ("video", "height", [None, 0]),
        ("video", "rate", [None, 30, [30], [30, 1, 1], [30, 0], [30.0, 1], [-30, -1]]),
        ("video", "frames", [None, 0, 270.0, 271]),
        ("poses", "rate", [None, [0, 1], [31, 1]]),
        ("poses", "frames", [None, 269]),
        ("poses_world", "frames", [None, 269]),
        ("poster", "width", [None, 961]),
        ("poster", "height", [None, 961]),
        ("thumbnail", "width", [None, 257]),
        ("thumbnail", "height", [None, 257]),
        ("waveform", "rate", [None, [100, 2], [10, 1]]),
    ],
)
def test_further_fields_are_as_the_page_says(
    built: Built, role: str, field: str, wrong: list[object]
) -> None:
    for value in wrong:
        with pytest.raises(MalformedError):
            read_manifest(
                with_files(
                    built,
                    lambda files, value=value: [
                        {**file, field: value} if file is of(files, role) else file for file in files
                    ],
                )
            )


def test_a_role_that_is_not_known_may_be_there_with_any_fields(built: Built) -> None:
    def added(files: list[Entry]) -> list[Entry]:
        return [{**of(files, "routine"), "role": "hologram", "path": "x.bin", "width": "wide"}, *files]

    assert read_manifest(with_files(built, added)).files[0].details == {"width": "wide"}


@pytest.mark.parametrize(
    "about", [{"steps": 3}, {"steps": 17}, {"parts": 3, "steps": 24}, {"duration_s": 9.1}, {"duration_s": 0}]
)
def test_what_is_said_of_the_class_fits_together(built: Built, about: dict[str, float]) -> None:
    document = json.loads(built.manifest)
    document["metadata"] |= about
    with pytest.raises(MalformedError):
        read_manifest(canonical_json(document))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("files", 0, "path"), "../../etc/passwd"),
        (("files", 0, "path"), "/etc/passwd"),
        (("files", 0, "path"), "a/../b"),
        (("files", 0, "path"), "a\\b"),
        (("files", 0, "path"), "con\x00"),
        (("files", 0, "path"), "parts/1.jpg"),
        (("files", 0, "path"), "parts"),
        (("files", 0, "sha256"), "A" * 64),
        (("files", 0, "sha256"), "0" * 63),
        (("files", 0, "bytes"), -1),
        (("files", 0, "bytes"), 2**60),
        (("files", 0, "bytes"), 1.5),
        (("files", 0, "bytes"), True),
        (("files", 0, "type"), "text/html\r\nX: y"),
        (("files",), []),
        (("files",), {}),
        (("files",), [{"role": "x", "path": str(n)} for n in range(1001)]),
        (("class",), "../up"),
        (("class",), ""),
        (("revision",), "3"),
        (("min_runtime",), 0),
        (("metadata", "difficulty"), 6),
        (("metadata", "titles"), {"en": 3}),
        (("metadata", "titles"), {"en": "\ud800"}),
        (("metadata", "tags"), [1]),
        (("metadata",), None),
    ],
)
def test_what_could_do_harm_is_refused(built: Built, path: tuple[str | int, ...], value: Any) -> None:
    document = json.loads(built.manifest)
    at = document
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(MalformedError):
        read_manifest(json.dumps(document).encode())


def test_one_hash_with_two_lengths_is_refused(built: Built) -> None:
    first = json.loads(built.manifest)["files"][0]
    with pytest.raises(MalformedError, match="two lengths"):
        read_manifest(changed(built, "files", 1, "sha256", to=first["sha256"]))


def test_another_format_is_refused(built: Built) -> None:
    with pytest.raises(UnsupportedFormatError):
        read_manifest(changed(built, "format", to=2))


@given(st.data())
@settings(max_examples=150)
def test_any_value_anywhere_is_read_or_refused(built: Built, data: st.DataObject) -> None:
    document = json.loads(built.manifest)
    where: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        keys = (
            list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
        )
        for key in keys:
            where.append((value, key))
            walk(value[key])

    walk(document)
    at, key = data.draw(st.sampled_from(where))
    at[key] = data.draw(json_values)
    try:
        read = read_manifest(json.dumps(document).encode())
    except PackError:
        return
    assert read_manifest(manifest_to_json(read)) == read


@given(json_values)
def test_canonical_json_does_not_depend_on_the_order_of_keys(value: Any) -> None:
    def reverse(inner: Any) -> Any:
        if isinstance(inner, dict):
            return {key: reverse(inner[key]) for key in reversed(list(inner))}
        return [reverse(each) for each in inner] if isinstance(inner, list) else inner

    try:
        data = canonical_json(value)
    except ValueError:
        return
    assert canonical_json(reverse(value)) == data
    assert b" " not in data or " " in json.dumps(value, ensure_ascii=False, separators=(",", ":"))
