"""Whatever a class may have wrong with it, the board names in the language of who looks."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Where problems of classes are found: `cms.class_problems` gathers them.
FOUND_IN = (
    "cms/beats.py",
    "cms/class_problems.py",
    "cms/judgings.py",
    "runtime/python/eightcount_runtime/classpack/beat_checks.py",
    "workers/audio_align/verdict.py",
    "workers/judge/report.py",
    "workers/pose_extract/report.py",
    "workers/probe/core.py",
)
TOLD = re.compile(r'(?:Problem\(\s*"(?:error|warning)",|_warning\(|Told\(|Warned\()\s*"(\w+)"')
#: Told as notes beside a verdict, and so not among the problems.
NOTES = {"mirrored_alike", "parts_alike"}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_problem_of_a_class_has_words(language: str) -> None:
    words = json.loads((ROOT / f"web/admin/src/i18n/{language}/board.json").read_text())["problem"]
    codes = {code for path in FOUND_IN for code in TOLD.findall((ROOT / path).read_text())} - NOTES
    assert len(codes) > 30
    assert codes <= words.keys()
