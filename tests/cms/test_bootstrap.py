"""What a house makes for itself when it is built for the first time, and again."""

import os
from pathlib import Path

import pytest

from cms.bootstrap import build_house
from cms.db import connect
from cms.settings import Settings
from cms.storage.local import LocalStorage
from eightcount.embedded import open_to_others


def _secret(data: Path) -> bytes:
    storage = build_house(Settings(data=data)).storage
    assert isinstance(storage, LocalStorage)
    return storage.secret


def test_the_key_of_part_urls_is_made_once_and_is_nobody_elses(tmp_path: Path) -> None:
    made = _secret(tmp_path)
    assert len(made) == 32
    assert _secret(tmp_path) == made
    assert (tmp_path / "part-url.key").stat().st_mode & 0o077 == 0
    assert list(tmp_path.glob(".part-url*")) == []


@pytest.mark.parametrize("left", [b"", b"half"])
def test_a_key_that_a_power_cut_left_short_is_made_anew(tmp_path: Path, left: bytes) -> None:
    (tmp_path / "part-url.key").write_bytes(left)
    made = _secret(tmp_path)
    assert len(made) == 32
    assert _secret(tmp_path) == made


def test_the_data_folder_is_for_its_user_alone_whoever_makes_it(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        build_house(Settings(data=tmp_path / "house")).engine.dispose()
        connect(f"sqlite:///{tmp_path / 'rows' / 'eightcount.db'}").dispose()
    finally:
        os.umask(before)
    for name in ("house", "rows"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o700, name


def test_one_that_others_can_look_into_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    data = tmp_path / "it's ours"
    data.mkdir()
    data.chmod(0o755)
    build_house(Settings(data=data)).engine.dispose()
    assert data.stat().st_mode & 0o777 == 0o755
    assert "chmod 700 '" in open_to_others(data)
    data.chmod(0o700)
    assert open_to_others(data) == ""
