import dataclasses

import pytest

from eightcount import build_bars
from eightcount.builds import Build, Step

_STEP = Step("probe", "", "done", 1.0, 1, "", cached=False, seconds=2.0, sentence="", detail="")


def _told(capsys: pytest.CaptureFixture[str], step: Step) -> str:
    build = Build("b", "spring", "done", 1, None, None, (step,), {})
    build_bars.follow([build])
    return capsys.readouterr().err


def test_a_step_whose_worker_was_lost_says_its_attempt(capsys: pytest.CaptureFixture[str]) -> None:
    assert _told(capsys, _STEP).split() == ["probe", "done", "2.0", "s"]
    again = dataclasses.replace(_STEP, attempt=2)
    assert "done  2.0 s  attempt 2, the one before was lost" in _told(capsys, again)
    running = dataclasses.replace(again, state="running", progress=0.25)
    assert build_bars._outcome(running) == " 25%  attempt 2, the one before was lost"
