from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk import Said
from shelf_server import Fault, Shelf, serving
from small_class import BEATS_S, lay_desk, pack

Type = Callable[..., Said]


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving() as shelf:
        yield shelf


def test_a_device_syncs_and_syncs_again_for_nothing(eightcount: Type, shelf: Shelf, tmp_path: Path) -> None:
    shelf.publish(pack(lay_desk(tmp_path / "desk")))
    first = eightcount("device", "sync", shelf.url, str(tmp_path / "device"), "--json")
    assert first.code == 0
    assert first.document["complete"]
    assert [each["state"] for each in first.document["classes"]] == ["updated"]
    again = eightcount("device", "sync", shelf.url, str(tmp_path / "device"), "--json").document
    assert (again["not_modified"], again["downloaded_bytes"]) == (True, 0)
    shown = eightcount("pack", "inspect", str(tmp_path / "device"), "uniform", "--json").document
    assert shown["bytes"] < first.document["downloaded_bytes"]
    unnamed = eightcount("pack", "inspect", str(tmp_path / "device"))
    assert unnamed.code == 1
    assert "Name one of its classes: uniform." in unnamed.err


def test_a_class_from_several_channels_is_asked_for_with_the_option(
    eightcount: Type, shelf: Shelf, tmp_path: Path
) -> None:
    folder = str(tmp_path / "device")
    shelf.publish(pack(lay_desk(tmp_path / "desk")), "production")
    shelf.publish(pack(lay_desk(tmp_path / "again", revision=2)), "staging")
    for channel in ("production", "staging"):
        assert eightcount("device", "sync", shelf.url, folder, "--channel", channel).code == 0
    (tmp_path / "v.mp4").touch()
    for command in (("pack", "inspect", folder, "uniform"), ("score", folder, str(tmp_path / "v.mp4"))):
        asked = eightcount(*command)
        assert asked.code == 1
        assert "from several channels: name one by --channel, production or staging." in asked.err
    shown = eightcount("pack", "inspect", folder, "uniform", "--channel", "staging", "--json")
    assert shown.document["revision"] == 2


def test_a_device_says_how_it_verified(eightcount: Type, shelf: Shelf, tmp_path: Path) -> None:
    shelf.publish(pack(lay_desk(tmp_path / "desk")))
    words = ("device", "sync", shelf.url, str(tmp_path / "device"))
    assert "every file verified by its hash" in eightcount(*words).out
    assert "held files checked by their length (--thorough reads them all)" in eightcount(*words).out
    assert "every file verified by its hash" in eightcount(*words, "--thorough").out


def test_a_moved_beat_costs_a_device_little(eightcount: Type, shelf: Shelf, tmp_path: Path) -> None:
    shelf.publish(pack(lay_desk(tmp_path / "desk")))
    whole = eightcount("device", "sync", shelf.url, str(tmp_path / "device"), "--json").document
    moved = (*BEATS_S[:5], BEATS_S[5] + 0.012, *BEATS_S[6:])
    shelf.publish(pack(lay_desk(tmp_path / "again", beats_s=moved, revision=2)))
    little = eightcount("device", "sync", shelf.url, str(tmp_path / "device"), "--json").document
    assert 0 < little["downloaded_bytes"] < 50_000 < whole["downloaded_bytes"]
    assert "uniform" in eightcount("device", "sync", shelf.url, str(tmp_path / "device")).out


def test_only_the_classes_that_are_named_come(eightcount: Type, shelf: Shelf, tmp_path: Path) -> None:
    shelf.publish(pack(lay_desk(tmp_path / "desk")))
    shelf.publish(pack(lay_desk(tmp_path / "another", class_id="another")))
    words = ("device", "sync", shelf.url, str(tmp_path / "device"))

    def states(*more: str) -> dict[str, str]:
        said = eightcount(*words, "--json", *more)
        assert said.code == 0
        return {each["class_id"]: each["state"] for each in said.document["classes"]}

    assert states("--only", "uniform") == {"uniform": "updated", "another": "offered"}
    assert states("--only", "uniform", "--only", "another") == {"uniform": "current", "another": "updated"}
    shelf.publish(pack(lay_desk(tmp_path / "again", revision=2)))
    assert states("--only", "another") == {"uniform": "offered", "another": "current"}
    assert eightcount("pack", "inspect", words[-1], "uniform", "--json").document["revision"] == 1
    assert states() == {"uniform": "updated", "another": "current"}
    missing = eightcount(*words, "--only", "nowhere")
    assert missing.code == 1
    assert "does not show the class 'nowhere'" in missing.err


def test_a_sheet_is_drawn(eightcount: Type, shelf: Shelf, tmp_path: Path) -> None:
    shelf.publish(pack(lay_desk(tmp_path / "desk")))
    eightcount("device", "sync", shelf.url, str(tmp_path / "device"))
    out = tmp_path / "sheet.jpg"
    said = eightcount("device", "sheet", str(tmp_path / "device"), "uniform", "--out", str(out))
    assert said.out.strip() == str(out)
    assert out.read_bytes()[:3] == b"\xff\xd8\xff"


def test_a_class_that_cannot_be_had_is_told_and_the_server_that_is_away_too(
    eightcount: Type, shelf: Shelf, tmp_path: Path
) -> None:
    built = pack(lay_desk(tmp_path / "desk"))
    shelf.publish(built)
    largest = max(built.objects, key=lambda name: len(built.objects[name]))
    shelf.faults[f"o/{largest}"] = Fault("flip", 1000)
    said = eightcount("device", "sync", shelf.url, str(tmp_path / "device"))
    assert said.code == 1
    assert "is not what was published" in said.err
    assert eightcount("device", "sync", shelf.url, str(tmp_path / "device"), "--channel", "moon").code == 1
    nobody = eightcount("device", "sync", "http://127.0.0.1:9", str(tmp_path / "device"), "--json")
    assert nobody.code == 3
    assert "cannot be reached" in nobody.document["error"]["sentence"]
