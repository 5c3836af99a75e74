"""Scores a practice: a class pack's routine and poses, the learner's poses as they come -> feedback and a
sheet.

Pure: no clock, no files, no network, no threads of its own. docs/scoring.md tells the method.
"""

from eightcount_runtime.scoring.events import Event, Feedback, Judgement, PartSummary
from eightcount_runtime.scoring.hypotheses import Mirror, other_side
from eightcount_runtime.scoring.parameters import DEFAULTS, Parameters
from eightcount_runtime.scoring.reference import Reference
from eightcount_runtime.scoring.replay import replay
from eightcount_runtime.scoring.session import Session
from eightcount_runtime.scoring.sheet import (
    NotSeen,
    PartSheet,
    Place,
    Sheet,
    SheetWarning,
    StepSheet,
    TotalSheet,
)
from eightcount_runtime.scoring.sheet_files import read_sheet, sheet_to_json

__all__ = [
    "DEFAULTS",
    "Event",
    "Feedback",
    "Judgement",
    "Mirror",
    "NotSeen",
    "Parameters",
    "PartSheet",
    "PartSummary",
    "Place",
    "Reference",
    "Session",
    "Sheet",
    "SheetWarning",
    "StepSheet",
    "TotalSheet",
    "other_side",
    "read_sheet",
    "replay",
    "sheet_to_json",
]
