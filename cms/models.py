"""The rows. No logic but what a row says of itself; use cases are functions in their own modules.

Ids are time-sortable text, so `ORDER BY id` is creation order and a page continues after an id.
"""

import secrets
import time
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, validates

from cms.db import UtcDateTime

Json = dict[str, Any]


def new_id() -> str:
    """22 hexadecimal digits: milliseconds since 1970, then 40 random bits."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(5)}"


def utcnow() -> datetime:
    """The wall clock, for people to read; never compared (leases use the database's clock)."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """Constraint names are fixed, so that a migration can name them on every engine."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, Json: JSON, list[str]: JSON, str: String(200)}  # noqa: RUF012


class _Made:
    """Id, time and maker, on every row that somebody makes."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_by: Mapped[str] = mapped_column(default="")


class _Edited(_Made):
    """A row that people edit: `version` only rises, an edit names the one it has read (ETag, If-Match)."""

    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)


class ApiKey(_Made, Base):
    """A caller without a face. Only the hash of its secret is kept."""

    __tablename__ = "api_keys"
    name: Mapped[str]
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]]
    revoked_at: Mapped[datetime | None]


class Account(_Made, Base):
    """A person who works here. role: author, reviewer, publisher, admin.

    Who signs in at an identity provider has no `password_hash` and an `oidc_subject`: sha256 of issuer and
    subject.
    """

    __tablename__ = "accounts"
    login: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str | None] = mapped_column(String(8))
    password_hash: Mapped[str] = mapped_column(default="")
    oidc_subject: Mapped[str | None] = mapped_column(String(64), unique=True)
    disabled_at: Mapped[datetime | None]


class WebSession(_Made, Base):
    """A person signed in at one browser; gone when it ended. Only the hash of its token is kept.

    Times are by the database's clock, seconds since 1970: sessions end by them.
    """

    __tablename__ = "web_sessions"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    started_s: Mapped[float]
    seen_s: Mapped[float]


class SignInAttempt(Base):
    """A try to sign in that has not succeeded.

    What was typed as login may have been a password, so only its hash is kept.
    """

    __tablename__ = "sign_in_attempts"
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    login_sha256: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at_s: Mapped[float] = mapped_column(index=True)  # by the database's clock


class OidcSignIn(Base):
    """A sign-in that went to the identity provider and has not come back yet."""

    __tablename__ = "oidc_sign_ins"
    state_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str]
    verifier: Mapped[str]
    started_s: Mapped[float] = mapped_column(index=True)  # by the database's clock


class AuditEntry(Base):
    """One change that somebody made: who, when, what, from, to. Never changed, never deleted."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_noun_noun_id", "noun", "noun_id"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    actor: Mapped[str] = mapped_column(index=True)
    actor_name: Mapped[str]
    action: Mapped[str] = mapped_column(String(32))
    noun: Mapped[str] = mapped_column(String(32))
    noun_id: Mapped[str] = mapped_column(String(80))
    class_slug: Mapped[str | None] = mapped_column(String(80), index=True)
    changes: Mapped[list[Json]] = mapped_column(JSON)  # {"field", "from", "to"}


class Song(_Edited, Base):
    """The original sound and its metadata."""

    __tablename__ = "songs"
    title: Mapped[str]
    artist: Mapped[str]
    sound_sha256: Mapped[str | None] = mapped_column(ForeignKey("originals.sha256"))
    licence: Mapped[str] = mapped_column(default="")


class Dancer(_Edited, Base):
    """Who dances the take."""

    __tablename__ = "dancers"
    name: Mapped[str]
    profile: Mapped[str] = mapped_column(Text, default="")
    picture_sha256: Mapped[str | None] = mapped_column(ForeignKey("originals.sha256"))


class DanceClass(_Edited, Base):
    """The draft of a class. What is published is a pack and does not change with it."""

    __tablename__ = "classes"
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    song_id: Mapped[str] = mapped_column(ForeignKey("songs.id"))
    dancer_id: Mapped[str] = mapped_column(ForeignKey("dancers.id"))
    titles: Mapped[Json]
    difficulty: Mapped[int] = mapped_column(default=3)
    tags: Mapped[list[str]] = mapped_column(default=list)
    section_start_s: Mapped[float | None]
    section_end_s: Mapped[float | None]
    take_sha256: Mapped[str | None] = mapped_column(ForeignKey("originals.sha256"))
    cover_sha256: Mapped[str | None] = mapped_column(ForeignKey("originals.sha256"))
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    song: Mapped[Song] = relationship()
    dancer: Mapped[Dancer] = relationship()
    owner: Mapped[Account | None] = relationship()


class Original(_Made, Base):
    """A file that somebody uploaded and whose hash the server has verified."""

    __tablename__ = "originals"
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
    filename: Mapped[str]


class Upload(_Made, Base):
    """A file on its way in, in S3's multipart shape. state: open, complete, aborted."""

    __tablename__ = "uploads"
    filename: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    part_bytes: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default="open")
    storage_upload: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str | None] = mapped_column(String(64))


