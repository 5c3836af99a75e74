import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from eightcount_runtime.classpack.announced import require_file
from eightcount_runtime.classpack.channel import (
    Pointer,
    PointerClass,
    Put,
    Remove,
    next_pointer,
    read_pointer,
)
from eightcount_runtime.classpack.errors import (
    ExpiredError,
    MalformedError,
    MismatchError,
    NewerRuntimeError,
    PackError,
    RolledBackError,
    UnsupportedFormatError,
)
from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.manifest import read_manifest, sha256_of
from eightcount_runtime.classpack.signed import public_key, sign
from eightcount_runtime.classpack.verify import accept_manifest, accept_pointer
from hypothesis import given, settings
from hypothesis import strategies as st
from shelf_server import ONLINE_KEY, TRUST, root_file, signed_file
from small_class import Built

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
changes = st.one_of(
    st.builds(Put, st.sampled_from(["a", "b", "c"]), st.binary(min_size=1, max_size=4)),
    st.builds(Remove, st.sampled_from(["a", "b", "c"])),
)


def grown(*steps: Put | Remove, channel: str = "production") -> list[bytes]:
    """The pointer after each change."""
    pointer, files = None, []
    for step in steps:
        pointer = next_pointer(pointer, step, channel=channel, expires=LATER)
        files.append(signed_file(pointer))
    return files


def resigned(document: dict[str, Any]) -> dict[str, Any]:
    """The same file with the signature that its `signed` needs."""
    return {**document, "signatures": [sign(ONLINE_KEY, "pointer", document["signed"])]}


def accept(data: bytes, held: bytes | None = None, now: datetime = NOW) -> Pointer:
    return accept_pointer(
        data, channel="production", trust=TRUST, held=held, root_version_seen=1, now=now
    ).pointer


def test_a_pointer_is_what_the_page_shows() -> None:
    (data,) = grown(Put("b", b"{}"))
    document = json.loads(data)
    assert document == {
        "root": json.loads(root_file()),
        "signatures": [{"key": public_key(ONLINE_KEY), "signature": document["signatures"][0]["signature"]}],
        "signed": {
            "format": 1,
            "channel": "production",
            "version": 1,
            "expires": "2026-12-22T12:00:00Z",
            "classes": [{"id": "b", "manifest": sha256_of(b"{}"), "bytes": 2}],
        },
    }


@given(st.lists(changes, min_size=1, max_size=12))
def test_versions_rise_by_one_and_classes_are_what_was_asked_for(steps: list[Put | Remove]) -> None:
    shown: dict[str, str] = {}
    for version, (step, data) in enumerate(zip(steps, grown(*steps), strict=True), 1):
        if isinstance(step, Put):
            shown[step.class_id] = sha256_of(step.manifest)
        else:
            shown.pop(step.class_id, None)
        pointer = read_pointer(data)
        assert pointer.version == version
        assert {entry.class_id: entry.manifest for entry in pointer.classes} == shown
        assert signed_file(pointer) == data


@given(st.lists(changes, min_size=2, max_size=8), st.data())
def test_a_device_follows_forward_and_never_back(steps: list[Put | Remove], data: st.DataObject) -> None:
    files = grown(*steps)
    old, new = sorted(
        data.draw(st.lists(st.sampled_from(range(len(files))), min_size=2, max_size=2, unique=True))
    )
    assert accept(files[new], held=files[old]).version == new + 1
    assert accept(files[new], held=files[new]).version == new + 1
    with pytest.raises(RolledBackError, match=f"version {old + 1}, older than {new + 1}"):
        accept(files[old], held=files[new])


def test_another_content_under_the_same_version_is_refused_and_new_signatures_are_not() -> None:
    (held,) = grown(Put("a", b"1"))
    (other,) = grown(Put("a", b"2"))
    with pytest.raises(RolledBackError, match="without a new version"):
        accept(other, held=held)
    document = json.loads(held)
    more = [{"key": "0" * 64, "signature": "0" * 128}, *document["signatures"]]
    assert accept(canonical_json({**document, "signatures": more}), held=held).version == 1


def test_whatever_changes_in_what_is_signed_needs_a_new_version() -> None:
    document = json.loads(grown(Put("a", b"1"), Put("b", b"2"))[-1])
    held = json.dumps(document, indent=1).encode()
    assert accept(canonical_json(document), held=held).version == 2, "written in another way it is the same"
    signed = document["signed"]
    for other in ({"mood": "new"}, {"classes": signed["classes"][::-1]}, {"expires": "2027-01-01T00:00:00Z"}):
        with pytest.raises(RolledBackError, match="without a new version"):
            accept(canonical_json(resigned({**document, "signed": {**signed, **other}})), held=held)


