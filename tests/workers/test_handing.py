"""What goes into a step's room, and what of it comes out."""

from pathlib import Path

import pytest

from workers.handing import hand_in, hand_out, room_in, written


def test_inputs_are_links_to_where_they_lie_and_others_stay_outside(tmp_path: Path) -> None:
    for name in ("take", "song", "beats.json"):
        (tmp_path / name).write_text(name)
    with room_in(tmp_path) as room:
        assert hand_in("audio_align", tmp_path, room) == (tmp_path / "take", tmp_path / "song")
        assert (room / "take").read_text() == "take"
        assert not (room / "beats.json").exists()
    assert not room.exists()
    assert (tmp_path / "take").read_text() == "take"


def test_outputs_take_the_place_of_earlier_ones_and_nothing_else_comes_out(tmp_path: Path) -> None:
    room = tmp_path / "room"
    for folder in (room / "objects", tmp_path / "objects"):
        folder.mkdir(parents=True)
    (tmp_path / "objects" / "old").write_text("old")
    (tmp_path / "manifest.json").write_text("old")
    for name in ("manifest.json", "objects/new", "scratch"):
        (room / name).write_text("new")
    hand_out("package", room, tmp_path)
    assert written("package", tmp_path) == ["manifest.json", "objects/new"]
    assert (tmp_path / "manifest.json").read_text() == "new"
    assert not (tmp_path / "scratch").exists()


@pytest.mark.parametrize("name", ["manifest.json", "objects/a", "objects"])
def test_a_link_does_not_come_out(tmp_path: Path, name: str) -> None:
    room, foreign = tmp_path / "room", tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "a").write_text("a secret")
    (room / "objects").mkdir(parents=True)
    (room / "manifest.json").write_text("{}")
    path = room / name
    if name == "objects":
        path.rmdir()
    path.unlink(missing_ok=True)
    path.symlink_to(foreign if name == "objects" else foreign / "a")
    with pytest.raises(RuntimeError, match="something else than a file"):
        hand_out("package", room, tmp_path)
    assert not (tmp_path / "manifest.json").exists()


def test_a_missing_output_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"without writing media\.json"):
        written("probe", tmp_path)
