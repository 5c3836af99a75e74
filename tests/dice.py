"""What may happen in a studio, thrown with dice: for the long histories of tests/torture, and the short ones
of tests/cms.
"""

import hashlib
import random
import threading
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace

from histories import NOTHING_WAITS, Studio
from sqlalchemy import event, select

from cms import builds, keeping, uploads
from cms.accounts import Actor
from cms.collecting import Round
from cms.db import reading, writing
from cms.errors import CmsError
from cms.models import Build, Pack, Step
from cms.releases import CHANNELS
from cms.settings import Settings

AUTHOR = Actor("key:1", "author", frozenset({"author"}))
TAKES = (b"take", b"another take", b"a third take")


class DiedError(BaseException):
    """The process is killed here; nothing of ours may catch this."""


@dataclass
class Player:
    """Throws moves at a studio and counts them; `deaths`: of all collections, how many die."""

    studio: Studio
    dice: random.Random
    settings: Settings
    deaths: float = 0.5
    done: Counter[str] = field(default_factory=Counter)

    def move(self, but: Collection[str] = ()) -> str:
        """One move. What a use case refuses has simply not happened."""
        name, do = self.dice.choices(
            [
                ("publish", self._publish),
                ("publish an old pack", self._publish_old),
                ("roll back", self._roll_back),
                ("withdraw", self._withdraw),
                ("ask only", self._ask_only),
                ("finish what was asked", self._finish),
                ("build", self._build),
                ("begin a build", self._begin_build),
                ("work a little", self._work),
                ("abort or retry", self._abort_or_retry),
                ("shoot again", self._shoot_again),
                ("upload", self._upload),
                ("lose a file", self._lose),
                ("days pass", self._days_pass),
                ("collect", self._collect),
                ("collect, a month later", self._collect_later),
            ],
            weights=[8, 4, 5, 2, 3, 4, 5, 2, 4, 2, 1, 2, 1, 4, 6, 12],
        )[0]
        try:
            if name not in but:
                do()
        except CmsError:
            name += " (refused)"
        self.done[name] += 1
        return name

    def _class(self) -> str:
        return self.dice.choice(self.studio.classes())

    def _channel(self) -> str:
        return self.dice.choice(CHANNELS)

    def _publish(self) -> None:
        self.studio.do(self.studio.ask_to_publish(self._class(), self._channel()))

    def _publish_old(self) -> None:
        with reading(self.studio.engine) as session:
            packs = session.scalars(select(Pack).order_by(Pack.id)).all()
        if packs:
            pack = self.dice.choice(packs)
            self.studio.do(self.studio.ask_to_publish(pack.class_id, self._channel(), pack.id))

    def _roll_back(self) -> None:
        self.studio.do(self.studio.ask_to_roll_back(self._class(), self._channel()))

    def _withdraw(self) -> None:
        self.studio.do(self.studio.ask_to_withdraw(self._class(), self._channel()))

    def _ask_only(self) -> None:
        ask = self.dice.choice((self.studio.ask_to_publish, self.studio.ask_to_roll_back))
        ask(self._class(), self._channel())

    def _finish(self) -> None:
        with reading(self.studio.engine) as session:
            asked = select(Step.id).where(Step.state == "ready", Step.release_id.is_not(None))
            waiting = session.scalars(asked.order_by(Step.id)).all()
        if waiting:
            self.studio.do(self.dice.choice(waiting))

    def _build(self) -> None:
        class_id = self._class()
        self.studio.move_a_beat(class_id)
        self.studio.build(class_id)

    def _begin_build(self) -> None:
        class_id = self._class()
        if self.dice.random() < 0.5:
            self.studio.move_a_beat(class_id)
        self.studio.start_build(class_id)

    def _work(self) -> None:
        with reading(self.studio.engine) as session:
            running = session.scalars(
                select(Build.id).where(Build.state == "running").order_by(Build.id)
            ).all()
        if running:
            self.studio.work(self.dice.choice(running), at_most=self.dice.randint(1, 6))

    def _abort_or_retry(self) -> None:
        with writing(self.studio.engine) as session:
            build = self.dice.choice(session.scalars(select(Build).order_by(Build.id)).all())
            (builds.abort if build.state == "running" else builds.retry)(session, build)

    def _shoot_again(self) -> None:
        self.studio.shoot_again(self._class(), self.dice.choice(TAKES))

    def _upload(self) -> None:
        """An upload that is joined, whose server dies before it writes that down, and that is tried again."""
        data = self.dice.randbytes(self.dice.randint(20, 30))
        sha256 = hashlib.sha256(data).hexdigest()
        room = uploads.make_room(self.studio.storage, total=len(data), known=None)
        with writing(self.studio.engine) as session:
            upload = uploads.begin(
                session,
                self.settings,
                AUTHOR,
                room,
                filename="take.mp4",
                total=len(data),
                sha256=sha256 if self.dice.random() < 0.5 else None,
            )
        self._hold(sha256)
        self.studio.storage.put_bytes(data)  # as joining does
        for _ in range(self.dice.randint(0, 2)):
            self._days_pass()
            self._collect()
        self._hold(sha256)
        stored = uploads.join(self.studio.storage, upload, sha256)
        with writing(self.studio.engine) as session:
            uploads.record(session, upload.id, stored, AUTHOR)

    def _hold(self, sha256: str) -> None:
        with writing(self.studio.engine) as session:
            keeping.hold_files(session, [sha256])

    def _lose(self) -> None:
        """A worker that dies after it put a file, and one that laid an object for nothing."""
        self.studio.storage.put_bytes(self.dice.randbytes(12))

    def _days_pass(self) -> None:
        self.studio.days_pass(self.dice.choice((0.5, 3, 10, 31)))

    def _collect(self) -> None:
        """A round, which may die before any statement, any commit, and before or after any file."""
        if self.dice.random() >= self.deaths:
            self.collected(self.studio.collect())
            return
        mortal = Mortal(self.studio, self.dice.randint(1, 70))
        try:
            self.collected(mortal.collect())
        except DiedError:
            self.done["collector killed"] += 1

    def _collect_later(self) -> None:
        """What stands unneeded all that time goes then."""
        self.studio.days_pass(3)
        self._collect()
        self.studio.days_pass(31)
        self._collect()

    def collected(self, done: Round) -> None:
        """Count what a round did."""
        self.done["marked"] += done.marked
        self.done["gone"] += done.gone


