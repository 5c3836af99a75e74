"""What a house makes for itself when it is built for the first time, and again."""

from pathlib import Path

import pytest

from cms.bootstrap import build_house
from cms.settings import Settings
from cms.storage.local import LocalStorage


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
