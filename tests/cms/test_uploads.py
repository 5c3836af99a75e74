import hashlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from cms import uploads
from cms.accounts import Actor
from cms.db import reading, writing
from cms.errors import ConflictError, InvalidError, NotFoundError
from cms.models import Original, Upload
from cms.settings import Settings
from cms.storage.local import LocalStorage

AUTHOR = Actor(id="key:1", name="author", scopes=frozenset({"read", "author"}))
SETTINGS = Settings(part_bytes=1000, max_upload_bytes=10_000)
DATA = bytes(range(250)) * 10
TOTAL = len(DATA)
SHA256 = hashlib.sha256(DATA).hexdigest()


class Desk:
    """An author at work: each act in a transaction of its own, as requests are."""

    def __init__(self, engine, storage):
        self.engine, self.storage = engine, storage

    def begin(self, total=TOTAL, filename="take.mov", sha256=None):
        with reading(self.engine) as session:
            known = uploads.is_known(session, SETTINGS, total=total, sha256=sha256)
        room = uploads.make_room(self.storage, total=total, known=sha256 if known else None)
        with writing(self.engine) as session:
            return uploads.begin(
                session, SETTINGS, AUTHOR, room, filename=filename, total=total, sha256=sha256
            )

    def get(self, upload):
        with reading(self.engine) as session:
            return uploads.get(session, upload.id)

    def send(self, upload, data=DATA, only=None):
        for number in only or range(1, uploads.part_count(upload) + 1):
            piece = data[(number - 1) * 1000 : number * 1000]
            with self.storage.receive_part(upload.storage_upload, number, total=len(piece)) as part:
                part.write(piece)
                part.keep()

    def complete(self, upload, sha256=SHA256):
        stored = uploads.join(self.storage, self.get(upload), sha256)
        with writing(self.engine) as session:
            return uploads.record(session, upload.id, stored, AUTHOR)

    def abort(self, upload):
        uploads.drop_parts(self.storage, self.get(upload))
        with writing(self.engine) as session:
            return uploads.abort(session, upload.id)

    def originals(self):
        with reading(self.engine) as session:
            return session.scalar(select(func.count()).select_from(Original))


@pytest.fixture
def desk(engine, tmp_path):
    return Desk(engine, LocalStorage(tmp_path / "store", base_url="http://here.example", secret=b"s" * 32))


def test_a_file_comes_in_parts_and_becomes_an_original(desk):
    upload = desk.begin()
    assert (upload.state, upload.part_bytes, uploads.part_count(upload)) == ("open", 1000, 3)
    desk.send(upload)
    assert [part.bytes for part in uploads.parts(desk.storage, upload)] == [1000, 1000, 500]

    original = desk.complete(upload)

    assert (original.sha256, original.bytes, original.filename) == (SHA256, TOTAL, "take.mov")
    assert desk.get(upload).state == "complete"
    with desk.storage.open(SHA256) as file:
        assert file.read() == DATA


def test_completing_twice_gives_the_same_answer(desk):
    upload = desk.begin()
    desk.send(upload)
    assert desk.complete(upload).id == desk.complete(upload).id
    assert desk.originals() == 1


def test_a_server_that_died_before_it_recorded_goes_on_where_it_was(desk):
    upload = desk.begin()
    desk.send(upload)
    uploads.join(desk.storage, desk.get(upload), SHA256)  # and then the power went
    assert desk.get(upload).state == "open"
    assert desk.complete(upload).sha256 == SHA256


def test_completed_by_many_at_once_there_is_one_original(desk):
    upload, again = desk.begin(), desk.begin()
    desk.send(upload)
    desk.send(again)
    start = Barrier(6)

    def complete(which):
        start.wait()
        return desk.complete(which).id

    with ThreadPoolExecutor(6) as pool:
        ids = set(pool.map(complete, [upload, again] * 3))
    assert len(ids) == 1
    assert desk.originals() == 1
    assert desk.get(upload).state == desk.get(again).state == "complete"


def test_a_wrong_hash_is_told_and_the_upload_stays_open(desk):
    upload = desk.begin()
    desk.send(upload, data=DATA[:-1] + b"X")
    with pytest.raises(InvalidError, match="do not make the file") as told:
        desk.complete(upload)
    assert told.value.code == "wrong-sha256"
    assert desk.get(upload).state == "open"
    assert desk.originals() == 0
    desk.send(upload, only=[3])
    assert desk.complete(upload).sha256 == SHA256


def test_another_hash_than_the_announced_one_is_refused(desk):
    upload = desk.begin(sha256=SHA256)
    desk.send(upload)
    with pytest.raises(InvalidError, match="was begun for"):
        desk.complete(upload, sha256="0" * 64)
    assert desk.complete(upload).sha256 == SHA256
    with pytest.raises(InvalidError, match="was begun for"):
        desk.complete(upload, sha256="0" * 64)


def test_missing_parts_are_named(desk):
    upload = desk.begin()
    desk.send(upload, only=[2])
    with pytest.raises(ConflictError, match="2 of 3 parts have not arrived: 1, 3") as told:
        desk.complete(upload)
    assert told.value.facts["missing"] == [1, 3]


def test_a_file_that_is_here_is_not_sent_again(desk):
    first = desk.begin()
    desk.send(first)
    original = desk.complete(first)

    again = desk.begin(filename="copy.mov", sha256=SHA256)

    assert (again.state, again.storage_upload) == ("complete", "")
    with reading(desk.engine) as session:
        assert uploads.original_of(session, desk.get(again)).id == original.id
    assert desk.complete(again).id == original.id
    with pytest.raises(InvalidError, match="has 2,500 bytes, not 2,499"):
        desk.begin(total=TOTAL - 1, sha256=SHA256)