class Mortal:
    """A collector that is killed at its n-th breath: it breathes before every statement and commit, and
    before and after it takes a file away.
    """

    def __init__(self, studio: Studio, breaths: int) -> None:
        self.studio, self.left = studio, breaths

    def collect(self) -> Round:
        """A round, or DiedError."""
        engine = self.studio.engine
        mortal = replace(
            self.studio,
            storage=_Breathing(self.studio.storage, self._breathe),  # type: ignore[arg-type]
            delivery=_Breathing(self.studio.delivery, self._breathe),  # type: ignore[arg-type]
        )
        moments = ("before_cursor_execute", "commit")
        for moment in moments:
            event.listen(engine, moment, self._breathe)
        try:
            return mortal.collect()
        finally:
            for moment in moments:
                event.remove(engine, moment, self._breathe)

    def _breathe(self, *_: object) -> None:
        self.left -= 1
        if self.left == 0:
            raise DiedError


class _Breathing:
    """A store or a shelf whose deletions are moments at which one may die."""

    def __init__(self, inner: object, breathe: Callable[[], None]) -> None:
        self._inner, self._breathe = inner, breathe

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def delete(self, name: str) -> None:
        self._breathe()
        self._inner.delete(name)  # type: ignore[attr-defined]
        self._breathe()


def furnish(studio: Studio) -> None:
    """Two classes with two builds each, one of them released on both channels: where every history begins."""
    for slug in ("one", "two"):
        class_id = studio.add_class(slug)
        studio.build(class_id)
        if slug == "one":
            studio.publish(class_id, "staging")
            studio.publish(class_id)
        studio.move_a_beat(class_id)
        studio.build(class_id)
    studio.days_pass(3)


def play(studio: Studio, name: str, *, moves: int, settings: Settings, deaths: float = 0.5) -> Counter[str]:
    """One history: after every move all that anybody needs must be there. The dice are those of `name`."""
    player = Player(studio, random.Random(name), settings, deaths)  # noqa: S311 - to be thrown again
    told = []
    for _ in range(moves):
        try:
            told.append(player.move())
            studio.must_be_whole()
        except Exception as error:
            raise AssertionError(f"history {name!r}, moves {told}") from error
    return player.done


def kill_at_every_breath(studio_of: Callable[[], Studio], every: int = 1) -> int:
    """From one state, a collector that is killed at its first breath, then one at its second, and so on until
    one lives; a second collector ends what it began. Each time all ends as if nobody had died, and what went
    is written down once. Returns how many were killed.
    """
    ends = None
    breath = killed = 0
    while True:
        breath += every
        studio = studio_of()
        try:
            Mortal(studio, breath).collect()
        except DiedError:
            killed += 1
            studio.must_be_whole()
            studio.collect()
        else:
            return killed
        studio.must_be_whole()
        end = studio.what_there_is()
        ends = ends or end
        assert end == ends, f"killed at breath {breath}"


def burst(studios: Collection[Studio], name: str, *, moves: int, settings: Settings) -> Counter[str]:
    """All at once: a player on each studio of the same rows and files, and two collectors for whom nothing
    has to wait. Then all that anybody needs must be there.
    """
    players = [
        Player(studio, random.Random(f"{name} {n}"), settings, deaths=0.0)  # noqa: S311
        for n, studio in enumerate(studios)
    ]
    first = players[0]
    over = threading.Event()

    def collect() -> None:
        while not over.is_set():
            first.collected(replace(first.studio, terms=NOTHING_WAITS).collect())
            first.done["round"] += 1

    def run(player: Player) -> None:
        for _ in range(moves):
            player.move(but=("days pass", "collect", "collect, a month later"))

    with ThreadPoolExecutor(len(players) + 2) as pool:
        collectors = [pool.submit(collect) for _ in range(2)]
        running = [pool.submit(run, player) for player in players]
        wait(running)
        over.set()
    for each in (*running, *collectors):
        if (fault := each.exception()) is not None:
            raise AssertionError(f"burst {name!r}") from fault
    first.studio.must_be_whole()
    return sum((player.done for player in players), Counter())


def publish_at_once(studio: Studio, classes: int, *, at_once: int) -> None:
    """Ask for so many classes to be published, and carry all out at the same time, as workers do; a collector
    goes on meanwhile.
    """
    steps = []
    for number in range(classes):
        class_id = studio.add_class(f"class-{number:03d}")
        studio.build(class_id)
        steps.append(studio.ask_to_publish(class_id, "production"))
    over = threading.Event()

    def collect() -> None:
        while not over.is_set():
            replace(studio, terms=NOTHING_WAITS).collect()

    collecting = threading.Thread(target=collect)
    collecting.start()
    try:
        with ThreadPoolExecutor(at_once) as pool:
            assert all(pool.map(studio.do, steps))
    finally:
        over.set()
        collecting.join()
    studio.must_be_whole()
