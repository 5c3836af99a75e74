import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desk import PART_BYTES, Served

from eightcount.client import Client
from eightcount.failures import RefusedError, UnreachableError
from eightcount.uploading import sha256_of, upload, upload_name


class Bar:
    def __init__(self) -> None:
        self.moved = 0
        self.shown = 0

    @contextmanager
    def __call__(self, total: int) -> Iterator[Callable[[int], None]]:
        self.shown = total

        def move(count: int) -> None:
            self.moved += count

        yield move


def a_file(folder: Path, parts: float = 4.5) -> Path:
    path = folder / "take.mp4"
    path.write_bytes(os.urandom(int(PART_BYTES * parts)))
    return path


def kept(served: Served, file: Path) -> bytes:
    name = sha256_of(file)
    found = [path for path in (served.settings.data / "store").rglob(f"*{name}*") if path.is_file()]
    assert len(found) == 1
    return found[0].read_bytes()


def test_a_file_arrives_whole_in_parts(served: Served, tmp_path: Path) -> None:
    file, bar = a_file(tmp_path), Bar()
    with Client(served.url, served.key) as client:
        sent = upload(client, file, sha256_of(file), bar)
    assert sent.sent_bytes == sent.bytes == file.stat().st_size == bar.moved == bar.shown
    assert kept(served, file) == file.read_bytes()


def test_a_file_that_is_there_is_not_sent_again(served: Served, tmp_path: Path) -> None:
    file, bar = a_file(tmp_path), Bar()
    with Client(served.url, served.key) as client:
        upload(client, file, sha256_of(file), Bar())
        again = upload(client, file, sha256_of(file), bar)
    assert again.sent_bytes == 0
    assert bar.shown == 0


@pytest.mark.parametrize("after", [1, PART_BYTES // 2, int(PART_BYTES * 2.5)])
def test_a_line_that_breaks_in_the_middle_of_a_part_costs_that_part_only(
    served: Served, tmp_path: Path, after: int
) -> None:
    file, bar = a_file(tmp_path), Bar()
    with Client(served.url, served.key) as client:
        client.get("/songs")
        cuts = served.proxy.cuts
        served.proxy.cut_after(after)
        sent = upload(client, file, sha256_of(file), bar)
    assert served.proxy.cuts == cuts + 1
    assert sent.sent_bytes == bar.moved == file.stat().st_size
    assert kept(served, file) == file.read_bytes()


def test_another_run_sends_only_the_parts_that_lack(served: Served, tmp_path: Path) -> None:
    file = a_file(tmp_path)

    class Line(Bar):
        @contextmanager
        def __call__(self, total: int) -> Iterator[Callable[[int], None]]:
            self.shown = total

            def move(count: int) -> None:
                self.moved += count
                served.proxy.down = self.moved > 2 * PART_BYTES

            yield move

    with Client(served.url, served.key, patience_s=0.4) as client, pytest.raises(UnreachableError):
        upload(client, file, sha256_of(file), Line())
    served.proxy.down = False
    with Client(served.url, served.key) as client:
        sent = upload(client, file, sha256_of(file), Bar())
    assert 0 < sent.sent_bytes <= file.stat().st_size - 2 * PART_BYTES
    assert kept(served, file) == file.read_bytes()


def test_a_part_of_other_content_is_sent_again(served: Served, tmp_path: Path) -> None:
    file = a_file(tmp_path, parts=2)
    sha256, total = sha256_of(file), file.stat().st_size
    body = {"filename": file.name, "bytes": total, "sha256": sha256}
    once = upload_name(body)
    with Client(served.url, served.key) as client:
        begun = client.post("/uploads", body, once=once).document
        url = client.post(f"/uploads/{begun['id']}/parts/1/url").document["url"]
        client.put_bytes(url, bytes(PART_BYTES), lambda _: None)
        sent = upload(client, file, sha256, Bar())
    assert sent.sent_bytes == total
    assert kept(served, file) == file.read_bytes()


def test_an_upload_that_was_aborted_begins_again(served: Served, tmp_path: Path) -> None:
    file = a_file(tmp_path, parts=1)
    sha256 = sha256_of(file)
    body = {"filename": file.name, "bytes": file.stat().st_size, "sha256": sha256}
    once = upload_name(body)
    with Client(served.url, served.key) as client:
        client.delete(f"/uploads/{client.post('/uploads', body, once=once).document['id']}")
        assert upload(client, file, sha256, Bar()).sent_bytes == file.stat().st_size


def test_a_file_that_changes_while_it_is_sent_is_told(served: Served, tmp_path: Path) -> None:
    file = a_file(tmp_path)
    before = sha256_of(file)
    file.write_bytes(os.urandom(file.stat().st_size))
    with (
        Client(served.url, served.key) as client,
        pytest.raises(RefusedError, match="changed while it was sent"),
    ):
        upload(client, file, before, Bar())


def test_a_key_that_may_only_read_is_refused_with_the_servers_sentence(
    served: Served, tmp_path: Path
) -> None:
    file = a_file(tmp_path, parts=1)
    with (
        Client(served.url, served.reader) as client,
        pytest.raises(RefusedError, match="lacks the scope 'author'"),
    ):
        upload(client, file, sha256_of(file), Bar())
