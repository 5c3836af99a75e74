"""What strangers upload, through the steps as a worker runs them: nothing opened, nothing sent, nobody dead.

Every file goes as far as its steps let it; where the song is not found, a person's alignment stands in.
"""

import ctypes
import json
import os
import random
import re
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from cms.failures import UNFORESEEN
from cms.pipeline import PIPELINE
from cms.settings import Settings
from tests.clips import SAMPLES
from tests.torture.conftest import Figure
from tests.torture.media_mutations import mutated
from tests.torture.media_seeds import Seed, make_seeds, run
from tests.torture.media_traps import traps
from workers.runner import Ended, run_in_child
from workers.step import Limits
from workers.walls.landlock import version
from workers.walls.namespaces import available
from workers.walls.weight import weigh_session

ROOT = Path(__file__).parents[2]
MOST_S, MOST_BYTES = 60.0, 1500 * 1000**2
_MARK = b"canary-8f1c2a"
_IN_OPEN, _IN_NONBLOCK = 0x20, 0o4000
#: What reads each of the two, or what was made of it. Shards of a split take are the code of pose_extract.
_READERS = {
    "take": {step.name for step in PIPELINE} - {"pose_scan", "song_preview", "song_slow"},
    "song": {"audio_align", "audio_replace", "song_preview", "song_slow"},
}


@dataclass(frozen=True)
class Ran:
    """One step on one file. `peak_bytes` is what all its processes held at once, ten times a second."""

    file: str
    step: str
    ended: Ended
    seconds: float
    peak_bytes: int


class Canary:
    """A file and a door on this machine that nobody may touch; they tell whether somebody did."""

    def __init__(self, folder: Path, door: socket.socket) -> None:
        self.file, self._door = folder / "canary.ts", door
        self.file.write_bytes(_MARK * 10_000)
        self.url = f"http://127.0.0.1:{door.getsockname()[1]}/canary.ts"
        door.setblocking(False)  # noqa: FBT003
        self._watch = ctypes.CDLL(None).inotify_init1(_IN_NONBLOCK)
        assert ctypes.CDLL(None).inotify_add_watch(self._watch, str(self.file).encode(), _IN_OPEN) > 0

    def opened(self) -> int:
        """How often the file was opened since the last look."""
        try:
            return len(os.read(self._watch, 65536)) // struct.calcsize("iIII")
        except BlockingIOError:
            return 0

    def called(self) -> int:
        """How often somebody came to the door since the last look."""
        count = 0
        while True:
            try:
                self._door.accept()[0].close()
            except BlockingIOError:
                return count
            count += 1


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[Canary]:
    """Shown to notice what it is for."""
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as door:
        made = Canary(tmp_path, door)
        made.file.read_bytes()
        socket.create_connection(door.getsockname()).close()
        assert (made.opened(), made.called()) == (1, 1)
        yield made


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> list[Seed]:
    """Whole recordings."""
    return make_seeds(tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, seeds: list[Seed]) -> Path:
    """A whole take and song with all that people give, and what is known of the take."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "take").write_bytes(next(seed.content for seed in seeds if seed.name == "h264.mp4"))
    cut = run(
        folder / "song.ogg", "-ss", "30", "-t", "12", "-i", SAMPLES / "escape" / "song.ogg", "-c", "copy"
    )
    cut.rename(folder / "song")
    about = {
        "format": 1,
        "class": "short",
        "revision": 1,
        "titles": {"en": "Short"},
        "difficulty": 2,
        "tags": [],
    }
    about |= {"song": {"title": "Escape", "artist": "Sectoid"}, "dancer": {"name": "Mina"}, "section": None}
    (folder / "class.json").write_text(json.dumps(about))
    beats_s = [round(5.3 + 0.2 * number, 6) for number in range(9)]
    (folder / "beats.json").write_text(json.dumps({"format": 1, "beats_s": beats_s}))
    ended = run_in_child("probe", folder, {}, limits(), lambda _p, _w: True)
    assert ended.kind == "done", ended
    return folder


def limits() -> Limits:
    """As a worker with no settings of its own has them."""
    settings = Settings(models=ROOT / ".models")
    return Limits(**{name: getattr(settings, name) for name in Limits.__dataclass_fields__})


def put_through(seed: Seed, whole: Path, desk: Path) -> list[Ran]:
    """Every step that finds what it reads, in the pipeline's order."""
    desk.mkdir()
    for path in whole.iterdir():
        if path.is_file() and (path.name != "media.json" or seed.part == "song"):
            shutil.copyfile(path, desk / path.name)
    (desk / seed.part).write_bytes(seed.content)
    ran = []
    for step in PIPELINE:
        if step.name not in _READERS[seed.part]:
            continue
        if step.name == "audio_replace" and not (desk / "alignment.json").exists():
            by_hand = {"format": 1, "kind": "same", "offset_s": 5.234, "rate": 1.0}
            (desk / "alignment.json").write_text(json.dumps(by_hand))
        if all((desk / read).exists() for read in step.reads):
            ran.append(_run(seed.name, step.name, desk))
    end = ran[-1].ended
    print(f"  {seed.part} {seed.name} | {len(ran)} steps: {end.kind} {end.code} {end.sentence}", flush=True)
    return ran


