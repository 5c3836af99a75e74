from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Said

Type = Callable[..., Said]


def test_an_installation_moves_through_a_folder(
    eightcount: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = eightcount("key", "create", "--name", "of the first", "--json").document
    written = eightcount("backup", str(tmp_path / "copy"), "--json")
    assert written.code == 0
    assert written.document["rows"]["api_keys"] >= 3
    monkeypatch.setenv("EIGHTCOUNT_DATA", str(tmp_path / "second"))
    restored = eightcount("restore", str(tmp_path / "copy"))
    assert restored.code == 0
    assert f"{written.document['files']} files" in restored.out
    assert made["id"] in {key["id"] for key in eightcount("key", "list", "--json").document}
    again = eightcount("restore", str(tmp_path / "copy"))
    assert again.code == 1
    assert "not empty" in again.err


def test_something_else_is_no_backup(eightcount: Type, tmp_path: Path) -> None:
    said = eightcount("restore", str(tmp_path))
    assert said.code == 1
    assert "no whole backup" in said.err
