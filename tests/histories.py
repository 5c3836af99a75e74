"""A small studio for histories: real rows, real use cases, real files on a real shelf. Only what steps write
is made up in a moment: alike for alike inputs, as it is with real ones.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from eightcount_runtime.classpack.channel import read_pointer
from eightcount_runtime.classpack.manifest import (
    Manifest,
    Metadata,
    PackFile,
    manifest_to_json,
    read_manifest,
)
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session, joinedload

from cms import builds, collecting, jobs, keeping, releases
from cms.accounts import Actor
from cms.db import reading, writing
from cms.errors import CmsError
from cms.models import (
    BeatRevision,
    Build,
    DanceClass,
    Dancer,
    Garbage,
    Gone,
    Original,
    Output,
    Pack,
    Release,
    Song,
    Step,
)
from cms.pipeline import PIPELINE
from cms.releases import CHANNELS
from cms.settings import Settings
from cms.signing import Signer, make_own
from cms.storage import Delivery, MissingError, Storage
from cms.storage.local import LocalDelivery, LocalStorage
from workers import publish

ACTOR = Actor("key:test", "test", frozenset({"build", "publish"}))
DAY_S = 86_400.0
TERMS = collecting.Terms(keep_s=30 * DAY_S, grace_s=2 * DAY_S)
NOTHING_WAITS = collecting.Terms(keep_s=0.0, grace_s=-3600.0)  # files of this very moment are old enough, too
_WRITES = {step.name: step.writes for step in PIPELINE}


@dataclass
class Studio:
    """Its collaborators; everything else is asked from the rows. `folders`: where files grow older."""

    engine: Engine
    storage: Storage
    delivery: Delivery
    signer: Signer
    terms: collecting.Terms = TERMS
    folders: tuple[Path, ...] = ()
    settings: Settings = field(default_factory=lambda: Settings(data=Path("/nonexistent")))

    @property
    def house(self) -> Any:
        """What publishing asks of a house."""
        return SimpleNamespace(
            engine=self.engine,
            storage=self.storage,
            delivery=self.delivery,
            signer=self.signer,
            settings=self.settings,
        )

    def add_class(self, slug: str, take: bytes = b"take") -> str:
        """A class with its take, song and beats. Returns its id."""
        with writing(self.engine) as session:
            song = self._original(session, b"song")
            dance_class = DanceClass(
                slug=slug,
                titles={"en": slug},
                tags=[],
                song=Song(title="Song", artist="Artist", sound_sha256=song),
                dancer=Dancer(name="Dancer"),
                take_sha256=self._original(session, take),
            )
            session.add(dance_class)
            session.flush()
            _add_beats(session, dance_class.id, 1)
            return dance_class.id

    def classes(self) -> list[str]:
        """Ids of all classes."""
        with reading(self.engine) as session:
            return list(session.scalars(select(DanceClass.id).order_by(DanceClass.id)))

    def move_a_beat(self, class_id: str) -> None:
        """New beats: the next build is another, and shares most with the last."""
        with writing(self.engine) as session:
            session.get_one(DanceClass, class_id, with_for_update=True)  # of two at once, one after the other
            last = session.scalars(
                select(BeatRevision.number)
                .where(BeatRevision.class_id == class_id)
                .order_by(BeatRevision.number.desc())
                .limit(1)
            ).one()
            _add_beats(session, class_id, last + 1)

    def leave_garbage(self) -> None:
        """Packs that are not shown any more, builds that nobody needs, a file that no row names: looked at
        once, and their time has come.
        """
        for class_id in self.classes():
            self.publish(class_id)
            self.move_a_beat(class_id)
            self.build(class_id)
            self.publish(class_id)
        self.storage.put_bytes(b"nobody's")
        self.days_pass(3)
        self.collect()
        self.days_pass(31)

    def shoot_again(self, class_id: str, take: bytes) -> None:
        """Another take, or an older one again."""
        with writing(self.engine) as session:
            session.get_one(DanceClass, class_id).take_sha256 = self._original(session, take)

    def start_build(self, class_id: str) -> str:
        """Start a build. Returns its id."""
        with writing(self.engine) as session:
            return builds.start(session, self.storage, ACTOR, session.get_one(DanceClass, class_id), {}).id

    def build(self, class_id: str) -> str:
        """Build to the end. Returns the build's id."""
        build_id = self.start_build(class_id)
        self.work(build_id)
        return build_id

    def work(self, build_id: str, *, at_most: int = 1000, but: Collection[str] = ()) -> int:
        """Do what is ready of a build, as its workers would. Returns how many steps were done."""
        done = 0
        while done < at_most:
            with reading(self.engine) as session:
                ready = session.scalars(
                    select(Step.id)
                    .where(Step.build_id == build_id, Step.state == "ready", Step.name.not_in(but))
                    .where(Step.release_id.is_(None))
                    .order_by(Step.position)
                ).first()
            if ready is None or not self.do(ready):
                return done
            done += 1
        return done

    def do(self, step_id: str) -> bool:
        """Claim a step and do it, a release's too. False: it was not to be had."""
        with writing(self.engine) as session:
            held = jobs.claim(session, step_id, "worker", lease_s=60.0, attempts=3)
        if held is None:
            return False
        if held.release_id is not None:
            ended = publish.run(self.house, held, lambda _progress, _words: True)
            if ended.kind != "done":
                raise AssertionError(f"not published: {ended}")
            return True
        return self._keep(held)

    def ask_to_publish(self, class_id: str, channel: str, pack_id: str | None = None) -> str:
        """Returns the id of the publish step."""
        with writing(self.engine) as session:
            dance_class = session.get_one(DanceClass, class_id)
            pack = session.get_one(Pack, pack_id) if pack_id else None
            return _step_of(
                session, releases.publish(session, self.storage, ACTOR, dance_class, channel, pack=pack)
            )

    def ask_to_roll_back(self, class_id: str, channel: str) -> str:
        with writing(self.engine) as session:
            dance_class = session.get_one(DanceClass, class_id)
            return _step_of(session, releases.rollback(session, ACTOR, dance_class, channel))

    def ask_to_withdraw(self, class_id: str, channel: str) -> str:
        with writing(self.engine) as session:
            dance_class = session.get_one(DanceClass, class_id)
            return _step_of(session, releases.withdraw(session, ACTOR, dance_class, channel))

    def publish(self, class_id: str, channel: str = "production", pack_id: str | None = None) -> None:
        assert self.do(self.ask_to_publish(class_id, channel, pack_id))

    def collect(self, going_on: Callable[[], bool] = lambda: True) -> collecting.Round:
        """One round of the collector."""
        return collecting.collect(self.engine, self.storage, self.delivery, self.terms, going_on=going_on)

    def days_pass(self, days: float) -> None:
        """What was marked was marked so much earlier, and files of folders are so much older."""
        with writing(self.engine) as session:
            session.execute(update(Garbage).values(marked_s=Garbage.marked_s - days * DAY_S))
        for path in (path for folder in self.folders for path in folder.rglob("*")):
            with suppress(FileNotFoundError):
                then_s = path.stat().st_mtime - days * DAY_S
                os.utime(path, (then_s, then_s))

    def must_be_whole(self) -> None:
        """Every pack that devices see, or that is on its way, or that a rollback would bring, is there whole;
        every file that a row names lies in the store; every original does.
        """
        with reading(self.engine) as session:
            lacking = [
                *self._lacking_in_store(session),
                *self._lacking_on_shelf(session),
                *self._lacking_for_people(session),
            ]
        assert not lacking, lacking[:10]

    def _lacking_in_store(self, session: Session) -> list[str]:
        named = {f"original {row}": row for row in session.scalars(select(Original.sha256))}
        named |= {f"manifest {row}": row for row in session.scalars(select(Pack.manifest_sha256))}
        for build_id, given in session.execute(select(Build.id, Build.inputs)):
            named |= {f"{name} of build {build_id}": sha256 for name, sha256 in given.items()}
        for step, files in session.execute(select(Output.step, Output.files)):
            named |= {f"{name} {file['sha256']} of {step}": file["sha256"] for name, file in files.items()}
        there = {each.name for each in self.storage.listing()}
        return [what for what, sha256 in named.items() if sha256 not in there]

    def _lacking_on_shelf(self, session: Session) -> list[str]:
        lacking: list[str] = []
        listed = {each.name: each.bytes for each in self.delivery.listing()}
        shown_now = (
            select(Release.channel, DanceClass.slug, Pack.manifest_sha256)
            .join(DanceClass, DanceClass.id == Release.class_id)
            .join(Pack, Pack.id == Release.pack_id)
            .where(Release.state == "live")
        )
        live = {(channel, slug): sha256 for channel, slug, sha256 in session.execute(shown_now)}
        for channel in CHANNELS:
            pointer = self.delivery.pointer(channel)
            shown = read_pointer(pointer.data).classes if pointer else ()
            told = {(channel, entry.class_id): entry.manifest for entry in shown}
            if told != {key: sha256 for key, sha256 in live.items() if key[0] == channel}:
                lacking.append(f"the pointer of {channel} does not show what is live")
            for (_, slug), sha256 in told.items():
                if f"packs/{slug}/{sha256}.json" not in listed:
                    lacking.append(f"the manifest of {slug} on {channel}")
                lacking += [
                    f"{file.path} of {slug} on {channel}"
                    for file in self.manifest(sha256).files
                    if listed.get(f"o/{file.sha256}") != file.bytes
                ]
        return lacking

    def _lacking_for_people(self, session: Session) -> list[str]:
        """Outputs of running builds, of the newest ones, of packs that are shown or may be brought back."""
        all_releases = session.scalars(
            select(Release).options(joinedload(Release.pack)).order_by(Release.id)
        ).all()
        packs = {
            row.pack.manifest_sha256 for row in all_releases if row.pack and row.state in ("live", "pending")
        }
        for place in {(row.class_id, row.channel) for row in all_releases}:
            was = [
                row
                for row in all_releases
                if (row.class_id, row.channel) == place and row.state in ("live", "superseded")
            ]
            back = releases.way_back(was)
            if (
                back is not None and was[-1].kind != "rollback"
            ):  # else it may have gone before this way opened
                packs.add(back.manifest_sha256)
        all_builds = session.scalars(select(Build).order_by(Build.id)).all()
        newest = {build.class_id: build.id for build in all_builds}.values()
        kept = {
            build.id
            for build in all_builds
            if build.state == "running" or build.id in newest or build.pack_sha256 in packs
        }
        done = select(Step.build_id, Step.name, Step.key).where(
            Step.state == "done", Step.release_id.is_(None)
        )
        there = set(session.scalars(select(Output.key)))
        return [
            f"{name} of build {build_id}"
            for build_id, name, key in session.execute(done)
            if build_id in kept and key not in there
        ]

    def manifest(self, sha256: str) -> Manifest:
        with self.storage.open(sha256) as stored:
            return read_manifest(stored.read())

    def what_there_is(self) -> tuple[set[str], set[str], set[str], list[str]]:
        """Names on the shelf, in the store, of outputs; what went, as often as that is written down."""
        with reading(self.engine) as session:
            outputs = set(session.scalars(select(Output.key)))
            gone = sorted(session.scalars(select(Gone.name)))
        return (
            {each.name for each in self.delivery.listing()},
            {each.name for each in self.storage.listing()},
            outputs,
            gone,
        )

    def gone(self, place: str) -> dict[str, str]:
        """Name -> why, of what went."""
        with reading(self.engine) as session:
            rows = session.execute(select(Gone.name, Gone.why).where(Gone.place == place))
            return {name: why for name, why in rows}  # noqa: C416 - a row is no pair

    def _original(self, session: Session, data: bytes) -> str:
        stored = self.storage.put_bytes(data)
        if session.scalar(select(Original).where(Original.sha256 == stored.sha256)) is None:
            session.add(Original(sha256=stored.sha256, bytes=stored.bytes, filename="file"))
            session.flush()
        return stored.sha256

    def _keep(self, held: jobs.Claim) -> bool:
        with reading(self.engine) as session:
            since = keeping.moment(session)
        try:
            written = self._written(held)
        except MissingError:
            with writing(self.engine) as session:  # inputs may go once the step is not this worker's any more
                lost = not jobs.renew(session, held, lease_s=60.0, progress=0.0, words="")
            if lost:
                return False
            raise
        for _ in range(20):
            files = {name: self._put(data) for name, data in written.items()}
            names = [file["sha256"] for file in files.values()]
            try:
                with writing(self.engine) as session:
                    recorded = jobs.record(session, held, files)
                    if recorded:
                        keeping.keep_files(session, names, since=since)
            except keeping.GoneError:
                with writing(self.engine) as session:
                    since = keeping.hold_files(session, names)
            else:
                return recorded
        raise AssertionError("what was put was taken away twenty times")

    def _put(self, data: bytes) -> dict[str, str | int]:
        stored = self.storage.put_bytes(data)
        return {"sha256": stored.sha256, "bytes": stored.bytes}

    def _written(self, held: jobs.Claim) -> dict[str, bytes]:
        """What the step writes: it follows from its inputs' bytes alone, and poses from the take alone."""
        for name, sha256 in held.files.items():
            if self.storage.size(sha256) is None:
                raise MissingError(f"{held.name} lacks {name}")
        if held.name == "package":
            return self._packed(held)
        if held.name == "audio_align":
            return {"alignment.json": json.dumps({"verdict": "certain", "of": dict(held.files)}).encode()}
        told = json.dumps([held.name, sorted(held.files.items())]).encode()
        return {name: name.encode() + b" " + told for name in _WRITES[held.name]}

    def _packed(self, held: jobs.Claim) -> dict[str, bytes]:
        with self.storage.open(held.files["class.json"]) as stored:
            told = json.load(stored)
        contents = {
            "video": b"film " + held.files["class.mp4"].encode(),
            "poses": b"poses " + held.files["poses.npz"].encode(),
            "poses_world": b"world " + held.files["poses.npz"].encode(),
            "routine": b"routine " + held.files["routine.json"].encode(),
            "poster": b"poster " + held.files["class.mp4"].encode(),
            "thumbnail": b"the same little picture in every class",
            "waveform": b"waveform of the song",
        }
        files = tuple(_file(role, data) for role, data in contents.items())
        about = Metadata(
            titles=told["titles"],
            song_title="Song",
            song_artist="Artist",
            dancer="Dancer",
            difficulty=3,
            tags=(),
            section=None,
            duration_s=1.0,
            parts=1,
            steps=8,
        )
        manifest = Manifest(told["class"], told["revision"], 1, about, files)
        objects = {
            f"objects/{file.sha256}": data for file, data in zip(files, contents.values(), strict=True)
        }
        return {"manifest.json": manifest_to_json(manifest), **objects}


