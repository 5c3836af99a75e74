"""What the log of changes tells of marked beats and of judged alignments: new rows which replace older ones,
so that "from" is the row before.
"""

import json
from typing import Any

from eightcount_runtime.classpack.beat_files import beats_from_json
from eightcount_runtime.classpack.beats import Beats
from sqlalchemy import Connection, select

from cms.beat_diff import diff
from cms.models import AlignmentDecision, BeatRevision, Json


def beats_changes(connection: Connection, revision: BeatRevision) -> list[Json]:
    """The revision, and how many beats were moved, added and removed since the one before."""
    before = connection.execute(
        select(BeatRevision.beats, BeatRevision.confirmed).where(
            BeatRevision.class_id == revision.class_id, BeatRevision.number == revision.number - 1
        )
    ).first()
    found = diff(_beats(before.beats) if before else Beats(()), _beats(revision.beats))
    was_confirmed = before.confirmed if before else None
    counts = (
        ("beats_moved", len(found.moved)),
        ("beats_added", len(found.added)),
        ("beats_removed", len(found.removed)),
    )
    return [
        _change("revision", revision.number - 1 or None, revision.number),
        *(_change(name, None, count) for name, count in counts if count),
        *(
            [_change("confirmed", was_confirmed, revision.confirmed)]
            if was_confirmed is not revision.confirmed
            else []
        ),
        *([_change("note", None, revision.note)] if revision.note else []),
    ]


def decision_changes(connection: Connection, decision: AlignmentDecision) -> list[Json]:
    """The judgement and the place of the song, against what was judged of the same take and song before."""
    before = connection.execute(
        select(AlignmentDecision.kind, AlignmentDecision.alignment)
        .where(
            AlignmentDecision.class_id == decision.class_id,
            AlignmentDecision.take_sha256 == decision.take_sha256,
            AlignmentDecision.song_sha256 == decision.song_sha256,
            AlignmentDecision.id != decision.id,
        )
        .order_by(AlignmentDecision.id.desc())
        .limit(1)
    ).first()
    kind, alignment = (before.kind, before.alignment) if before else (None, {})
    changes = [_change("kind", kind, decision.kind)]
    for name in ("offset_s", "rate"):
        was, now = alignment.get(name), decision.alignment.get(name)
        if was != now:
            changes.append(_change(name, was, now))
    return changes + ([_change("note", None, decision.note)] if decision.note else [])


def _beats(document: Json) -> Beats:
    return beats_from_json(json.dumps(document).encode())


def _change(name: str, before: Any, after: Any) -> Json:
    return {"field": name, "from": before, "to": after}
