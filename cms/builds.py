"""Builds: one run of the pipeline over fixed inputs, planned from the table, ended by what workers record.

A build never changes what it was started with; new beats are a new build, which finds the untouched steps'
outputs under their keys. This module starts, advances, retries and aborts; who claims a step is `cms.jobs`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.manifest import sha256_of
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cms import alignments, beats, keeping, planning
from cms.accounts import Actor
from cms.db import writing
from cms.errors import ConflictError, InvalidError
from cms.models import BeatRevision, Build, DanceClass, Json, Output, Pack, Step, utcnow
from cms.pipeline import PIPELINE
from cms.queue import Hint, hint_after_commit
from cms.storage import Storage

_FOR_PEOPLE = {step.name for step in PIPELINE if step.for_people}


@dataclass(frozen=True)
class Laid:
    """Documents that were put into the store before the transaction that names them."""

    names: frozenset[str]
    since: keeping.Moment


def lay(
    engine: Engine, storage: Storage, class_of: Callable[[Session], DanceClass], params: planning.Params
) -> Laid:
    """Put what a build of the draft as it stands is given by the rows, while nobody waits for a row of it.

    Raises InvalidError as `start` does.
    """
    planning.check(params)
    with writing(engine) as session:
        documents = _draft(session, class_of(session), params).documents
        since = keeping.hold_files(session, [sha256_of(document) for document in documents.values()])
    return Laid(frozenset(storage.put_bytes(document).sha256 for document in documents.values()), since)


def start(
    session: Session,
    storage: Storage,
    actor: Actor,
    dance_class: DanceClass,
    params: planning.Params,
    *,
    laid: Laid | None = None,
) -> Build:
    """Start a build of the draft as it stands; the same draft already building is given back instead.

    Args:
        params: step name -> the parameters it is given.
        laid: what `lay` put; where the draft was changed since, the store is asked here.

    Raises:
        InvalidError: the class has no take or its song no sound, or `params` names no step of the pipeline,
            or gives a parameter a value that it does not take.
    """
    planning.check(params)
    session.flush()
    session.refresh(dance_class, with_for_update=True)  # two starts at once: one after the other
    draft = _draft(session, dance_class, params)
    running = next((build for build in draft.same if build.state == "running"), None)
    if running is not None:
        return running
    _keep_documents(session, storage, draft.documents, laid)
    revision = draft.beats
    build = Build(
        class_id=dance_class.id,
        created_by=actor.id,
        revision=draft.number,
        fingerprint=draft.fingerprint,
        inputs=draft.inputs,
        beats_revision=revision.number if "beats.json" in draft.inputs and revision else None,
        steps=planning.plan(draft.inputs, params, lambda key: session.get(Output, key) is not None),
    )
    session.add(build)
    session.flush()
    advance(session, build)
    return build


@dataclass(frozen=True)
class _Draft:
    """A class as it would be built now. `documents`: what its rows say, as files; `same`: such builds."""

    beats: BeatRevision | None
    inputs: dict[str, str]
    documents: dict[str, bytes]
    fingerprint: str
    number: int
    same: Sequence[Build]


def _draft(session: Session, dance_class: DanceClass, params: planning.Params) -> _Draft:
    inputs, documents = _given_files(session, dance_class)
    description = describe(dance_class)
    fingerprint = sha256_of(canonical_json([inputs, description, planning.decisive(params)]))
    same = session.scalars(
        select(Build)
        .where(Build.class_id == dance_class.id, Build.fingerprint == fingerprint)
        .order_by(Build.id)
    ).all()
    number = same[0].revision if same else 1 + _last_revision(session, dance_class)
    documents["class.json"] = canonical_json({**description, "revision": number})
    inputs |= {name: sha256_of(document) for name, document in documents.items()}
    return _Draft(beats.current(session, dance_class), inputs, documents, fingerprint, number, same)


def _keep_documents(
    session: Session, storage: Storage, documents: Mapping[str, bytes], laid: Laid | None
) -> None:
    """They are in the store, and stay."""
    names = {sha256_of(document) for document in documents.values()}
    try:
        keeping.keep_files(session, names, since=laid.since if laid and names <= laid.names else None)
    except keeping.GoneError:  # from here on they are held by this transaction
        for document in documents.values():
            storage.put_bytes(document)


def describe(dance_class: DanceClass) -> Json:
    """The class.json document of the draft, its revision aside."""
    section = None
    if dance_class.section_start_s is not None and dance_class.section_end_s is not None:
        section = {"start_s": dance_class.section_start_s, "end_s": dance_class.section_end_s}
    return {
        "format": 1,
        "class": dance_class.slug,
        "titles": dance_class.titles,
        "song": {"title": dance_class.song.title, "artist": dance_class.song.artist},
        "dancer": {"name": dance_class.dancer.name},
        "difficulty": dance_class.difficulty,
        "tags": dance_class.tags,
        "section": section,
    }


def advance(session: Session, build: Build) -> None:
    """Make ready what has become ready, take from the cache what is there, and end the build when it is over.

    Safe to call at any time; every caller holds the build's row.
    """
    if build.state != "running":
        return
    keeping.keep_outputs(session, [step.key for step in build.steps if step.release_id is None])
    for step in build.steps:
        if step.release_id is None and step.state in ("waiting", "ready"):
            _advance_step(session, build, step)
    steps = [step for step in build.steps if step.release_id is None]
    if any(step.state in ("ready", "running") for step in steps):
        return
    if any(step.state == "failed" and step.name not in _FOR_PEOPLE for step in steps):
        build.state = "failed"
    else:
        build.pack_sha256 = _register_pack(session, build)
        build.state = "done" if build.pack_sha256 else "needs_beats"
    build.finished_at = utcnow()


def retry(session: Session, build: Build) -> Build:
    """Try the failed steps again. Raises ConflictError unless the build was aborted or one of its steps has
    failed; what only people look at can fail in a build that is done.
    """
    build = _locked(session, build)
    failed = any(step.state == "failed" and step.release_id is None for step in build.steps)
    if build.state == "running" or not (failed or build.state == "aborted"):
        raise ConflictError(f"This build is {build.state}; only a failed or aborted one can be tried again.")
    keeping.keep_outputs(session, [step.key for step in build.steps if step.release_id is None])
    for step in build.steps:
        lost = step.state == "done" and session.get(Output, step.key) is None  # cleared away since
        if step.release_id is None and (lost or step.state in ("failed", "aborted")):
            step.cached, step.state, step.attempt, step.progress = False, "waiting", 0, 0.0
            step.words = step.sentence = step.detail = step.code = ""
    build.state, build.finished_at = "running", None
    advance(session, build)
    return build


def abort(session: Session, build: Build) -> Build:
    """Stop a build; what it has finished stays in the cache. Raises ConflictError when it has ended."""
    build = _locked(session, build)
    if build.state != "running":
        raise ConflictError(f"This build is {build.state} already; there is nothing to abort.")
    call_others(session, [step.key for step in build.steps if step.state == "running"], build)
    for step in build.steps:
        if step.release_id is None and step.state in ("waiting", "ready", "running"):
            step.token += 1  # whoever runs it has lost it at the next renewal
            step.state, step.finished_at = "aborted", utcnow()
    build.state, build.finished_at = "aborted", utcnow()
    return build


def call_others(session: Session, keys: Collection[str], build: Build) -> None:
    """Hint the steps of other builds that waited for these outputs: this build will not make them."""
    waiting = select(Step).where(Step.key.in_(keys), Step.state == "ready", Step.build_id != build.id)
    hint_after_commit(session, [Hint(step.id, step.queue) for step in session.scalars(waiting)])


def _advance_step(session: Session, build: Build, step: Step) -> None:
    keys = {other.key for other in build.steps if other.release_id is None and other.state != "done"}
    if any(key in keys for key in step.inputs.values()):
        return
    if session.get(Output, step.key) is not None:
        step.state, step.cached, step.progress, step.finished_at = "done", True, 1.0, utcnow()
        step.sentence = step.detail = step.code = ""  # of an earlier attempt
    elif step.state == "waiting":
        step.state = "ready"
        hint_after_commit(session, [Hint(step.id, step.queue)])


def _register_pack(session: Session, build: Build) -> str | None:
    """The hash of the manifest that the build ended with (its pack's row is made if it is new), or None."""
    last = next((step for step in build.steps if step.name == "package"), None)
    if last is None:
        return None
    files = session.get_one(Output, last.key).files
    manifest = files["manifest.json"]
    if session.scalar(select(Pack).where(Pack.manifest_sha256 == manifest["sha256"])) is None:
        pack = Pack(
            class_id=build.class_id,
            build_id=build.id,
            created_by=build.created_by,
            manifest_sha256=manifest["sha256"],
            manifest_bytes=manifest["bytes"],
            revision=build.revision,
            bytes=sum(file["bytes"] for name, file in files.items() if name.startswith("objects/")),
        )
        session.add(pack)
    return str(manifest["sha256"])


def _given_files(session: Session, dance_class: DanceClass) -> tuple[dict[str, str], dict[str, bytes]]:
    """Name -> sha256 of all that people gave, and name -> content of what of it is no file yet."""
    if dance_class.take_sha256 is None:
        raise InvalidError("This class has no take yet. Upload the dancer's video, then build again.")
    if dance_class.song.sound_sha256 is None:
        raise InvalidError(
            "The song of this class has no sound yet. Upload its original sound, then build again."
        )
    inputs = {"take": dance_class.take_sha256, "song": dance_class.song.sound_sha256}
    if dance_class.cover_sha256 is not None:
        inputs["cover"] = dance_class.cover_sha256
    documents = {}
    revision = beats.current(session, dance_class)
    if revision is not None and revision.confirmed:  # others are a draft of a draft
        documents["beats.json"] = canonical_json(revision.beats)
    decision = alignments.decision(session, dance_class)
    if decision is not None and decision.kind == "corrected":
        documents["alignment.json"] = canonical_json(decision.alignment)
    inputs |= {name: sha256_of(document) for name, document in documents.items()}
    return inputs, documents


def _last_revision(session: Session, dance_class: DanceClass) -> int:
    query = select(func.max(Build.revision)).where(Build.class_id == dance_class.id)
    return session.scalar(query) or 0


def _locked(session: Session, build: Build) -> Build:
    return session.get_one(Build, build.id, with_for_update=True, populate_existing=True)
