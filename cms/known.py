"""The rows that decide where classes stand, for a whole page of them in a number of queries that does not
grow with it. Decides nothing: that is `cms.standing`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from eightcount_runtime.classpack.problems import Problem
from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.orm import Session, selectinload

from cms import beats
from cms.models import (
    AlignmentDecision,
    BeatRevision,
    Build,
    DanceClass,
    Json,
    Output,
    Release,
    Song,
    Step,
)
from cms.step_facts import StepFacts, facts_of, read_facts
from cms.storage import Storage

#: Steps whose files tell something of a class before it is published, and the file of each that does.
_TELLING = {
    "audio_align": "alignment.json",
    "probe": "media.json",
    "pose_extract": "pose_report.json",
    "judge": "judging.json",
}
_PICTURED = "take_preview"


@dataclass(frozen=True)
class Packed:
    """A build that ended with a pack: what it was given, and the manifest."""

    id: str
    inputs: Json
    revision: int
    pack_sha256: str


@dataclass(frozen=True)
class Known:
    """What the rows, and small files that they name, say of one class.

    Attributes:
        build: the newest one.
        packed: every build that ended with a pack, newest first.
        revision: the newest beats.
        beat_problems: all that is wrong with them.
        decision: what a person said of the alignment of the present take and song; None where it was reset.
        told: step -> what its file says, of the newest finished steps for the present take and song.
        thumbnail_sha256: a picture of the present take.
        live: channel -> the live release of this class there.
        newest: channel -> the newest release of this class there, whatever became of it.
        judged: whether it is known of the newest pack if scores tell its dance from not dancing it.
    """

    build: Build | None = None
    packed: Sequence[Packed] = ()
    revision: BeatRevision | None = None
    beat_problems: tuple[Problem, ...] = ()
    decision: AlignmentDecision | None = None
    told: Mapping[str, StepFacts] = field(default_factory=dict)
    thumbnail_sha256: str | None = None
    live: Mapping[str, Release] = field(default_factory=dict)
    newest: Mapping[str, Release] = field(default_factory=dict)
    judged: bool = False

    @property
    def alignment(self) -> StepFacts | None:
        """What the alignment that counts says: a person's, or else the found one."""
        if self.decision is not None and self.decision.kind == "corrected":
            return facts_of(self.decision.alignment)
        return self.told.get("audio_align")

    @property
    def alignment_to_check(self) -> bool:
        """Whether a person must listen before this may be published."""
        heard = self.alignment
        return self.decision is None and heard is not None and heard.verdict != "certain"


def gather(session: Session, storage: Storage, classes: Sequence[DanceClass]) -> dict[str, Known]:
    """Class id -> what is known of it."""
    ids = [dance_class.id for dance_class in classes]
    build_of = _newest_builds(session, ids)
    packed = _packed(session, ids)
    revision_of = _revisions(session, ids)
    decisions = _decisions(session, classes)
    judged = _judged(session, {made[0].pack_sha256 for made in packed.values()})
    outputs = _outputs(session, ids)
    newest, live = _releases(session, ids)
    found = {}
    for one in ids:
        made = outputs.get(one, {})
        told = {
            step: read_facts(session, storage, made[step][name]["sha256"])
            for step, name in _TELLING.items()
            if step in made
        }
        picture = made.get(_PICTURED, {}).get("thumbnail.jpg")
        known = Known(
            build=build_of.get(one),
            packed=packed.get(one, ()),
            revision=revision_of.get(one),
            decision=decisions.get(one),
            told=told,
            thumbnail_sha256=picture["sha256"] if picture else None,
            live=live.get(one, {}),
            newest=newest.get(one, {}),
            judged=one in packed and packed[one][0].pack_sha256 in judged,
        )
        found[one] = _checked(known)
    return found


def _checked(known: Known) -> Known:
    """With what is wrong with the beats, against the length of the song where that is known."""
    if known.revision is None:
        return known
    heard = known.alignment
    duration_s = heard.song_duration_s if heard else None
    wrong = beats.problems(known.revision, song_duration_s=duration_s)
    return replace(known, beat_problems=wrong)


def _newest_builds(session: Session, ids: Sequence[str]) -> dict[str, Build]:
    newest = select(func.max(Build.id)).where(Build.class_id.in_(ids)).group_by(Build.class_id)
    made = session.scalars(select(Build).where(Build.id.in_(newest)).options(selectinload(Build.steps)))
    return {build.class_id: build for build in made}