@pytest.mark.parametrize(
    "value", ["1.5", "1.0", "1e999", "true", "null", '"\\ud800"', str(2**53), '[{"x":0.5}]']
)
def test_what_cannot_be_signed_in_the_same_bytes_everywhere_is_refused(value: str) -> None:
    (data,) = grown(Put("a", b"1"))
    with pytest.raises(MalformedError, match="signed"):
        read_pointer(data.replace(b'"version":1', f'"version":1,"mood":{value}'.encode()))


def test_an_expired_pointer_is_refused() -> None:
    (data,) = grown(Put("a", b"1"))
    accept(data, now=LATER - timedelta(seconds=1))
    with pytest.raises(ExpiredError, match="2026-12-22"):
        accept(data, now=LATER)


def test_a_pointer_of_another_channel_is_refused() -> None:
    (data,) = grown(Put("a", b"1"), channel="staging")
    with pytest.raises(MalformedError, match="'staging', not 'production'"):
        accept(data)
    with pytest.raises(MalformedError):
        next_pointer(read_pointer(data), Remove("a"), channel="production", expires=LATER)


def test_a_version_may_be_given_and_must_rise() -> None:
    pointer = next_pointer(None, Put("a", b"1"), channel="production", expires=LATER, version=40)
    assert pointer.version == 40
    with pytest.raises(ValueError, match="would not rise above 40"):
        next_pointer(pointer, Remove("a"), channel="production", expires=LATER, version=40)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0},
        {"version": 1.0},
        {"version": "1"},
        {"expires": "tomorrow"},
        {"expires": "2027-1-2T3:4:5Z"},
        {"expires": "2027-01-02T03:04:5Z"},
        {"expires": "\u0662\u0660\u0662\u0667-01-02T03:04:05Z"},
        {"channel": "../x"},
        {"classes": [{"id": "a", "manifest": "0" * 64, "bytes": 2}] * 2},
        {"classes": [{"id": "a", "manifest": "0" * 63, "bytes": 2}]},
        {"classes": [{"id": "A B", "manifest": "0" * 64, "bytes": 2}]},
        {"classes": [{"id": "a", "manifest": "0" * 64, "bytes": 2**40}]},
        {"classes": None},
    ],
)
def test_what_is_no_pointer_is_refused(change: dict[str, object]) -> None:
    document = json.loads(grown(Put("a", b"1"))[0])
    document["signed"] |= change
    with pytest.raises(MalformedError):
        read_pointer(json.dumps(document).encode())


def test_another_format_is_refused_and_unknown_fields_are_not() -> None:
    document = json.loads(grown(Put("a", b"1"))[0])
    document["signed"]["mood"] = document["mood"] = 1
    read_pointer(json.dumps(document).encode())
    document["signed"]["format"] = 2
    with pytest.raises(UnsupportedFormatError):
        read_pointer(json.dumps(document).encode())


@given(st.data())
def test_a_cut_pointer_is_refused(data: st.DataObject) -> None:
    whole = grown(Put("a", b"1"), Put("b", b"2"))[-1]
    with pytest.raises(PackError):
        read_pointer(whole[: data.draw(st.integers(0, len(whole) - 1))])


def entry(built: Built) -> PointerClass:
    return PointerClass("uniform", sha256_of(built.manifest), len(built.manifest))


@given(st.data())
@settings(max_examples=200)
def test_a_manifest_with_any_byte_changed_cut_or_added_is_refused(built: Built, data: st.DataObject) -> None:
    whole = built.manifest
    at = data.draw(st.integers(0, len(whole) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    for wrong in (whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :], whole[:at], whole + whole[:1]):
        with pytest.raises(MismatchError):
            accept_manifest(wrong, entry(built))
    assert accept_manifest(whole, entry(built)).class_id == "uniform"


def test_a_manifest_of_another_class_is_refused(built: Built) -> None:
    announced = PointerClass("other", sha256_of(built.manifest), len(built.manifest))
    with pytest.raises(MalformedError, match="of the class 'uniform', not 'other'"):
        accept_manifest(built.manifest, announced)


def test_min_runtime_is_judged_before_the_rest_is_read() -> None:
    data = canonical_json({"format": 1, "class": "uniform", "min_runtime": 3, "files": "of a new kind"})
    announced = PointerClass("uniform", sha256_of(data), len(data))
    with pytest.raises(NewerRuntimeError, match="needs runtime 3, this one is 2"):
        accept_manifest(data, announced)
    with pytest.raises(MalformedError):
        accept_manifest(data, announced, level=3)


def test_a_file_is_believed_by_length_and_hash(built: Built) -> None:
    file = read_manifest(built.manifest).file("routine")
    require_file(file, file.bytes, file.sha256)
    with pytest.raises(MismatchError, match="bytes instead of"):
        require_file(file, file.bytes - 1, file.sha256)
    with pytest.raises(MismatchError, match="hash differs"):
        require_file(file, file.bytes, "0" * 64)
