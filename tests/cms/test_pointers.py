"""What lies on the shelf after releases, renewals, new keys, and after somebody else's hand."""

import json
import logging
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import loopback
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eightcount_runtime.classpack.channel import Pointer, PointerClass, read_pointer
from eightcount_runtime.classpack.errors import RolledBackError, UntrustedError
from eightcount_runtime.classpack.pointer_file import read_pointer_file, write_pointer_file
from eightcount_runtime.classpack.signed import public_key
from eightcount_runtime.device import Source, Trust, open_pack, sync
from sqlalchemy import select
from studio import BEATS_S, Studio

from cms import jobs, pointers
from cms.db import reading, writing
from cms.failures import NOT_SIGNED
from cms.key_files import make_key, read_key
from cms.models import Step
from cms.releases import CHANNELS
from cms.signing import read_root
from cms.storage.local import LocalDelivery
from eightcount.ceremony import online_key, sign_root
from workers import publish
from workers.renewing import renew_pointers

NOW = datetime.now(UTC)


@pytest.fixture
def built(sqlite_url: str, tmp_path: Path) -> Iterator[Studio]:
    studio = _built(sqlite_url, tmp_path)
    yield studio
    studio.house.engine.dispose()


def _built(url: str, tmp_path: Path) -> Studio:
    studio = Studio(url, tmp_path / "data")
    studio.dance_class()
    studio.beats()
    studio.build()
    return studio


def lying(studio: Studio, channel: str = "staging") -> bytes:
    found = studio.house.delivery.pointer(channel)
    assert found is not None
    return found.data


def put(studio: Studio, file: bytes, channel: str = "staging") -> None:
    """By somebody who can write to the shelf, and has no key."""
    found = studio.house.delivery.pointer(channel)
    studio.house.delivery.swap_pointer(channel, file, expected=found.etag if found else None)


def withdraw(studio: Studio) -> None:
    studio.post("/classes/uniform/withdraw", {"channel": "staging"})
    studio.work()


def strangers(version: int, root_file: bytes) -> bytes:
    """A pointer that shows a class of a stranger, signed by him."""
    entry = PointerClass("strange", "0" * 64, 7)
    pointer = Pointer("staging", version, NOW + timedelta(days=9), (entry,))
    return write_pointer_file(pointer, root_file, Ed25519PrivateKey.generate())


def new_root(studio: Studio, *online: str) -> None:
    """The root document's next version, naming these online keys or those of before."""
    keys = studio.folder / "keys"
    named = [online_key(each) for each in online]
    sign_root(keys / "root.json", [read_key(keys / "root.key")], named, days=365, now=NOW)


def trust(studio: Studio) -> Trust:
    return read_root(studio.house.signer.root_path)[2]


def test_a_release_without_keys_fails_with_a_sentence_before_anything_is_visible(built: Studio) -> None:
    key = built.folder / "keys" / "online.key"
    key.rename(built.folder / "elsewhere.key")
    pending = built.post("/classes/uniform/releases", {"channel": "staging"})
    with reading(built.house.engine) as session:
        held = built.claim(session.scalars(select(Step.id).where(Step.release_id == pending["id"])).one())
    ended = publish.run(built.house, held, lambda _progress, _words: True)
    assert (ended.kind, ended.sentence, ended.code) == ("refused", NOT_SIGNED, "signing")
    assert "Make an online key with `eightcount trust online`" in ended.detail
    assert built.house.delivery.pointer("staging") is None
    assert list(built.house.delivery.listing()) == []
    with writing(built.house.engine) as session:
        assert jobs.refuse(session, held, ended.sentence, ended.detail, code=ended.code)
    assert built.get(f"/releases/{pending['id']}")["state"] == "failed"
    (built.folder / "elsewhere.key").rename(key)
    assert built.publish("staging")["state"] == "live"


def test_a_strangers_pointer_is_never_built_upon(built: Studio) -> None:
    built.publish("staging")
    root_file = built.house.signer.root_path.read_bytes()
    for version, following in ((1, 2), (9, 10), (2**30, 11), (2**53 - 1, 12)):
        put(built, strangers(version, root_file))
        assert built.publish("staging")["channel_version"] == following
        now = read_pointer_file(lying(built))
        assert now.pointer.version == following
        assert [entry.class_id for entry in now.pointer.classes] == ["uniform"]


