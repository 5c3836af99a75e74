import contextlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import eightcount_runtime.install
import pytest
from eightcount_runtime.classpack.channel import Put, Remove
from eightcount_runtime.classpack.errors import ExpiredError, MismatchError, PackError, RolledBackError
from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.manifest import read_manifest, sha256_of
from eightcount_runtime.classpack.shelf import manifest_key, object_key, pointer_key
from eightcount_runtime.device import ClassReport, Progress, Source, SyncReport, open_pack, sync
from eightcount_runtime.device_folder import BusyError, NoRoomError, locked
from eightcount_runtime.fetch import FetchError, OfflineError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shelf_server import TRUST, Fault, Shelf, serving
from small_class import Built

POINTER = pointer_key("production")


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving() as shelf:
        yield shelf


def follow(shelf: Shelf, folder: Path, *, thorough: bool = False) -> SyncReport:
    source = Source(shelf.url, timeout_s=5, wait=lambda _seconds: None)
    return sync(source, folder, "production", TRUST, thorough=thorough)


def only(report: SyncReport) -> ClassReport:
    assert len(report.classes) == 1
    return report.classes[0]


def video_key(built: Built) -> str:
    return object_key(read_manifest(built.manifest).file("video").sha256)


def test_first_sync_brings_all_and_second_asks_for_the_pointer_alone(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    name = shelf.publish(built)
    told: list[Progress] = []
    source = Source(shelf.url, wait=lambda _seconds: None)
    report = sync(source, tmp_path, "production", TRUST, progress=told.append)
    total = read_manifest(built.manifest).bytes
    assert only(report) == ClassReport("uniform", "updated", name, "", total + len(built.manifest), 0)
    assert report.downloaded_bytes == shelf.sent_bytes
    assert (told[-1].done_bytes, told[-1].total_bytes) == (total, total)
    assert [each.done_bytes for each in told] == sorted(each.done_bytes for each in told)

    shelf.asked.clear()
    again = follow(shelf, tmp_path)
    assert shelf.asked == [(POINTER, None, 304)]
    assert (again.not_modified, again.downloaded_bytes, only(again).state) == (True, 0, "current")

    pack = open_pack(tmp_path, "uniform")
    assert pack.manifest_sha256 == name
    assert [part.name for part in pack.routine.parts] == ["Verse", None]
    assert pack.poses.image.shape == (270, 33, 4)
    assert pack.path_of("video").read_bytes()[4:8] == b"ftyp"


def test_a_moved_beat_costs_a_device_less_than_50_kb(
    shelf: Shelf, built: Built, moved: Built, tmp_path: Path
) -> None:
    shelf.publish(built)
    follow(shelf, tmp_path)
    before = shelf.sent_bytes
    shelf.publish(moved)
    report = follow(shelf, tmp_path)
    assert only(report).state == "updated"
    assert report.downloaded_bytes == shelf.sent_bytes - before < 50_000
    assert report.reused_bytes > 200_000
    assert open_pack(tmp_path, "uniform").manifest.revision == 2
    kept = {path.name for path in (tmp_path / "o").iterdir()}
    assert kept == set(moved.objects), "what no class uses is deleted"


@given(cut=st.integers(0, 180_000))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_download_broken_at_any_byte_resumes(
    built: Built, tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    with serving() as shelf:
        shelf.publish(built)
        key = video_key(built)
        shelf.faults[key] = Fault("cut", cut, times=1)
        folder = tmp_path_factory.mktemp("device")
        assert only(follow(shelf, folder)).state == "updated"
        sizes = len(shelf.files[key])
        asked = [(said, status) for at, said, status in shelf.asked if at == key]
        if cut >= sizes:
            assert asked == [(None, 200)]
        elif cut:
            assert asked == [(None, 200), (f"bytes={cut}-", 206)]
        assert shelf.sent_bytes == sum(len(data) for data in shelf.files.values())
        assert open_pack(folder, "uniform").path_of("video").read_bytes() == shelf.files[key]


def test_a_connection_that_always_breaks_fails_and_the_next_sync_goes_on(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    shelf.publish(built)
    key = object_key(read_manifest(built.manifest).files[-1].sha256)
    shelf.faults[key] = Fault("cut", 0)
    report = only(follow(shelf, tmp_path))
    assert (report.state, report.manifest, report.offline) == ("failed", None, True)
    assert "a later try goes on from there" in report.sentence
    with pytest.raises(PackError, match="sync first"):
        open_pack(tmp_path, "uniform")
    shelf.faults.clear()
    shelf.asked.clear()
    assert only(follow(shelf, tmp_path)).state == "updated"
    assert [at for at, _, _ in shelf.asked] == [POINTER, key], "what had come is not asked for again"


def test_an_interrupted_process_leaves_a_half_file_that_is_continued(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    shelf.publish(built)
    key = video_key(built)

    class StoppedError(Exception):
        pass

    def interrupt(at: Progress) -> None:
        if at.path == "class.mp4":
            raise StoppedError

    with pytest.raises(StoppedError):
        sync(Source(shelf.url), tmp_path, "production", TRUST, progress=interrupt)
    half = tmp_path / "incoming" / key.removeprefix("o/")
    came = half.stat().st_size
    half.write_bytes(half.read_bytes()[: came // 2])
    shelf.asked.clear()
    assert only(follow(shelf, tmp_path)).state == "updated"
    assert (key, f"bytes={came // 2}-", 206) in shelf.asked


@pytest.mark.parametrize("files", range(1, 5))
def test_stopped_between_any_two_writes_the_last_good_stays_and_the_next_sync_ends_it(
    shelf: Shelf, built: Built, moved: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    shelf.publish(built)
    follow(shelf, tmp_path)
    shelf.publish(moved)
    done: list[Path] = []
    replace = Path.replace

    def stop_after(path: Path, target: Path) -> Path:
        if len(done) == files - 1:
            raise KeyboardInterrupt
        done.append(target)
        return replace(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", stop_after)
        with pytest.raises(KeyboardInterrupt):
            follow(shelf, tmp_path)
    assert open_pack(tmp_path, "uniform").manifest.revision == 1
    assert only(follow(shelf, tmp_path)).state == "updated"
    assert open_pack(tmp_path, "uniform").manifest.revision == 2


def test_a_server_that_ignores_ranges_or_has_a_shorter_file_is_met(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    shelf.publish(built)
    key = video_key(built)
    half = tmp_path / "incoming" / key.removeprefix("o/")
    half.parent.mkdir()
    half.write_bytes(shelf.files[key][:1000])
    shelf.faults[key] = Fault("no_range")
    assert only(follow(shelf, tmp_path)).state == "updated"


@pytest.mark.parametrize("kind", ["longer", "wrong_range", "endless"])
def test_a_file_of_another_length_is_never_read_beyond_nor_used(
    shelf: Shelf, built: Built, tmp_path: Path, kind: str
) -> None:
    shelf.publish(built)
    key = video_key(built)
    half = tmp_path / "incoming" / key.removeprefix("o/")
    half.parent.mkdir()
    half.write_bytes(b"" if kind == "endless" else shelf.files[key][:1000])
    shelf.faults[key] = Fault(kind)
    report = only(follow(shelf, tmp_path))
    assert (report.state, report.manifest) == (
        ("failed", None) if kind != "wrong_range" else ("updated", report.manifest)
    )
    written = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert written < read_manifest(built.manifest).bytes + 10_000
    assert report.downloaded_bytes <= 2 * len(shelf.files[key]) + sum(map(len, built.objects.values()))


@pytest.mark.parametrize("key", [POINTER, "packs/uniform"])
def test_an_endless_pointer_or_manifest_is_refused_within_bounds(
    shelf: Shelf, built: Built, tmp_path: Path, key: str
) -> None:
    name = shelf.publish(built)
    whole = key if key == POINTER else manifest_key("uniform", name)
    shelf.faults[whole] = Fault("endless")
    if key == POINTER:
        with pytest.raises(MismatchError, match="larger than"):
            follow(shelf, tmp_path)
    else:
        report = only(follow(shelf, tmp_path))
        assert (report.state, "larger than" in report.sentence) == ("failed", True)


def test_a_corrupted_object_is_evicted_and_fetched_again_once_past_caches(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    shelf.publish(built)
    key = video_key(built)
    shelf.faults[key] = Fault("flip", 5000, times=1)
    assert only(follow(shelf, tmp_path)).state == "updated"
    assert shelf.count(key) == 2
    assert shelf.no_cache == [key]


def test_an_object_that_stays_corrupted_is_never_used_and_the_last_good_stays(
    shelf: Shelf, built: Built, moved: Built, tmp_path: Path
) -> None:
    name = shelf.publish(built)
    follow(shelf, tmp_path)
    shelf.publish(moved)
    key = object_key(read_manifest(moved.manifest).file("routine").sha256)
    shelf.faults[key] = Fault("flip", 700)
    report = only(follow(shelf, tmp_path))
    assert (report.state, report.manifest) == ("failed", name)
    assert "its hash differs" in report.sentence
    assert shelf.count(key) == 2
    assert open_pack(tmp_path, "uniform").manifest.revision == 1
    assert not (tmp_path / key).exists()
    shelf.faults.clear()
    assert only(follow(shelf, tmp_path)).state == "updated"


def test_a_file_damaged_on_the_device_is_evicted_on_opening_and_brought_again(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    shelf.publish(built)
    follow(shelf, tmp_path)
    path = open_pack(tmp_path, "uniform").path_of("poses")
    data = bytearray(path.read_bytes())
    data[3000] ^= 4
    path.write_bytes(data)
    with pytest.raises(MismatchError, match=r"poses\.npy"):
        open_pack(tmp_path, "uniform")
    assert not path.exists()
    report = only(follow(shelf, tmp_path))
    assert (report.state, report.downloaded_bytes) == ("updated", len(data))
    open_pack(tmp_path, "uniform")


def test_a_thorough_sync_finds_damage_itself(shelf: Shelf, built: Built, tmp_path: Path) -> None:
    shelf.publish(built)
    follow(shelf, tmp_path)
    path = open_pack(tmp_path, "uniform").path_of("video")
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"?")
    assert only(follow(shelf, tmp_path)).state == "current"
    assert only(follow(shelf, tmp_path, thorough=True)).state == "updated"
    assert path.read_bytes() == data


def test_a_corrupted_manifest_is_fetched_again_once(shelf: Shelf, built: Built, tmp_path: Path) -> None:
    name = shelf.publish(built)
    shelf.faults[manifest_key("uniform", name)] = Fault("flip", 40, times=1)
    assert only(follow(shelf, tmp_path)).state == "updated"


def test_a_class_for_newer_runtimes_is_skipped_with_a_word_and_the_last_good_stays(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    name = shelf.publish(built)
    follow(shelf, tmp_path)
    newer = canonical_json({"format": 1, "class": "uniform", "min_runtime": 9, "shape": "unknown to us"})
    shelf.files[manifest_key("uniform", sha256_of(newer))] = newer
    shelf.change(Put("uniform", newer))
    report = follow(shelf, tmp_path)
    assert (only(report).state, only(report).manifest) == ("skipped", name)
    assert only(report).sentence == "uniform needs runtime 9, this one is 2: update the app."
    assert report.complete
    assert open_pack(tmp_path, "uniform").manifest.revision == 1
    shelf.asked.clear()
    follow(shelf, tmp_path)
    assert shelf.asked == [(POINTER, None, 304)]


def with_file(built: Built, role: str, data: bytes) -> Built:
    """The pack with other bytes for a role, under their true hash, as a publisher may do it."""
    document = json.loads(built.manifest)
    entry = next(file for file in document["files"] if file["role"] == role)
    entry |= {"sha256": sha256_of(data), "bytes": len(data)}
    return Built(canonical_json(document), {**built.objects, sha256_of(data): data})


def of(built: Built, role: str) -> bytes:
    return built.objects[read_manifest(built.manifest).file(role).sha256]


def without_a_part(routine: bytes) -> bytes:
    document = json.loads(routine)
    return canonical_json({**document, "parts": document["parts"][:1]})


UNREADABLE: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "features": (
        "routine",
        lambda data: data.replace(b'"features":1', b'"features":2'),
        "features are of a version",
    ),
    "cut off": ("routine", lambda data: data[:-9], "not valid JSON"),
    "other frames": ("routine", lambda data: data.replace(b'"frames":270', b'"frames":271'), "differ in"),
    "other rate": ("routine", lambda data: data.replace(b'"rate":[30,1]', b'"rate":[31,1]'), "differ in"),
    "other parts": ("routine", without_a_part, "differ in"),
    "poses": ("poses", lambda data: data[:-8], "cut off"),
    "world poses": ("poses_world", lambda data: data.replace(b"(270, 33, 3)", b"(270, 3, 33)"), "shape"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_pack_that_cannot_be_opened_fails_before_the_switch_and_the_last_good_stays(
    shelf: Shelf, built: Built, moved: Built, tmp_path: Path, name: str
) -> None:
    role, spoiled, words = UNREADABLE[name]
    good = shelf.publish(built)
    follow(shelf, tmp_path)
    shelf.publish(with_file(moved, role, spoiled(of(moved, role))))
    report = follow(shelf, tmp_path)
    assert (only(report).state, only(report).manifest, report.complete) == ("failed", good, False)
    assert words in only(report).sentence
    assert open_pack(tmp_path, "uniform").manifest.revision == 1

    again = only(follow(shelf, tmp_path))
    assert (again.state, again.sentence, again.downloaded_bytes) == ("failed", only(report).sentence, 0)
    shelf.publish(moved)
    assert only(follow(shelf, tmp_path)).state == "updated"
    assert open_pack(tmp_path, "uniform").manifest.revision == 2


def test_a_held_file_that_rotted_is_brought_again_before_a_new_pack_uses_it(
    shelf: Shelf, built: Built, moved: Built, tmp_path: Path
) -> None:
    shelf.publish(built)
    follow(shelf, tmp_path)
    path = open_pack(tmp_path, "uniform").path_of("poses")
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    shelf.publish(moved)
    assert only(follow(shelf, tmp_path)).state == "updated"
    assert open_pack(tmp_path, "uniform").manifest.revision == 2


def test_one_bad_class_does_not_keep_others_from_coming(shelf: Shelf, built: Built, tmp_path: Path) -> None:
    shelf.publish(built)
    shelf.change(Put("another", b"{}"))
    report = follow(shelf, tmp_path)
    assert {each.class_id: each.state for each in report.classes} == {
        "another": "failed",
        "uniform": "updated",
    }
    assert not report.complete


def test_a_class_taken_off_the_channel_is_removed(shelf: Shelf, built: Built, tmp_path: Path) -> None:
    shelf.publish(built)
    follow(shelf, tmp_path)
    shelf.change(Remove("uniform"))
    assert only(follow(shelf, tmp_path)).state == "removed"
    assert list((tmp_path / "o").iterdir()) == []
    with pytest.raises(PackError, match="not on this device"):
        open_pack(tmp_path, "uniform")


def test_an_older_pointer_is_refused_and_nothing_changes(
    shelf: Shelf, built: Built, moved: Built, tmp_path: Path
) -> None:
    shelf.publish(built)
    old = shelf.files[POINTER]
    shelf.publish(moved)
    follow(shelf, tmp_path)
    shelf.files[POINTER] = old
    with pytest.raises(RolledBackError):
        follow(shelf, tmp_path)
    assert open_pack(tmp_path, "uniform").manifest.revision == 2


def test_an_address_with_and_without_a_slash_is_one_and_keeps_its_memory(
    shelf: Shelf, built: Built, moved: Built, tmp_path: Path
) -> None:
    shelf.publish(built)
    old = shelf.files[POINTER]
    shelf.publish(moved)
    sync(Source(shelf.url), tmp_path, "production", TRUST)
    assert sync(Source(f"{shelf.url}/"), tmp_path, "production", TRUST).not_modified
    shelf.files[POINTER] = old
    with pytest.raises(RolledBackError):
        sync(Source(f"{shelf.url}/"), tmp_path, "production", TRUST)


def test_an_expired_pointer_is_refused_and_classes_still_open(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    shelf.publish(built)
    now = datetime.now(UTC)
    shelf.change(Put("uniform", built.manifest), expires=now + timedelta(days=1))
    follow(shelf, tmp_path)
    with pytest.raises(ExpiredError):
        sync(Source(shelf.url), tmp_path, "production", TRUST, now=now + timedelta(days=2))
    assert open_pack(tmp_path, "uniform").manifest.revision == 1


def test_without_network_a_downloaded_class_still_opens(built: Built, tmp_path: Path) -> None:
    with serving() as shelf:
        shelf.publish(built)
        follow(shelf, tmp_path)
    with pytest.raises(OfflineError):
        follow(shelf, tmp_path)
    assert len(open_pack(tmp_path, "uniform").routine.steps) == 16


def test_an_unknown_channel_is_told(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="404"):
        follow(shelf, tmp_path)


def test_a_server_in_trouble_is_asked_again(shelf: Shelf, built: Built, tmp_path: Path) -> None:
    shelf.publish(built)
    shelf.faults[video_key(built)] = Fault("status", 503, times=2)
    shelf.faults[POINTER] = Fault("status", 502, times=1)
    assert only(follow(shelf, tmp_path)).state == "updated"


def test_too_little_room_is_told_before_anything_comes(
    shelf: Shelf, built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.publish(built)
    monkeypatch.setattr(eightcount_runtime.install, "free_bytes", lambda _folder: 900_000)
    report = only(follow(shelf, tmp_path))
    assert report.sentence == "uniform needs 1.4 MB, but the disk has only 0.9 MB free."
    assert shelf.count("o/") == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("NOT TESTED: a disk that is really full, as this user may not mount one")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_becomes_full_is_told_and_the_last_good_stays(
    shelf: Shelf, built: Built, moved: Built, small_disk: Path
) -> None:
    name = shelf.publish(built)
    folder = small_disk / "device"
    assert only(follow(shelf, folder)).state == "updated"
    shelf.publish(moved)

    def fill(_: Progress) -> None:
        with contextlib.suppress(OSError), (small_disk / "photographs").open("ab") as photographs:
            while photographs.write(b"x" * 4096):
                photographs.flush()

    (folder / object_key(read_manifest(moved.manifest).file("video").sha256)).unlink()
    report = only(sync(Source(shelf.url), folder, "production", TRUST, progress=fill))
    assert (report.state, report.manifest) == ("failed", name)
    assert report.sentence == "The disk became full while uniform was downloaded."
    assert "but the disk has only 0.0 MB free" in only(follow(shelf, folder)).sentence
    shelf.change(Put("uniform", moved.manifest))
    with pytest.raises(NoRoomError, match="disk is full"):
        follow(shelf, folder)
    (small_disk / "photographs").unlink()
    assert only(follow(shelf, folder)).state == "updated"
    assert open_pack(folder, "uniform").manifest.revision == 2


@pytest.mark.parametrize("channel", ["../../etc", "", "A", "a/b"])
def test_what_is_no_name_of_a_channel_is_refused(shelf: Shelf, tmp_path: Path, channel: str) -> None:
    with pytest.raises(PackError, match="not the name of a channel"):
        sync(Source(shelf.url), tmp_path, channel, TRUST)
    assert shelf.asked == []


def test_two_channels_share_a_folder(shelf: Shelf, built: Built, moved: Built, tmp_path: Path) -> None:
    shelf.publish(built, "production")
    shelf.publish(moved, "staging")
    source = Source(shelf.url)
    sync(source, tmp_path, "production", TRUST)
    report = sync(source, tmp_path, "staging", TRUST)
    assert report.reused_bytes > 200_000
    with pytest.raises(PackError, match="several channels"):
        open_pack(tmp_path, "uniform")
    assert open_pack(tmp_path, "uniform", channel="production").manifest.revision == 1
    assert open_pack(tmp_path, "uniform", channel="staging").manifest.revision == 2


def test_a_second_sync_at_once_is_refused(shelf: Shelf, built: Built, tmp_path: Path) -> None:
    shelf.publish(built)
    with locked(tmp_path), pytest.raises(BusyError):
        follow(shelf, tmp_path)
    assert only(follow(shelf, tmp_path)).state == "updated"


def test_a_damaged_state_file_costs_the_manifests_check_and_no_download(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    shelf.publish(built)
    follow(shelf, tmp_path)
    (tmp_path / "channels" / "production.json").write_bytes(b'{"format":1,"base')
    shelf.asked.clear()
    assert only(follow(shelf, tmp_path)).state == "updated"
    assert shelf.asked == [(POINTER, None, 200)]


def test_an_address_that_is_not_of_a_web_server_is_refused() -> None:
    with pytest.raises(ValueError, match="http"):
        Source("file:///etc")
