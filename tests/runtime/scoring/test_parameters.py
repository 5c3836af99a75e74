import json
from pathlib import Path

import pytest
from eightcount_runtime.classpack.errors import MalformedError, UnsupportedFormatError
from eightcount_runtime.scoring import parameters
from eightcount_runtime.scoring.parameters import DEFAULTS, parameters_as_json, read_parameters_file

HERE = Path(parameters.__file__).with_name("parameters.json")
THERE = Path(__file__).parents[3] / "runtime" / "typescript" / "src" / "scoring" / "parameters.json"


def test_parameters_read_and_written_are_the_same() -> None:
    assert read_parameters_file(json.dumps(parameters_as_json(DEFAULTS)).encode()) == DEFAULTS


def test_both_languages_have_the_same_defaults() -> None:
    assert json.loads(HERE.read_bytes()) == json.loads(THERE.read_bytes())


@pytest.mark.parametrize("name", [name for name in parameters_as_json(DEFAULTS) if name != "version"])
@pytest.mark.parametrize("value", [None, "much", -1, float("nan"), 1e12, []])
def test_what_is_missing_or_out_of_range_is_refused_by_its_name(name: str, value: object) -> None:
    document = parameters_as_json(DEFAULTS) | {name: value}
    with pytest.raises(MalformedError, match=name if value == value else "JSON"):  # noqa: PLR0124 - NaN
        read_parameters_file(json.dumps(document).encode())


@pytest.mark.parametrize(
    "curve",
    [
        [[0, 40]],
        [[0, 40], [0.5, 70]],
        [[0.1, 40], [1, 100]],
        [[0, 41], [1, 100]],
        [[0, 40], [0.5, 70], [0.5, 80], [1, 100]],
        [[0, 40], [0.5, 70], [0.6, 69], [1, 100]],
        [[0, 40], [0.5], [1, 100]],
    ],
)
def test_a_curve_that_does_not_rise_from_end_to_end_is_refused(curve: list[list[float]]) -> None:
    with pytest.raises(MalformedError, match="parameters of scoring"):
        read_parameters_file(json.dumps(parameters_as_json(DEFAULTS) | {"curve": curve}).encode())


@pytest.mark.parametrize("change", [{"medals": [80, 70, 90]}, {"seen_from": 0.7, "seen_full": 0.7}])
def test_numbers_that_contradict_each_other_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(MalformedError):
        read_parameters_file(json.dumps(parameters_as_json(DEFAULTS) | change).encode())


def test_another_version_of_the_method_is_refused_as_such() -> None:
    with pytest.raises(UnsupportedFormatError, match="version 2"):
        read_parameters_file(json.dumps({"version": 2}).encode())
