"""Who works on which step. A worker claims a step in a short transaction, renews its lease while it works,
and records the result in another; one that lost its lease cannot record. The database's clock counts.

Works the same when hints come twice or not at all: claiming is one conditional update, `claim_next` finds
work without any hint, and `sweep` hints again what nobody claimed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, aliased

from cms import builds
from cms.db import clock_s
from cms.failures import REFUSED, died
from cms.models import Build, Json, Output, Release, Step, utcnow
from cms.queue import Hint, hint_after_commit

#: A ready step whose hint was sent so long ago is hinted again, seconds.
HINT_AGAIN_S = 30.0


@dataclass(frozen=True)
class Claim:
    """A step that this worker holds until its lease ends. `files`: name it reads -> sha256 of the file."""

    step_id: str
    build_id: str
    release_id: str | None
    name: str
    token: int
    params: Mapping[str, Any]
    files: Mapping[str, str]


def claim(session: Session, step_id: str, worker: str, *, lease_s: float, attempts: int) -> Claim | None:
    """Take the step, or None when it is not to be had: done, held by another, aborted, or the same work runs.

    A step whose output another build has made meanwhile is done with it; one whose workers died `attempts`
    times is ended here with a sentence rather than tried for ever.
    """
    step = session.get(Step, step_id)
    if step is None:
        return None
    build = _lock_builds(session, [step.build_id])[step.build_id]
    now_s = clock_s(session)
    if _same_work_runs(session, step, now_s):
        return None
    taken = session.execute(
        update(Step)
        .where(Step.id == step_id, _claimable(now_s))
        .values(
            state="running",
            token=Step.token + 1,
            attempt=Step.attempt + 1,
            lease_until_s=now_s + lease_s,
            worker=worker,
            progress=0.0,
            words="",
            started_at=utcnow(),
        )
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        return None
    session.refresh(step)
    if step.release_id is None and session.get(Output, step.key) is not None:
        step.state = "ready"
        builds.advance(session, build)
        return None
    if step.attempt > attempts:
        told = (step.sentence, step.code) if step.sentence else (_died(step, attempts), "worker-died")
        _end_badly(session, step, told[0], step.detail, told[1])
        return None
    return Claim(
        step_id=step.id,
        build_id=step.build_id,
        release_id=step.release_id,
        name=step.name,
        token=step.token,
        params=step.params,
        files=_files(session, step),
    )


def claim_next(
    session: Session,
    queues: Collection[str],
    worker: str,
    *,
    lease_s: float,
    attempts: int,
    lapsed_only: bool = False,
) -> Claim | None:
    """Take a step of these queues that nobody has; None when there is none. What a silent worker left comes
    first (or alone), then the oldest build.

    Rows that others hold are passed over: of many workers that look at once, each takes another step and none
    waits. What is to be had otherwise is as `claim` has it.
    """
    now_s = clock_s(session)
    twin = aliased(Step)
    made_elsewhere = (
        select(twin.id).where(twin.key == Step.key, twin.id != Step.id, _runs(twin, now_s)).exists()
    )
    to_be_had = (
        select(Step.id)
        .join(Build, Build.id == Step.build_id)
        .where(
            Step.queue.in_(queues),
            _lapsed(now_s) if lapsed_only else _claimable(now_s),
            or_(Step.release_id.is_not(None), ~made_elsewhere),
        )
        .order_by(Step.state.desc(), Build.id, Step.position)  # running, so lapsed, before ready
        .limit(1)
        .with_for_update(of=[Build, Step], skip_locked=True)
    )
    looked_at: list[str] = []
    while (step_id := session.scalar(to_be_had.where(Step.id.not_in(looked_at)))) is not None:
        held = claim(session, step_id, worker, lease_s=lease_s, attempts=attempts)
        if held is not None:
            return held
        looked_at.append(step_id)  # it was done or ended just now, or its work runs elsewhere
    return None


def renew(session: Session, held: Claim, *, lease_s: float, progress: float, words: str) -> bool:
    """Keep the lease and tell how far the work is. False: it is lost (aborted, or taken); stop."""
    kept = session.execute(
        update(Step)
        .where(Step.id == held.step_id, Step.token == held.token, Step.state == "running")
        .values(lease_until_s=clock_s(session) + lease_s, progress=progress, words=_kept(words)[:200])
        .execution_options(synchronize_session=False)
    )
    return bool(kept.rowcount == 1)  # type: ignore[attr-defined]


def record(session: Session, held: Claim, files: Json) -> bool:
    """The step is done and wrote `files` (name -> {"sha256", "bytes"}). False when the lease was lost."""
    others = _who_else_wants_it(session, held)
    step = _held(session, held, *others)
    if step is None:
        return False
    step.state, step.progress, step.finished_at = "done", 1.0, utcnow()
    step.sentence = step.detail = step.code = ""  # of an earlier attempt
    if held.release_id is None:
        if session.get(Output, step.key) is None:
            session.add(Output(key=step.key, step=step.name, files=files))
            session.flush()
        for build_id in [held.build_id, *others]:
            builds.advance(session, session.get_one(Build, build_id))
    return True


def refuse(session: Session, held: Claim, sentence: str, detail: str, *, code: str = "") -> bool:
    """The step failed: `sentence` for the author, `detail` for the engineer, `code` for programs.

    False: the lease was lost.
    """
    step = _held(session, held)
    if step is None:
        return False
    _end_badly(session, step, sentence, detail, code or REFUSED)
    return True


def give_back(
    session: Session, held: Claim, *, detail: str, blameless: bool, sentence: str = "", code: str = ""
) -> bool:
    """The worker could not finish: the step is ready for another. False: the lease was lost.

    Args:
        sentence: for the author, should no attempt do better; by default that the worker died.
        detail: what is known of the reason, for the engineer.
        code: what is to blame, for programs; goes with the sentence.
        blameless: the worker merely shuts down, so the attempt does not count.
    """
    step = _held(session, held)
    if step is None:
        return False
    step.state, step.sentence, step.detail = "ready", _kept(sentence), _kept(detail)
    step.code = code if sentence else ""
    step.attempt -= int(blameless)
    hint_after_commit(session, [Hint(step.id, step.queue)])
    return True


def sweep(session: Session) -> None:
    """Hint again what is ready and nobody claimed, and what was claimed by a worker that fell silent.

    A silent worker's step is hinted by every sweep for a while and then no more: should all workers be busy
    for hours, hints would pile up, and whoever is free looks for itself.
    """
    now_s = clock_s(session)
    stale = select(Step).where(
        or_(
            (Step.state == "running") & Step.lease_until_s.between(now_s - HINT_AGAIN_S, now_s),
            (Step.state == "ready") & (Step.lease_until_s < now_s - HINT_AGAIN_S),
        )
    )
    for step in session.scalars(stale.with_for_update(skip_locked=True)):
        if step.state == "ready":
            step.lease_until_s = now_s  # of a ready step: when it was last hinted
        hint_after_commit(session, [Hint(step.id, step.queue)])


def _lapsed(now_s: float) -> Any:
    return (Step.state == "running") & (Step.lease_until_s < now_s)


def _claimable(now_s: float) -> Any:
    return or_(Step.state == "ready", _lapsed(now_s))


def _runs(step: Any, now_s: float) -> Any:
    return (step.state == "running") & (step.lease_until_s >= now_s)


def _same_work_runs(session: Session, step: Step, now_s: float) -> bool:
    """Whether another build's worker makes this very output, or is about to; it will serve this step too."""
    if step.release_id is not None:
        return False
    if not _first_to_ask(session, step.key):
        return True
    others = select(Step.id).where(Step.key == step.key, Step.id != step.id, _runs(Step, now_s))
    return session.scalar(others.limit(1)) is not None


