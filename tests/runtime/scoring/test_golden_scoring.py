"""The golden practices: what scoring says of each must stay, in every language, to 1e-9."""

import json
import subprocess
import sys
from math import isclose
from pathlib import Path
from typing import Any

import pytest
from eightcount_runtime.scoring import read_sheet, sheet_to_json
from eightcount_runtime.scoring.parameters import parameters_as_json, read_parameters_file

VECTORS = Path(__file__).parents[3] / "runtime" / "vectors"
SCORING = VECTORS / "scoring"
CASES = sorted(file.stem for file in SCORING.glob("*.json") if "sheet" in json.loads(file.read_text()))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scoring")
    subprocess.run([sys.executable, str(VECTORS / "make_scoring.py"), str(folder)], check=True)
    return folder


def require_same(found: Any, expected: Any, where: str = "") -> None:
    if isinstance(expected, float) and isinstance(found, (int, float)):
        assert isclose(found, expected, rel_tol=0, abs_tol=1e-9), f"{where}: {found} is not {expected}"
    elif isinstance(expected, dict):
        assert found.keys() == expected.keys(), where
        for key, value in expected.items():
            require_same(found[key], value, f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), where
        for at, value in enumerate(expected):
            require_same(found[at], value, f"{where}[{at}]")
    else:
        assert found == expected, where


def test_every_case_is_there(made: Path) -> None:
    assert {file.stem for file in made.glob("*.json")} == {"class", *CASES}


@pytest.mark.parametrize("name", ["class", *CASES])
def test_a_golden_practice_is_what_its_script_makes(made: Path, name: str) -> None:
    found, expected = (json.loads((folder / f"{name}.json").read_text()) for folder in (made, SCORING))
    require_same(found, expected)


@pytest.mark.parametrize("name", CASES)
def test_the_sheet_of_a_golden_practice_is_read_and_written_alike(name: str) -> None:
    parameters = read_parameters_file((SCORING / "parameters.json").read_bytes())
    sheet = json.loads((SCORING / f"{name}.json").read_text())["sheet"] | {
        "runtime": {"name": "eightcount-runtime", "version": "0.2.0", "level": 2},
        "scoring": parameters_as_json(parameters),
    }
    assert json.loads(sheet_to_json(read_sheet(json.dumps(sheet).encode()))) == sheet


def test_the_cases_show_what_they_are_for() -> None:
    practices = {name: json.loads((SCORING / f"{name}.json").read_text()) for name in CASES}
    sheets = {name: practice["sheet"] for name, practice in practices.items()}
    raw = {name: sheet["total"]["raw"] for name, sheet in sheets.items()}
    assert min(raw[name] for name in ("plain", "mirrored", "turned-10fps", "wide-picture-long-arms")) > 0.95
    assert max(raw[name] for name in ("still", "half-a-beat-late")) < 0.5
    assert raw["nobody"] is None
    assert [sheets[name]["session"]["mirrored"] for name in ("mirrored", "plain")] == [True, False]
    assert sheets["turned-10fps"]["session"]["yaw_deg"] == -20
    assert {warning["code"] for warning in sheets["messy"]["warnings"]} == {"several_people", "hardly_seen"}
    reasons = {step["why_not"] for sheet in sheets.values() for step in sheet["steps"]}
    assert reasons == {None, "teacher_not_seen", "dancer_not_seen", "no_frames"}
    told = [event for practice in practices.values() for event in practice["events"]]
    assert any(event["judgement"][3] for event in told if "judgement" in event)
    assert any(event["feedback"][2] for event in told if "feedback" in event)