class BeatRevision(_Made, Base):
    """One saved state of a class's beats; the newest number is the draft. Never changed, never deleted.

    `marks` says of each beat where it comes from: {"origin", "slow"}; None where nobody said.
    """

    __tablename__ = "beat_revisions"
    __table_args__ = (UniqueConstraint("class_id", "number"),)
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"))
    number: Mapped[int]
    beats: Mapped[Json]  # the beats.json document
    note: Mapped[str] = mapped_column(default="")
    confirmed: Mapped[bool] = mapped_column(default=True)
    marks: Mapped[list[Json] | None] = mapped_column(JSON(none_as_null=True))


class TapPass(_Made, Base):
    """One pass of taps as they came, on the song clock, nothing taken off. Never changed, never deleted."""

    __tablename__ = "tap_passes"
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"), index=True)
    song_sha256: Mapped[str | None] = mapped_column(String(64))
    rate: Mapped[float]
    latency_ms: Mapped[float]
    taps_s: Mapped[list[float]] = mapped_column(JSON)
    device: Mapped[str] = mapped_column(default="")


class Presence(Base):
    """A tab in which somebody has a class open. Times are by the database's clock, seconds since 1970.

    `holds`: it is the one that edits the beats; that ends when it was not heard of for a lease.
    """

    __tablename__ = "presences"
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True)
    tab: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str]
    stage: Mapped[str] = mapped_column(String(16))
    holds: Mapped[bool] = mapped_column(default=False)
    since_s: Mapped[float]
    seen_s: Mapped[float] = mapped_column(index=True)


class Stopwatch(Base):
    """Seconds that a person has actively spent on a stage of a class."""

    __tablename__ = "stopwatches"
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(String(16), primary_key=True)
    active_s: Mapped[float] = mapped_column(default=0.0)


class AlignmentDecision(_Made, Base):
    """What a person said of an alignment; the newest for the same take and song counts.

    kind: accepted (the found one, which `alignment` repeats), corrected (`alignment` is theirs), reset.
    """

    __tablename__ = "alignment_decisions"
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"), index=True)
    take_sha256: Mapped[str] = mapped_column(String(64))
    song_sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    alignment: Mapped[Json]  # the alignment.json document
    note: Mapped[str] = mapped_column(default="")


class Build(_Made, Base):
    """One run of the pipeline over fixed inputs. state: running, needs_beats, done, failed, aborted."""

    __tablename__ = "builds"
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="running")
    revision: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))  # of inputs and parameters, the revision aside
    inputs: Mapped[Json]  # given name -> sha256
    beats_revision: Mapped[int | None]
    pack_sha256: Mapped[str | None] = mapped_column(String(64))
    finished_at: Mapped[datetime | None]
    steps: Mapped[list["Step"]] = relationship(back_populates="build", order_by="Step.position")


class Step(Base):
    """One step of one build, or the publishing of one release. The message is a hint; this row is the truth.

    state: waiting, ready, running, done, failed, aborted. `token` rises with every claim: who holds an older
    one has lost the step and cannot record. `lease_until_s` is by the database's clock.
    """

    __tablename__ = "steps"
    __table_args__ = (UniqueConstraint("build_id", "name", "release_id"), Index("ix_steps_state", "state"))
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    build_id: Mapped[str] = mapped_column(ForeignKey("builds.id"))
    release_id: Mapped[str | None] = mapped_column(ForeignKey("releases.id"))
    name: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    queue: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(64), index=True)
    params: Mapped[Json]
    inputs: Mapped[Json]  # name -> key of the output that holds it, or sha256 of a given file
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    cached: Mapped[bool] = mapped_column(default=False)
    attempt: Mapped[int] = mapped_column(default=0)
    token: Mapped[int] = mapped_column(default=0)
    lease_until_s: Mapped[float] = mapped_column(default=0.0)
    worker: Mapped[str] = mapped_column(default="")
    progress: Mapped[float] = mapped_column(default=0.0)
    words: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(String(64), default="")  # of the failure, for programs
    sentence: Mapped[str] = mapped_column(Text, default="")  # of the failure, for the author
    detail: Mapped[str] = mapped_column(Text, default="")  # of the failure, for the engineer
    ready_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    build: Mapped[Build] = relationship(back_populates="steps")

    @validates("state")
    def _mark_ready(self, _name: str, state: str) -> str:
        """Since when it waits for a worker: for the age of the queue, nothing is decided by it."""
        if state == "ready" and self.state != "ready":
            self.ready_at = utcnow()
        return state


