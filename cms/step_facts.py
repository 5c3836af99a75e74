"""The little that a list of classes needs of the files that steps wrote: verdict, song length, problems.

A stored file never changes, so what was read of it once is kept, by its hash. Must not be asked for whole
documents: those are read where they are shown.
"""

import json
from dataclasses import dataclass
from typing import Any

from eightcount_runtime.classpack.problems import Problem
from sqlalchemy.orm import Session

from cms.db import let_go
from cms.storage import Storage

#: Files that are remembered: four for each of so many classes.
_KEPT = 4 * 4096
_known: dict[str, "StepFacts"] = {}


@dataclass(frozen=True)
class StepFacts:
    """Of alignment.json, media.json, pose_report.json or judging.json; what a file does not say is None or
    empty.
    """

    verdict: str | None = None
    song_duration_s: float | None = None
    problems: tuple[Problem, ...] = ()


def read_facts(session: Session, storage: Storage, sha256: str) -> StepFacts:
    """Of a stored JSON file, as `cms.documents` reads it. Raises MissingError."""
    known = _known.get(sha256)
    if known is not None:
        return known
    let_go(session)
    with storage.open(sha256) as stored:
        found = facts_of(json.load(stored))
    if len(_known) >= _KEPT:
        _known.clear()  # rare, and cheaper to read again than to keep an order for
    _known[sha256] = found
    return found


def facts_of(document: dict[str, Any]) -> StepFacts:
    """Of a document that is at hand."""
    problems = tuple(
        Problem(each["severity"], each["code"], each["sentence"]) for each in document.get("problems", ())
    )
    return StepFacts(document.get("verdict"), document.get("song_duration_s"), problems)