def test_a_file_whose_row_is_here_but_whose_bytes_are_lost_is_sent_again(desk):
    first = desk.begin()
    desk.send(first)
    desk.complete(first)
    (desk.storage.folder / "objects" / SHA256).unlink()

    again = desk.begin(sha256=SHA256)

    assert again.state == "open"
    desk.send(again)
    assert desk.complete(again).sha256 == SHA256
    assert desk.storage.size(SHA256) == TOTAL


def test_an_upload_can_be_aborted_until_it_is_complete(desk):
    upload = desk.begin()
    desk.send(upload)
    assert desk.abort(upload).state == desk.abort(upload).state == "aborted"
    for late in (
        lambda: desk.complete(upload),
        lambda: uploads.sign_part(desk.storage, desk.get(upload), 1),
        lambda: uploads.parts(desk.storage, desk.get(upload)),
    ):
        with pytest.raises(ConflictError, match="is aborted"):
            late()
    assert list((desk.storage.folder / "uploads").iterdir()) == []

    done = desk.begin()
    desk.send(done)
    desk.complete(done)
    with pytest.raises(ConflictError, match="complete"):
        desk.abort(done)
    assert desk.storage.size(SHA256) == TOTAL


def test_an_abort_in_the_middle_of_completing_wins(desk):
    upload = desk.begin()
    desk.send(upload)
    stored = uploads.join(desk.storage, desk.get(upload), SHA256)
    desk.abort(upload)
    with pytest.raises(ConflictError, match="aborted meanwhile"), writing(desk.engine) as session:
        uploads.record(session, upload.id, stored, AUTHOR)
    assert desk.originals() == 0


def test_parts_that_are_gone_are_told(desk):
    upload = desk.begin()
    desk.storage.abort_upload(upload.storage_upload)
    with pytest.raises(ConflictError, match="are gone"):
        uploads.parts(desk.storage, upload)
    with pytest.raises(ConflictError, match="are gone"):
        desk.complete(upload)


def test_empty_and_too_large_files_are_refused_before_a_byte_is_sent(desk):
    for total in (0, -1, 10_001):
        with pytest.raises(InvalidError, match="the limit is 10,000 bytes"):
            desk.begin(total=total)
    assert list((desk.storage.folder / "uploads").iterdir()) == []


def test_two_completions_with_different_hashes_do_not_both_count(desk):
    other = desk.begin()
    desk.send(other, data=b"o" * TOTAL)
    desk.complete(other, sha256=hashlib.sha256(b"o" * TOTAL).hexdigest())
    upload = desk.begin()
    desk.send(upload)
    before = desk.get(upload)
    desk.complete(upload)
    stored = uploads.join(desk.storage, before, hashlib.sha256(b"o" * TOTAL).hexdigest())
    with pytest.raises(ConflictError, match="completed meanwhile"), writing(desk.engine) as session:
        uploads.record(session, upload.id, stored, AUTHOR)


def test_an_unknown_upload_is_told(desk):
    with pytest.raises(NotFoundError, match="no upload"):
        desk.get(SimpleNamespace(id="nothing"))


def test_a_filename_is_a_label(desk):
    labels = {
        "take.mov": "take.mov",
        "/home/ann/take.mov": "take.mov",
        "C:\\Users\\ann\\테이크.mov": "테이크.mov",
        "a\x00b\x1b[31m.mov": "ab[31m.mov",
        "../": "unnamed",
        "n" * 300: "n" * 200,
    }
    assert {given: desk.begin(filename=given).filename for given in labels} == labels


class _NotedStorage:
    """Notes what is signed."""

    def part_url(self, upload, number, *, total, expires_s):
        assert expires_s == uploads.PART_URL_S
        return f"{upload}/{number}/{total}"


@given(total=st.integers(1, 10**10), part_bytes=st.integers(1, 10**8))
def test_the_signed_parts_make_exactly_the_file(total, part_bytes):
    upload = Upload(filename="f", bytes=total, part_bytes=part_bytes, state="open", storage_upload="u")
    count = uploads.part_count(upload)
    first, last = (uploads.sign_part(_NotedStorage(), upload, number).bytes for number in (1, count))
    assert first == min(part_bytes, total)
    assert 1 <= last <= part_bytes
    assert (count - 1) * part_bytes + last == total
    for beyond in (0, count + 1):
        with pytest.raises(NotFoundError, match=f"the parts 1 to {count}"):
            uploads.sign_part(_NotedStorage(), upload, beyond)


def test_an_abort_waits_for_who_records_that_it_is_complete(desk):
    upload = desk.begin()
    desk.send(upload)
    stored = uploads.join(desk.storage, desk.get(upload), SHA256)
    with ThreadPoolExecutor(1) as pool:
        with writing(desk.engine) as session:
            uploads.record(session, upload.id, stored, AUTHOR)
            session.flush()
            giving_up = pool.submit(desk.abort, upload)
            with pytest.raises(TimeoutError):  # it must not decide before we have
                giving_up.result(timeout=0.5)
        with pytest.raises(ConflictError, match="complete"):
            giving_up.result(timeout=60)
    assert desk.get(upload).state == "complete"
    assert desk.storage.size(SHA256) == TOTAL
