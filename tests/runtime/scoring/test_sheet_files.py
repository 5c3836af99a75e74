import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eightcount_runtime.classpack.errors import MalformedError, PackError, UnsupportedFormatError
from eightcount_runtime.scoring import read_sheet, sheet_to_json
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "sheet.schema.json").read_text())


@pytest.fixture(scope="module")
def sheets(class_) -> list[bytes]:
    """Sheets of all kinds: perfect, half hidden, of one part, broken off, empty."""
    hidden = class_.landmarks.copy()
    hidden[100:, :, 3] = 0.1
    found = [
        class_.danced(class_id="uniform", manifest="0" * 64),
        class_.danced(hidden),
        class_.danced(hidden[::-1], mirror="off", parts=[2], speed=0.75),
        class_.danced([[frame, frame] for frame in class_.landmarks[:120]], class_.times_s[:120] + 0.1),
        class_.danced([], []),
    ]
    return [sheet_to_json(sheet) for sheet in found]


def test_the_schema_is_one_and_every_sheet_holds_to_it(sheets) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for sheet in sheets:
        Draft202012Validator(SCHEMA).validate(json.loads(sheet))


def test_the_schema_names_every_field(sheets) -> None:
    def require_named(value: Any, schema: dict[str, Any], where: str) -> None:
        options = [schema, *schema.get("anyOf", [])]
        if isinstance(value, dict):
            known = {key: one for option in options for key, one in option.get("properties", {}).items()}
            assert value.keys() <= known.keys(), where
            for key, inner in value.items():
                require_named(inner, known[key], f"{where}.{key}")
        if isinstance(value, list):
            for inner in value:
                require_named(inner, next((one["items"] for one in options if "items" in one), {}), where)

    for sheet in sheets:
        require_named(json.loads(sheet), SCHEMA, "sheet")


def test_a_sheet_read_and_written_is_the_same(sheets) -> None:
    for sheet in sheets:
        assert sheet_to_json(read_sheet(sheet)) == sheet
        assert read_sheet(sheet_to_json(read_sheet(sheet))) == read_sheet(sheet)


def test_fields_of_later_runtimes_are_ignored(sheets) -> None:
    document = json.loads(sheets[0])
    document["mood"] = document["steps"][0]["mood"] = document["session"]["mood"] = 1
    assert read_sheet(json.dumps(document).encode()) == read_sheet(sheets[0])


CHANGES: list[Callable[[dict[str, Any]], object]] = [
    lambda d: d.pop("steps"),
    lambda d: d.pop("runtime"),
    lambda d: d["total"].update(score=101),
    lambda d: d["total"].update(raw=-0.1),
    lambda d: d["total"].update(medal="lead"),
    lambda d: d["steps"][0].update(judged=False),
    lambda d: d["steps"][0].update(raw=None),
    lambda d: d["steps"][0].update(why_not="tired"),
    lambda d: d["steps"][0]["costs"].pop("motion"),
    lambda d: d["steps"][0]["costs"].update(motion=-1),
    lambda d: d["steps"][0]["differences"].update({"angle.left_knee": [1, 2]}),
    lambda d: d["steps"][0]["differences"].update({"place.left_knee": [1]}),
    lambda d: d["steps"][0].update(count=9),
    lambda d: d["parts"][0].update(costly="nose"),
    lambda d: d["session"].update(mirror="maybe"),
    lambda d: d["session"].update(picture=[0, 5]),
    lambda d: d["session"]["frames"].update(taken=-1),
    lambda d: d["not_seen"].append({"from_s": 0, "to_s": 1, "what": "nose"}),
    lambda d: d.update(costly=""),
    lambda d: d["scoring"].pop("medals"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_no_sheet_is_refused_by_reader_and_schema(sheets, change) -> None:
    document = json.loads(sheets[0])
    change(document)
    with pytest.raises(MalformedError):
        read_sheet(json.dumps(document).encode())
    assert not Draft202012Validator(SCHEMA).is_valid(document)


@pytest.mark.parametrize("change", [lambda d: d.update(format=2), lambda d: d["scoring"].update(version=2)])
def test_other_versions_are_refused(sheets, change) -> None:
    document = json.loads(sheets[0])
    change(document)
    with pytest.raises(UnsupportedFormatError):
        read_sheet(json.dumps(document).encode())


@given(st.data())
def test_a_cut_sheet_is_refused(sheets, data: st.DataObject) -> None:
    whole = sheets[-1]
    with pytest.raises(PackError):
        read_sheet(whole[: data.draw(st.integers(0, len(whole) - 1))])