def _run(file: str, step: str, desk: Path) -> Ran:
    params = {"model": "lite"} if step == "pose_extract" else {}
    began_s = time.monotonic()
    with _weighed() as peak:
        ended = run_in_child(step, desk, params, limits(), lambda _p, _w: True)
    return Ran(file, step, ended, time.monotonic() - began_s, peak())


@contextmanager
def _weighed() -> Iterator[Callable[[], int]]:
    """The most that all processes of our children's sessions held at once."""
    most, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            sessions = [child.pid for child in psutil.Process().children()]
            most[0] = max(most[0], *(weigh_session(pid).memory_bytes for pid in sessions), 0)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield lambda: most[0]
    finally:
        over.set()
        looking.join()


def tell(ran: list[Ran], canary: Canary, desks: Path, figure: Figure) -> None:
    """The figures, and what each must be."""
    files = Counter[str]()
    for each in ran:
        files[each.file] += each.seconds
    print()
    for each in sorted(ran, key=lambda each: -each.seconds)[:8]:
        print(f"    {each.seconds:5.1f} s {each.peak_bytes / 1e6:6.0f} MB  {each.step}: {each.file}")
    for each in sorted(ran, key=lambda each: -each.peak_bytes)[:8]:
        print(f"    {each.seconds:5.1f} s {each.peak_bytes / 1e6:6.0f} MB  {each.step}: {each.file}")
    kinds = Counter((each.step, each.ended.kind) for each in ran)
    figure("files, steps run", (len(files), len(ran)))
    figure("ended", ", ".join(f"{step} {kind} {count}" for (step, kind), count in sorted(kinds.items())))
    figure("reasons", Counter(each.ended.code or "refused" for each in ran if each.ended.kind == "refused"))
    bad = [
        (each.file, each.step, each.ended)
        for each in ran
        if each.ended.kind not in ("done", "refused")
        or (each.ended.kind == "refused" and not each.ended.sentence.strip().endswith("."))
    ]
    unforeseen = [(e.file, e.step, e.ended.detail[-1500:]) for e in ran if e.ended.sentence == UNFORESEEN]
    marked = [path for path in desks.rglob("*") if path.is_file() and _tells(path)]
    figure("worker deaths, steps without a reason", (0, len(bad)))
    figure("steps that ended unforeseen", len(unforeseen))
    figure(
        "foreign files opened, calls received, marks in outputs",
        (canary.opened(), canary.called(), len(marked)),
    )
    figure("longest step, longest file, seconds", (_s(max(e.seconds for e in ran)), _s(max(files.values()))))
    media = [each.peak_bytes for each in ran if each.step != "pose_extract"]
    poses = [each.peak_bytes for each in ran if each.step == "pose_extract"]
    figure("largest step, largest pose extraction, MB", (max(media) // 10**6, max(poses, default=0) // 10**6))
    figure("others at work on this machine's processors", os.getloadavg()[2])
    for file, step, detail in unforeseen:
        print(f"  UNFORESEEN {step}: {file}\n{detail}")
    assert bad == []
    assert unforeseen == []
    assert marked == []
    assert max(files.values()) <= MOST_S
    assert max(media) <= MOST_BYTES


def _s(seconds: float) -> float:
    return round(seconds, 1)


def _tells(path: Path) -> bool:
    """Whether a step wrote what stands in the canary."""
    return path.name not in ("take", "song") and _MARK in path.read_bytes()


@pytest.mark.parametrize("quarter", range(4))
def test_mutations(
    quarter: int,
    seeds: list[Seed],
    desk: Path,
    canary: Canary,
    tmp_path: Path,
    dice: random.Random,
    times: Callable[[int], int],
    figure: Figure,
) -> None:
    ran = []
    for number in range(times(50)):
        place = tmp_path / "desks" / str(number)
        place.parent.mkdir(exist_ok=True)
        ran += put_through(mutated(seeds, dice), desk, place)
        canary_touched = [path for path in place.rglob("*") if path.is_file() and _tells(path)]
        assert canary_touched == []
        shutil.rmtree(place)
    tell(ran, canary, tmp_path / "desks", figure)


def test_traps(seeds: list[Seed], desk: Path, canary: Canary, tmp_path: Path, figure: Figure) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    (tmp_path / "desks").mkdir()
    laid = traps(seeds, folder, canary.file, canary.url)
    canary.opened()
    ran = []
    for number, seed in enumerate(laid):
        ran += put_through(seed, desk, tmp_path / "desks" / str(number))
    opened, called = canary.opened(), canary.called()
    tell(ran, canary, tmp_path / "desks", figure)
    figure("canary opened or called by a trap", (opened, called))
    assert (opened, called) == (0, 0)


@pytest.mark.parametrize("outer", ["bubblewrap", "none"])
def test_what_the_kernel_saw(
    outer: str,
    seeds: list[Seed],
    desk: Path,
    canary: Canary,
    tmp_path: Path,
    dice: random.Random,
    figure: Figure,
) -> None:
    """System calls of a sample, by strace: no socket, no file but those of the step."""
    if shutil.which("strace") is None or (outer == "bubblewrap" and not available()):
        pytest.skip("NOT RUN: strace or bubblewrap is not to be had here")
    if outer == "none" and version() < 2:
        pytest.skip("NOT RUN: this kernel has no Landlock")
    folder, log = tmp_path / "made", tmp_path / "calls"
    folder.mkdir()
    laid = [seed for seed in traps(seeds, folder, canary.file, canary.url) if "to a" in seed.name]
    laid = dice.sample(laid, min(4, len(laid))) + [mutated(seeds, dice) for _ in range(4)]
    script = (
        "import sys; from pathlib import Path; from workers.runner import run_in_child;"
        "from workers.step import Limits;"
        "print(run_in_child(sys.argv[1], Path(sys.argv[2]), {}, Limits(models=Path(sys.argv[3])),"
        "lambda p, w: True, namespaces=sys.argv[4] == 'bubblewrap').kind)"
    )
    made, foreign = [], set[str]()
    for number, seed in enumerate(laid):
        place = tmp_path / str(number)
        place.mkdir()
        (place / seed.part).write_bytes(seed.content)
        (place / "take").touch() if seed.part == "song" else (place / "song").touch()
        for step in ("probe", "audio_align", "song_preview"):
            command = [sys.executable, "-c", script, step, str(place), str(ROOT / ".models"), outer]
            traced = [
                "strace",
                "-f",
                "-qq",
                "-e",
                "trace=openat,open,socket,connect,sendto,sendmsg",
                "-o",
                str(log),
            ]
            subprocess.run([*traced, *command], cwd=ROOT, check=True, capture_output=True)
            calls = _after_the_walls(log.read_text(errors="replace"))
            made += [call for call in calls if re.search(r"(socket|connect|sendto|sendmsg)\(.*= [0-9]", call)]
            foreign |= {path for path in _opened(calls) if not _may_open(path, place, outer)}
    figure(
        f"steps traced, sockets made, foreign files opened ({outer})",
        (3 * len(laid), len(made), len(foreign)),
    )
    assert made == []
    assert foreign == set()
    assert (canary.opened(), canary.called()) == (0, 0)


def _after_the_walls(log: str) -> list[str]:
    """Lines of the step's processes from the opening of its input on; the first of all is the worker's."""
    lines = log.splitlines()
    begins = next(
        (at for at, line in enumerate(lines) if re.search(r'"[^"]*\.room-[^"]*/(take|song)"', line)), None
    )
    if begins is None:
        return []
    runners = {line.split()[0] for line in lines[begins:] if ".room-" in line} - {lines[0].split()[0]}
    return [line for line in lines[begins:] if line.split()[0] in runners]


def _opened(calls: list[str]) -> Iterator[str]:
    for call in calls:
        found = re.search(r'open(?:at)?\((?:[^"]*)"([^"]+)".* = [0-9]+$', call)
        if found:
            yield found[1]


def _may_open(path: str, place: Path, outer: str) -> bool:
    ours = (
        "/lib",
        "/usr/lib",
        "/etc/ld.so.cache",
        "/proc/self",
        "/proc/cpuinfo",
        "/proc/meminfo",
        "/proc/stat",
    )
    ours += ("/dev/null", "/dev/urandom", "/sys/devices/system/cpu", sys.prefix, sys.base_prefix, str(ROOT))
    ours += (*([sys.pycache_prefix] if sys.pycache_prefix else []), "/proc/sys/vm")
    ours += ("/proc/",) if outer == "bubblewrap" else ()  # of its own processes alone
    mine = (f"{place}/.room-", f"{place}/take", f"{place}/song")
    return path.startswith((*ours, *mine)) or not path.startswith("/")