def _packed(session: Session, ids: Sequence[str]) -> dict[str, list[Packed]]:
    query = select(Build.class_id, Build.id, Build.inputs, Build.revision, Build.pack_sha256).where(
        Build.class_id.in_(ids), Build.pack_sha256.is_not(None)
    )
    found: dict[str, list[Packed]] = {}
    for class_id, build_id, inputs, revision, pack in session.execute(query.order_by(Build.id.desc())):
        found.setdefault(class_id, []).append(Packed(build_id, inputs, revision, str(pack)))
    return found


def _judged(session: Session, packs: Collection[str]) -> set[str]:
    """Of these manifests those of which a build that ended with them found out. As `judgings.warnings_of`."""
    query = (
        select(Build.pack_sha256)
        .join(Step, Step.build_id == Build.id)
        .join(Output, Output.key == Step.key)
        .where(Build.pack_sha256.in_(packs), Step.name == "judge")
    )
    return {str(pack) for pack in session.scalars(query)}


def _revisions(session: Session, ids: Sequence[str]) -> dict[str, BeatRevision]:
    newest = (
        select(BeatRevision.class_id, func.max(BeatRevision.number))
        .where(BeatRevision.class_id.in_(ids))
        .group_by(BeatRevision.class_id)
    )
    marked = select(BeatRevision).where(tuple_(BeatRevision.class_id, BeatRevision.number).in_(newest))
    return {revision.class_id: revision for revision in session.scalars(marked)}


def _decisions(session: Session, classes: Sequence[DanceClass]) -> dict[str, AlignmentDecision]:
    """Class id -> the newest decision for its present take and song, unless that took one back."""
    of_pair = (
        select(func.max(AlignmentDecision.id))
        .join(DanceClass, DanceClass.id == AlignmentDecision.class_id)
        .join(Song, Song.id == DanceClass.song_id)
        .where(
            DanceClass.id.in_([dance_class.id for dance_class in classes]),
            AlignmentDecision.take_sha256 == DanceClass.take_sha256,
            AlignmentDecision.song_sha256 == Song.sound_sha256,
        )
        .group_by(AlignmentDecision.class_id)
    )
    rows = session.scalars(select(AlignmentDecision).where(AlignmentDecision.id.in_(of_pair)))
    return {row.class_id: row for row in rows if row.kind != "reset"}


def _outputs(session: Session, ids: Sequence[str]) -> dict[str, dict[str, Json]]:
    """Class id -> step -> files of the newest finished one for the present take and song."""
    same_take = Step.inputs["take"].as_string() == DanceClass.take_sha256
    same_song = Step.inputs["song"].as_string() == Song.sound_sha256
    same_both = and_(  # what is judged reads neither, and follows from both
        Build.inputs["take"].as_string() == DanceClass.take_sha256,
        Build.inputs["song"].as_string() == Song.sound_sha256,
    )
    rank = func.row_number().over(partition_by=(Build.class_id, Step.name), order_by=Build.id.desc())
    ranked = (
        select(Build.class_id, Step.name, Step.key, rank.label("rank"))
        .join(Build, Build.id == Step.build_id)
        .join(DanceClass, DanceClass.id == Build.class_id)
        .join(Song, Song.id == DanceClass.song_id)
        .where(
            Build.class_id.in_(ids),
            Step.state == "done",
            Step.name.in_([*_TELLING, _PICTURED]),
            or_(
                and_(same_take, or_(Step.name != "audio_align", same_song)),
                and_(Step.name == "judge", same_both),
            ),
        )
        .subquery()
    )
    query = (
        select(ranked.c.class_id, ranked.c.name, Output.files)
        .join(Output, Output.key == ranked.c.key)
        .where(ranked.c.rank == 1)
    )
    found: dict[str, dict[str, Json]] = {}
    for class_id, name, files in session.execute(query):
        found.setdefault(class_id, {})[name] = files
    return found


_ByChannel = dict[str, dict[str, Release]]


def _releases(session: Session, ids: Sequence[str]) -> tuple[_ByChannel, _ByChannel]:
    """Class id -> channel -> release: the newest ones, and those that devices see."""
    newest_ids = (
        select(func.max(Release.id))
        .where(Release.class_id.in_(ids))
        .group_by(Release.class_id, Release.channel)
    )
    wanted = select(Release).where(
        Release.class_id.in_(ids), or_(Release.id.in_(newest_ids), Release.state == "live")
    )
    newest: _ByChannel = {}
    live: _ByChannel = {}
    for release in session.scalars(wanted.options(selectinload(Release.pack)).order_by(Release.id)):
        newest.setdefault(release.class_id, {})[release.channel] = release
        if release.state == "live" and release.pack is not None:
            live.setdefault(release.class_id, {})[release.channel] = release
    return newest, live
