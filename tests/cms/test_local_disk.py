"""The folders of the local store when processes are killed, when the disk is full, and when many write."""

import hashlib
import io
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cms.errors import StorageFullError
from cms.storage import MissingError, MovedError
from cms.storage.local import LocalDelivery, LocalStorage
from cms.storage.whole_files import CHUNK_BYTES, Incoming

PIECES = {1: b"a" * (CHUNK_BYTES + 5), 2: b"b" * 3000}
WHOLE = b"".join(PIECES.values())
WHOLE_SHA256 = hashlib.sha256(WHOLE).hexdigest()


def a_store(folder: Path) -> LocalStorage:
    return LocalStorage(folder, base_url="http://here.example/api/v1", secret=b"s" * 32)


def send(storage: LocalStorage, upload: str, number: int, data: bytes) -> None:
    with storage.receive_part(upload, number, total=len(data)) as part:
        part.write(data)
        part.keep()


#: The calls after which the disk is another. Between two of them one moment is like the next.
CHANGES = {
    "open",
    "write",
    "fchmod",
    "fsync",
    "replace",
    "rename",
    "mkdir",
    "unlink",
    "rmdir",
    "flock",
    "close",
}


def in_child(act: Callable[[], None], *, killed_at: int | None = None) -> int:
    """Run `act` in a process of its own, killed by SIGKILL just before its `killed_at`th change of the disk.
    Returns the signal that ended it, or 0.
    """
    child = os.fork()
    if child == 0:
        calls = 0

        def count(_frame: object, event: str, called: object) -> None:
            nonlocal calls
            if event == "c_call" and called.__name__ in CHANGES:
                calls += 1
                if calls == killed_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            if killed_at is not None:
                sys.setprofile(count)
            act()
        except BaseException:  # noqa: BLE001 - a child of the test must not go on as the test
            os._exit(1)
        os._exit(0)
    _, ended = os.waitpid(child, 0)
    assert os.WIFSIGNALED(ended) or os.WEXITSTATUS(ended) == 0, "the child failed"
    return os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else 0


def killed_at_every_change(tmp_path: Path, prepare: Callable[[Path], Callable[[], None]]) -> Iterator[Path]:
    """For each change that `act = prepare(folder)` makes: a folder in which `act` was killed just before it.
    The last folder is one in which it ended by itself.
    """
    for moment in range(1, 500):
        folder = tmp_path / str(moment)
        act = prepare(folder)
        ended = in_child(act, killed_at=moment)
        yield folder
        shutil.rmtree(folder)
        if not ended:
            assert moment > 5, "it was never killed"
            return
    pytest.fail("it never ended")


def all_whole(storage: LocalStorage) -> set[str]:
    """The names of the objects; each holds what its name says."""
    names = set()
    for path in (storage.folder / "objects").iterdir():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
        names.add(path.name)
    return names


def test_put_killed_at_any_moment_leaves_the_file_whole_or_absent(tmp_path):
    def prepare(folder):
        storage = a_store(folder)
        (folder / "given").write_bytes(WHOLE)
        return lambda: storage.put(folder / "given") and None

    outcomes = []
    for folder in killed_at_every_change(tmp_path, prepare):
        outcomes.append(all_whole(a_store(folder)))
        assert a_store(folder).put(folder / "given").sha256 == WHOLE_SHA256
    assert outcomes[0] == set()
    assert outcomes[-1] == {WHOLE_SHA256}


def test_a_part_sent_again_and_killed_at_any_moment_is_the_old_or_the_new(tmp_path):
    uploads = {}

    def prepare(folder):
        storage = a_store(folder)
        uploads[folder] = upload = storage.begin_upload()
        send(storage, upload, 1, PIECES[1])
        send(storage, upload, 2, b"damaged")
        return lambda: send(storage, upload, 2, PIECES[2])

    outcomes = []
    for folder in killed_at_every_change(tmp_path, prepare):
        storage, upload = a_store(folder), uploads[folder]
        first, second = storage.parts(upload)
        assert (first.number, first.bytes) == (1, len(PIECES[1]))
        outcomes.append((second.bytes, second.etag))
        send(storage, upload, 2, PIECES[2])
        assert storage.complete_upload(upload, sha256=WHOLE_SHA256, total=len(WHOLE)).sha256 == WHOLE_SHA256
    assert set(outcomes) == {
        (len(data), hashlib.md5(data, usedforsecurity=False).hexdigest()) for data in (b"damaged", PIECES[2])
    }
    assert outcomes == sorted(outcomes)  # 7 bytes, then, from one moment on, 3000


