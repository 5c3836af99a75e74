"""Seconds that people actively spend on each stage of a class, added up. What is active the browser says;
`cms.presence` sees to it that nobody counts more than has passed.
"""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cms.models import Stopwatch


def add(session: Session, class_id: str, actor_id: str, stage: str, active_s: float) -> None:
    """Add seconds; the caller holds the class, so that none are lost beside another."""
    if active_s <= 0:
        return
    row = session.get(Stopwatch, (class_id, actor_id, stage))
    if row is None:
        row = Stopwatch(class_id=class_id, actor_id=actor_id, stage=stage, active_s=0.0)
        session.add(row)
    row.active_s += active_s


def totals(session: Session, ids: Sequence[str]) -> dict[str, dict[str, float]]:
    """Class id -> stage -> seconds of all people together, to the tenth; in one query."""
    query = (
        select(Stopwatch.class_id, Stopwatch.stage, func.sum(Stopwatch.active_s))
        .where(Stopwatch.class_id.in_(ids))
        .group_by(Stopwatch.class_id, Stopwatch.stage)
    )
    found: dict[str, dict[str, float]] = {}
    for class_id, stage, active_s in session.execute(query):
        found.setdefault(class_id, {})[stage] = round(active_s, 1)
    return found