class Output(Base):
    """What a step wrote, under the key of its inputs: found here, it is never made again."""

    __tablename__ = "outputs"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    step: Mapped[str] = mapped_column(String(32))
    files: Mapped[Json]  # name -> {"sha256", "bytes"}
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Pack(_Made, Base):
    """A finished class pack: its manifest, and where its files are kept."""

    __tablename__ = "packs"
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"), index=True)
    build_id: Mapped[str] = mapped_column(ForeignKey("builds.id"))
    manifest_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    manifest_bytes: Mapped[int]
    revision: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)


class Practice(_Made, Base):
    """One run of a learner through a class, kept with its score. Never changed; deleted when asked for.

    `class_s = offset_s + rate * practice_s` ties its clock to the class's. `session` and `total` are those of
    the sheet, for lists that do not read sheets.
    """

    __tablename__ = "practices"
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"), index=True)
    manifest_sha256: Mapped[str] = mapped_column(ForeignKey("packs.manifest_sha256"))
    name: Mapped[str] = mapped_column(default="")  # of a person: never in the log
    danced_at: Mapped[datetime | None]
    poses_sha256: Mapped[str] = mapped_column(ForeignKey("originals.sha256"))
    video_sha256: Mapped[str | None] = mapped_column(ForeignKey("originals.sha256"))
    offset_s: Mapped[float]
    rate: Mapped[float]
    session: Mapped[Json]
    total: Mapped[Json]
    sheet: Mapped[Json] = mapped_column(deferred=True)


class Channel(Base):
    """What a set of devices sees. The row is the lock under which its pointer moves."""

    __tablename__ = "channels"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)


class Release(_Made, Base):
    """A pack made visible on a channel (or a class withdrawn: no pack), by somebody, at a time.

    kind: publish, rollback, withdraw. state: pending, live, superseded, failed.
    """

    __tablename__ = "releases"
    channel: Mapped[str] = mapped_column(ForeignKey("channels.name"))
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id"), index=True)
    pack_id: Mapped[str | None] = mapped_column(ForeignKey("packs.id"))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default="pending")
    channel_version: Mapped[int | None]
    live_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    pack: Mapped[Pack | None] = relationship()


class Garbage(Base):
    """A thing that nothing needed when it was looked for, and that may go once its time has come.

    place: shelf (name: as on the shelf), store (a sha256), output (the key of an Output).
    state: marked; going: it is being taken away, or the collector died over it. Whoever names the thing anew
    deletes this row (`cms.keeping`). `epoch` is that of the collector when it was marked, `marked_s` by the
    database's clock.
    """

    __tablename__ = "garbage"
    place: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), default="marked", index=True)
    epoch: Mapped[int]
    marked_s: Mapped[float]


class Gone(Base):
    """What was taken away, when, and why. Never changed, never deleted. Times by the database's clock."""

    __tablename__ = "gone"
    __table_args__ = (Index("ix_gone_place_name", "place", "name"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    place: Mapped[str] = mapped_column(String(8))
    name: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    why: Mapped[str] = mapped_column(Text)
    marked_s: Mapped[float]
    gone_s: Mapped[float] = mapped_column(index=True)


class Collector(Base):
    """The one row under which things are named and taken away; `epoch` rises whenever something was marked or
    began to go. `began_s`: when a round was last begun, by the database's clock.
    """

    __tablename__ = "collector"
    id: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(default=0)
    began_s: Mapped[float] = mapped_column(default=0.0)


class IdempotencyKey(Base):
    """The answer that a create gave, to be given again to the same key and caller."""

    __tablename__ = "idempotency_keys"
    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