def test_complete_killed_at_any_moment_keeps_the_parts_or_the_file(tmp_path):
    uploads = {}

    def prepare(folder):
        storage = a_store(folder)
        uploads[folder] = upload = storage.begin_upload()
        for number, data in PIECES.items():
            send(storage, upload, number, data)
        return lambda: storage.complete_upload(upload, sha256=WHOLE_SHA256, total=len(WHOLE)) and None

    before, after = 0, 0
    for folder in killed_at_every_change(tmp_path, prepare):
        storage, upload = a_store(folder), uploads[folder]
        kept = all_whole(storage)
        try:
            numbers = [part.number for part in storage.parts(upload)]
        except MissingError:
            assert kept == {WHOLE_SHA256}
            after += 1
        else:
            assert numbers == [1, 2]
            storage.complete_upload(upload, sha256=WHOLE_SHA256, total=len(WHOLE))
            before += 1
        assert list((storage.folder / "uploads").iterdir()) == []  # what was half removed is cleared at start
        assert all_whole(storage) == {WHOLE_SHA256}
    assert before > 3
    assert after > 3


def test_the_pointer_killed_at_any_moment_is_the_old_or_the_new(tmp_path):
    def prepare(folder):
        shelf = LocalDelivery(folder)
        shelf.swap_pointer("staging", b"old", expected=None)
        lying = shelf.pointer("staging")
        return lambda: shelf.swap_pointer("staging", b"new", expected=lying.etag)

    outcomes = []
    for folder in killed_at_every_change(tmp_path, prepare):
        lying = LocalDelivery(folder).pointer("staging")
        outcomes.append(lying.data)
        LocalDelivery(folder).swap_pointer("staging", b"next", expected=lying.etag)  # no lock is left behind
    assert set(outcomes) == {b"old", b"new"}
    assert outcomes == sorted(outcomes, reverse=True)


def test_an_object_killed_at_any_moment_is_whole_or_absent_and_has_its_type(tmp_path):
    def prepare(folder):
        shelf = LocalDelivery(folder)
        return lambda: shelf.put_object(WHOLE_SHA256, io.BytesIO(WHOLE), media_type="video/mp4")

    outcomes = []
    for folder in killed_at_every_change(tmp_path, prepare):
        shelf = LocalDelivery(folder)
        outcomes.append(shelf.has_object(WHOLE_SHA256, len(WHOLE)))
        if outcomes[-1]:
            assert shelf.object_file(WHOLE_SHA256).media_type == "video/mp4"
            assert shelf.object_file(WHOLE_SHA256).path.read_bytes() == WHOLE
        else:
            with pytest.raises(MissingError):
                shelf.object_file(WHOLE_SHA256)
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {False, True}


def test_what_a_killed_writer_left_is_cleared_later_and_a_living_one_is_left_alone(tmp_path):
    storage = a_store(tmp_path)
    aside = tmp_path / "incoming"

    def die():
        Incoming(aside).__enter__().write(b"half")
        os.kill(os.getpid(), signal.SIGKILL)

    assert in_child(die) == signal.SIGKILL
    (left,) = aside.iterdir()
    a_store(tmp_path)
    assert left.exists()  # it is young; its writer may just be about to lock it
    with Incoming(aside) as living:
        living.write(b"slow")
        for path in aside.iterdir():
            os.utime(path, (0, 0))
        a_store(tmp_path)
        assert not left.exists()
        assert len(list(aside.iterdir())) == 1
        living.keep(tmp_path / "objects" / hashlib.sha256(b"slow").hexdigest())
    assert storage.size(hashlib.sha256(b"slow").hexdigest()) == 4
    assert list(aside.iterdir()) == []


