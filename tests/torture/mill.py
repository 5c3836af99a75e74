"""A house at work while it is attacked: builds in flight, workers that are started again, troubles at random
moments; then what must hold whatever happened.
"""

import contextlib
import hashlib
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from clips import ShortClass, cut_sample
from plant import ACTOR, Plant, make_class, save_beats
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from cms import releases
from cms.db import reading
from cms.models import AlignmentDecision, Build, Channel, DanceClass, Output, Pack, Release, Step
from cms.storage import ServesShelf
from tests.torture.conftest import Figure

AWAY = (OperationalError, PoolTimeoutError)
TICK_S = 0.2
#: Without a step done for so long nothing goes on any more; generous, as the machine may be slow.
PATIENCE_S = 600.0
#: A trouble comes within so many seconds of when it is due: at any moment of what runs then.
LATE_S = 2.0
CHANNEL = "staging"


@dataclass
class Trouble:
    """Something that goes wrong `times` times, once for so many steps that are done, on average.

    `do` says False where there was nothing to do it to; it is tried again soon.
    """

    times: int
    every_steps: float
    do: Callable[["Mill"], bool]
    due_steps: float = 0.0
    due_s: float = 0.0


@dataclass
class Dancing:
    """A class on its way: rounds done and still to go, and the build or release that is under way."""

    class_id: str
    beats_s: list[float]
    rounds: int
    builds: list[str] = field(default_factory=list)
    build_id: str = ""
    release_id: str = ""
    releases: list[str] = field(default_factory=list)


@dataclass
class Lost:
    """A step whose worker was stopped at a moment, until somebody claims it again."""

    step_id: str
    token: int
    at_s: float
    why: str


