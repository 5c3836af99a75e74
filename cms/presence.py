"""Who has a class open, in which tab, and which one of them edits its beats.

A tab tells of itself every few seconds; by the database's clock it is here until it was silent for `LEASE_S`.
At most one tab holds the beat editor of a class. That is a courtesy to people: what keeps an edit from being
lost is the revision check of `cms.beats`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cms import stopwatch
from cms.accounts import Actor
from cms.db import clock_s
from cms.models import DanceClass, Presence

#: A tab that was silent for so long is not here any more, seconds.
LEASE_S = 30.0
#: Rows of tabs that were silent for so long are cleared, seconds; until then they bound the stopwatch.
FORGOTTEN_S = 86_400.0

#: So many tabs of one caller are kept for a class; the one that was silent longest makes room.
MOST_TABS = 20

Stage = Literal["overview", "align", "beats", "poses", "publish"]
STAGES: tuple[str, ...] = get_args(Stage)


@dataclass(frozen=True)
class Beat:
    """What a tab tells of itself: where it is, whether it edits the beats, and for how long somebody was
    active in it since it last did.
    """

    tab: str
    stage: Stage
    editing: bool = False
    take_over: bool = False
    active_s: float = 0.0


@dataclass(frozen=True)
class Opened:
    """Somebody who has a class open."""

    name: str
    stage: str


@dataclass(frozen=True)
class Present:
    """Who is here: the tab that holds the beat editor, and everybody but the tab that asks."""

    me: Presence
    holder: Presence | None
    others: Sequence[Presence]


def tell(session: Session, actor: Actor, dance_class: DanceClass, beat: Beat) -> Present:
    """A tab is here. It gets the beat editor if it edits and nobody has it, or if it takes it over.

    Raises ForbiddenError for an editor who may not author.
    """
    if beat.editing:
        actor.must("author")
    # One after the other decides who holds; others that merely name the class do not wait for it.
    session.get_one(DanceClass, dance_class.id, with_for_update={"key_share": True})
    now_s = clock_s(session)
    rows = session.scalars(select(Presence).where(Presence.class_id == dance_class.id)).all()
    me = next((row for row in rows if (row.actor_id, row.tab) == (actor.id, beat.tab)), None)
    if me is None:
        mine = sorted((row for row in rows if row.actor_id == actor.id), key=lambda row: row.seen_s)
        for oldest in mine[: max(0, len(mine) + 1 - MOST_TABS)]:
            session.delete(oldest)
        rows = [row for row in rows if row not in session.deleted]
        me = _arrived(session, actor, dance_class, beat.tab, now_s)
    else:
        spent_s = min(beat.active_s, now_s - me.seen_s)
        stopwatch.add(session, dance_class.id, actor.id, beat.stage, spent_s)
        if now_s - me.seen_s > LEASE_S:
            me.holds, me.since_s = False, now_s
    me.name, me.stage, me.seen_s = actor.name, beat.stage, now_s
    others = [row for row in rows if row is not me and _is_here(row, now_s)]
    _hand_over(me, rows, others, beat)
    session.flush()
    holder = next((row for row in [me, *others] if row.holds), None)
    return Present(me, holder, others)


def leave(session: Session, actor: Actor, dance_class: DanceClass, tab: str) -> None:
    """A tab is closed. One that is not here is no error."""
    mine = (Presence.actor_id == actor.id) & (Presence.tab == tab)
    session.execute(delete(Presence).where(Presence.class_id == dance_class.id, mine))


def open_by(session: Session, ids: Sequence[str]) -> dict[str, list[Opened]]:
    """Class id -> who has it open, each once for a stage; in one query."""
    since_s = clock_s(session) - LEASE_S
    here = select(Presence).where(Presence.class_id.in_(ids), Presence.seen_s >= since_s)
    found: dict[str, list[Opened]] = {}
    for row in session.scalars(here.order_by(Presence.since_s, Presence.tab)):
        opened = found.setdefault(row.class_id, [])
        if (one := Opened(row.name, row.stage)) not in opened:
            opened.append(one)
    return found


def forget(session: Session) -> None:
    """Clear the rows of tabs that were closed long ago without a word."""
    session.execute(delete(Presence).where(Presence.seen_s < clock_s(session) - FORGOTTEN_S))


def _arrived(session: Session, actor: Actor, dance_class: DanceClass, tab: str, now_s: float) -> Presence:
    row = Presence(class_id=dance_class.id, actor_id=actor.id, tab=tab, holds=False, since_s=now_s)
    session.add(row)
    return row


def _is_here(row: Presence, now_s: float) -> bool:
    return now_s - row.seen_s <= LEASE_S


def _hand_over(me: Presence, rows: Sequence[Presence], others: Sequence[Presence], beat: Beat) -> None:
    """Decide who holds the beat editor; nobody keeps it who is not here."""
    held_by_other = any(row.holds for row in others)
    me.holds = beat.editing and (beat.take_over or not held_by_other)
    for row in rows:
        if row is not me and (me.holds or row not in others):
            row.holds = False