def test_sixteen_processes_swap_one_pointer_and_one_wins(tmp_path):
    shelf = LocalDelivery(tmp_path / "shelf")
    shelf.swap_pointer("staging", b"before", expected=None)
    lying = shelf.pointer("staging")
    go_read, go_write = os.pipe()
    children = []
    for me in range(16):
        child = os.fork()
        if child == 0:
            won = 0
            try:
                os.close(go_write)
                os.read(go_read, 1)  # ends for all at once, when the parent closes its side
                shelf.swap_pointer("staging", str(me).encode(), expected=lying.etag)
                won = 1
            except MovedError:
                won = 0
            finally:
                os._exit(won)
        children.append(child)
    os.close(go_read)
    os.close(go_write)
    winners = [me for me, child in enumerate(children) if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])]
    assert len(winners) == 1
    assert shelf.pointer("staging").data == str(winners[0]).encode()


def test_a_plain_web_server_of_the_public_folder_hands_out_what_devices_ask_for_and_no_more(tmp_path):
    shelf = LocalDelivery(tmp_path / "shelf")
    shelf.put_object(WHOLE_SHA256, io.BytesIO(WHOLE), media_type="video/mp4")
    shelf.put_manifest("waltz", hashlib.sha256(b"{}").hexdigest(), b"{}")
    shelf.swap_pointer("staging", b"1", expected=None)
    public = tmp_path / "shelf" / "public"
    assert {str(path.relative_to(public)) for path in public.rglob("*") if path.is_file()} == {
        f"o/{WHOLE_SHA256}",
        f"packs/waltz/{hashlib.sha256(b'{}').hexdigest()}.json",
        "channels/staging.json",
    }
    assert {path.name for path in public.iterdir()} == {"o", "packs", "channels"}


def test_a_damaged_object_is_told_and_mended(tmp_path):
    shelf = LocalDelivery(tmp_path / "shelf")
    shelf.put_object(WHOLE_SHA256, io.BytesIO(WHOLE), media_type="video/mp4")
    path = shelf.object_file(WHOLE_SHA256).path
    path.chmod(0o644)
    path.write_bytes(b"X" + WHOLE[1:])
    assert not shelf.has_object(WHOLE_SHA256, len(WHOLE))
    shelf.put_object(WHOLE_SHA256, io.BytesIO(WHOLE), media_type="video/mp4")
    assert shelf.has_object(WHOLE_SHA256, len(WHOLE))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("NOT TESTED: a disk that is really full, as this user may not mount one")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_told_and_holds_what_it_held(small_disk, tmp_path):
    storage, shelf = a_store(small_disk / "store"), LocalDelivery(small_disk / "shelf")
    kept = storage.put_bytes(b"k" * 400_000)
    upload = storage.begin_upload()
    send(storage, upload, 1, b"p" * 400_000)
    shelf.swap_pointer("staging", b"old", expected=None)
    lying = shelf.pointer("staging")
    (tmp_path / "given").write_bytes(WHOLE)

    with pytest.raises(StorageFullError, match="no room left") as told:
        storage.put(tmp_path / "given")
    assert str(small_disk) not in told.value.sentence
    for full in (
        lambda: send(storage, upload, 2, b"q" * 400_000),
        lambda: storage.complete_upload(
            upload, sha256=hashlib.sha256(b"p" * 400_000).hexdigest(), total=400_000
        ),
        lambda: shelf.put_object(WHOLE_SHA256, io.BytesIO(WHOLE), media_type="video/mp4"),
        lambda: shelf.put_manifest("c", WHOLE_SHA256, WHOLE),
        lambda: shelf.swap_pointer("staging", WHOLE, expected=lying.etag),
    ):
        with pytest.raises(StorageFullError):
            full()

    assert all_whole(storage) == {kept.sha256}
    assert [part.number for part in storage.parts(upload)] == [1]
    assert not shelf.has_object(WHOLE_SHA256, len(WHOLE))
    assert shelf.pointer("staging") == lying
    assert [path for path in small_disk.rglob("*") if "incoming-" in path.name] == []
    storage.abort_upload(upload)  # room again
    assert storage.put_bytes(b"r" * 400_000).bytes == 400_000


def test_a_file_larger_than_the_process_may_write_is_told_and_leaves_nothing(tmp_path):
    storage = a_store(tmp_path / "store")
    (tmp_path / "given").write_bytes(WHOLE)

    def put_with_little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
        with pytest.raises(StorageFullError):
            storage.put(tmp_path / "given")
        storage.put_bytes(b"small is possible")

    assert in_child(put_with_little_room) == 0
    assert all_whole(storage) == {hashlib.sha256(b"small is possible").hexdigest()}
    assert list((tmp_path / "store" / "incoming").iterdir()) == []
