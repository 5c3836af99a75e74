"""Writes sheets.json: a sheet, and what becomes of it when one place is written otherwise; see `spoiling`.

python make_sheets.py [FILE]
"""

import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from eightcount_runtime.classpack.features import ANGLES, FEATURE_NAMES, PLACES
from eightcount_runtime.classpack.parameters import Parameters
from eightcount_runtime.scoring import read_sheet
from eightcount_runtime.scoring.sheet import COSTS
from spoiling import spoilt

_MEASURED = ("score", "raw", "shape", "timing", "pose", "motion", "energy", "amplitude", "late_ms")
_NUMBERS = tuple(field.name for field in fields(Parameters) if field.name not in {"curve", "medals"})
_OTHERS = (
    ('"judged":false', '"judged":true'),
    ('"judged":true', '"judged":false'),
    ('"why_not":null', '"why_not":"no_frames"'),
    ('"why_not":"no_frames"', '"why_not":null'),
    ('"why_not":"no_frames"', '"why_not":"asleep"'),
    ('"what":"dancer"', '"what":"left_arm"'),
    ('"what":"dancer"', '"what":"camera"'),
    ('"what":"dancer"', '"what":"head"'),
    ('"medal":"gold"', '"medal":"silver"'),
    ('"medal":"gold"', '"medal":"tin"'),
    ('"mirror":"auto"', '"mirror":"off"'),
    ('"mirror":"auto"', '"mirror":"maybe"'),
    ('"costly":"left_hand"', '"costly":"right_foot"'),
    ('"costly":"left_hand"', '"costly":"left_ear"'),
    ('"yaw_deg":-10', '"yaw_deg":90'),
    ('"yaw_deg":-10', '"yaw_deg":91'),
    ('"raw":0.75', '"raw":1.0000000001'),
    ('"raw":0.75', '"raw":1.00000001'),
    ('"score":80.5', '"score":39.9'),
    ('"score":80.5', '"score":100.1'),
    ('"format":1', '"format":2'),
    (f'"manifest":"{"a" * 64}"', f'"manifest":"{"A" * 64}"'),
    (f'"manifest":"{"a" * 64}"', f'"manifest":"{"a" * 63}"'),
    (f'"manifest":"{"a" * 64}"', f'"manifest":"{"0" * 64}"'),
)


def main(into: Path) -> None:
    """Write the file."""
    sheet = _sheet()
    judged, other = sheet["steps"]
    objects = [sheet, sheet["runtime"], sheet["class"], sheet["session"], sheet["session"]["frames"]]
    objects += [sheet["total"], sheet["warnings"][0], sheet["parts"][0], judged, other, sheet["best"]]
    objects += [judged["costs"], judged["differences"], sheet["not_seen"][0]]
    value = spoilt(sheet, objects, _OTHERS, read_sheet)
    into.write_text(json.dumps(value, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def _sheet() -> dict[str, Any]:
    """Two steps of one part, one of which is judged. What hangs together is not looked at in reading."""
    means = {"score": 80.5, "raw": 0.75, "shape": 0.8125, "timing": 0.9231}
    numbers = dict.fromkeys(_NUMBERS, 0.5) | {"seen_from": 0.3, "lag_s": 0.4, "step_lag_s": 0.1}
    return {
        "format": 1,
        "runtime": {"name": "eightcount-runtime", "version": "0.2.0", "level": 2},
        "scoring": {"version": 1, **numbers, "curve": [[0, 40], [1, 100]], "medals": [60, 75, 88]},
        "class": {"id": "uniform", "manifest": "a" * 64},
        "session": {
            "mirror": "auto",
            "mirrored": False,
            "yaw_deg": -10,
            "lag_ms": 35.5,
            "speed": 1,
            "picture": [144, 256],
            "parts": [2],
            "frames": {"taken": 270, "unordered": 1, "unseen": 2, "several": 3, "rate_hz": 29.97},
        },
        "total": {**means, "medal": "gold", "judged": 1, "steps": 2},
        "warnings": [{"code": "shifted", "lag_ms": 35.25}],
        "parts": [
            {
                "part": 2,
                "name": "Verse",
                **means,
                "late_ms": 33.125,
                "amplitude": 0.9,
                "judged": 1,
                "best": 1,
                "worst": 1,
                "costly": "left_hand",
            }
        ],
        "steps": [_judged(), _not_judged()],
        "best": {"part": 2, "count": 1},
        "worst": None,
        "costly": "left_hand",
        "not_seen": [{"from_s": 1.5, "to_s": 2.5, "what": "dancer"}],
    }


def _judged() -> dict[str, Any]:
    losses = {name: round(0.01 + at / 1000, 3) for at, name in enumerate(COSTS)}
    turned = {name: round(0.1 + at / 100, 2) for at, name in enumerate(FEATURE_NAMES[: len(ANGLES)])}
    moved = {
        name: None if at == 0 else [round(at / 100, 2), -0.5]
        for at, name in enumerate(FEATURE_NAMES[-len(PLACES) :])
    }
    return {
        "part": 2,
        "count": 1,
        "video_s": 4.75,
        "judged": True,
        "why_not": None,
        **{name: round(0.9 - at / 100, 2) for at, name in enumerate(_MEASURED)},
        "costs": losses,
        "differences": turned | moved,
    }


def _not_judged() -> dict[str, Any]:
    return {
        "part": 2,
        "count": 2,
        "video_s": 5.25,
        "judged": False,
        "why_not": "no_frames",
        **dict.fromkeys((*_MEASURED, "costs", "differences")),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("sheets.json"))