class Mill:
    """The workers, the work, and the troubles. One thread; everything random comes from `dice`."""

    def __init__(self, plant: Plant, dice: random.Random, workers: Sequence[Mapping[str, Any]]) -> None:
        self.plant, self.dice = plant, dice
        self._settings = workers
        self.crew: list[subprocess.Popen[bytes]] = [plant.start_worker(**each) for each in workers]
        self.frozen: dict[int, float] = {}
        self.started = len(self.crew)
        self.done = 0
        self.dancing: list[Dancing] = []
        self.waiting: list[Lost] = []
        self.back_s: dict[str, list[float]] = {}

    def run(self, in_flight: int, troubles: Sequence[Trouble]) -> None:
        """Until all is built and published; classes get more rounds as long as there is trouble left."""
        deadline_s = time.monotonic() + PATIENCE_S
        for trouble in troubles:
            trouble.due_steps = self.dice.expovariate(1 / trouble.every_steps)
        while self._busy(in_flight, more=any(t.times for t in troubles)) or self.waiting or self.frozen:
            before = self.done
            with contextlib.suppress(*AWAY):
                self.done = self._steps_done()
                self._see_who_is_back()
            if self.done > before:
                deadline_s = time.monotonic() + PATIENCE_S
            if time.monotonic() > deadline_s:
                self.plant.until(lambda: False, 0)  # fails with the logs
            self._revive()
            for trouble in troubles:
                self._maybe(trouble)
            time.sleep(TICK_S)

    def running_of(self, worker: subprocess.Popen[bytes]) -> list[Step]:
        """The steps that this process holds."""
        name = f"{socket.gethostname()}:{worker.pid}"
        with reading(self.plant.house.engine) as session:
            return list(session.scalars(select(Step).where(Step.worker == name, Step.state == "running")))

    def at_work(self) -> list[subprocess.Popen[bytes]]:
        """The workers that live, are awake, and hold a step."""
        awake = [each for each in self.crew if each.pid not in self.frozen and each.poll() is None]
        return [worker for worker in awake if self.running_of(worker)]

    def lose(self, steps: Sequence[Step], why: str) -> None:
        """These were stopped now; it is measured how long it takes until they are claimed again."""
        now_s = time.monotonic()
        self.waiting += [Lost(step.id, step.token, now_s, why) for step in steps]

    def _maybe(self, trouble: Trouble) -> None:
        if not trouble.times or self.done < trouble.due_steps:
            return
        if not trouble.due_s:
            trouble.due_s = time.monotonic() + self.dice.uniform(0, LATE_S)
        if time.monotonic() < trouble.due_s:
            return
        done = False
        with contextlib.suppress(*AWAY):
            done = trouble.do(self)
        trouble.times -= done
        trouble.due_s = 0.0
        trouble.due_steps += done * self.dice.expovariate(1 / trouble.every_steps)

    def _steps_done(self) -> int:
        """What was really done, and not found in the cache."""
        with reading(self.plant.house.engine) as session:
            query = select(func.count()).where(Step.state == "done", Step.cached.is_(False))
            return session.scalars(query).one()

    def _revive(self) -> None:
        for place, worker in enumerate(self.crew):
            thaws_s = self.frozen.get(worker.pid)
            if thaws_s is not None and time.monotonic() >= thaws_s:
                worker.send_signal(signal.SIGCONT)
                del self.frozen[worker.pid]
            if worker.poll() is not None:
                self.frozen.pop(worker.pid, None)
                self.crew[place] = self.plant.start_worker(**self._settings[place])
                self.started += 1

    def _see_who_is_back(self) -> None:
        if not self.waiting:
            return
        now_s = time.monotonic()
        with reading(self.plant.house.engine) as session:
            ids = [lost.step_id for lost in self.waiting]
            steps = {step.id: step for step in session.scalars(select(Step).where(Step.id.in_(ids)))}
        left = []
        for lost in self.waiting:
            step = steps[lost.step_id]
            if step.token > lost.token:
                self.back_s.setdefault(lost.why, []).append(now_s - lost.at_s)
            elif step.state == "running" or (step.state == "ready" and not step.cached):
                left.append(lost)
        self.waiting = left

    def _busy(self, in_flight: int, *, more: bool) -> bool:
        """Take every class one thing further; whether anything is left to do."""
        under_way = sum(bool(one.build_id or one.release_id) for one in self.dancing)
        for one in self.dancing:
            try:
                if one.build_id:
                    self._see_build(one)
                elif one.release_id:
                    self._see_release(one)
                elif (more or len(one.builds) < one.rounds) and under_way < in_flight:
                    self._begin(one)
                    under_way += 1
            except AWAY:
                return True
        return more or any(
            one.build_id or one.release_id or len(one.builds) < one.rounds for one in self.dancing
        )

    def _begin(self, one: Dancing) -> None:
        """A new round, unless one was begun and the answer was lost with the database."""
        build_id = self._newest(Build, one)
        if build_id is None or build_id in one.builds:
            moved = list(one.beats_s)
            moved[self.dice.randrange(1, len(moved) - 1)] += self.dice.randrange(1, 20) / 1000
            moved[0] += len(one.builds) / 10_000  # no two rounds are the same
            self.plant.change(lambda session: save_beats(session, one.class_id, moved))
            build_id = self.plant.build(one.class_id)
        one.build_id = build_id
        one.builds.append(build_id)

    def _newest(self, row: type[Build | Release], one: Dancing) -> str | None:
        with reading(self.plant.house.engine) as session:
            return session.scalars(select(func.max(row.id)).where(row.class_id == one.class_id)).one()

    def _see_build(self, one: Dancing) -> None:
        build = self.plant.look(one.build_id)
        if build.state == "running":
            return
        failed = [(step.name, step.state, step.sentence, step.detail) for step in build.steps]
        assert build.state == "done", failed

        def ask(session: Session) -> str:
            dance_class = session.get_one(DanceClass, one.class_id)
            return releases.publish(session, self.plant.house.storage, ACTOR, dance_class, CHANNEL).id

        release_id = self._newest(Release, one)
        if release_id is None or release_id in one.releases:
            release_id = self.plant.change(ask)
        one.release_id = release_id
        one.releases.append(release_id)
        one.build_id = ""

    def _see_release(self, one: Dancing) -> None:
        with reading(self.plant.house.engine) as session:
            state = session.get_one(Release, one.release_id).state
        assert state != "failed"
        if state != "pending":
            one.release_id = ""


def cut_takes(folder: Path, count: int) -> list[ShortClass]:
    """Five seconds each, from different places of the sample class."""
    cuts = []
    for number in range(count):
        place = folder / str(number)
        place.mkdir()
        cuts.append(cut_sample(place, start_s=0.8 * (number % 16), duration_s=5.0, beats=9))
    return cuts


def add_classes(mill: Mill, takes: Sequence[ShortClass], count: int, rounds: int) -> None:
    """So many classes, several of the same take where there are more classes than takes."""
    for number in range(count):
        short = takes[number % len(takes)]
        class_id = mill.plant.change(partial(_add_class, mill, short, f"class-{number}"))
        mill.dancing.append(Dancing(class_id, list(short.beats_s), rounds))


def _add_class(mill: Mill, short: ShortClass, slug: str, session: Session) -> str:
    """A class whose alignment a person has accepted: of five seconds the finder is not certain."""
    class_id = make_class(session, mill.plant.house, short, slug=slug)
    dance_class = session.get_one(DanceClass, class_id)
    take, song = dance_class.take_sha256, dance_class.song.sound_sha256
    accepted = AlignmentDecision(
        class_id=class_id, take_sha256=take, song_sha256=song, kind="accepted", alignment={}
    )
    session.add(accepted)
    return class_id


def kill_worker(mill: Mill) -> bool:
    """kill -9 a worker process that is at work."""
    at_work = mill.at_work()
    if not at_work:
        return False
    worker = mill.dice.choice(at_work)
    worker.kill()
    worker.wait()
    mill.lose(mill.running_of(worker), "worker")
    return True


