"""What the log of changes tells of marked beats and of judged alignments: new rows which replace older ones,
so that "from" is the row before.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from cms.models import AlignmentDecision, BeatRevision, Json

#: A beat that vanished and one that appeared no farther away than this are one beat that was moved, seconds.
MOVED_AT_MOST_S = 0.25


def beats_changes(connection: Connection, revision: BeatRevision) -> list[Json]:
    """The revision, and how many beats were moved, added and removed since the one before."""
    before = connection.scalar(
        select(BeatRevision.beats).where(
            BeatRevision.class_id == revision.class_id, BeatRevision.number == revision.number - 1
        )
    )
    moved, added, removed = counted(
        before["beats_s"] if before else [], revision.beats["beats_s"], MOVED_AT_MOST_S
    )
    counts = (("beats_moved", moved), ("beats_added", added), ("beats_removed", removed))
    return [
        _change("revision", revision.number - 1 or None, revision.number),
        *(_change(name, None, count) for name, count in counts if count),
        *([_change("confirmed", None, revision.confirmed)] if not revision.confirmed else []),
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


def counted(before_s: Sequence[float], after_s: Sequence[float], near_s: float) -> tuple[int, int, int]:
    """How many beats were moved, added and removed, both lists rising, seconds.

    Beats at the same time are the same; of the others, those within `near_s` are paired in order.
    """
    gone = sorted(set(before_s) - set(after_s))
    come = sorted(set(after_s) - set(before_s))
    moved = at = 0
    for time_s in come:
        while at < len(gone) and gone[at] < time_s - near_s:
            at += 1
        if at < len(gone) and abs(gone[at] - time_s) <= near_s:
            moved, at = moved + 1, at + 1
    return moved, len(come) - moved, len(gone) - moved


def _change(name: str, before: Any, after: Any) -> Json:
    return {"field": name, "from": before, "to": after}
