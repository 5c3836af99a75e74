"""Canonical JSON: the golden file that readers in other languages must reproduce."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from eightcount_runtime.classpack.fields import canonical_json

VECTORS = Path(__file__).parents[3] / "runtime" / "vectors"
CASES = json.loads((VECTORS / "canonical.json").read_text())


def test_the_golden_file_is_what_its_script_makes(tmp_path: Path) -> None:
    made = tmp_path / "canonical.json"
    subprocess.run([sys.executable, str(VECTORS / "make_canonical.py"), str(made)], check=True)
    assert made.read_text() == (VECTORS / "canonical.json").read_text()


def test_every_text_has_its_canonical_form_or_none() -> None:
    for case in CASES:
        value = json.loads(case["text"])
        if case["canonical"] is None:
            with pytest.raises(UnicodeEncodeError):
                canonical_json(value)
        else:
            assert canonical_json(value) == case["canonical"].encode()