def kill_child(mill: Mill) -> bool:
    """kill -9 the process of a step, under its worker."""
    children = [(worker, child) for worker in mill.at_work() for child in _children(worker.pid)]
    if not children:
        return False
    worker, child = mill.dice.choice(children)
    held = mill.running_of(worker)
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        said = Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8", errors="replace")
        os.kill(child, signal.SIGKILL)
        mill.lose([step for step in held if step.id in said], "child")  # its desk is named after it
        return True
    return False


def freeze_worker(seconds: float) -> Callable[[Mill], bool]:
    """SIGSTOP a worker that is at work, and wake it up after so many seconds."""

    def freeze(mill: Mill) -> bool:
        at_work = mill.at_work()
        if mill.frozen or not at_work:
            return False
        worker = mill.dice.choice(at_work)
        worker.send_signal(signal.SIGSTOP)
        mill.frozen[worker.pid] = time.monotonic() + seconds
        mill.lose(mill.running_of(worker), "frozen")
        return True

    return freeze


def check(mill: Mill, figure: Figure) -> None:
    """What must hold: everything done, published exactly once and right, nothing torn. Tells the figures."""
    house = mill.plant.house
    asked = [release for one in mill.dancing for release in one.releases]
    with reading(house.engine) as session:
        built = list(session.scalars(select(Build)))
        assert {build.state for build in built} == {"done"}
        assert len(built) == len(asked)
        rows = list(session.scalars(select(Release)))
        assert sorted(row.id for row in rows) == sorted(asked)
        assert {row.state for row in rows} <= {"live", "superseded"}
        live = {row.class_id: row for row in rows if row.state == "live"}
        assert len(live) == sum(row.state == "live" for row in rows) == len(mill.dancing)
        assert all(live[one.class_id].id == one.releases[-1] for one in mill.dancing)
        packs = {pack.id: pack for pack in session.scalars(select(Pack))}
        assert len(packs) == len(built) == len({row.pack_id for row in rows})
        shown = {
            session.get_one(DanceClass, class_id).slug: packs[str(row.pack_id)].manifest_sha256
            for class_id, row in live.items()
        }
        lying = house.delivery.pointer(CHANNEL)
        assert lying is not None
        believed = house.signer.believed(lying.data, CHANNEL, now=datetime.now(UTC))
        assert believed is not None, "a device would refuse the pointer"
        pointer = believed.pointer
        assert {slug: pointer.manifest_of(slug) for slug in shown} == shown
        assert len(pointer.classes) == len(shown)
        # Every release moved the pointer once: no more, no less.
        assert pointer.version == session.get_one(Channel, CHANNEL).version == len(rows)
        outputs = {output.key: output.files for output in session.scalars(select(Output))}
        starts = session.scalars(select(func.sum(Step.token))).one()
    _nothing_torn(mill, outputs)
    least = len(outputs) + len(rows)
    figure("builds ended and published", f"{len(built)} of {len(built)}, each once")
    figure("worker processes started", mill.started)
    figure("step starts", f"{starts} for {least} steps: {starts / least:.3f} x")
    for why, back_s in mill.back_s.items():
        figure(
            f"back after {why}",
            f"{len(back_s)} steps, median {median(back_s):.1f} s, longest {max(back_s):.1f} s",
        )


def redone(mill: Mill) -> float:
    """Step starts over the least that were needed."""
    with reading(mill.plant.house.engine) as session:
        starts = session.scalars(select(func.sum(Step.token))).one()
        least = sum(session.scalars(select(func.count()).select_from(row)).one() for row in (Output, Release))
    return float(starts) / float(least)


def _nothing_torn(mill: Mill, outputs: dict[str, dict[str, dict[str, object]]]) -> None:
    storage, delivery = mill.plant.house.storage, mill.plant.house.delivery
    kept = {}
    for one in storage.listing():
        with storage.open(one.name) as stored:
            content = stored.read()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (one.name, one.bytes)
        kept[one.name] = one.bytes
    for files in outputs.values():
        for file in files.values():
            assert kept[str(file["sha256"])] == file["bytes"]
    assert isinstance(delivery, ServesShelf)
    for lying in delivery.listing():
        kind, *folder, name = lying.name.removesuffix(".json").split("/")
        file = delivery.object_file(name) if kind == "o" else delivery.manifest_file(folder[0], name)
        assert hashlib.sha256(file.path.read_bytes()).hexdigest() == name


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


@contextlib.contextmanager
def milling(mill: Mill) -> Iterator[Mill]:
    """Whatever becomes of the test, no frozen worker stays."""
    try:
        yield mill
    finally:
        for worker in mill.crew:
            worker.kill()
            worker.wait()
