import hashlib
import os
import random
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.storage import ChecksumError, MissingError, PartUrlError, Stored

MIB = 1 << 20
SIZES = [0, 1, 4095, MIB - 1, MIB, 2 * MIB + 7]


def fewer_where_parts_are_large(stand):
    """The store is shared between the examples of a property, so each makes files of its own (`salt`)."""
    return settings(
        deadline=None,
        max_examples=4 if stand.least_bytes else 25,
        suppress_health_check=list(HealthCheck),
    )


def some_bytes(total: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(total)  # noqa: S311 - test data


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("total", SIZES)
def test_what_is_put_is_read_and_fetched(stand, tmp_path, total):
    data = some_bytes(total)
    (tmp_path / "given").write_bytes(data)

    assert stand.storage.put(tmp_path / "given") == Stored(sha256=hash_of(data), bytes=total)

    (tmp_path / "given").write_bytes(b"its owner goes on writing")
    stand.storage.fetch(hash_of(data), tmp_path / "fetched")
    assert (tmp_path / "fetched").read_bytes() == data
    assert stand.storage.size(hash_of(data)) == total
    with stand.storage.open(hash_of(data)) as file:
        assert file.read() == data


def test_a_document_and_a_file_of_the_same_bytes_are_one(stand, tmp_path):
    (tmp_path / "given").write_bytes(b"{}")
    assert (
        stand.storage.put_bytes(b"{}")
        == stand.storage.put(tmp_path / "given")
        == stand.storage.put_bytes(b"{}")
    )


def test_a_fetched_file_is_for_reading_only_and_replaces_what_lay_there(stand, tmp_path):
    stored = stand.storage.put_bytes(b"new")
    (tmp_path / "target").write_bytes(b"old")
    for _ in range(2):
        stand.storage.fetch(stored.sha256, tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == b"new"
    assert (tmp_path / "target").stat().st_mode & 0o222 == 0


def test_fetch_to_another_disk(stand, tmp_path):
    other = Path("/dev/shm")  # noqa: S108 - any second disk will do
    if not other.is_dir() or other.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip(
            "NOT TESTED: fetching to another disk, as there is no /dev/shm apart from the disk of tests"
        )
    data = some_bytes(3 * MIB)
    target = other / f"eightcount-test-{os.getpid()}"
    try:
        stand.storage.fetch(stand.storage.put_bytes(data).sha256, target)
        assert target.read_bytes() == data
        assert target.stat().st_mode & 0o222 == 0
    finally:
        target.unlink(missing_ok=True)


@pytest.mark.parametrize(
    "name", ["0" * 64, "", "..", "../objects", "a" * 63, "A" * 64, "0" * 63 + "/", "0" * 300]
)
def test_what_is_not_here_is_missing_whatever_its_name(stand, tmp_path, name):
    assert stand.storage.size(name) is None
    with pytest.raises(MissingError):
        stand.storage.open(name)
    (tmp_path / "target").write_bytes(b"stays")
    with pytest.raises(MissingError):
        stand.storage.fetch(name, tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == b"stays"


def test_the_same_file_put_by_many_at_once_is_kept_once(stand, tmp_path):
    (tmp_path / "given").write_bytes(some_bytes(MIB))
    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda _: stand.storage.put(tmp_path / "given"), range(24)))
    assert kept == {Stored(hash_of(some_bytes(MIB)), MIB)}
    assert stand.storage.size(hash_of(some_bytes(MIB))) == MIB


def test_a_listing_tells_every_file_once_and_uploads_never(stand, tmp_path):
    assert list(stand.storage.listing()) == []
    kept = {stand.storage.put_bytes(some_bytes(total, total)).sha256: total for total in (0, 1, 70_000)}
    upload = stand.storage.begin_upload()
    stand.send_part(upload, 1, b"on its way")
    listed = list(stand.storage.listing())
    assert sorted((each.name, each.bytes) for each in listed) == sorted(kept.items())
    for each in listed:
        assert each.modified.utcoffset() == timedelta(0)
        assert abs(each.modified - datetime.now(UTC)) < timedelta(hours=1)
    joined = stand.storage.complete_upload(upload, sha256=hash_of(b"on its way"), total=10)
    assert {each.name for each in stand.storage.listing()} == {*kept, joined.sha256}


def test_what_is_deleted_is_gone_but_not_for_those_who_fetched_it(stand, tmp_path):
    stored, other = stand.storage.put_bytes(b"goes"), stand.storage.put_bytes(b"stays")
    stand.storage.fetch(stored.sha256, tmp_path / "fetched")
    for _ in range(2):  # gone is no error
        stand.storage.delete(stored.sha256)
        assert stand.storage.size(stored.sha256) is None
        assert [each.name for each in stand.storage.listing()] == [other.sha256]
    assert (tmp_path / "fetched").read_bytes() == b"goes"
    for name in ("", "..", f"../objects/{other.sha256}", "f" * 64):
        stand.storage.delete(name)
    assert stand.storage.put_bytes(b"goes") == stored
    assert {each.name for each in stand.storage.listing()} == {stored.sha256, other.sha256}


def test_parts_of_any_size_in_any_order_sent_again_or_not_make_the_file(stand):
    @fewer_where_parts_are_large(stand)
    @given(
        sizes=st.lists(st.integers(1, 5000), min_size=1, max_size=3 if stand.least_bytes else 8),
        seed=st.integers(0, 2**32),
        resent=st.lists(st.integers(0, 7), max_size=4),
        shuffle=st.randoms(use_true_random=False),
    )
    def they_do(sizes, seed, resent, shuffle):
        parts_make_the_file(stand, sizes, seed, resent, shuffle)

    they_do()


def parts_make_the_file(stand, sizes, seed, resent, shuffle):
    pieces = stand.padded([some_bytes(size, seed + number) for number, size in enumerate(sizes)])
    data = b"".join(pieces)
    upload = stand.storage.begin_upload()
    sent_wrong = {index for index in resent if index < len(pieces)}
    for index in sent_wrong:  # an earlier sending of other bytes, even of another length, does not count
        stand.send_part(upload, index + 1, some_bytes(sizes[index] + 3, seed + 99))
    stand.later()
    order = [*range(len(pieces)), *sent_wrong]
    shuffle.shuffle(order)
    for index in order:
        stand.send_part(upload, index + 1, pieces[index])

    arrived = stand.storage.parts(upload)
    assert [(part.number, part.bytes, part.etag) for part in arrived] == [
        (number, len(piece), hashlib.md5(piece, usedforsecurity=False).hexdigest())
        for number, piece in enumerate(pieces, start=1)
    ]
    stored = stand.storage.complete_upload(upload, sha256=hash_of(data), total=len(data))
    assert stored == Stored(hash_of(data), len(data))
    with stand.storage.open(stored.sha256) as file:
        assert file.read() == data


def test_without_some_parts_nothing_is_kept_and_those_that_came_stay(stand):
    @fewer_where_parts_are_large(stand)
    @given(
        count=st.integers(2, 3 if stand.least_bytes else 8),
        lacking=st.sets(st.integers(1, 8), min_size=1, max_size=7),
        seed=st.integers(0, 2**32),
    )
    def it_is_so(count, lacking, seed):
        without_some_parts(stand, count, lacking, seed)

    it_is_so()


def without_some_parts(stand, count, lacking, seed):
    lacking = {min(number, count) for number in lacking}
    salt = secrets.token_bytes(8)
    made = [salt + some_bytes(100 + number, seed + number) for number in range(1, count + 1)]
    pieces = dict(enumerate(stand.padded(made), start=1))
    data = b"".join(pieces.values())
    upload = stand.storage.begin_upload()
    for number in pieces.keys() - lacking:
        stand.send_part(upload, number, pieces[number])

    with pytest.raises(ChecksumError):
        stand.storage.complete_upload(upload, sha256=hash_of(data), total=len(data))

    assert stand.storage.size(hash_of(data)) is None
    assert [part.number for part in stand.storage.parts(upload)] == sorted(pieces.keys() - lacking)
    for number in lacking:
        stand.send_part(upload, number, pieces[number])
    assert stand.storage.complete_upload(upload, sha256=hash_of(data), total=len(data)).bytes == len(data)


def test_parts_of_the_right_length_but_other_bytes_are_refused_until_mended(stand):
    right = stand.padded([b"aaaa", b"cc", b"bbb"])
    data = b"".join(right)
    for wrong in (1, 3):
        upload = stand.storage.begin_upload()
        for number, piece in enumerate(right, start=1):
            stand.send_part(upload, number, b"X" + piece[1:] if number == wrong else piece)
        sent = stand.storage.parts(upload)
        for _ in range(2):
            with pytest.raises(ChecksumError):
                stand.storage.complete_upload(upload, sha256=hash_of(data), total=len(data))
            with pytest.raises(ChecksumError):
                stand.storage.complete_upload(upload, sha256=hash_of(data), total=len(data) + 1)
            assert stand.storage.size(hash_of(data)) is None
            assert stand.storage.parts(upload) == sent
        stand.send_part(upload, wrong, right[wrong - 1])
        assert [part.bytes for part in stand.storage.parts(upload)] == [len(piece) for piece in right]
        kept = stand.storage.complete_upload(upload, sha256=hash_of(data), total=len(data))
        assert kept == Stored(hash_of(data), len(data))
        with stand.storage.open(kept.sha256) as file:
            assert file.read() == data
        stand.storage.delete(kept.sha256)


def test_of_two_sendings_in_the_same_second_the_last_counts(stand):
    if not stand.tells_the_last:
        pytest.skip("NOT TESTED on SeaweedFS: it lists every sending of a part, with times in whole seconds")
    upload = stand.storage.begin_upload()
    for data in (b"first", b"second", b"third"):
        stand.send_part(upload, 1, data)
    assert [part.bytes for part in stand.storage.parts(upload)] == [5]
    assert stand.storage.complete_upload(upload, sha256=hash_of(b"third"), total=5).bytes == 5


def test_a_file_is_read_at_any_place(stand):
    data = some_bytes(3 * MIB + 17)
    with stand.storage.open(stand.storage.put_bytes(data).sha256) as file:
        for start, length in ((0, 12), (2 * MIB, 5), (1, 3 * MIB), (3 * MIB + 10, 100), (4 * MIB, 1), (7, 0)):
            file.seek(start)
            assert file.read(length) == data[start : start + length]
        assert file.seek(-5, os.SEEK_END) == len(data) - 5
        assert file.read() == data[-5:]


def test_an_upload_ends_once(stand):
    upload = stand.storage.begin_upload()
    url = stand.storage.part_url(upload, 1, total=3, expires_s=60)
    stand.send(url, b"abc")
    stand.storage.complete_upload(upload, sha256=hash_of(b"abc"), total=3)
    for late in (
        lambda: stand.storage.complete_upload(upload, sha256=hash_of(b"abc"), total=3),
        lambda: stand.storage.parts(upload),
        lambda: stand.send(url, b"abc"),
    ):
        with pytest.raises(MissingError):
            late()
    assert stand.storage.size(hash_of(b"abc")) == 3


def test_an_aborted_upload_is_forgotten_and_abort_never_complains(stand):
    upload = stand.storage.begin_upload()
    stand.send_part(upload, 1, b"abc")
    for _ in range(2):
        stand.storage.abort_upload(upload)
    stand.storage.abort_upload("f" * 32)
    stand.storage.abort_upload("../objects")
    with pytest.raises(MissingError):
        stand.storage.parts(upload)
    with pytest.raises(MissingError):
        stand.storage.complete_upload(upload, sha256=hash_of(b"abc"), total=3)


def test_many_completions_at_once_keep_one_file(stand):
    upload = stand.storage.begin_upload()
    stand.send_part(upload, 1, some_bytes(MIB))
    start = threading.Barrier(6)

    def complete(_):
        start.wait()
        try:
            return stand.storage.complete_upload(upload, sha256=hash_of(some_bytes(MIB)), total=MIB)
        except MissingError:
            return None

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(complete, range(6)))
    assert {answer for answer in answers if answer} == {Stored(hash_of(some_bytes(MIB)), MIB)}
    assert stand.storage.size(hash_of(some_bytes(MIB))) == MIB


