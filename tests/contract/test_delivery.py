import hashlib
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from cms.storage import ChecksumError, MovedError
from cms.storage.local import LocalDelivery

CLASS = "spring-combo-1"


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_an_object_lies_whole_under_its_hash(delivery):
    data = bytes(range(256)) * 9000
    assert not delivery.has_object(hash_of(data), len(data))
    for _ in range(2):
        delivery.put_object(hash_of(data), io.BytesIO(data), media_type="video/mp4")
    assert delivery.has_object(hash_of(data), len(data))
    assert not delivery.has_object(hash_of(data), len(data) - 1)


def test_an_object_of_other_bytes_is_never_visible(delivery):
    with pytest.raises(ChecksumError):
        delivery.put_object(hash_of(b"right"), io.BytesIO(b"wrong"), media_type="video/mp4")
    assert not delivery.has_object(hash_of(b"right"), 5)
    assert not delivery.has_object(hash_of(b"wrong"), 5)


def test_a_manifest_of_other_bytes_is_refused(delivery):
    delivery.put_manifest(CLASS, hash_of(b"{}"), b"{}")
    delivery.put_manifest(CLASS, hash_of(b"{}"), b"{}")
    with pytest.raises(ChecksumError):
        delivery.put_manifest(CLASS, hash_of(b"{}"), b"{ }")


def test_a_manifest_is_there_once_it_was_laid_under_its_class(delivery):
    assert not delivery.has_manifest(CLASS, hash_of(b"{}"), 2)
    delivery.put_manifest(CLASS, hash_of(b"{}"), b"{}")
    assert delivery.has_manifest(CLASS, hash_of(b"{}"), 2)
    assert not delivery.has_manifest(CLASS, hash_of(b"{}"), 3)
    assert not delivery.has_manifest("another", hash_of(b"{}"), 2)


@pytest.mark.parametrize("name", ["..", "../x", ".hidden", "", "a/b", "a\\b", "a\0", "/etc", "a" * 200])
def test_no_name_leads_off_the_shelf(delivery, name):
    with pytest.raises(ValueError, match="no name"):
        delivery.put_manifest(name, hash_of(b"{}"), b"{}")
    with pytest.raises(ValueError, match="no name"):
        delivery.swap_pointer(name, b"{}", expected=None)
    with pytest.raises(ValueError, match="no name"):
        delivery.put_object(name, io.BytesIO(b""), media_type="video/mp4")
    assert delivery.pointer(name) is None


@pytest.mark.parametrize("media_type", ["", "video", "text/html\r\nX: y", "../x"])
def test_a_media_type_is_one(delivery, media_type):
    with pytest.raises(ValueError, match="no name"):
        delivery.put_object(hash_of(b""), io.BytesIO(b""), media_type=media_type)
    assert not delivery.has_object(hash_of(b""), 0)


def test_a_pointer_moves_only_from_the_state_that_was_read(delivery):
    assert delivery.pointer("staging") is None
    with pytest.raises(MovedError):
        delivery.swap_pointer("staging", b"1", expected="0" * 64)
    delivery.swap_pointer("staging", b"1", expected=None)
    with pytest.raises(MovedError):
        delivery.swap_pointer("staging", b"2", expected=None)
    first = delivery.pointer("staging")
    delivery.swap_pointer("staging", b"2", expected=first.etag)
    with pytest.raises(MovedError):
        delivery.swap_pointer("staging", b"3", expected=first.etag)
    assert delivery.pointer("staging").data == b"2"
    assert delivery.pointer("production") is None


def test_sixteen_swaps_at_once_have_one_winner_each_round(delivery):
    rounds = 12 if isinstance(delivery, LocalDelivery) else 2  # a bucket takes seconds to turn fifteen away
    start = Barrier(16)

    def swap(me):
        won = []
        for turn in range(rounds):
            lying = delivery.pointer("staging")
            start.wait()
            try:
                data = json.dumps([turn, me]).encode()
                delivery.swap_pointer("staging", data, expected=lying.etag if lying else None)
                won.append([turn, me])
            except MovedError:
                pass
            start.wait()
        return won

    with ThreadPoolExecutor(16) as pool:
        winners = [turn for won in pool.map(swap, range(16)) for turn in won]
    assert sorted(turn for turn, _ in winners) == list(range(rounds))
    assert json.loads(delivery.pointer("staging").data) == max(winners)


def lying(delivery):
    return {each.name: each.bytes for each in delivery.listing()}


def test_a_listing_tells_objects_and_manifests_and_no_pointer(delivery):
    assert lying(delivery) == {}
    laid = [b"one", b"two, longer", b""]
    for data in laid:
        delivery.put_object(hash_of(data), io.BytesIO(data), media_type="video/mp4")
    for class_id in (CLASS, "other"):
        delivery.put_manifest(class_id, hash_of(b"{}"), b"{}")
    delivery.swap_pointer("staging", b"pointer", expected=None)
    assert lying(delivery) == {
        **{f"o/{hash_of(data)}": len(data) for data in laid},
        f"packs/{CLASS}/{hash_of(b'{}')}.json": 2,
        f"packs/other/{hash_of(b'{}')}.json": 2,
    }
    for each in delivery.listing():
        assert each.modified.utcoffset() == timedelta(0)
        assert abs(each.modified - datetime.now(UTC)) < timedelta(hours=1)


def test_what_is_deleted_is_gone_and_may_come_again(delivery):
    delivery.put_manifest(CLASS, hash_of(b"{}"), b"{}")
    for data in (b"goes", b"stays"):
        delivery.put_object(hash_of(data), io.BytesIO(data), media_type="video/mp4")
    for _ in range(2):  # gone is no error
        delivery.delete(f"o/{hash_of(b'goes')}")
        delivery.delete(f"packs/{CLASS}/{hash_of(b'{}')}.json")
        assert not delivery.has_object(hash_of(b"goes"), 4)
        assert lying(delivery) == {f"o/{hash_of(b'stays')}": 5}
    delivery.put_object(hash_of(b"goes"), io.BytesIO(b"goes"), media_type="video/mp4")
    delivery.put_manifest(CLASS, hash_of(b"{}"), b"{}")
    assert delivery.has_object(hash_of(b"goes"), 4)
    assert len(lying(delivery)) == 3


@pytest.mark.parametrize(
    "name",
    [
        "",
        "o/",
        "o/..",
        "o/../channels/staging.json",
        "channels/staging.json",
        "a" * 64,
        f"packs/../{'a' * 64}.json",
        f"packs/{'a' * 64}.json",
        f"o/{'A' * 64}",
        f"o/{'a' * 64}\n",
    ],
)
def test_only_objects_and_manifests_can_be_deleted(delivery, name):
    delivery.swap_pointer("staging", b"pointer", expected=None)
    with pytest.raises(ValueError, match="no name"):
        delivery.delete(name)
    assert delivery.pointer("staging").data == b"pointer"


def test_an_object_that_comes_and_goes_at_once_is_whole_or_gone(delivery):
    data = b"x" * 10_000
    start = Barrier(8)

    def do(me):
        start.wait()
        for _ in range(20):
            if me % 2:
                delivery.delete(f"o/{hash_of(data)}")
            else:
                delivery.put_object(hash_of(data), io.BytesIO(data), media_type="video/mp4")
            assert set(lying(delivery).values()) <= {len(data)}

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(do, range(8)))
    delivery.put_object(hash_of(data), io.BytesIO(data), media_type="video/mp4")
    assert delivery.has_object(hash_of(data), len(data))
