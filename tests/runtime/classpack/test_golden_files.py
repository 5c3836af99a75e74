"""Golden files that readers in other languages must reproduce: canonical JSON, verdicts on manifests,
routines and arrays, and what is read of real poses.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from eightcount_runtime.classpack.fields import canonical_json

VECTORS = Path(__file__).parents[3] / "runtime" / "vectors"
CASES = json.loads((VECTORS / "canonical.json").read_text())


@pytest.mark.parametrize("name", ["canonical", "manifests", "sheets"])
def test_a_golden_file_is_what_its_script_makes(tmp_path: Path, name: str) -> None:
    made = tmp_path / f"{name}.json"
    subprocess.run([sys.executable, str(VECTORS / f"make_{name}.py"), str(made)], check=True)
    assert made.read_text() == (VECTORS / f"{name}.json").read_text()


def test_the_golden_files_of_classes_are_what_their_script_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(VECTORS / "make_classpack.py"), str(tmp_path)], check=True)
    for name in ("routines", "npy"):
        assert (tmp_path / f"{name}.json").read_text() == (VECTORS / f"classpack/{name}.json").read_text()
    made, golden = (
        json.loads((folder / "poses.json").read_text()) for folder in (tmp_path, VECTORS / "classpack")
    )
    assert numbers_of(made) == pytest.approx(numbers_of(golden), abs=1e-9)


def numbers_of(value: Any) -> list[float]:
    """All numbers in a JSON value; -1 for null. Machines differ in the last bit of an arctangent."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [number for each in inner for number in numbers_of(each)]
    return [-1.0 if value is None else float(value)]


def test_every_text_has_its_canonical_form_or_none() -> None:
    for case in CASES:
        value = json.loads(case["text"])
        if case["canonical"] is None:
            with pytest.raises(UnicodeEncodeError):
                canonical_json(value)
        else:
            assert canonical_json(value) == case["canonical"].encode()