def test_on_an_empty_shelf_nothing_is_shown_that_does_not_lie_there(built: Studio) -> None:
    """As after a restore: rows call a release live whose files the new shelf lacks."""
    built.publish("staging")
    shutil.rmtree(built.folder / "shelf")
    LocalDelivery(built.folder / "shelf")  # makes its folders
    new_root(built)
    with writing(built.house.engine) as session:
        shown = pointers.locked(session, built.house.delivery, built.house.signer, "staging", now=NOW)
        assert (shown.current, shown.pointer.classes) == (False, ())
    assert built.publish("staging")["channel_version"] == 2
    assert [entry.class_id for entry in read_pointer(lying(built)).classes] == ["uniform"]


def test_what_a_stranger_wrote_is_put_right_by_the_sweep(built: Studio) -> None:
    built.publish("staging")
    put(built, strangers(5, built.house.signer.root_path.read_bytes()))
    renew_pointers(built.house)
    now = read_pointer_file(lying(built))
    assert ([entry.class_id for entry in now.pointer.classes], now.pointer.version) == (["uniform"], 6)
    assert built.get("/channels/staging")["version"] == 6


class Together(LocalDelivery):
    """A shelf that says nothing of a manifest before it was asked for a second one."""

    two = threading.Barrier(2)

    def has_manifest(self, class_id: str, sha256: str, total: int) -> bool:
        self.two.wait(60)
        return super().has_manifest(class_id, sha256, total)


def test_under_a_new_root_many_classes_are_looked_for_at_once(built: Studio) -> None:
    """One after the other, a thousand would take longer than the database lets a transaction idle."""
    built.dance_class("second")
    built.beats("second")
    built.build("second")
    for slug in ("uniform", "second"):
        built.publish("staging", slug)
    new_root(built)
    renew_pointers(replace(built.house, delivery=Together(built.folder / "shelf")))
    now = read_pointer(lying(built))
    assert ([entry.class_id for entry in now.classes], now.version) == (["second", "uniform"], 3)


