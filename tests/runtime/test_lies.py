"""What a device bears from a server that means it ill: nothing that lasts, and no good pack is lost by it."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eightcount_runtime.classpack.channel import read_pointer
from eightcount_runtime.classpack.errors import ExpiredError, MismatchError, RolledBackError, UntrustedError
from eightcount_runtime.classpack.manifest import read_manifest
from eightcount_runtime.classpack.pointer_file import write_pointer_file
from eightcount_runtime.classpack.shelf import manifest_key, object_key, pointer_key
from eightcount_runtime.classpack.signed import public_key
from eightcount_runtime.device import Source, SyncReport, Trust, open_pack, sync
from eightcount_runtime.device_folder import read_held, root_version_seen
from eightcount_runtime.fetch import FetchError, OfflineError
from shelf_server import FAR, ONLINE_KEY, TRUST, Fault, Shelf, root_file, serving
from small_class import Built

POINTER = pointer_key("production")


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving() as shelf:
        yield shelf


def follow(shelf: Shelf, folder: Path, channel: str = "production", trust: Trust = TRUST) -> SyncReport:
    return sync(Source(shelf.url, wait=lambda _s: None), folder, channel, trust)


def follow_hastily(shelf: Shelf, folder: Path) -> SyncReport:
    """By who has no time for a server that trickles."""
    source = Source(shelf.url, wait=lambda _s: None, patience_s=1.0, slowest_bytes_s=1e6)
    return sync(source, folder, "production", TRUST)


@pytest.mark.parametrize("kind", ["drip", "drip_head"])
@pytest.mark.parametrize("of", ["pointer", "manifest", "object"])
def test_a_server_that_trickles_holds_nobody(
    shelf: Shelf, built: Built, moved: Built, tmp_path: Path, kind: str, of: str
) -> None:
    shelf.publish(built)
    follow(shelf, tmp_path)
    name = shelf.publish(moved)
    routine = object_key(read_manifest(moved.manifest).file("routine").sha256)
    key = {"pointer": POINTER, "manifest": manifest_key("uniform", name), "object": routine}[of]
    shelf.faults[key] = Fault(kind)
    if of == "pointer":
        with pytest.raises(OfflineError, match="too slowly"):
            follow_hastily(shelf, tmp_path)
    else:
        (report,) = follow_hastily(shelf, tmp_path).classes
        assert (report.state, report.offline) == ("failed", True)
        assert "too slowly" in report.sentence
    assert open_pack(tmp_path, "uniform").manifest.revision == 1
    shelf.faults.clear()
    assert follow(shelf, tmp_path).complete
    assert open_pack(tmp_path, "uniform").manifest.revision == 2


def test_a_slow_line_that_gets_on_is_borne(shelf: Shelf, built: Built, tmp_path: Path) -> None:
    """Of 100 bytes a second, each earns more time than it takes."""
    shelf.publish(built)
    largest = max(shelf.files, key=lambda key: len(shelf.files[key]))
    shelf.faults[largest] = Fault("drip", times=1)
    came = 0

    def count(_: object) -> None:
        nonlocal came
        came += 1
        if came == 60:
            raise KeyboardInterrupt

    source = Source(shelf.url, wait=lambda _s: None, patience_s=0.2, slowest_bytes_s=1.0)
    began_s = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        sync(source, tmp_path, "production", TRUST, progress=count)
    assert time.monotonic() - began_s > 0.4, "longer than patience alone"


def test_a_redirection_is_not_followed(shelf: Shelf, built: Built, tmp_path: Path) -> None:
    shelf.publish(built)
    shelf.faults[POINTER] = Fault("elsewhere")
    with pytest.raises(FetchError, match="302"):
        follow(shelf, tmp_path)
    assert [key for key, _, _ in shelf.asked] == [POINTER]


def test_headers_and_query_go_with_every_request(shelf: Shelf, built: Built, tmp_path: Path) -> None:
    shelf.publish(built)
    told: list[tuple[str, str]] = []
    shelf.on_asked = lambda path, headers: told.append((path, headers.get("Cookie", "")))
    source = Source(shelf.url, headers={"Cookie": "CloudFront-Policy=p"}, query="Policy=p&Signature=s")
    assert sync(source, tmp_path, "production", TRUST).complete
    assert len(told) > 5
    assert {path.partition("?")[2] for path, _ in told} == {"Policy=p&Signature=s"}
    assert {cookie for _, cookie in told} == {"CloudFront-Policy=p"}
    assert follow(shelf, tmp_path).not_modified, "another query is the same address"


def test_who_is_not_trusted_changes_nothing(shelf: Shelf, built: Built, moved: Built, tmp_path: Path) -> None:
    shelf.publish(built)
    follow(shelf, tmp_path)
    before = read_held(tmp_path, "production")
    shelf.publish(moved)
    stranger = Ed25519PrivateKey.generate()
    pointer = read_pointer(shelf.files[POINTER])
    shelf.files[POINTER] = write_pointer_file(pointer, root_file(online=ONLINE_KEY), stranger)
    with pytest.raises(UntrustedError):
        follow(shelf, tmp_path)
    with pytest.raises(UntrustedError):
        follow(shelf, tmp_path, trust=Trust((public_key(stranger),)))
    assert read_held(tmp_path, "production") == before
    assert open_pack(tmp_path, "uniform").manifest.revision == 1


def test_one_channel_learns_of_a_root_document_for_all(shelf: Shelf, built: Built, tmp_path: Path) -> None:
    shelf.publish(built, "production")
    shelf.root_file = root_file(4)
    shelf.publish(built, "staging")
    assert follow(shelf, tmp_path).root_version == 1
    assert follow(shelf, tmp_path, "staging").root_version == root_version_seen(tmp_path) == 4
    with pytest.raises(RolledBackError, match="root document has version 1, older than 4"):
        follow(shelf, tmp_path)
    assert open_pack(tmp_path, "uniform", channel="production")


def test_a_root_document_is_remembered_when_the_address_changes(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    shelf.root_file = root_file(4)
    shelf.publish(built)
    follow(shelf, tmp_path)
    with serving() as other:
        other.publish(built)
        with pytest.raises(RolledBackError, match="older than 4"):
            follow(other, tmp_path)
        other.root_file = root_file(4)
        other.publish(built)
        assert follow(other, tmp_path).version == 2


def test_a_server_that_says_not_modified_for_ever_is_noticed(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    shelf.publish(built)
    follow(shelf, tmp_path)
    with pytest.raises(ExpiredError):
        sync(Source(shelf.url), tmp_path, "production", TRUST, now=FAR)
    assert sync(Source(shelf.url), tmp_path, "production", TRUST, now=FAR - timedelta(seconds=1)).not_modified


@pytest.mark.parametrize(
    ("etag", "space"),
    [("", ""), ("x" * 5000, ""), ('W/"a" b', ""), ('"é"', ""), ("no quotes", "\n" * 4_000_000)],
)
def test_nothing_that_a_server_adds_makes_a_device_forget(
    shelf: Shelf, built: Built, tmp_path: Path, etag: str, space: str
) -> None:
    shelf.publish(built)
    old = shelf.files[POINTER]
    shelf.publish(built)
    shelf.files[POINTER] += space.encode()
    shelf.etags[POINTER] = etag
    follow(shelf, tmp_path)
    follow(shelf, tmp_path)
    held = read_held(tmp_path, "production")
    assert held is not None
    assert held.pointer == shelf.files[POINTER]
    shelf.files[POINTER] = old
    with pytest.raises(RolledBackError):
        follow(shelf, tmp_path)


def test_a_file_one_byte_too_large_is_refused(shelf: Shelf, built: Built, tmp_path: Path) -> None:
    shelf.publish(built)
    good = shelf.files[POINTER]
    shelf.files[POINTER] = good + b" " * (4 * 1024 * 1024 - len(good))
    assert follow(shelf, tmp_path).complete
    shelf.files[POINTER] += b"\0"
    with pytest.raises(MismatchError, match="larger than"):
        follow(shelf, tmp_path)


def test_an_address_longer_than_can_be_kept_is_refused() -> None:
    with pytest.raises(ValueError, match="2000"):
        Source("https://classes.example/" + "x" * 2000)
    assert replace(Source("https://classes.example/"), query="q").base_url == "https://classes.example"
