"""Golden files that readers in other languages must reproduce: canonical JSON, and verdicts on manifests."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from eightcount_runtime.classpack.fields import canonical_json

VECTORS = Path(__file__).parents[3] / "runtime" / "vectors"
CASES = json.loads((VECTORS / "canonical.json").read_text())


@pytest.mark.parametrize("name", ["canonical", "manifests"])
def test_a_golden_file_is_what_its_script_makes(tmp_path: Path, name: str) -> None:
    made = tmp_path / f"{name}.json"
    subprocess.run([sys.executable, str(VECTORS / f"make_{name}.py"), str(made)], check=True)
    assert made.read_text() == (VECTORS / f"{name}.json").read_text()


def test_every_text_has_its_canonical_form_or_none() -> None:
    for case in CASES:
        value = json.loads(case["text"])
        if case["canonical"] is None:
            with pytest.raises(UnicodeEncodeError):
                canonical_json(value)
        else:
            assert canonical_json(value) == case["canonical"].encode()
