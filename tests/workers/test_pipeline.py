"""The table in the server and the code of the workers are one pipeline."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import workers
from cms.pipeline import GIVEN, PIPELINE, Step, output_key
from workers.pipeline import STEPS, bind
from workers.pose_extract.asked import ENGINES
from workers.pose_extract.models import KINDS
from workers.step import StepRefusedError


@pytest.mark.parametrize("step", PIPELINE, ids=lambda step: step.name)
def test_every_row_of_the_table_has_its_folder(step: Step) -> None:
    bound = bind(step.name, {})
    assert bound.step is step
    assert callable(bound.run)
    assert (Path(workers.__file__).parent / step.name / "core.py").is_file()


def test_all_that_is_read_is_given_or_written_before() -> None:
    known = set(GIVEN)
    for step in PIPELINE:
        assert set(step.reads) | set(step.optional) <= known, step.name
        assert not known & set(step.writes), f"{step.name} writes what is there already"
        known |= set(step.writes)


def test_an_unknown_step_is_refused_by_name() -> None:
    with pytest.raises(StepRefusedError, match="no step 'pose'; the steps are probe"):
        bind("pose", {})


def test_an_unknown_parameter_is_refused_by_name() -> None:
    with pytest.raises(StepRefusedError, match="'modle'"):
        bind("pose_extract", {"modle": "full"})


def test_a_parameter_of_the_wrong_kind_is_refused() -> None:
    with pytest.raises(StepRefusedError, match="cannot take model"):
        bind("pose_extract", {"model": 7})


_keys = st.dictionaries(st.text(max_size=8), st.binary().map(lambda b: hashlib.sha256(b).hexdigest()))


@given(_keys, _keys)
def test_two_keys_are_equal_just_when_what_they_stand_for_is(
    one: dict[str, str], other: dict[str, str]
) -> None:
    step = PIPELINE[0]
    assert (output_key(step, {}, one) == output_key(step, {}, other)) == (one == other)
    assert output_key(step, {"a": 1}, one) != output_key(step, {}, one)
    assert output_key(PIPELINE[1], {}, one) != output_key(step, {}, one)


def test_the_choices_of_the_table_are_those_of_the_step() -> None:
    for name in ("pose_extract", "pose_scan"):
        choices = STEPS[name].choices
        assert (set(choices["model"]), choices["engine"]) == (set(KINDS), ENGINES)
