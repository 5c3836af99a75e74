"""The log of changes: who changed what, when, from what to what.

It is written by the session itself, at every flush, so that no route and no use case can forget it. What is
logged is the table below; what is not is named too, with the reason. Secrets are never logged, nor what
workers record of their own work.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, event, insert, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session

from cms import models
from cms.accounts import Actor
from cms.audited_beats import beats_changes, decision_changes
from cms.models import AuditEntry, Base, DanceClass, Json, new_id, utcnow

#: Who changes rows on the command line, straight in the database.
COMMAND_LINE = Actor("cli", "command line", frozenset())

Change = Json  # {"field", "from", "to"}


@dataclass(frozen=True)
class Audited:
    """How the rows of a table are told.

    Attributes:
        noun: what people call it.
        columns: what is told of a change, as it is.
        secret: columns of which only is told that they changed.
        named: the column that names the thing.
        in_class: the column that holds the id of its class; "" where it belongs to none.
        instead: tells a new row in its own way, in place of the columns.
    """

    noun: str
    columns: tuple[str, ...]
    secret: tuple[str, ...] = ()
    named: str = "id"
    in_class: str = ""
    instead: Callable[[Connection, Any], list[Change]] | None = None


AUDITED: Mapping[type[Base], Audited] = {
    models.Account: Audited(
        "account", ("login", "name", "role", "language", "disabled_at"), ("password_hash", "oidc_subject")
    ),
    models.ApiKey: Audited("key", ("name", "scopes", "revoked_at"), ("secret_sha256",)),
    models.Song: Audited("song", ("title", "artist", "sound_sha256", "licence")),
    models.Dancer: Audited("dancer", ("name", "profile", "picture_sha256")),
    models.DanceClass: Audited(
        "class",
        (
            "slug",
            "song_id",
            "dancer_id",
            "owner_id",
            "titles",
            "difficulty",
            "tags",
            "section_start_s",
            "section_end_s",
            "take_sha256",
            "cover_sha256",
        ),
        in_class="id",
    ),
    models.Upload: Audited("upload", ("filename", "bytes", "state", "sha256")),
    models.Original: Audited("original", ("filename", "bytes", "sha256")),
    models.BeatRevision: Audited("beats", (), named="number", in_class="class_id", instead=beats_changes),
    models.AlignmentDecision: Audited("alignment", (), in_class="class_id", instead=decision_changes),
    models.TapPass: Audited("taps", ("rate", "latency_ms", "device"), in_class="class_id"),
    models.Build: Audited("build", ("state", "revision", "beats_revision"), in_class="class_id"),
    models.Practice: Audited(
        "practice",
        ("manifest_sha256", "poses_sha256", "video_sha256", "danced_at", "offset_s", "rate"),
        ("name",),  # of a person: the log stays when the practice is deleted
        in_class="class_id",
    ),
    models.Release: Audited("release", ("channel", "kind", "pack_id", "note"), in_class="class_id"),
}
#: Tables whose changes are not logged, and why.
NOT_AUDITED: Mapping[type[Base], str] = {
    models.AuditEntry: "it is the log",
    models.WebSession: "signing in and out is noted as such",
    models.SignInAttempt: "a brake, gone after minutes",
    models.OidcSignIn: "on its way for minutes",
    models.IdempotencyKey: "an answer kept for a retry",
    models.Presence: "who is here now; gone when they leave",
    models.Stopwatch: "a sum that grows by itself",
    models.Step: "what workers record of their work",
    models.Output: "what workers made",
    models.Pack: "what a build made",
    models.Channel: "a lock and a counter; releases tell what it shows",
    models.Garbage: "what nobody made nor needs, found by a worker",
    models.Gone: "it is the log of what went",
    models.Collector: "a lock and a counter",
}


def watch(session: Session, who: Callable[[], Actor | None]) -> None:
    """From now on, log what this session changes, in its own transaction.

    `who` is asked when something was changed; a change by nobody is refused with LookupError.
    """
    event.listen(session, "after_flush", lambda changed, _context: _log(changed, who))
    event.listen(session, "do_orm_execute", _must_go_by_rows)


def note(session: Session, actor: Actor, action: str, noun: str, noun_id: str) -> None:
    """Log what somebody did that no row tells of, such as signing in."""
    _write(session.connection(), actor, action, noun, noun_id, None, [])


def entries(
    *, noun: str | None, noun_id: str | None, class_slug: str | None, actor: str | None
) -> Select[AuditEntry]:
    """The entries of a kind, of a thing, of a class, of somebody; all where nothing is given."""
    query = select(AuditEntry)
    for column, value in (
        (AuditEntry.noun, noun),
        (AuditEntry.noun_id, noun_id),
        (AuditEntry.class_slug, class_slug),
        (AuditEntry.actor, actor),
    ):
        if value is not None:
            query = query.where(column == value)
    return query


def _log(session: Session, who: Callable[[], Actor | None]) -> None:
    connection = session.connection()
    actor = None
    for action, row, told in _changed_rows(session):
        changes = _changes(connection, action, row, told)
        if not changes:
            continue
        actor = actor or who()
        if actor is None:
            raise LookupError(f"somebody who is not known changed a {told.noun}")
        slug = _slug(connection, getattr(row, told.in_class)) if told.in_class else None
        _write(connection, actor, action, told.noun, str(getattr(row, told.named)), slug, changes)


def _changed_rows(session: Session) -> Iterable[tuple[str, Base, Audited]]:
    for action, rows in (("create", session.new), ("edit", session.dirty), ("delete", session.deleted)):
        for row in rows:
            told = AUDITED.get(type(row))
            if told is not None:
                yield action, row, told


def _changes(connection: Connection, action: str, row: Base, told: Audited) -> list[Change]:
    if action == "create" and told.instead is not None:
        return told.instead(connection, row)
    if action == "create":
        given = ((name, getattr(row, name)) for name in told.columns)
        return [_change(name, None, value) for name, value in given if value is not None]
    if action == "delete":
        return [_change(name, getattr(row, name), None) for name in told.columns]
    changes = []
    for name in (*told.columns, *told.secret):
        history = inspect(row).attrs[name].history
        if history.has_changes():
            before, after = (next(iter(values or ()), None) for values in (history.deleted, history.added))
            changes.append(
                _change(name.removesuffix("_hash"), None, "changed")
                if name in told.secret
                else _change(name, before, after)
            )
    return changes


def _change(name: str, before: object, after: object) -> Change:
    return {"field": name, "from": _plain(before), "to": _plain(after)}


def _plain(value: object) -> object:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def _slug(connection: Connection, class_id: str) -> str | None:
    return connection.scalar(select(DanceClass.slug).where(DanceClass.id == class_id))


def _write(
    connection: Connection,
    actor: Actor,
    action: str,
    noun: str,
    noun_id: str,
    class_slug: str | None,
    changes: list[Change],
) -> None:
    entry = {
        "id": new_id(),
        "created_at": utcnow(),
        "actor": actor.id,
        "actor_name": actor.name,
        "action": action,
        "noun": noun,
        "noun_id": noun_id,
        "class_slug": class_slug,
        "changes": changes,
    }
    connection.execute(insert(AuditEntry), entry)


def _must_go_by_rows(state: ORMExecuteState) -> None:
    """A statement over many rows would pass the log by."""
    mapper = state.bind_mapper
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and mapper is not None and mapper.class_ in AUDITED:
        raise LookupError(f"change rows of {mapper.class_.__name__} one by one, so that the log sees them")
