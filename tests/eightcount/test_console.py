import sys
from pathlib import Path

import pytest

from eightcount import console


def test_the_own_command_can_be_pasted_where_the_caller_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "checkout" / ".venv" / "bin"
    programs.mkdir(parents=True)
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.chdir(tmp_path / "checkout")
    assert console.own_command() == "eightcount"  # it was not installed beside this Python
    (programs / "eightcount").touch(mode=0o755)
    assert console.own_command() == ".venv/bin/eightcount"
    monkeypatch.chdir("/")
    assert console.own_command() == str(programs / "eightcount").removeprefix("/")
    monkeypatch.setenv("PATH", str(programs))
    assert console.own_command() == "eightcount"


def test_a_time_is_told_to_the_second_in_utc() -> None:
    assert console.readable_time("2025-03-01T15:02:05.123456+01:00") == "2025-03-01 14:02:05 UTC"
    assert console.readable_time("2025-03-01T14:02:05Z") == "2025-03-01 14:02:05 UTC"
