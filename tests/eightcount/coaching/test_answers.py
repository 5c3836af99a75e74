"""Whatever a model says is advice about this run, or refused in one way."""

import json
from contextlib import suppress

import pytest
from eightcount_runtime.scoring.words import LANGUAGES
from hypothesis import given, settings
from hypothesis import strategies as st

from eightcount.coaching.answers import MAX_TEXT, MOST_OF_A_PART, advice_of
from eightcount.coaching.asking import SilentError, content_of
from runtime.vectors.make_words import part, sheet

SHEET = sheet([*part(1), *part(2)])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
said = st.fixed_dictionaries(
    {
        "part": st.integers(-1, 4) | values,
        "count": st.none() | st.integers(-1, 10) | values,
        "text": st.text(max_size=200) | st.text("가나다 .", min_size=1, max_size=200) | values,
    }
)
answers = values | st.fixed_dictionaries({"advice": st.lists(said, max_size=22)})


@settings(deadline=None)  # a busy machine is slow, not wrong
@given(answers.map(json.dumps) | st.text(), st.sampled_from(LANGUAGES))
def test_an_answer_is_advice_or_refused(content, language):
    try:
        told = advice_of(content, SHEET, language)
    except SilentError:
        return
    assert told
    for each in told:
        assert (each.part, each.count or 1) in {(step.part, step.count) for step in SHEET.steps}
        assert 0 < len(each.text) <= MAX_TEXT
        assert each.text.isprintable()
        assert sum(other.part == each.part for other in told) <= MOST_OF_A_PART


envelopes = st.fixed_dictionaries({"choices": values | st.lists(st.dictionaries(st.just("message"), values))})


@settings(deadline=None)  # a busy machine is slow, not wrong
@given((values | envelopes).map(json.dumps).map(str.encode) | st.binary())
def test_an_envelope_has_a_text_or_is_refused(body):
    with suppress(SilentError):
        assert isinstance(content_of(body), str)


@pytest.mark.parametrize("body", [b"[" * 100_000, b"1" * 10_000, b'{"choices": {"0": 1}}', b'"\xff"'])
def test_odd_bodies_are_refused(body):
    with pytest.raises(SilentError, match="no chat completion"):
        content_of(body)
