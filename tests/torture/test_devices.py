"""Devices whose updates are interrupted, and devices that are lied to: what they hold stays good."""

import json
import random
import shutil
import statistics
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from device_process import Devices, devices
from eightcount_runtime.classpack.channel import Pointer, PointerClass, Put, read_pointer
from eightcount_runtime.classpack.errors import PackError
from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.manifest import read_manifest, sha256_of
from eightcount_runtime.classpack.pointer_file import write_pointer_file
from eightcount_runtime.classpack.root import OnlineKey, Root, root_to_json
from eightcount_runtime.classpack.shelf import manifest_key, object_key, pointer_key
from eightcount_runtime.classpack.signed import public_key, sign
from eightcount_runtime.device import Source, open_pack, sync
from eightcount_runtime.device_folder import read_held
from shelf_server import CHANNELS, FAR, ONLINE_KEY, ROOT, ROOT_KEY, TRUST, Fault, Shelf, root_file, serving
from small_class import BEATS_S, Built, lay_desk, pack

from .conftest import Figure

POINTER = pointer_key("production")
STRANGER = Ed25519PrivateKey.from_private_bytes(b"a stranger's key, of 32 bytes...")
DISK_BYTES = 3 * 1024 * 1024

Attack = Callable[["Target", random.Random], None]


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> list[Built]:
    """Revisions of one class: another beat now and then, another video now and then."""
    made = []
    for number in range(6):
        desk = lay_desk(
            tmp_path_factory.mktemp("pack") / "desk",
            beats_s=[time_s + 0.02 * (at == number) for at, time_s in enumerate(BEATS_S)],
            revision=number + 1,
        )
        with (desk / "class.mp4").open("ab") as video:  # a box that players pass over
            video.write((16).to_bytes(4, "big") + b"free" + (number // 2).to_bytes(8, "big"))
        made.append(pack(desk))
    return made


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """The folder as a disk of DISK_BYTES; says whether this user may have one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    mounted = shutil.which("mount") and not subprocess.run(mount, check=False, capture_output=True).returncode
    try:
        yield bool(mounted)
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


@dataclass
class Phone:
    """A device's folder, the shelf that it follows, and how long its syncs take."""

    shelf: Shelf
    disk: Path
    packs: list[Built]
    may_fill: bool
    devices: Devices
    took_s: list[float] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.disk / "device"

    def publish(self, dice: random.Random) -> None:
        """Another revision than the one that is shown."""
        shown = read_pointer(self.shelf.files[POINTER]) if POINTER in self.shelf.files else None
        now = shown.manifest_of("uniform") if shown else None
        self.shelf.publish(dice.choice([each for each in self.packs if sha256_of(each.manifest) != now]))

    def sync(self, *, kill_after: float | None = None) -> str:
        """How a sync in a process of its own ended, killed after that share of the usual time."""
        if kill_after is None:
            ended = self.devices.sync(self.shelf.url, self.folder, ROOT)
            self.took_s.append(ended.took_s)
        else:
            usual_s = statistics.median(self.took_s[-20:])
            ended = self.devices.sync(self.shelf.url, self.folder, ROOT, kill_after_s=kill_after * usual_s)
        return ended.said

    def revision(self) -> int:
        """Of the pack that plays; every hash of it is verified."""
        return open_pack(self.folder, "uniform").manifest.revision


def interrupt(phone: Phone, dice: random.Random) -> str:
    """One update that something comes between; what came, or "" where it came through."""
    keys = [POINTER, *(key for key in phone.shelf.files if key.startswith(("o/", "packs/")))]
    kinds = ["kill", "kill", "cut", "cut and kill", "swap", "swap and kill", *["full"] * phone.may_fill]
    kind = dice.choice(kinds)
    phone.publish(dice)
    cuts: list[tuple[Fault, int]] = []
    if "cut" in kind:
        for key in dice.sample(keys, dice.randint(1, len(keys))):
            length = len(phone.shelf.files[key])
            fault = Fault("cut", dice.randrange(length), times=dice.choice([1, 3, -1]))
            phone.shelf.faults[key] = fault
            cuts.append((fault, fault.times))
    if "swap" in kind:
        at = dice.randrange(1, 6)
        phone.shelf.on_request = _after(at, lambda: phone.publish(dice))
    filler = phone.disk / "photographs"
    if kind == "full":
        free = shutil.disk_usage(phone.disk).free
        _fill(filler, max(0, free - dice.randrange(1024 * 1024 + 300_000)))
        if dice.random() < 0.5:  # somebody else writes while the download runs
            left = dice.randrange(200_000)
            phone.shelf.on_request = _after(
                dice.randrange(1, 6), lambda: _fill(filler, max(0, shutil.disk_usage(phone.disk).free - left))
            )
    ended = phone.sync(kill_after=dice.uniform(0, 1.2) if "kill" in kind else None)
    phone.shelf.faults.clear()
    phone.shelf.on_request = lambda _key: None
    filler.unlink(missing_ok=True)
    if ended == "killed":
        return "killed"
    if any(fault.times != times for fault, times in cuts):
        return "connection cut"
    if "swap" in kind:
        return "release in between"
    return "disk full" if ended != "complete" else ""


def _after(requests: int, do: Callable[[], None]) -> Callable[[str], None]:
    """Do it once, at that request."""
    left = [requests]

    def count(_key: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            do()

    return count


def _fill(path: Path, count: int) -> None:
    """So many bytes more, or what the disk takes."""
    try:
        with path.open("ab") as file:
            file.write(bytes(count))
    except OSError:
        return


def test_a_thousand_interrupted_updates_leave_a_pack_that_plays(
    packs: list[Built], dice: random.Random, times: Callable[[int], int], figure: Figure, tmp_path: Path
) -> None:
    wanted, hits, unplayable, late = times(1000), Counter[str](), 0, 0
    with serving() as shelf, small_disk(tmp_path / "disk") as may_fill, devices() as processes:
        phone = Phone(shelf, tmp_path / "disk", packs, may_fill, processes)
        phone.publish(dice)
        assert phone.sync() == "complete"
        while hits.total() < wanted:
            before = phone.revision()
            hit = interrupt(phone, dice)
            hits += Counter([hit] if hit else [])
            try:
                now = phone.revision()
            except PackError as error:
                print(f"unplayable after {hit}: {error}")
                unplayable += 1
                phone.sync()
                continue
            assert hit in ("", "release in between", "killed") or now in (before, *_shown(shelf, packs))
            if dice.random() < 0.2:
                assert phone.sync() == "complete"
                late += phone.revision() not in _shown(shelf, packs)
        assert phone.sync() == "complete"
        assert phone.revision() in _shown(shelf, packs)
        halves = list((phone.folder / "incoming").glob("*"))
    figure(
        "interrupted updates", f"{hits.total()} ({', '.join(f'{k} {n}' for k, n in sorted(hits.items()))})"
    )
    figure("unplayable after one", unplayable)
    figure("not the newest after the next undisturbed sync", late)
    assert (unplayable, late, halves) == (0, 0, [])
    if not may_fill:
        figure("NOT TESTED", "a disk that is really full, as this user may not mount one")


def _shown(shelf: Shelf, packs: list[Built]) -> list[int]:
    name = read_pointer(shelf.files[POINTER]).manifest_of("uniform")
    return [read_manifest(each.manifest).revision for each in packs if sha256_of(each.manifest) == name]


@dataclass
class Target:
    """A device that holds a good pack, its shelf in the attacker's hands, and what he once saw."""

    shelf: Shelf
    folder: Path
    packs: list[Built]
    seen: list[bytes]
    now: datetime

    @property
    def good(self) -> bytes:
        return self.shelf.files[POINTER]

    @property
    def root(self) -> bytes:
        """The root document of now, which everybody can read."""
        return self.shelf.root_file

    def says(self, file: bytes) -> None:
        """The attacker's pointer instead of ours."""
        self.shelf.files[POINTER] = file


def _newer(target: Target) -> Pointer:
    """What would be followed, had we signed it: a class of the attacker, and a pack of ours that he chose."""
    held = read_pointer(target.good)
    manifest = target.packs[-1].manifest
    entries = (
        PointerClass("uniform", sha256_of(manifest), len(manifest)),
        PointerClass("strange", "0" * 64, 9),
    )
    return replace(held, version=held.version + 1, classes=entries)


def _own_root(key: Ed25519PrivateKey, version: int = 99) -> bytes:
    return root_to_json(Root(version, FAR, (OnlineKey(public_key(STRANGER), CHANNELS),)), [key])


def _document(target: Target, change: Callable[[dict[str, Any]], object]) -> bytes:
    document: dict[str, Any] = json.loads(target.good)
    change(document)
    return canonical_json(document)


def unsigned(target: Target, dice: random.Random) -> None:
    newer = json.loads(write_pointer_file(_newer(target), target.root, STRANGER))
    newer["signatures"] = dice.choice([[], json.loads(target.good)["signatures"]])
    target.says(canonical_json(newer))


def wrong_key(target: Target, dice: random.Random) -> None:
    file = json.loads(write_pointer_file(_newer(target), target.root, STRANGER))
    if dice.random() < 0.5:
        file["signatures"][0]["key"] = public_key(ONLINE_KEY)
    target.says(canonical_json(file))


def own_root(target: Target, dice: random.Random) -> None:
    file = json.loads(write_pointer_file(_newer(target), _own_root(STRANGER), STRANGER))
    if dice.random() < 0.5:
        file["root"]["signatures"][0]["key"] = ROOT
    target.says(canonical_json(file))


def wrong_role(target: Target, dice: random.Random) -> None:
    """Signatures that are good, of other kinds and for other channels."""
    newer = _newer(target)
    pointed = write_pointer_file(newer, target.root, dice.choice([ROOT_KEY, STRANGER]))
    for_staging = root_to_json(Root(6, FAR, (OnlineKey(public_key(ONLINE_KEY), ("staging",)),)), [ROOT_KEY])
    staging = write_pointer_file(replace(newer, channel="staging"), target.root, ONLINE_KEY)
    as_root = json.loads(pointed)
    as_root["signatures"] = [sign(ONLINE_KEY, "root", as_root["signed"])]
    target.says(
        dice.choice(
            [pointed, write_pointer_file(newer, for_staging, ONLINE_KEY), staging, canonical_json(as_root)]
        )
    )


def rollback(target: Target, dice: random.Random) -> None:
    target.says(dice.choice(target.seen))


def old_root(target: Target, _dice: random.Random) -> None:
    """A key that was named once signs a new pointer under the root document of then."""
    target.says(write_pointer_file(_newer(target), _own_root(ROOT_KEY, version=1), STRANGER))


def same_version(target: Target, _dice: random.Random) -> None:
    held = read_pointer(target.good)
    target.says(write_pointer_file(replace(_newer(target), version=held.version), target.root, ONLINE_KEY))


def freeze(target: Target, dice: random.Random) -> None:
    """Nothing new is let through until the pointer held is past its date."""
    target.now = FAR + timedelta(seconds=dice.choice([0, 1, 10**6]))


def expired(target: Target, dice: random.Random) -> None:
    ended = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(10**7))
    target.says(write_pointer_file(replace(_newer(target), expires=ended), target.root, ONLINE_KEY))


def flipped(target: Target, dice: random.Random) -> None:
    """One bit of what is signed, or of a signature."""
    newer = bytearray(write_pointer_file(_newer(target), target.root, ONLINE_KEY))
    newer[dice.randrange(len(newer))] ^= 1 << dice.randrange(8)
    target.says(bytes(newer))


def truncated(target: Target, dice: random.Random) -> None:
    newer = write_pointer_file(_newer(target), target.root, ONLINE_KEY)
    target.says(newer[: dice.randrange(len(newer))])


def appended(target: Target, dice: random.Random) -> None:
    newer = write_pointer_file(_newer(target), target.root, ONLINE_KEY)
    target.says(newer + dice.choice([b"x", newer, b"\0", b" " * (4 * 1024 * 1024)]))


def doubled(target: Target, _dice: random.Random) -> None:
    """Of two `signed`, one reader believes the first and another the last."""
    newer = write_pointer_file(_newer(target), _own_root(STRANGER), STRANGER)
    signed = canonical_json(json.loads(newer)["signed"])
    target.says(b'{"signed":' + signed + b"," + target.good[1:])


def without_end(target: Target, dice: random.Random) -> None:
    target.shelf.faults[dice.choice(_keys(target))] = Fault(dice.choice(["endless", "drip", "drip_head"]))


def elsewhere(target: Target, dice: random.Random) -> None:
    target.shelf.faults[dice.choice(_keys(target))] = Fault("elsewhere")


def mixed(target: Target, dice: random.Random) -> None:
    """Under a good pointer, other good files of ours where the announced ones should be."""
    keys = [key for key in _keys(target)[1:] if key in target.shelf.files]
    for key in dice.sample(keys, dice.randint(1, len(keys))):
        others = [data for other, data in target.shelf.files.items() if other not in (key, POINTER)]
        target.shelf.files[key] = dice.choice(others)


def damaged(target: Target, dice: random.Random) -> None:
    key = dice.choice(_keys(target)[1:])
    data = target.shelf.files[key]
    at = dice.randrange(len(data))
    target.shelf.files[key] = dice.choice(
        [data[:at], data + b"x", data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]]
    )


def other_class(target: Target, _dice: random.Random) -> None:
    """We ourselves announce the manifest of one class for another."""
    other = target.packs[-1].manifest.replace(b'"class":"uniform"', b'"class":"another"')
    target.shelf.files[manifest_key("uniform", sha256_of(other))] = other
    target.shelf.change(Put("uniform", other))


def _keys(target: Target) -> list[str]:
    """The pointer, and what the device must fetch for it and does not hold."""
    name = read_pointer(target.good).manifest_of("uniform")
    built = next(each for each in target.packs if sha256_of(each.manifest) == name)
    held = {path.name for path in (target.folder / "o").iterdir()}
    missing = [object_key(sha256) for sha256 in built.objects if sha256 not in held]
    return [POINTER, manifest_key("uniform", str(name)), *missing]


ON_POINTER: tuple[Attack, ...] = (
    unsigned,
    wrong_key,
    own_root,
    wrong_role,
    rollback,
    old_root,
    same_version,
    freeze,
    expired,
    flipped,
    truncated,
    appended,
    doubled,
)
ON_FILES: tuple[Attack, ...] = (without_end, elsewhere, mixed, damaged, other_class)


def _prepare(shelf: Shelf, folder: Path, packs: list[Built]) -> Target:
    """A device at the fourth of five versions, the last under a newer root document than the first."""
    seen = []
    for number, built in enumerate(packs[:4]):
        shelf.root_file = root_file(2 if number < 3 else 5)
        shelf.publish(built)
        seen.append(shelf.files[POINTER])
    assert _sync(Target(shelf, folder, packs, [], datetime.now(UTC))) == "updated"
    return Target(shelf, folder, packs, seen[:3], datetime.now(UTC))


def _sync(target: Target) -> str:
    """The class's state after a sync that bears little, or the kind of error that ended it."""
    source = Source(target.shelf.url, timeout_s=5, wait=lambda _s: None, patience_s=0.5, slowest_bytes_s=1e6)
    try:
        report = sync(source, target.folder, "production", TRUST, now=target.now)
    except PackError as error:
        return type(error).__name__
    return next(each.state for each in report.classes if each.class_id == "uniform")


@pytest.mark.parametrize("attack", [*ON_POINTER, *ON_FILES], ids=lambda attack: attack.__name__)
def test_whoever_has_the_shelf_but_no_key_gets_nothing_accepted(
    attack: Attack,
    packs: list[Built],
    dice: random.Random,
    times: Callable[[int], int],
    figure: Figure,
    tmp_path: Path,
) -> None:
    refused, accepted, unplayable = Counter[str](), 0, 0
    tries = times(20 if attack is without_end else 100)
    with serving() as shelf:
        good = _prepare(shelf, tmp_path / "good", packs)
        files = dict(shelf.files)
        for number in range(tries):
            folder = tmp_path / str(number)
            shutil.copytree(good.folder, folder)
            target = replace(good, folder=folder, now=datetime.now(UTC))
            shelf.files, shelf.faults = dict(files), {}
            if attack in ON_FILES:
                shelf.publish(packs[4])  # a real release, of which the attacker swaps the files
            attack(target, dice)
            state = _sync(target)
            held = read_held(folder, "production")
            assert held is not None
            if attack in ON_POINTER and held.pointer != files[POINTER]:
                accepted += 1
            accepted += state in ("updated", "removed", "current")
            refused[state] += 1
            try:
                accepted += open_pack(folder, "uniform").manifest.revision != 4
            except PackError:
                unplayable += 1
            shutil.rmtree(folder)
    figure("tries, and what came of them", f"{tries}: {dict(refused)}")
    figure("accepted, unplayable", (accepted, unplayable))
    assert (accepted, unplayable) == (0, 0)
