"""Whom a device believes: every golden vector, in the words of its error."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from eightcount_runtime.classpack import errors
from eightcount_runtime.classpack.verify import Trust, accept_pointer

VECTORS = Path(__file__).parents[3] / "runtime" / "vectors"
FILES = sorted((VECTORS / "trust").glob("*.json"))


def test_the_vectors_are_what_their_script_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(VECTORS / "make_trust.py"), str(tmp_path)], check=True)
    made = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_text() for path in FILES}
    assert len(made) > 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_vector_is_judged_as_it_says(path: Path) -> None:
    vector = json.loads(path.read_text())
    assert vector["name"] == path.stem
    assert vector["accepted"] == (vector["error"] is None)

    def judge() -> None:
        accept_pointer(
            vector["file"].encode() + b" " * vector["spaces"],
            channel=vector["channel"],
            trust=Trust(tuple(vector["roots"])),
            held=vector["held"] and vector["held"].encode(),
            root_version_seen=vector["root_version_seen"],
            now=datetime.fromisoformat(vector["now"]),
        )

    if vector["accepted"]:
        judge()
    else:
        with pytest.raises(errors.PackError) as caught:
            judge()
        assert type(caught.value).__name__ == vector["error"], caught.value.sentence


@pytest.mark.parametrize("roots", [(), ("",), ("0" * 63,), ("A" * 64,), ("0" * 64, "x")])
def test_trust_in_nobody_or_in_what_is_no_key_is_refused(roots: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="root keys"):
        Trust(roots)