@pytest.mark.parametrize("days_old", [0, 8])
def test_an_old_pointer_of_ours_is_never_signed_anew(
    built: Studio, days_old: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever can write to the shelf lays back what was withdrawn, well signed in its time."""
    house, days = built.house, built.house.settings.pointer_days
    built.publish("staging")
    old = lying(built)
    withdraw(built)
    put(built, old)
    at = NOW + timedelta(days=days_old)
    with writing(house.engine) as session:
        assert pointers.renew(session, house.delivery, house.signer, "staging", valid_days=days, now=at)
    now = read_pointer(lying(built))
    assert (now.classes, now.version) == ((), 3)
    assert "is an old one, of version 1; the newest was 2" in caplog.text


def test_an_old_pointer_of_ours_is_put_right_by_the_sweep(built: Studio) -> None:
    built.publish("staging")
    old = lying(built)
    withdraw(built)
    put(built, old)
    renew_pointers(built.house)
    now = read_pointer(lying(built))
    assert (now.classes, now.version) == ((), 3)


def test_a_pointer_is_renewed_when_half_of_its_days_are_left(built: Studio) -> None:
    built.publish("staging")
    before = read_pointer(lying(built))
    house, days = built.house, built.house.settings.pointer_days
    assert days == 14
    renew_pointers(house)
    assert read_pointer(lying(built)) == before
    for day, due in ((6, False), (8, True), (30, True)):
        at = NOW + timedelta(days=day)
        found = pointers.is_due(
            house.delivery, house.signer, "staging", least_version=1, valid_days=days, now=at
        )
        assert found == due
    with writing(house.engine) as session:
        at = NOW + timedelta(days=8)
        assert pointers.renew(session, house.delivery, house.signer, "staging", valid_days=days, now=at)
        assert not pointers.renew(session, house.delivery, house.signer, "staging", valid_days=days, now=at)
    after = read_pointer(lying(built))
    assert (after.version, after.classes) == (before.version + 1, before.classes)
    assert after.expires - before.expires > timedelta(days=7)
    assert not house.delivery.pointer("production"), "a channel without a release has no pointer"


def test_a_new_root_document_is_beside_the_pointers_after_the_next_sweep(built: Studio) -> None:
    built.publish("staging")
    built.publish("production")
    new_root(built)
    renew_pointers(built.house)
    for channel in CHANNELS:
        found = read_pointer_file(lying(built, channel))
        assert (found.root.root.version, found.pointer.version) == (2, 2)
    renew_pointers(built.house)
    assert read_pointer(lying(built)).version == 2


def test_a_worker_with_an_old_root_document_says_so_and_leaves_the_pointer(
    built: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    old = built.house.signer.root_path.read_bytes()
    built.publish("staging")
    new_root(built)
    renew_pointers(built.house)
    built.house.signer.root_path.write_bytes(old)
    before = lying(built)
    with caplog.at_level(logging.ERROR):
        renew_pointers(built.house)
    assert "Use the newer one here too" in caplog.text
    assert lying(built) == before


def test_of_many_sweeps_at_once_one_renews(database_url: str, tmp_path: Path) -> None:
    studio = _built(database_url, tmp_path)
    studio.publish("staging")
    new_root(studio)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: renew_pointers(studio.house), range(4)))
    assert read_pointer(lying(studio)).version == 2
    studio.house.engine.dispose()


def test_keys_are_rotated_while_devices_follow(built: Studio, tmp_path: Path) -> None:
    """The rehearsal of docs/trust.md: a new online key, a new root key, and what a thief kept of before."""
    keys = built.folder / "keys"
    first_root = public_key(read_key(keys / "root.key"))
    with loopback.serving(built.app) as url:

        def follow(folder: str, *roots: str) -> int:
            report = sync(Source(url), tmp_path / folder, "staging", Trust(roots))
            assert report.complete
            assert open_pack(tmp_path / folder, "uniform").manifest.class_id == "uniform"
            return report.root_version

        built.publish("staging")
        assert follow("old app", first_root) == 1
        stolen_file, stolen_key = lying(built), read_key(keys / "online.key")

        # A new online key: the root names both, the server takes the new one, the root names it alone.
        make_key(keys / "next.key")
        new_root(built, str(keys / "online.key"), str(keys / "next.key"))
        renew_pointers(built.house)
        assert follow("old app", first_root) == 2
        (keys / "next.key").replace(keys / "online.key")
        new_root(built, str(keys / "online.key"))
        renew_pointers(built.house)
        assert follow("old app", first_root) == 3
        here = read_pointer_file(lying(built))
        assert here.signatures[0]["key"] == public_key(read_key(keys / "online.key"))

        # Who stole the old key has nothing: neither the old file nor a new one under either root document.
        good = lying(built)
        later = Pointer("staging", 99, NOW + timedelta(days=9), here.pointer.classes)
        old_root, new = (json.dumps(json.loads(file)["root"]).encode() for file in (stolen_file, good))
        for attack, error in (
            (stolen_file, RolledBackError),
            (write_pointer_file(later, old_root, stolen_key), RolledBackError),
            (write_pointer_file(later, new, stolen_key), UntrustedError),
        ):
            put(built, attack)
            with pytest.raises(error):
                follow("old app", first_root)
            assert open_pack(tmp_path / "old app", "uniform")
        put(built, good)

        # A new root key: apps pin both, both sign, then the new one alone.
        second_root = public_key(make_key(keys / "root2.key"))
        both = [read_key(keys / name) for name in ("root.key", "root2.key")]
        sign_root(keys / "root.json", both, [], days=365, now=NOW)
        renew_pointers(built.house)
        assert follow("old app", first_root) == 4
        assert follow("new app", first_root, second_root) == 4
        sign_root(keys / "root.json", both[1:], [], days=365, now=NOW)
        renew_pointers(built.house)
        assert follow("new app", first_root, second_root) == 5
        assert follow("newest app", second_root) == 5
        with pytest.raises(UntrustedError):
            follow("old app", first_root)
        assert open_pack(tmp_path / "old app", "uniform"), "what it has it keeps"

        built.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.02])
        built.build()
        built.publish("staging")
        assert follow("new app", first_root, second_root) == 5
        assert open_pack(tmp_path / "new app", "uniform").manifest.revision == 2
