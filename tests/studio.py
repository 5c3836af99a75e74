"""A house over a test's database with its API, and a worker in this process.

The worker claims and records as a real one; compile, package, judge and publish are really run, what comes
before them is taken from nine seconds of a real dance that went through them once.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import small_class
from sqlalchemy import select
from starlette.testclient import TestClient

import workers.compile
import workers.judge
import workers.package
from cms import accounts, jobs
from cms.api.app import create_app
from cms.bootstrap import House, signer_of
from cms.db import connect, reading, writing
from cms.models import Original, Step
from cms.queue import Hint
from cms.releases import CHANNELS
from cms.settings import Settings
from cms.signing import make_own
from cms.storage.local import LocalDelivery, LocalStorage
from workers import publish
from workers.step import StepRefusedError, Work

BEATS_S = list(small_class.BEATS_S)
#: Names and sha256 of what was judged -> judging.json.
_JUDGED: dict[tuple[tuple[str, str], ...], bytes] = {}
CERTAIN = {
    "offset_s": small_class.OFFSET_S,
    "rate": 1.0,
    "kind": "same",
    "verdict": "certain",
    "confidence": 0.97,
    "coverage": 1.0,
    "windows": [],
    "candidates": [],
    "take_duration_s": 9.0,
    "song_duration_s": 116.4,
    "problems": [],
}


@dataclass
class Remembered:
    """A queue that keeps what it was told."""

    hints: list[Hint] = field(default_factory=list)

    def send(self, hints: Iterable[Hint]) -> None:
        self.hints.extend(hints)

    def ping(self) -> None:
        """It is always there."""


class Studio:
    """The house, a client of its API with a key for everything, and the worker."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.folder = folder
        self.queue = Remembered()
        storage = LocalStorage(folder / "store", "http://testserver/api/v1", b"a secret of this test")
        settings = Settings(data=folder, database_url=database_url, part_bytes=1024)
        make_own(folder / "keys", CHANNELS, now=datetime.now(UTC))
        self.house = House(
            settings=settings,
            engine=connect(database_url),
            storage=storage,
            delivery=LocalDelivery(folder / "shelf"),
            queue=self.queue,
            signer=signer_of(settings),
        )
        self.app = create_app(self.house)
        self.secret = self.key(*accounts.SCOPES)
        self.client = self.client_of(self.secret)
        self.alignment: dict[str, Any] = CERTAIN
        self.still = False  # whether nobody dances in the takes
        self.spans: list[Any] = []  # what the report of the poses tells of them
        self.refusal: dict[str, str | tuple[str, str]] = {}  # step -> sentence, and code

    def key(self, *scopes: str) -> str:
        with writing(self.house.engine) as session:
            return accounts.create_key(session, "test", scopes)[1]

    def client_of(self, secret: str | None) -> TestClient:
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        return TestClient(self.app, raise_server_exceptions=False, headers=headers)

    def original(self, data: bytes) -> str:
        """A file that was uploaded: its sha256."""
        stored = self.house.storage.put_bytes(data)
        with writing(self.house.engine) as session:
            known = session.scalar(select(Original.id).where(Original.sha256 == stored.sha256))
            if known is None:
                session.add(Original(sha256=stored.sha256, bytes=stored.bytes, filename="file"))
        return stored.sha256

    def post(self, path: str, body: Any = None, status: int = 201, **headers: str) -> dict[str, Any]:
        answer = self.client.post(f"/api/v1{path}", json=body, headers=_named(headers))
        return told(answer, status)

    def get(self, path: str, status: int = 200) -> dict[str, Any]:
        return told(self.client.get(f"/api/v1{path}"), status)

    def song(self, *, sound: bool = True, **given: Any) -> dict[str, Any]:
        sha256 = self.original(b"song") if sound else None
        return self.post("/songs", {"title": "Happy lofi day", "artist": "Tarush", "sound": sha256, **given})

    def dancer(self, **given: Any) -> dict[str, Any]:
        return self.post("/dancers", {"name": "Teal", **given})

    def dance_class(self, slug: str = "uniform", *, take: bool = True, **given: Any) -> dict[str, Any]:
        body = {
            "slug": slug,
            "titles": {"en": "Uniform"},
            "take": self.original(b"take") if take else None,
            **given,
        }
        if "song_id" not in given:
            body["song_id"] = self.song()["id"]
        if "dancer_id" not in given:
            body["dancer_id"] = self.dancer()["id"]
        return self.post("/classes", body)

    def beats(
        self, slug: str = "uniform", beats_s: list[float] | None = None, read: str = "*"
    ) -> dict[str, Any]:
        body = {"format": 1, "beats_s": BEATS_S if beats_s is None else beats_s}
        answer = self.client.put(f"/api/v1/classes/{slug}/beats", json=body, headers={"If-Match": read})
        return told(answer, 200)

    def build(self, slug: str = "uniform") -> dict[str, Any]:
        """Start a build and let the worker do all of it."""
        build = self.post(f"/classes/{slug}/builds", {})
        self.work()
        return self.get(f"/builds/{build['id']}")

    def publish(self, channel: str, slug: str = "uniform", **given: Any) -> dict[str, Any]:
        release = self.post(f"/classes/{slug}/releases", {"channel": channel, **given})
        self.work()
        return self.get(f"/releases/{release['id']}")

    def work(self, most: int = 100) -> list[str]:
        """Do ready steps until none is left; their names."""
        done: list[str] = []
        while len(done) < most:
            with reading(self.house.engine) as session:
                ready = session.scalar(
                    select(Step.id).where(Step.state == "ready").order_by(Step.position).limit(1)
                )
            if ready is None:
                return done
            held = self.claim(ready)
            self._do(held)
            done.append(held.name)
        return done

    def claim(self, step_id: str) -> jobs.Claim:
        with writing(self.house.engine) as session:
            held = jobs.claim(session, step_id, "here", lease_s=60, attempts=3)
        assert held is not None
        return held

    def _do(self, held: jobs.Claim) -> None:
        if held.name in self.refusal:
            said = self.refusal[held.name]
            sentence, code = said if isinstance(said, tuple) else (said, "")
            self._refuse(held, sentence, "the detail", code)
        elif held.release_id is not None:
            assert publish.run(self.house, held, lambda _progress, _words: True).kind == "done"
        else:
            self._record(held)

    def _refuse(self, held: jobs.Claim, sentence: str, detail: str, code: str) -> None:
        with writing(self.house.engine) as session:
            assert jobs.refuse(session, held, sentence, detail, code=code)

    def _record(self, held: jobs.Claim) -> None:
        desk = Path(tempfile.mkdtemp(dir=self.folder)) / "desk"
        small_class.lay_desk(desk, still=self.still)
        small_class.write(desk / "alignment.json", **self.alignment)
        written = {
            "probe": ("media.json",),
            "audio_align": ("alignment.json",),
            "audio_replace": ("class.mp4",),
            "pose_extract": ("poses.npz", "pose_report.json"),
            "song_preview": ("song.wav", "song_peaks.bin", "onsets.json", "beat_grid.json"),
            "take_preview": ("thumbnail.jpg", "camera.wav", "camera_peaks.bin"),
            "song_slow": ("slow.json", "slow-50.wav", "slow-75.wav"),
        }
        if held.name in written:
            small_class.write(desk / "pose_report.json", frames=270, spans=self.spans)
            if held.name not in ("probe", "audio_align", "audio_replace", "pose_extract"):
                small_class.lay_previews(desk)
            made = [desk / name for name in written[held.name]]
        else:
            for name, sha256 in held.files.items():
                (desk / name).unlink(missing_ok=True)
                self.house.storage.fetch(sha256, desk / name)
            before = set(desk.rglob("*"))
            try:
                _run(held, desk)
            except StepRefusedError as refused:
                self._refuse(held, refused.sentence, refused.detail, refused.code)
                return
            made = [path for path in sorted(desk.rglob("*")) if path.is_file() and path not in before]
        files = {}
        for path in made:
            stored = self.house.storage.put(path)
            files[path.relative_to(desk).as_posix()] = {"sha256": stored.sha256, "bytes": stored.bytes}
        with writing(self.house.engine) as session:
            assert jobs.record(session, held, files)
        shutil.rmtree(desk.parent)


def _run(held: jobs.Claim, desk: Path) -> None:
    """Really run what is quick; what judges a class once for the same files."""
    if held.name != "judge":
        step = {"compile": workers.compile, "package": workers.package}[held.name]
        step.run(Work(desk), step.Params())
        return
    same = tuple(sorted(held.files.items()))
    if same not in _JUDGED:
        workers.judge.run(Work(desk), workers.judge.Params())
        _JUDGED[same] = (desk / "judging.json").read_bytes()
    (desk / "judging.json").write_bytes(_JUDGED[same])


def told(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The JSON of an answer that has this status."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.text}"
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"].endswith((".", "?"))
    body: dict[str, Any] = json.loads(answer.text) if answer.content else {}
    return body


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
