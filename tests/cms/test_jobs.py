"""Claims, leases and tokens: whoever holds a step, it is recorded once."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from cms import builds, jobs, planning
from cms.accounts import Actor
from cms.db import clock_s, writing
from cms.models import BeatRevision, Build, DanceClass, Dancer, Json, Original, Output, Pack, Song, Step
from cms.queue import take_hints
from cms.settings import Settings
from cms.storage.local import LocalStorage

ACTOR = Actor("key:test", "test", frozenset({"build"}))
BEATS = {"format": 1, "beats_s": [float(beat) for beat in range(9)]}


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "store", base_url="http://test", secret=b"secret")


def add_class(
    session: Session, storage: LocalStorage, slug: str = "one", take: bytes = b"take"
) -> DanceClass:
    for data in (take, b"song"):
        stored = storage.put_bytes(data)
        if session.scalar(select(Original).where(Original.sha256 == stored.sha256)) is None:
            session.add(Original(sha256=stored.sha256, bytes=stored.bytes, filename="file"))
    session.flush()
    dance_class = DanceClass(
        slug=slug,
        titles={"en": slug},
        tags=[],
        song=Song(title="Song", artist="Artist", sound_sha256=storage.put_bytes(b"song").sha256),
        dancer=Dancer(name="Dancer"),
        take_sha256=storage.put_bytes(take).sha256,
    )
    session.add(dance_class)
    session.flush()
    return dance_class


def add_build(session: Session, storage: LocalStorage, slug: str = "one", take: bytes = b"take") -> Build:
    dance_class = add_class(session, storage, slug, take)
    session.add(BeatRevision(class_id=dance_class.id, number=1, beats=BEATS))
    session.flush()
    return builds.start(session, storage, ACTOR, dance_class, {})


def step_of(build: Build, name: str) -> Step:
    return next(step for step in build.steps if step.name == name)


def claim(session: Session, step_id: str, worker: str = "w", lease_s: float = 30.0) -> jobs.Claim | None:
    return jobs.claim(session, step_id, worker, lease_s=lease_s, attempts=3)


def files(storage: LocalStorage, *names: str) -> Json:
    stored = {name: storage.put_bytes(name.encode()) for name in names}
    return {name: {"sha256": one.sha256, "bytes": one.bytes} for name, one in stored.items()}


def do(session: Session, storage: LocalStorage, step: Step) -> None:
    """Claim the step and record it, as a worker would."""
    written = {
        "probe": ["media.json"],
        "audio_align": ["alignment.json"],
        "audio_replace": ["class.mp4"],
        "pose_extract": ["poses.npz", "pose_report.json"],
        "compile": ["routine.json"],
        "package": ["manifest.json", "objects/a"],
        "song_preview": ["song.wav", "song_peaks.bin", "onsets.json", "beat_grid.json"],
        "take_preview": ["thumbnail.jpg"],
        "song_slow": ["slow.json", "slow-50.wav", "slow-75.wav"],
        "judge": ["judging.json"],
    }[step.name]
    held = claim(session, step.id)
    assert held is not None
    assert jobs.record(session, held, files(storage, *written))


def test_only_steps_that_have_all_they_read_are_ready(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        build = add_build(session, storage)
        assert {step.name for step in build.steps if step.state == "ready"} == {
            "probe",
            "audio_align",
            "song_preview",
        }
        hinted = {hint.step_id for hint in take_hints(session)}
        assert hinted == {step.id for step in build.steps if step.state == "ready"}
        do(session, storage, step_of(build, "probe"))
        assert {step.name for step in build.steps if step.state == "ready"} == {
            "audio_align",
            "pose_extract",
            "song_preview",
            "take_preview",
        }
        assert [hint.queue for hint in take_hints(session)] == ["pose", "media"]


def test_a_build_ends_with_its_pack(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        build = add_build(session, storage)
        for step in build.steps:
            do(session, storage, step)
        assert build.state == "done"
        pack = session.scalars(select(Pack)).one()
        assert (pack.manifest_sha256, pack.revision) == (build.pack_sha256, 1)
        assert pack.bytes == len("objects/a")


def test_of_many_claims_one_wins(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        step_id = step_of(add_build(session, storage), "probe").id
    won: list[jobs.Claim] = []
    start = threading.Barrier(8)

    def try_it(worker: int) -> None:
        start.wait()
        with writing(engine) as session:
            held = claim(session, step_id, f"w{worker}")
        if held is not None:
            won.append(held)

    threads = [threading.Thread(target=try_it, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def look(
    session: Session, queues: tuple[str, ...] = ("media", "pose"), worker: str = "w"
) -> jobs.Claim | None:
    return jobs.claim_next(session, queues, worker, lease_s=30.0, attempts=3)


def test_work_is_found_without_any_hint(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        build = add_build(session, storage)
        assert look(session, ("pose",)) is None
        found = [look(session) for _ in range(4)]
        assert [held.name if held else None for held in found] == [
            "probe",
            "audio_align",
            "song_preview",
            None,
        ]
        assert found[0] is not None
        assert jobs.record(session, found[0], files(storage, "media.json"))
        held = look(session, ("pose",))
        assert held is not None
        assert held.step_id == step_of(build, "pose_extract").id


def test_what_a_silent_worker_left_comes_first(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        build = add_build(session, storage)
        align = step_of(build, "audio_align")
        assert claim(session, align.id, lease_s=-1.0) is not None
        held = jobs.claim_next(session, ["media"], "w", lease_s=30.0, attempts=3, lapsed_only=True)
        assert held is not None
        assert (held.step_id, held.token) == (align.id, 2)
        assert jobs.claim_next(session, ["media"], "w", lease_s=30.0, attempts=3, lapsed_only=True) is None
        session.execute(update(Step).where(Step.id == align.id).values(lease_until_s=clock_s(session) - 1))
        found = [look(session) for _ in range(3)]
        assert [held.name if held else None for held in found] == ["audio_align", "probe", "song_preview"]


def test_who_looks_passes_over_what_is_made_elsewhere_or_at_its_end(
    engine: Engine, storage: LocalStorage
) -> None:
    with writing(engine) as session:
        one, two = (add_build(session, storage, slug) for slug in ("one", "two"))
        assert claim(session, step_of(one, "probe").id) is not None
        for _ in range(3):
            assert claim(session, step_of(one, "audio_align").id, lease_s=-1.0) is not None
        held = look(session)
        assert held is not None
        assert (held.build_id, held.name) == (one.id, "song_preview")
        session.refresh(step_of(one, "audio_align"))
        assert step_of(one, "audio_align").state == "failed"
        held = look(session)
        assert held is not None
        assert (held.build_id, held.name) == (two.id, "audio_align")
        assert look(session) is None


def test_many_who_look_at_once_take_different_steps_and_wait_for_nobody(
    engine: Engine, storage: LocalStorage
) -> None:
    with writing(engine) as session:
        for number in range(4):
            add_build(session, storage, f"class-{number}", take=str(number).encode())
    taken: list[jobs.Claim] = []

    def take_all(worker: int) -> None:
        misses = 0
        while misses < 3:
            with writing(engine) as session:
                held = look(session, worker=f"w{worker}")
            misses += held is None
            if held is not None:
                taken.append(held)

    threads = [threading.Thread(target=take_all, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({held.step_id for held in taken}) == len(taken)
    with writing(engine) as session:
        while (held := look(session)) is not None:  # what was passed over while its build was locked
            taken.append(held)
        assert {held.token for held in taken} == {1}
        assert sorted(held.name for held in taken) == ["audio_align"] * 4 + ["probe"] * 4 + ["song_preview"]


def test_the_same_work_claimed_at_the_same_moment_is_done_once(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        steps = [step_of(add_build(session, storage, f"class-{n}"), "probe").id for n in range(6)]
    won: list[jobs.Claim] = []
    start = threading.Barrier(len(steps))

    def try_it(step_id: str) -> None:
        start.wait()
        with writing(engine) as session:
            held = claim(session, step_id)
        if held is not None:
            won.append(held)

    threads = [threading.Thread(target=try_it, args=(step_id,)) for step_id in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_who_lost_the_lease_cannot_record(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        build = add_build(session, storage)
        step = step_of(build, "probe")
        late = claim(session, step.id, "late", lease_s=-1.0)
        assert late is not None
        again = claim(session, step.id, "again")
        assert again is not None
        assert again.token == late.token + 1
        assert not jobs.renew(session, late, lease_s=30.0, progress=0.5, words="")
        assert not jobs.record(session, late, files(storage, "media.json"))
        assert not jobs.refuse(session, late, "No.", "")
        assert session.scalars(select(Output)).all() == []
        assert jobs.renew(session, again, lease_s=30.0, progress=0.5, words="half")
        assert jobs.record(session, again, files(storage, "media.json"))
        assert not jobs.record(session, again, files(storage, "media.json"))


def test_a_held_step_cannot_be_claimed_until_its_lease_ends(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        step = step_of(add_build(session, storage), "probe")
        assert claim(session, step.id) is not None
        assert claim(session, step.id) is None
        session.execute(update(Step).values(lease_until_s=clock_s(session) - 1))
        assert claim(session, step.id) is not None


def test_a_step_whose_workers_die_is_ended_with_a_sentence(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        build = add_build(session, storage)
        step = step_of(build, "probe")
        for _ in range(3):
            assert claim(session, step.id, lease_s=-1.0) is not None
        assert claim(session, step.id) is None
        session.refresh(step)
        assert step.state == "failed"
        assert "started 3 times and never ended" in step.sentence
        assert step.code == "worker-died"
        assert build.state == "running"  # what does not follow from it can still be done, and kept
        for name in ("audio_align", "song_preview"):
            do(session, storage, step_of(build, name))
        assert build.state == "failed"
        builds.retry(session, build)
        assert (build.state, step.state, step.code) == ("running", "ready", "")


def test_a_step_that_the_server_could_not_do_ends_with_that_reason(
    engine: Engine, storage: LocalStorage
) -> None:
    with writing(engine) as session:
        step = step_of(add_build(session, storage), "probe")
        for _ in range(3):
            held = claim(session, step.id)
            assert held is not None
            assert jobs.give_back(
                session, held, sentence="The store is lost.", detail="why", code="unforeseen", blameless=False
            )
        assert claim(session, step.id) is None
        session.refresh(step)
        told = (step.state, step.sentence, step.detail, step.code)
        assert told == ("failed", "The store is lost.", "why", "unforeseen")
        align = step_of(step.build, "audio_align")
        held = claim(session, align.id)
        assert held is not None
        assert jobs.give_back(
            session, held, sentence="The store is lost.", detail="why", code="unforeseen", blameless=False
        )
        do(session, storage, align)
        assert (align.state, align.sentence, align.detail, align.code) == ("done", "", "", "")


def test_a_worker_that_shuts_down_is_not_blamed(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        step = step_of(add_build(session, storage), "probe")
        for _ in range(5):
            held = claim(session, step.id)
            assert held is not None
            assert jobs.give_back(session, held, detail="", blameless=True)
        assert (step.state, step.attempt) == ("ready", 0)


def test_work_for_two_builds_is_done_once_and_serves_both(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        one, two = (add_build(session, storage, slug) for slug in ("one", "two"))
        held = claim(session, step_of(one, "probe").id)
        assert held is not None
        assert claim(session, step_of(two, "probe").id) is None
        assert jobs.record(session, held, files(storage, "media.json"))
        other = step_of(two, "probe")
        session.refresh(other)
        assert (other.state, other.cached) == ("done", True)
        assert step_of(two, "pose_extract").state == "ready"


@pytest.mark.parametrize("end", ["aborted", "refused"])
def test_who_waited_for_work_that_ended_badly_is_called(
    engine: Engine, storage: LocalStorage, end: str
) -> None:
    with writing(engine) as session:
        one, two = (add_build(session, storage, slug) for slug in ("one", "two"))
        held = claim(session, step_of(one, "probe").id)
        assert held is not None
        assert claim(session, step_of(two, "probe").id) is None
        take_hints(session)
        if end == "aborted":
            builds.abort(session, one)
        else:
            assert jobs.refuse(session, held, "No.", "")
        assert [hint.step_id for hint in take_hints(session)] == [step_of(two, "probe").id]
        assert claim(session, step_of(two, "probe").id) is not None


def test_a_sweep_hints_what_nobody_has(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        build = add_build(session, storage)
        take_hints(session)
        jobs.sweep(session)
        assert {hint.step_id for hint in take_hints(session)} == {
            step_of(build, "probe").id,
            step_of(build, "audio_align").id,
            step_of(build, "song_preview").id,
        }
        session.flush()
        jobs.sweep(session)
        assert take_hints(session) == []  # hinted a moment ago
        held = claim(session, step_of(build, "probe").id)
        assert held is not None
        session.execute(
            update(Step).where(Step.id == held.step_id).values(lease_until_s=clock_s(session) - 1)
        )
        jobs.sweep(session)
        assert [hint.step_id for hint in take_hints(session)] == [held.step_id]
        session.execute(
            update(Step).where(Step.id == held.step_id).values(lease_until_s=clock_s(session) - 3600)
        )
        jobs.sweep(session)
        assert take_hints(session) == []  # hints would pile up while all workers are busy
        again = look(session, ("media",))
        assert again is not None
        assert again.step_id == held.step_id


def test_an_aborted_build_takes_its_steps_from_their_workers(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        build = add_build(session, storage)
        held = claim(session, step_of(build, "probe").id)
        assert held is not None
        builds.abort(session, build)
        assert not jobs.renew(session, held, lease_s=30.0, progress=0.1, words="")
        assert not jobs.record(session, held, files(storage, "media.json"))
        assert {step.state for step in build.steps} == {"aborted"}


def test_the_same_draft_building_twice_is_one_build(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        build = add_build(session, storage)
        dance_class = session.get_one(DanceClass, build.class_id)
        assert builds.start(session, storage, ACTOR, dance_class, {}) is build
        dance_class.titles = {"en": "Another title"}
        another = builds.start(session, storage, ACTOR, dance_class, {})
        assert (another.id != build.id, another.revision) == (True, 2)
        assert step_of(another, "compile").key == step_of(build, "compile").key
        assert step_of(another, "package").key != step_of(build, "package").key


def test_an_output_that_came_meanwhile_is_not_made_again(engine: Engine, storage: LocalStorage) -> None:
    with writing(engine) as session:
        one, two = (add_build(session, storage, slug) for slug in ("one", "two"))
        broken = claim(session, step_of(one, "probe").id)
        assert broken is not None
        assert jobs.give_back(session, broken, sentence="It broke.", detail="why", blameless=False)
        dead = claim(session, step_of(one, "probe").id, "dead", lease_s=-1.0)
        assert dead is not None
        do(session, storage, step_of(two, "probe"))
        assert claim(session, step_of(one, "probe").id, "next") is None
        probe = step_of(one, "probe")
        assert (probe.state, probe.cached, probe.sentence, probe.detail) == ("done", True, "", "")
        assert step_of(one, "pose_extract").state == "ready"
        assert not jobs.record(session, dead, files(storage, "media.json"))


def test_a_step_given_up_while_its_build_is_aborted_locks_nobody_out(
    engine: Engine, storage: LocalStorage
) -> None:
    with writing(engine) as session:
        build = add_build(session, storage)
        step_id = step_of(build, "probe").id
        for _ in range(3):
            assert claim(session, step_id, lease_s=-1.0) is not None
    claims: list[jobs.Claim | None] = []

    def claim_once_more() -> None:
        with writing(engine) as session:
            claims.append(claim(session, step_id))

    claiming = threading.Thread(target=claim_once_more)
    with writing(engine) as session:
        session.get_one(Build, build.id, with_for_update=True)
        claiming.start()
        claiming.join(0.5)
        builds.abort(session, session.get_one(Build, build.id))
    claiming.join()
    assert claims == [None]
    with writing(engine) as session:
        assert session.get_one(Build, build.id).state == "aborted"


def test_builds_that_serve_each_other_do_not_lock_each_other_out(
    engine: Engine, storage: LocalStorage
) -> None:
    with writing(engine) as session:
        made = [add_build(session, storage, slug) for slug in ("one", "two")]
        first, second = sorted(made, key=lambda build: build.id)
        probe = claim(session, step_of(first, "probe").id)
        align = claim(session, step_of(second, "audio_align").id)
    assert probe is not None
    assert align is not None
    recorded: list[bool] = []

    def record_align() -> None:
        with writing(engine) as session:
            recorded.append(jobs.record(session, align, files(storage, "alignment.json")))

    recording = threading.Thread(target=record_align)
    with writing(engine) as session:
        session.get_one(Build, first.id, with_for_update=True)
        recording.start()
        recording.join(0.5)
        recorded.append(jobs.record(session, probe, files(storage, "media.json")))
    recording.join()
    assert recorded == [True, True]
    with writing(engine) as session:
        for build in (first, second):
            seen = session.get_one(Build, build.id)
            assert {step_of(seen, name).state for name in ("probe", "audio_align")} == {"done"}


@pytest.mark.parametrize("text", ["a\0b", "a\udcffb"])
def test_whatever_a_step_says_can_be_kept(engine: Engine, storage: LocalStorage, text: str) -> None:
    with writing(engine) as session:
        step = step_of(add_build(session, storage), "probe")
        held = claim(session, step.id)
        assert held is not None
        assert jobs.renew(session, held, lease_s=30.0, progress=0.5, words=text)
        assert jobs.give_back(session, held, detail=text, blameless=True)
        held = claim(session, step.id)
        assert held is not None
        assert jobs.refuse(session, held, text, text)
        session.flush()
        session.refresh(step)
        assert (step.sentence, step.detail) == ("a?b", "a?b")


def test_what_is_asked_of_a_step_leaves_its_other_usual_parameters() -> None:
    settings = Settings(pose_model="full")
    asked = {"pose_extract": {"fill_s": 0.2}, "probe": {}}
    assert planning.with_usual_params(asked, settings) == {
        "pose_extract": {"model": "full", "fill_s": 0.2},
        "probe": {},
    }
    assert planning.with_usual_params({"pose_extract": {"model": "lite"}}, settings) == {
        "pose_extract": {"model": "lite"}
    }
