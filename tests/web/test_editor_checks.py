"""The beat editor checks beats in the browser as the server does: both read one table of cases."""

import json
from pathlib import Path
from typing import Any

import pytest
from eightcount_runtime.classpack.beat_checks import check_beats
from eightcount_runtime.classpack.beats import Beats

TABLE = Path(__file__).parents[2] / "web/admin/src/editor/core/checks/as_the_server.json"
CASES = json.loads(TABLE.read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_editors_cases_are_as_this_side_checks_them(case: dict[str, Any]) -> None:
    """The editor's own test reads the same table."""
    beats = Beats.of(case["beats_s"])
    problems = check_beats(beats, song_duration_s=case["song_s"])
    told = [{key: value for key, value in each.as_json().items() if key != "sentence"} for each in problems]
    assert told == case["problems"]