@contextmanager
def quick_folder() -> Iterator[Path]:
    """An empty folder, in memory where the machine has one there: nothing here is to outlast a power cut."""
    memory = Path("/dev/shm")  # noqa: S108 - any folder in memory will do
    with tempfile.TemporaryDirectory(
        prefix="eightcount-histories-", dir=memory if memory.is_dir() else None
    ) as folder:
        yield Path(folder)


def open_studio(engine: Engine, folder: Path, terms: collecting.Terms = TERMS) -> Studio:
    """A studio over a migrated database, with folders as store and shelf, and keys of its own."""
    make_own(folder / "keys", CHANNELS, now=datetime.now(UTC))
    return Studio(
        engine=engine,
        storage=LocalStorage(folder / "store", base_url="http://test", secret=b"secret"),
        delivery=LocalDelivery(folder / "shelf"),
        signer=Signer(folder / "keys/online.key", folder / "keys/root.json"),
        terms=terms,
        folders=(folder / "store/objects", folder / "shelf/public/o", folder / "shelf/public/packs"),
    )


def refused(do: Callable[[], object]) -> bool:
    """Whether a use case says that this cannot be done now; a loss never comes as such a refusal."""
    try:
        do()
    except CmsError:
        return True
    return False


def _add_beats(session: Session, class_id: str, number: int) -> None:
    beats = {"format": 1, "beats_s": [float(number), *(100.0 + beat for beat in range(8))]}
    session.add(BeatRevision(class_id=class_id, number=number, beats=beats))


def _file(role: str, data: bytes) -> PackFile:
    details: dict[str, dict[str, Any]] = {
        "video": {"width": 64, "height": 64, "frames": 30, "rate": [30, 1]},
        "poses": {"frames": 30, "rate": [30, 1]},
        "poses_world": {"frames": 30, "rate": [30, 1]},
        "poster": {"width": 64, "height": 64},
        "thumbnail": {"width": 64, "height": 64, "part": 1},
        "waveform": {"rate": [100, 1]},
    }
    sha256 = hashlib.sha256(data).hexdigest()
    return PackFile(role, role, len(data), sha256, "application/octet-stream", details.get(role, {}))


def _step_of(session: Session, release: Release) -> str:
    session.flush()
    return session.scalars(select(Step.id).where(Step.release_id == release.id)).one()
