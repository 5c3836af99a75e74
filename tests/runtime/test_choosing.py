"""A device that brings what its owner chose: the catalogue without the classes, and taking one away again."""

import dataclasses
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from eightcount_runtime.classpack.errors import NewerRuntimeError, PackError
from eightcount_runtime.classpack.manifest import read_manifest
from eightcount_runtime.device import Listed, Source, SyncReport, catalogue, open_pack, remove_class, sync
from eightcount_runtime.device_folder import BusyError, incoming_path, locked
from eightcount_runtime.fetch import OfflineError
from shelf_server import TRUST, Shelf, serving
from small_class import Built

PREVIEWS = ("poster",)


@pytest.fixture
def shelf(built: Built) -> Iterator[Shelf]:
    """Shows `uniform` and `another`, which differ in a file."""
    with serving() as shelf:
        shelf.publish(built)
        shelf.publish(another(built))
        yield shelf


def another(built: Built) -> Built:
    """The same pack as another class, with one more file."""
    document = json.loads(built.manifest)
    extra = b"of another"
    name = sha256(extra).hexdigest()
    entry = {"role": "extra", "path": "extra.bin", "bytes": len(extra), "sha256": name}
    document["files"].append({**entry, "type": "application/octet-stream"})
    manifest = json.dumps({**document, "class": "another"}).encode()
    return dataclasses.replace(built, manifest=manifest, objects={**built.objects, name: extra})


def follow(shelf: Shelf, folder: Path, **wishes: Any) -> SyncReport:
    source = Source(shelf.url, timeout_s=5, wait=lambda _seconds: None)
    return sync(source, folder, "production", TRUST, **wishes)


def states(report: SyncReport) -> dict[str, str]:
    return {each.class_id: each.state for each in report.classes}


def listed(folder: Path) -> Listed:
    """How the class `uniform` stands."""
    return next(each for each in catalogue(folder, "production") if each.class_id == "uniform")


def objects(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("o/*")}


def test_manifests_and_previews_come_of_what_was_not_asked_for(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    report = follow(shelf, tmp_path, only=(), previews=PREVIEWS)
    assert states(report) == {"uniform": "offered", "another": "offered"}
    assert report.complete
    poster = read_manifest(built.manifest).file("poster")
    assert objects(tmp_path) == {poster.sha256}
    uniform = listed(tmp_path)
    assert uniform.shown == read_manifest(built.manifest)
    assert (uniform.in_use, uniform.problem, uniform.is_current) == (None, None, False)
    assert (uniform.here_bytes, uniform.half_bytes) == (poster.bytes, 0)
    assert uniform.total_bytes == sum(len(data) for data in built.objects.values())
    with pytest.raises(PackError, match="sync first"):
        open_pack(tmp_path, "uniform")

    shelf.asked.clear()
    follow(shelf, tmp_path, only=(), previews=PREVIEWS)
    assert len(shelf.asked) == 1


def test_what_was_asked_for_comes_and_the_last_good_stays_where_a_newer_was_not(
    shelf: Shelf, moved: Built, tmp_path: Path
) -> None:
    assert states(follow(shelf, tmp_path, only=["uniform"])) == {"uniform": "updated", "another": "offered"}
    shelf.publish(moved)
    assert states(follow(shelf, tmp_path, only=[])) == {"uniform": "offered", "another": "offered"}
    assert open_pack(tmp_path, "uniform").manifest.revision == 1
    uniform = listed(tmp_path)
    assert uniform.in_use is not None
    assert uniform.shown is not None
    assert (uniform.in_use.revision, uniform.shown.revision, uniform.is_current) == (1, 2, False)
    assert states(follow(shelf, tmp_path, only=["uniform"]))["uniform"] == "updated"
    assert listed(tmp_path).is_current


def test_a_class_for_newer_runtimes_is_told_and_one_that_is_not_there(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    document = {**json.loads(built.manifest), "min_runtime": 9}
    shelf.publish(dataclasses.replace(built, manifest=json.dumps(document).encode()))
    report = follow(shelf, tmp_path, only=["nowhere"])
    told = {each.class_id: (each.state, each.error) for each in report.classes}
    assert told == {
        "uniform": ("skipped", "NewerRuntimeError"),
        "another": ("offered", ""),
        "nowhere": ("failed", "PackError"),
    }
    assert report.classes[-1].sentence == "The channel 'production' does not show the class 'nowhere'."
    uniform = listed(tmp_path)
    assert isinstance(uniform.problem, NewerRuntimeError)
    assert uniform.shown is None


def test_without_a_network_the_catalogue_is_there(built: Built, tmp_path: Path) -> None:
    assert catalogue(tmp_path, "production") == ()
    with serving() as shelf:
        shelf.publish(built)
        follow(shelf, tmp_path, only=["uniform"])
    with pytest.raises(OfflineError):
        follow(shelf, tmp_path, only=[])
    assert [each.class_id for each in catalogue(tmp_path, "production")] == ["uniform"]
    assert open_pack(tmp_path, "uniform").manifest.revision == 1


def test_taking_a_class_away_frees_its_room_and_leaves_what_others_need(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    follow(shelf, tmp_path)
    remove_class(tmp_path, "production", "another", previews=PREVIEWS)
    with pytest.raises(PackError, match="sync first"):
        open_pack(tmp_path, "another")
    assert objects(tmp_path) == set(built.objects)
    assert open_pack(tmp_path, "uniform").manifest.revision == 1
    assert states(follow(shelf, tmp_path, only=["uniform"])) == {"uniform": "current", "another": "offered"}
    remove_class(tmp_path, "production", "uniform", previews=PREVIEWS)
    assert objects(tmp_path) == {read_manifest(built.manifest).file("poster").sha256}
    assert states(follow(shelf, tmp_path)) == {"uniform": "updated", "another": "updated"}


def test_taking_away_throws_what_came_of_a_broken_download(
    shelf: Shelf, built: Built, tmp_path: Path
) -> None:
    follow(shelf, tmp_path, only=[])
    half = incoming_path(tmp_path, read_manifest(built.manifest).file("video").sha256)
    half.parent.mkdir()
    half.write_bytes(b"abc")
    assert (listed(tmp_path).here_bytes, listed(tmp_path).half_bytes) == (3, 3)
    remove_class(tmp_path, "production", "uniform")
    assert not half.exists()


def test_while_a_sync_is_at_work_nothing_is_taken_away(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(BusyError):
        remove_class(tmp_path, "production", "uniform")


def test_what_is_not_there_is_taken_away_without_a_word(shelf: Shelf, tmp_path: Path) -> None:
    remove_class(tmp_path, "production", "uniform")
    follow(shelf, tmp_path)
    remove_class(tmp_path, "production", "nowhere")
    assert set(states(follow(shelf, tmp_path)).values()) == {"current"}
