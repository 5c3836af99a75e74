"""Builds: one run of the pipeline over fixed inputs, planned from the table, ended by what workers record.

A build never changes what it was started with; new beats are a new build, which finds the untouched steps'
outputs under their keys. This module starts, advances, retries and aborts; what a build is given is
`cms.drafts`, who claims a step `cms.jobs`.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from cms import drafts, keeping, planning
from cms.accounts import Actor
from cms.errors import ConflictError
from cms.models import Build, DanceClass, Output, Pack, Step, utcnow
from cms.pipeline import PIPELINE
from cms.queue import Hint, hint_after_commit
from cms.storage import Storage

_FOR_PEOPLE = {step.name for step in PIPELINE if step.for_people}


def start(
    session: Session,
    storage: Storage,
    actor: Actor,
    dance_class: DanceClass,
    params: planning.Params,
    *,
    laid: drafts.Laid | None = None,
) -> Build:
    """Start a build of the draft as it stands; the same draft already building is given back instead.

    Args:
        params: step name -> the parameters it is given.
        laid: what `drafts.lay` put; where the draft was changed since, the store is asked here.

    Raises:
        InvalidError: the class has no take or its song no sound, or `params` names no step of the pipeline,
            or gives a parameter a value that it does not take.
    """
    planning.check(params)
    session.flush()
    session.refresh(dance_class, with_for_update=True)  # two starts at once: one after the other
    draft = drafts.draft_of(session, dance_class, params)
    running = next((build for build in draft.same if build.state == "running"), None)
    if running is not None:
        return running
    drafts.keep_documents(session, storage, draft.documents, laid)
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


def _locked(session: Session, build: Build) -> Build:
    return session.get_one(Build, build.id, with_for_update=True, populate_existing=True)