def test_one_part_sent_by_many_at_once_is_one_of_them_whole(stand):
    upload = stand.storage.begin_upload()
    start = threading.Barrier(8)

    def send(seed):
        start.wait()
        return stand.send_part(upload, 1, some_bytes(50_000, seed))

    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(send, range(8)))
    lying = stand.storage.parts(upload)
    if not stand.tells_the_last and not lying:
        stand.later()
        sent, lying = [stand.send_part(upload, 1, some_bytes(50_000, 0))], stand.storage.parts(upload)
    seed = sent.index(lying[0])
    kept = stand.storage.complete_upload(upload, sha256=hash_of(some_bytes(50_000, seed)), total=50_000)
    assert kept.bytes == 50_000


def test_a_part_url_takes_exactly_the_bytes_it_was_signed_for(stand):
    upload = stand.storage.begin_upload()
    url = stand.storage.part_url(upload, 1, total=4, expires_s=60)
    for wrong in (b"", b"abc", b"abcde"):
        with pytest.raises((ChecksumError, PartUrlError)):
            stand.send(url, wrong)
        assert stand.storage.parts(upload) == []
    assert stand.send(url, b"abcd").bytes == 4


def test_a_part_url_that_expired_or_was_changed_takes_nothing(stand):
    upload = stand.storage.begin_upload()
    other = stand.storage.begin_upload()
    url = stand.storage.part_url(upload, 1, total=4, expires_s=60)
    with pytest.raises(PartUrlError):
        stand.send(stand.storage.part_url(upload, 1, total=4, expires_s=-1), b"abcd")
    another_part = url.replace("/parts/1", "/parts/2").replace("partNumber=1", "partNumber=2")
    for changed in (url.replace(upload, other), another_part, url[:-1] + "xy"):
        assert changed != url
        with pytest.raises((ChecksumError, PartUrlError)):
            stand.send(changed, b"abcd")
    assert stand.storage.parts(upload) == stand.storage.parts(other) == []