def _first_to_ask(session: Session, key: str) -> bool:
    """False while another transaction is claiming the same work: neither sees the other's row yet.

    Never waits. SQLite has one writer at a time, so nobody else is claiming there.
    """
    if session.get_bind().dialect.name == "sqlite":
        return True
    number = int(key[:15], 16)
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(number))))


def _who_else_wants_it(session: Session, held: Claim) -> list[str]:
    """Other builds that want the same output: who makes it serves them."""
    key = select(Step.key).where(Step.id == held.step_id).scalar_subquery()
    wanting = select(Step.build_id).where(
        Step.key == key, Step.state.in_(("ready", "running")), Step.build_id != held.build_id
    )
    return sorted(set(session.scalars(wanting)))


def _lock_builds(session: Session, ids: Iterable[str]) -> dict[str, Build]:
    """Lock builds, then read them. Always by id and before their steps, so that nobody waits in a ring."""
    rows = select(Build).where(Build.id.in_(set(ids))).order_by(Build.id).with_for_update()
    found = session.scalars(rows.execution_options(populate_existing=True))
    return {build.id: build for build in found}


def _held(session: Session, held: Claim, *others: str) -> Step | None:
    """The step with its build's row and those of others locked, if the claim still stands."""
    _lock_builds(session, [held.build_id, *others])
    step = session.get_one(Step, held.step_id, with_for_update=True, populate_existing=True)
    return step if step.token == held.token and step.state == "running" else None


def _end_badly(session: Session, step: Step, sentence: str, detail: str, code: str) -> None:
    step.state, step.finished_at = "failed", utcnow()
    step.sentence, step.detail, step.code = _kept(sentence), _kept(detail), code
    if step.release_id is not None:
        session.get_one(Release, step.release_id).state = "failed"
    else:
        builds.call_others(session, [step.key], step.build)
        builds.advance(session, step.build)


def _died(step: Step, attempts: int) -> str:
    if step.release_id is not None:
        return f"Publishing was started {attempts} times and never ended: its worker died. Publish again."
    return died(attempts)


def _kept(words: str) -> str:
    """Text as every database keeps it: a file can make a step say NUL or half a character."""
    return words.encode(errors="replace").decode().replace("\0", "?")


def _files(session: Session, step: Step) -> dict[str, str]:
    """Name -> sha256 of everything the step reads."""
    found = {}
    for name, key in step.inputs.items():
        output = session.get(Output, key)
        found[name] = output.files[name]["sha256"] if output is not None else key
    return found
